#include "workspace/calculation.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>
#include <limits>

#include "record/assessment.h"
#include "record/levels.h"
#include "workspace/workspace.h"

namespace outturn::workspace {
namespace {

using record::Formula;
using record::FormulaFunction;
using record::FormulaNode;
using record::Indicator;
using record::Place;
using record::ValueKind;
using base::Period;
using Type = FormulaNode::Type;

constexpr std::size_t most_vintages = 400;
constexpr auto end_of_time = std::numeric_limits<std::int64_t>::max();

std::atomic<std::uint64_t> calculated_so_far{0};

/// One figure or absence as it stood; borrowed from a series.
struct Seen {
  const Row* row{};
  const Extras* extras{};
};
using Snapshot = std::map<Period, Seen>;

bool is_withdrawn(const Workspace& space, const Row& row) {
  const auto& withdrawn = space.withdrawn_batches();
  return !withdrawn.empty() && std::binary_search(withdrawn.begin(), withdrawn.end(), row.batch);
}

const Record& indicator_at(const Workspace& space, Slot slot) { return space.at(record::kind_of<Indicator>(), slot); }

Snapshot snapshot(const Workspace& space, Slot indicator, std::int32_t definition, Where where, std::int64_t known_by) {
  Snapshot seen;
  const auto* series = space.panel().find({.indicator = indicator, .place = where.first, .group = where.second, .definition = definition});
  if (!series) return seen;
  for (std::size_t r = 0; r < series->rows.size(); ++r) {
    const auto& row = series->rows[r];
    if (row.known_from > known_by || is_withdrawn(space, row)) continue;
    const auto period = Period::from_code(row.period);
    if (row.status == Status::taken_back) seen.erase(period);
    else seen[period] = {&row, series->extras_of(r)};
  }
  return seen;
}

/// The series of an indicator in one place and group, one for each version of its definition; none of them empty.
std::vector<const Series*> series_at(const Workspace& space, Slot indicator, Where where) {
  std::vector<const Series*> all;
  for (const auto definition : space.panel().definitions_of(indicator)) {
    const auto* series = space.panel().find({.indicator = indicator, .place = where.first, .group = where.second, .definition = definition});
    if (series && !series->rows.empty()) all.push_back(series);
  }
  return all;
}

bool has_rows(const Workspace& space, Slot indicator, Where where) { return !series_at(space, indicator, where).empty(); }

std::vector<Where> parts_of(const Workspace& space, const FormulaNode& call, Slot indicator, Where where) {
  std::vector<Where> parts;
  if (call.function == FormulaFunction::places) {
    const auto& place = space.at(record::kind_of<Place>(), where.first);
    for (const auto* within : space.referring<Place>(place, "parent")) parts.emplace_back(within->slot, where.second);
  } else if (where.second == no_slot) {
    space.each<record::Group>([&](const Record& record, const record::Group& group) {
      if (group.categories.size() != 1) return;
      const auto* category = space.get<record::Category>(group.categories.front().id);
      if (category && category->dimension.id == call.name) parts.emplace_back(where.first, record.slot);
    });
  }
  std::erase_if(parts, [&](const Where& part) { return !has_rows(space, indicator, part); });
  return parts;
}

/// Sums that stay right where parts are added: amounts and counts by themselves, rates by numerators and denominators.
class Aggregate {
 public:
  Aggregate(const Indicator& indicator, bool over_time) : indicator_(indicator), over_time_(over_time) {}

  void add(const Seen& seen) {
    const double value = seen.row->value;
    sum_ += value;
    last_ = value;
    const auto denominator = seen.extras ? seen.extras->denominator : std::nullopt;
    if (!denominator || *denominator <= 0) {
      weighted_ = false;
      return;
    }
    denominators_ += *denominator;
    by_weight_ += value * *denominator;
    if (!seen.extras->numerator) {
      counted_ = false;
      return;
    }
    numerators_ += *seen.extras->numerator;
    if (*seen.extras->numerator > largest_) {
      largest_ = *seen.extras->numerator;
      scale_ = value * *denominator / *seen.extras->numerator;
    }
  }

