#include "act/formula_rules.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "record/assessment.h"
#include "record/formula.h"
#include "record/levels.h"

namespace outturn::act {
namespace {

using record::Formula;
using record::FormulaFunction;
using record::FormulaNode;
using record::Indicator;
using record::ValueKind;
using Type = FormulaNode::Type;

const Indicator* indicator_of(const Proposal& proposal, std::string_view id) {
  const auto found = proposal.find(record::kind_of<Indicator>(), id);
  return found ? static_cast<const Indicator*>(found.body.get()) : nullptr;
}

/// Whether `id` is calculated, over any number of steps, from `from`.
bool rests_on(const Proposal& proposal, const std::string& id, const std::string& from, std::set<std::string>& seen) {
  if (id == from) return true;
  if (!seen.insert(id).second) return false;
  const auto* indicator = indicator_of(proposal, id);
  if (!indicator || !record::is_calculated(*indicator)) return false;
  const auto formula = Formula::parse(indicator->formula);
  if (!formula) return false;
  const auto ids = formula->references();
  return std::any_of(ids.begin(), ids.end(), [&](const std::string& next) { return rests_on(proposal, next, from, seen); });
}

/// What a value is counted in, as far as the formula tells: the unit of one indicator, a bare number, or something new.
struct Measured {
  enum class Kind { number, unit, derived };
  Kind kind{};
  std::string unit{};       ///< as compared
  std::string indicator{};  ///< the first that has it
  bool is_percentage{};
};

class Units {
 public:
  Units(const Proposal& proposal, const Formula& formula, base::Issues& issues) : proposal_(proposal), formula_(formula), issues_(issues) {}

  Measured of(const FormulaNode& node) {
    switch (node.type) {
      case Type::number: return {};
      case Type::reference: return of_indicator(node);
      case Type::negative: return of(child(node, 0));
      case Type::add:
      case Type::subtract: return alike(node, {of(child(node, 0)), of(child(node, 1))});
      case Type::call: return called(node);
      default: break;
    }
    const auto left = of(child(node, 0));
    const auto right = of(child(node, 1));
    if (left.is_percentage && right.is_percentage && !left.indicator.empty() && !right.indicator.empty() && left.indicator != right.indicator) {
      percentages_.push_back({node.position, left.indicator, right.indicator});
    }
    if (left.kind == Measured::Kind::number && right.kind == Measured::Kind::number) return {};
    if (right.kind == Measured::Kind::number) return {.kind = Measured::Kind::derived, .unit = {}, .indicator = left.indicator, .is_percentage = left.is_percentage};
    if (left.kind == Measured::Kind::number) return {.kind = Measured::Kind::derived, .unit = {}, .indicator = right.indicator, .is_percentage = right.is_percentage};
    return {.kind = Measured::Kind::derived};
  }

  void check_percentages() {
    for (const auto& [position, first, second] : percentages_) {
      issues_.push_back({"formula", "formula.percentage_of_percentages", {{"position", position}, {"first", first}, {"second", second}}});
    }
  }

 private:
  const FormulaNode& child(const FormulaNode& node, std::size_t number) const { return formula_.node(node.children[number]); }

  Measured of_indicator(const FormulaNode& node) const {
    const auto* indicator = indicator_of(proposal_, node.name);
    if (!indicator) return {.kind = Measured::Kind::derived};
    Measured measured{.kind = Measured::Kind::unit, .unit = std::string(indicator->unit.in("en")), .indicator = node.name,
                      .is_percentage = indicator->value_kind == ValueKind::percentage};
    if (measured.is_percentage) measured.unit = "%";
    else if (measured.unit.empty() && indicator->value_kind != ValueKind::count) measured.kind = Measured::Kind::derived;  // nobody said
    return measured;
  }

  Measured called(const FormulaNode& node) {
    switch (node.function) {
      case FormulaFunction::rescaled: of(child(node, 0)); return {.kind = Measured::Kind::unit, .unit = "0–100", .indicator = first_below(node)};
      case FormulaFunction::numerator:
      case FormulaFunction::denominator: return {.kind = Measured::Kind::derived};
      case FormulaFunction::weighted_mean: {
        std::vector<Measured> values;
        for (std::size_t c = 0; c < node.children.size(); c += 2) values.push_back(of(child(node, c)));
        return alike(node, values);
      }
      default: {
        std::vector<Measured> values;
        for (std::size_t c = 0; c < node.children.size(); ++c) values.push_back(of(child(node, c)));
        return record::is_about_figures(node.function) ? values.front() : alike(node, values);
      }
    }
  }