  Calculated result(Period period) const {
    Calculated result{.period = period};
    const auto kind = indicator_.value_kind;
    if (kind == ValueKind::count || kind == ValueKind::amount) {
      result.value = sum_;
    } else if (kind == ValueKind::cumulative) {
      result.value = over_time_ ? last_ : sum_;
    } else if ((kind == ValueKind::rate || kind == ValueKind::percentage || kind == ValueKind::mean) && weighted_ && denominators_ > 0) {
      result.denominator = denominators_;
      if (counted_) {
        result.numerator = numerators_;
        result.value = scale() * numerators_ / denominators_;
      } else {
        result.value = by_weight_ / denominators_;
      }
    } else {
      result.status = Status::missing;
      result.why = NoFigure::no_weights;
    }
    return result;
  }

 private:
  /// 100 for per cent, 1,000 for a rate per thousand: figures are published rounded, so the nearest power of ten.
  double scale() const {
    if (indicator_.value_kind == ValueKind::percentage) return 100;
    const double power = std::pow(10.0, std::round(std::log10(std::max(std::abs(scale_), 1e-12))));
    return std::abs(scale_ / power - 1) < 0.1 ? power : scale_;
  }

  const Indicator& indicator_;
  bool over_time_;
  double sum_{};
  double last_{};
  double numerators_{};
  double denominators_{};
  double by_weight_{};
  double largest_{};
  double scale_{1};
  bool weighted_{true};
  bool counted_{true};
};

int parts_in_a_year(Period::Kind kind) {
  switch (kind) {
    case Period::Kind::month: return 12;
    case Period::Kind::quarter: return 4;
    case Period::Kind::half_year: return 2;
    default: return 0;
  }
}

/// One formula in one place and group, by what was known at one moment.
class Evaluation {
 public:
  Evaluation(DefinitionDays& definitions, const Calculations::One& one, Where where, std::int64_t known_by)
      : space_(definitions.space()), definitions_(definitions), one_(one), where_(where), known_by_(known_by) {}

  std::vector<Calculated> all() {
    std::vector<Calculated> results;
    for (const auto period : periods()) {
      auto result = value(one_.formula.root(), period);
      if (result.status == Status::figure && !std::isfinite(result.value)) absent(result, Status::missing, NoFigure::not_finite, {});
      results.push_back(std::move(result));
    }
    return results;
  }

 private:
  static void absent(Calculated& result, Status status, NoFigure why, std::string about, Slot place = no_slot) {
    result = {.period = result.period, .status = status, .why = why, .about = std::move(about), .place = place};
  }

  std::optional<Slot> slot(const std::string& id) const {
    const auto found = one_.named.find(id);
    return found == one_.named.end() ? std::nullopt : std::optional(found->second);
  }

  const Snapshot& seen(Slot indicator, Where where) {
    const auto [at, is_new] = seen_.try_emplace({indicator, where});
    if (is_new) at->second = snapshot(space_, indicator, definitions_.newest_by(indicator, known_by_), where, known_by_);
    return at->second;
  }

  const std::vector<Where>& parts(const FormulaNode& call, Slot indicator) {
    const auto [at, is_new] = parts_.try_emplace(&call);
    if (is_new) {
      at->second = parts_of(space_, call, indicator, where_);
      std::erase_if(at->second, [&](const Where& part) { return seen(indicator, part).empty(); });
    }
    return at->second;
  }

  // --- which periods
  std::set<Period> periods_of(const FormulaNode& node) {
    std::set<Period> periods;
    const auto& reference = node.type == Type::reference ? node : one_.formula.node(node.children[0]);
    const auto indicator = slot(reference.name);
    if (!indicator) return periods;
    const auto add_all = [&](const Snapshot& snapshot) {
      for (const auto& [period, figure] : snapshot) periods.insert(period);
    };
    if (node.function == FormulaFunction::places || node.function == FormulaFunction::groups) {
      for (const auto& part : parts(node, *indicator)) add_all(seen(*indicator, part));
    } else if (node.function == FormulaFunction::year) {
      for (const auto& [period, figure] : seen(*indicator, where_)) {
        if (parts_in_a_year(period.kind()) > 0) periods.insert(*Period::parse(period.last_day().iso().substr(0, 4)));
      }
    } else {
      add_all(seen(*indicator, where_));
    }
    return periods;
  }

  /// Calls visit for each reference and each call that is about figures.
  void each_leaf(const FormulaNode& node, const std::function<void(const FormulaNode&)>& visit) {
    if (node.type == Type::reference || record::is_about_figures(node.function)) return visit(node);
    for (const auto child : node.children) each_leaf(one_.formula.node(child), visit);
  }

  /// Periods of a kind that everything has, from the first that everything has reached; a later one that only some
  /// have is absent, and says whose figure is missing.
  std::vector<Period> periods() {
    std::vector<std::set<Period>> of_each;
    each_leaf(one_.formula.root(), [&](const FormulaNode& leaf) { of_each.push_back(periods_of(leaf)); });
    if (of_each.empty() || std::any_of(of_each.begin(), of_each.end(), [](const auto& one) { return one.empty(); })) return {};
    std::set<Period> all;
    base::Day from = of_each.front().begin()->last_day();
    std::optional<std::set<Period::Kind>> kinds;
    for (const auto& one : of_each) {
      all.insert(one.begin(), one.end());
      from = std::max(from, one.begin()->last_day());
      std::set<Period::Kind> own;
      for (const auto& period : one) own.insert(period.kind());
      if (kinds) std::erase_if(*kinds, [&](Period::Kind kind) { return !own.contains(kind); });
      else kinds = own;
    }
    std::vector<Period> chosen;
    std::copy_if(all.begin(), all.end(), std::back_inserter(chosen), [&](Period period) { return period.last_day() >= from && kinds->contains(period.kind()); });
    return chosen;
  }

  // --- values
  Calculated figure(const Snapshot& snapshot, Period period, const std::string& about, Slot place = no_slot) const {
    Calculated result{.period = period};
    const auto found = snapshot.find(period);
    if (found == snapshot.end()) {
      absent(result, Status::missing, NoFigure::no_row, about, place);
    } else if (found->second.row->status != Status::figure) {
      absent(result, found->second.row->status, NoFigure::absent, about, place);
    } else {
      result.value = found->second.row->value;
      if (found->second.extras) {
        result.numerator = found->second.extras->numerator;
        result.denominator = found->second.extras->denominator;
      }
    }
    return result;
  }

  Calculated value(const FormulaNode& node, Period period) {
    switch (node.type) {
      case Type::number: return {.period = period, .value = node.number};
      case Type::reference: return referred(node, period);
      case Type::negative: {
        auto of = value(one_.formula.node(node.children[0]), period);
        return of.status == Status::figure ? Calculated{.period = period, .value = -of.value} : of;
      }
      case Type::call: return record::is_about_figures(node.function) ? about_figures(node, period) : called(node, period);
      default: return combined(node, period);
    }
  }

  Calculated referred(const FormulaNode& node, Period period) {
    const auto indicator = slot(node.name);
    Calculated none{.period = period};
    if (!indicator) {
      absent(none, Status::missing, NoFigure::no_row, node.name);
      return none;
    }
    return figure(seen(*indicator, where_), period, node.name);
  }

  Calculated combined(const FormulaNode& node, Period period) {
    const auto left = value(one_.formula.node(node.children[0]), period);
    const auto right = value(one_.formula.node(node.children[1]), period);
    if (const auto* missing = first_absent({&left, &right})) return *missing;
    Calculated result{.period = period};
    const auto& first = one_.formula.node(node.children[0]);
    const auto& second = one_.formula.node(node.children[1]);
    switch (node.type) {
      case Type::add: result.value = left.value + right.value; break;
      case Type::subtract: result.value = left.value - right.value; break;
      case Type::multiply:
        result.value = left.value * right.value;
        if (first.type == Type::number) std::tie(result.numerator, result.denominator) = std::tie(right.numerator, right.denominator);
        if (second.type == Type::number) std::tie(result.numerator, result.denominator) = std::tie(left.numerator, left.denominator);
        break;
      default:
        if (right.value == 0) {
          const auto names = references_below(second);
          absent(result, Status::missing, NoFigure::divides_by_zero, names.empty() ? std::string{} : names.front());
          return result;
        }
        result.value = left.value / right.value;
        if (second.type == Type::number) {
          std::tie(result.numerator, result.denominator) = std::tie(left.numerator, left.denominator);
        } else if (left.value >= 0 && right.value > 0) {
          const bool is_scaled = first.type == Type::multiply;  // 100 × part ÷ whole: the part is what was counted
          result.numerator = is_scaled ? unscaled(first, period) : left.value;
          result.denominator = right.value;
        }
    }
    return result;
  }