  std::string first_below(const FormulaNode& node) const {
    if (node.type == Type::reference) return node.name;
    for (std::size_t c = 0; c < node.children.size(); ++c) {
      if (auto name = first_below(child(node, c)); !name.empty()) return name;
    }
    return {};
  }

  Measured alike(const FormulaNode& node, const std::vector<Measured>& values) {
    const Measured* first = nullptr;
    for (const auto& value : values) {
      if (value.kind != Measured::Kind::unit) continue;
      if (!first) {
        first = &value;
      } else if (value.unit != first->unit) {
        issues_.push_back({"formula", "formula.units_differ", {{"position", node.position}, {"first", first->indicator}, {"first_unit", shown(first->unit)},
                                                               {"second", value.indicator}, {"second_unit", shown(value.unit)}}});
        return {.kind = Measured::Kind::derived};
      }
    }
    return first ? *first : values.empty() ? Measured{} : values.front();
  }
  static std::string shown(const std::string& unit) { return unit.empty() ? "1" : unit; }

  struct Pair {
    std::int64_t position;
    std::string first;
    std::string second;
  };
  const Proposal& proposal_;
  const Formula& formula_;
  base::Issues& issues_;
  std::vector<Pair> percentages_;
};

void check_formula(const Proposal& proposal, const workspace::Draft& draft, const Indicator& indicator, base::Issues& issues) {
  const auto formula = Formula::parse(indicator.formula);
  if (!formula) return;  // its own faults are told by the kind
  for (const auto& node : formula->nodes()) {
    const auto at = [&](const char* code, const std::string& id) { issues.push_back({"formula", code, {{"position", node.position}, {"id", id}}}); };
    if (node.function == FormulaFunction::groups && !proposal.find(record::kind_of<record::Dimension>(), node.name)) at("formula.no_such_dimension", node.name);
    if (node.type != Type::reference) continue;
    const auto* named = node.name == draft.id ? &indicator : indicator_of(proposal, node.name);
    if (!named) {
      at("formula.no_such_indicator", node.name);
      continue;
    }
    std::set<std::string> seen;
    if (rests_on(proposal, node.name, draft.id, seen)) at("formula.circle", node.name);
    if (named->value_kind == ValueKind::category) at("formula.not_a_number", node.name);
  }
  Units units(proposal, *formula, issues);
  units.of(formula->root());
  if (indicator.value_kind == ValueKind::percentage) units.check_percentages();
}

void check_stored(const Proposal& proposal, const workspace::Draft& draft, base::Issues& issues) {
  const auto* before = proposal.latest().find(*draft.kind, draft.id);
  if (!before || record::is_derived(before->as<Indicator>())) return;
  const auto& panel = proposal.latest().panel();
  std::int64_t count = 0;
  for (const auto number : panel.of_indicator(before->slot)) {
    if (!panel.series(number).is_derived) count += static_cast<std::int64_t>(panel.series(number).rows.size());
  }
  if (count > 0) issues.push_back({record::is_calculated(*static_cast<const Indicator*>(draft.body.get())) ? "formula" : "value_kind", "act.has_figures", {{"count", count}}});
}

void check_assessment(const Proposal& proposal, const record::Assessment& assessment, base::Issues& issues) {
  const auto* indicator = indicator_of(proposal, assessment.indicator.id);
  if (!indicator) return;
  if (!record::is_assessed(*indicator)) {
    issues.push_back({"indicator", "act.not_assessed", {{"id", assessment.indicator.id}}});
    return;
  }
  if (!assessment.level) return;
  std::vector<double> numbers{0, 1};
  if (indicator->value_kind != ValueKind::yes_no) {
    numbers.clear();
    for (const auto& level : record::levels_of(*indicator, "en")) numbers.push_back(level.number);
  }
  if (std::find(numbers.begin(), numbers.end(), *assessment.level) == numbers.end()) {
    issues.push_back({"level", "act.no_such_level", {{"id", assessment.indicator.id}, {"level", *assessment.level}, {"levels", fmt::format("{}", fmt::join(numbers, ", "))}}});
  }
}

}  // namespace

void check_figures_from(const Proposal& proposal, const workspace::Draft& draft, base::Issues& issues) {
  if (draft.kind == &record::kind_of<record::Assessment>()) {
    check_assessment(proposal, *static_cast<const record::Assessment*>(draft.body.get()), issues);
  }
  if (draft.kind != &record::kind_of<Indicator>()) return;
  const auto& indicator = *static_cast<const Indicator*>(draft.body.get());
  if (record::is_calculated(indicator)) check_formula(proposal, draft, indicator, issues);
  if (record::is_derived(indicator)) check_stored(proposal, draft, issues);
}

}  // namespace outturn::act