  /// What is left of a product when its numbers are taken away.
  double unscaled(const FormulaNode& node, Period period) {
    if (node.type != Type::multiply) return value(node, period).value;
    double product = 1;
    for (const auto child : node.children) {
      const auto& one = one_.formula.node(child);
      if (one.type != Type::number) product *= unscaled(one, period);
    }
    return product;
  }

  std::vector<std::string> references_below(const FormulaNode& node) const {
    std::vector<std::string> names;
    if (node.type == Type::reference) names.push_back(node.name);
    for (const auto child : node.children) {
      auto below = references_below(one_.formula.node(child));
      std::move(below.begin(), below.end(), std::back_inserter(names));
    }
    return names;
  }

  /// Suppressed before disputed before the rest: what is hidden stays hidden, whatever else is missing.
  static const Calculated* first_absent(std::initializer_list<const Calculated*> all) { return first_absent(std::vector<const Calculated*>(all)); }
  static const Calculated* first_absent(const std::vector<const Calculated*>& all) {
    const auto rank = [](Status status) {
      constexpr std::string_view order = "cdxwz";
      return order.find(static_cast<char>(status));
    };
    const Calculated* worst = nullptr;
    for (const auto* one : all) {
      if (one->status != Status::figure && (!worst || rank(one->status) < rank(worst->status))) worst = one;
    }
    return worst;
  }

  Calculated called(const FormulaNode& node, Period period) {
    std::vector<Calculated> arguments;
    for (const auto child : node.children) arguments.push_back(value(one_.formula.node(child), period));
    std::vector<const Calculated*> all;
    for (const auto& argument : arguments) all.push_back(&argument);
    if (const auto* missing = first_absent(all)) return *missing;
    Calculated result{.period = period, .value = arguments.front().value};
    switch (node.function) {
      case FormulaFunction::min:
        for (const auto& one : arguments) result.value = std::min(result.value, one.value);
        break;
      case FormulaFunction::max:
        for (const auto& one : arguments) result.value = std::max(result.value, one.value);
        break;
      case FormulaFunction::rescaled: result.value = (arguments[0].value - arguments[1].value) / (arguments[2].value - arguments[1].value) * 100; break;
      case FormulaFunction::weighted_mean: {
        double sum = 0;
        double weights = 0;
        bool is_negative = false;
        for (std::size_t a = 0; a < arguments.size(); a += 2) {
          sum += arguments[a].value * arguments[a + 1].value;
          weights += arguments[a + 1].value;
          is_negative |= arguments[a + 1].value < 0;
        }
        if (weights <= 0 || is_negative) absent(result, Status::missing, NoFigure::no_weights, {});
        else result.value = sum / weights;
        break;
      }
      default: {
        double sum = 0;
        for (const auto& one : arguments) sum += one.value;
        result.value = node.function == FormulaFunction::mean ? sum / static_cast<double>(arguments.size()) : sum;
      }
    }
    return result;
  }

  Calculated about_figures(const FormulaNode& node, Period period) {
    const auto& reference = one_.formula.node(node.children[0]);
    const auto indicator = slot(reference.name);
    Calculated result{.period = period};
    if (!indicator) {
      absent(result, Status::missing, NoFigure::no_row, reference.name);
      return result;
    }
    const auto& measured = indicator_at(space_, *indicator).as<Indicator>();
    switch (node.function) {
      case FormulaFunction::numerator:
      case FormulaFunction::denominator: {
        const auto of = figure(seen(*indicator, where_), period, reference.name);
        if (of.status != Status::figure) return of;
        const auto part = node.function == FormulaFunction::numerator ? of.numerator : of.denominator;
        if (part) result.value = *part;
        else absent(result, Status::missing, NoFigure::no_weights, reference.name);
        return result;
      }
      case FormulaFunction::places:
      case FormulaFunction::groups: return over_parts(node, *indicator, measured, reference.name, period);
      case FormulaFunction::year: return over_year(*indicator, measured, reference.name, period);
      default: return running(*indicator, reference.name, period);
    }
  }

  Calculated over_parts(const FormulaNode& node, Slot indicator, const Indicator& measured, const std::string& id, Period period) {
    Aggregate sum(measured, false);
    std::vector<Calculated> absences;
    for (const auto& part : parts(node, indicator)) {
      const auto& figures = seen(indicator, part);
      auto one = figure(figures, period, id, part.first);
      if (one.status == Status::figure) sum.add(figures.at(period));
      else absences.push_back(std::move(one));
    }
    std::vector<const Calculated*> all;
    for (const auto& one : absences) all.push_back(&one);
    if (const auto* missing = first_absent(all)) {
      auto result = *missing;
      result.why = NoFigure::part_missing;
      return result;
    }
    return named(sum.result(period), id);
  }

  Calculated over_year(Slot indicator, const Indicator& measured, const std::string& id, Period year) {
    Aggregate sum(measured, true);
    Calculated result{.period = year};
    int found = 0;
    int needed = -1;
    for (const auto& [period, figure] : seen(indicator, where_)) {
      if (period.first_day() < year.first_day() || period.last_day() > year.last_day() || parts_in_a_year(period.kind()) == 0) continue;
      if (needed < 0) needed = parts_in_a_year(period.kind());
      if (parts_in_a_year(period.kind()) != needed) continue;
      if (figure.row->status != Status::figure) {
        absent(result, figure.row->status, NoFigure::part_missing, id);
        return result;
      }
      sum.add(figure);
      ++found;
    }
    if (found != needed) {
      absent(result, Status::missing, NoFigure::part_missing, id);
      return result;
    }
    return named(sum.result(year), id);
  }

  Calculated running(Slot indicator, const std::string& id, Period until) {
    Calculated result{.period = until};
    for (const auto& [period, figure] : seen(indicator, where_)) {
      if (period > until) break;
      if (figure.row->status != Status::figure) {
        absent(result, figure.row->status, NoFigure::part_missing, id);
        return result;
      }
      result.value += figure.row->value;
    }
    return result;
  }

  static Calculated named(Calculated result, const std::string& id) {
    if (result.why != NoFigure::none) result.about = id;
    return result;
  }

  const Workspace& space_;
  DefinitionDays& definitions_;
  const Calculations::One& one_;
  Where where_;
  std::int64_t known_by_;
  std::map<std::pair<Slot, Where>, Snapshot> seen_;
  std::map<const FormulaNode*, std::vector<Where>> parts_;
};

/// The moments at which something the formula names was published or defined anew, ascending; at most the latest few hundred.
std::vector<std::int64_t> publications(DefinitionDays& definitions, const Calculations::One& one, Where where) {
  const auto& space = definitions.space();
  std::set<std::int64_t> all;
  const auto add = [&](Slot indicator, Where at) {
    for (const auto* series : series_at(space, indicator, at)) {
      for (const auto& row : series->rows) {
        if (!is_withdrawn(space, row)) all.insert(row.known_from);
      }
    }
  };
  for (const auto& node : one.formula.nodes()) {
    const bool around = node.function == FormulaFunction::places || node.function == FormulaFunction::groups;
    const auto& reference = around ? one.formula.node(node.children[0]) : node;
    const auto found = reference.type == Type::reference ? one.named.find(reference.name) : one.named.end();
    if (found == one.named.end()) continue;
    for (const auto& [version, since] : definitions.first_known(found->second)) all.insert(since);
    if (around) {
      for (const auto& part : parts_of(space, node, found->second, where)) add(found->second, part);
    } else {
      add(found->second, where);
    }
  }
  std::vector<std::int64_t> moments(all.begin(), all.end());
  if (moments.size() > most_vintages) moments.erase(moments.begin(), moments.end() - static_cast<std::ptrdiff_t>(most_vintages));
  return moments;
}

bool by_period(const Row& a, const Row& b) { return std::tie(a.period, a.known_from) < std::tie(b.period, b.known_from); }

}  // namespace

void sort_unique(std::vector<Where>& all) {
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
}

std::shared_ptr<const Calculations> Calculations::of(const Workspace& space) {
  auto made = std::make_shared<Calculations>();
  std::map<Slot, One> unordered;
  space.each<Indicator>([&](const Record& record, const Indicator& indicator) {
    if (!record::is_calculated(indicator)) return;
    auto formula = Formula::parse(indicator.formula);
    if (!formula) return;
    One one{.indicator = record.slot, .formula = std::move(*formula), .named = {}};
    for (const auto& id : one.formula.references()) {
      if (const auto* found = space.find<Indicator>(id)) one.named.emplace(id, found->slot);
      else made->awaited_.insert(id);
    }
    made->concerned_.insert(record.slot);
    for (const auto& [id, slot] : one.named) made->concerned_.insert(slot);
    unordered.emplace(record.slot, std::move(one));
  });
  // Those whose needs are all met come next; what goes in a circle is never met and has no figures.
  while (!unordered.empty()) {
    std::vector<Slot> ready;
    for (const auto& [slot, one] : unordered) {
      const bool waits = std::any_of(one.named.begin(), one.named.end(), [&](const auto& named) { return unordered.contains(named.second); });
      if (!waits) ready.push_back(slot);
    }
    if (ready.empty()) break;
    for (const auto slot : ready) {
      made->in_order_.push_back(std::move(unordered.at(slot)));
      unordered.erase(slot);
    }
  }
  return made;
}

const Calculations::One* Calculations::find(Slot indicator) const {
  const auto found = std::find_if(in_order_.begin(), in_order_.end(), [&](const One& one) { return one.indicator == indicator; });
  return found == in_order_.end() ? nullptr : &*found;
}

std::vector<Where> places_of(const Workspace& space, const Calculations::One& one) {
  std::optional<std::vector<Where>> common;
  const std::function<void(const FormulaNode&)> visit = [&](const FormulaNode& node) {
    const bool is_leaf = node.type == Type::reference || record::is_about_figures(node.function);
    if (!is_leaf) {
      for (const auto child : node.children) visit(one.formula.node(child));
      return;
    }
    std::vector<Where> own;
    const auto& reference = node.type == Type::reference ? node : one.formula.node(node.children[0]);
    if (const auto found = one.named.find(reference.name); found != one.named.end()) {
      for (const auto number : space.panel().of_indicator(found->second)) {
        const auto& series = space.panel().series(number);
        if (series.rows.empty()) continue;
        Where where{series.key.place, series.key.group};
        if (node.function == FormulaFunction::places) {
          const auto& parent = space.at(record::kind_of<Place>(), where.first).as<Place>().parent;
          const auto* whole = parent.empty() ? nullptr : space.find<Place>(parent.id);
          if (!whole) continue;
          where.first = whole->slot;
        } else if (node.function == FormulaFunction::groups) {
          if (where.second == no_slot) continue;
          where.second = no_slot;
        }
        own.push_back(where);
      }
    }
    sort_unique(own);
    if (common) std::erase_if(*common, [&](const Where& where) { return !std::binary_search(own.begin(), own.end(), where); });
    else common = std::move(own);
  };
  visit(one.formula.root());
  return common.value_or(std::vector<Where>{});
}

bool is_possible(const Workspace& space, const Calculations::One& one, Where where) {
  const auto& nodes = one.formula.nodes();
  return std::all_of(nodes.begin(), nodes.end(), [&](const FormulaNode& node) {
    if (node.type != Type::reference) return true;
    const auto found = one.named.find(node.name);
    return found != one.named.end() && has_rows(space, found->second, where);
  });
}

const std::map<std::int32_t, std::int64_t>& DefinitionDays::first_known(Slot indicator) {
  const auto [at, is_new] = days_.try_emplace(indicator);
  auto& since = at->second;
  const auto& panel = space_.panel();
  if (is_new && panel.definitions_of(indicator) != std::vector<std::int32_t>{1}) {
    for (const auto number : panel.of_indicator(indicator)) {
      const auto& series = panel.series(number);
      for (const auto& row : series.rows) {
        if (is_withdrawn(space_, row)) continue;
        const auto [first, is_first] = since.try_emplace(series.key.definition, row.known_from);
        if (!is_first) first->second = std::min(first->second, row.known_from);
      }
    }
  }
  return since;
}

std::int32_t DefinitionDays::newest_by(Slot indicator, std::int64_t known_by) {
  const auto& since = first_known(indicator);
  const auto found = std::find_if(since.rbegin(), since.rend(), [&](const auto& one) { return one.second <= known_by; });
  return found == since.rend() ? 1 : std::max(found->first, 1);
}

std::vector<Calculated> calculate(const Workspace& space, const Calculations::One& one, Where where, std::int64_t known_by) {
  DefinitionDays definitions(space);
  return Evaluation(definitions, one, where, known_by).all();
}

Series calculated_series(DefinitionDays& definitions, const Calculations::One& one, Where where) {
  ++calculated_so_far;
  Series series{.key = {.indicator = one.indicator, .place = where.first, .group = where.second}, .rows = {}, .extras = {}};
  series.is_derived = true;
  struct Made {
    Row row;
    Extras extras;
  };
  std::vector<Made> rows;
  std::map<std::int64_t, Made> current;
  for (const auto moment : publications(definitions, one, where)) {
    auto then = Evaluation(definitions, one, where, moment).all();
    std::set<std::int64_t> there;
    for (const auto& result : then) {
      Made made{.row = {.period = result.period.code(), .known_from = moment, .value = result.value, .batch = no_slot, .status = result.status},
                .extras = {.numerator = result.numerator, .denominator = result.denominator, .lower = {}, .upper = {}, .unit = {}}};
      made.row.has_extras = !made.extras.empty();
      there.insert(made.row.period);
      const auto before = current.find(made.row.period);
      if (before != current.end() && before->second.row.status == made.row.status && before->second.row.value == made.row.value && before->second.extras == made.extras) continue;
      current[made.row.period] = made;
      rows.push_back(std::move(made));
    }
    std::erase_if(current, [&](const auto& held) {
      if (there.contains(held.first)) return false;
      rows.push_back({.row = {.period = held.first, .known_from = moment, .batch = no_slot, .status = Status::taken_back}, .extras = {}});
      return true;
    });
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Made& a, const Made& b) { return by_period(a.row, b.row); });
  series.rows.reserve(rows.size());
  for (auto& made : rows) {
    if (made.row.has_extras) series.extras.emplace_back(static_cast<std::uint32_t>(series.rows.size()), std::move(made.extras));
    series.rows.push_back(made.row);
  }
  return series;
}

std::map<Where, Series> assessed_series(const Workspace& space, const Record& indicator) {
  std::map<Where, Series> all;
  for (const auto* record : space.referring<record::Assessment>(indicator, "indicator")) {
    const auto& assessment = record->as<record::Assessment>();
    const auto* place = space.find<Place>(assessment.place.id);
    const auto* group = assessment.group.empty() ? nullptr : space.find<record::Group>(assessment.group.id);
    if (!place || !assessment.period || !assessment.level || (!group && !assessment.group.empty())) continue;
    const Where where{place->slot, group ? group->slot : no_slot};
    auto& series = all[where];
    series.key = {.indicator = indicator.slot, .place = where.first, .group = where.second};
    series.is_derived = true;
    const KnownFrom known{.day = assessment.rated.value_or(assessment.period->last_day())};
    series.rows.push_back({.period = assessment.period->code(), .known_from = known.code(), .value = *assessment.level, .batch = no_slot});
  }
  for (auto& [where, series] : all) {
    std::stable_sort(series.rows.begin(), series.rows.end(), by_period);
    for (std::size_t r = 1; r < series.rows.size(); ++r) {  // a second one of the same day comes after it
      auto& row = series.rows[r];
      if (row.period == series.rows[r - 1].period && row.known_from <= series.rows[r - 1].known_from) row.known_from = series.rows[r - 1].known_from + 1;
    }
  }
  return all;
}

std::uint64_t series_calculated() { return calculated_so_far; }

}  // namespace outturn::workspace
