#include "quality/checks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <span>
#include <string>
#include <tuple>

#include "quality/amount.h"
#include "quality/freshness.h"
#include "quality/trust.h"
#include "record/levels.h"

namespace outturn::quality {
namespace {

using language::NamedValue;
using record::Check;
using record::RuleSeverity;
using record::ValidationRule;
using workspace::Figure;
using workspace::Record;
using workspace::View;

constexpr double stands_out_from = 5;
constexpr std::size_t fewest_to_know = 8;

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

std::size_t season_of(std::span<const Figure> figures) {
  std::vector<int> distances;
  for (std::size_t i = 1; i < figures.size(); ++i) distances.push_back(base::days_between(figures[i - 1].period.last_day(), figures[i].period.last_day()));
  if (distances.empty()) return 1;
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
  std::nth_element(distances.begin(), middle, distances.end());
  const long months = std::lround(*middle / days_in_a_month);
  return months > 0 && months < 12 && 12 % months == 0 ? static_cast<std::size_t>(12 / months) : 1;
}

/// What counts of a series: the stored figures and, over them, those that are proposed.
class Counting {
 public:
  explicit Counting(const View& view, std::span<const Proposed> proposed = {}) : view_(view) {
    for (const auto& one : proposed) {
      if (one.place) proposed_[{one.indicator, one.place, one.group, one.definition}] = &one;
    }
  }

  const View& view() const { return view_; }
  std::vector<Figure> figures(const Record& indicator, const Record* place, const Record* group, std::optional<std::int32_t> definition = std::nullopt) const {
    const auto version = definition.value_or(view_.current_definition(indicator));
    std::vector<Figure> all;
    if (!place) return all;
    const auto* stored = view_.workspace().panel().find(
        {.indicator = indicator.slot, .place = place->slot, .group = group ? group->slot : workspace::no_slot, .definition = version});
    if (stored) all = view_.figures(*stored);
    if (const auto found = proposed_.find({&indicator, place, group, version}); found != proposed_.end()) put_over(all, found->second->figures);
    return all;
  }

 private:
  static void put_over(std::vector<Figure>& all, std::span<const Figure> proposed) {
    for (const auto& figure : proposed) {
      const auto at = std::lower_bound(all.begin(), all.end(), figure.period, [](const Figure& f, base::Period period) { return f.period < period; });
      if (at != all.end() && at->period == figure.period) *at = figure;
      else all.insert(at, figure);
    }
  }

  const View& view_;
  std::map<std::tuple<const Record*, const Record*, const Record*, std::int32_t>, const Proposed*> proposed_;
};

/// One series, as its checks read it.
class Series {
 public:
  /// only  the figures of which something may be told; nullptr = all
  Series(const Counting& counting, const Record& indicator, const Record* place, const Record* group, std::int32_t definition,
         std::vector<DataFinding>& found, const std::vector<Figure>* only = nullptr)
      : counting_(counting), view_(counting.view()), record_(indicator), indicator_(indicator.as<record::Indicator>()), found_(found), only_(only),
        place_(place), group_(group), figures_(place ? counting.figures(indicator, place, group, definition) : only ? *only : std::vector<Figure>{}) {
    std::copy_if(figures_.begin(), figures_.end(), std::back_inserter(usable_), [](const Figure& f) { return f.is_figure(); });
  }

  bool empty() const { return figures_.empty(); }

  void check_always() {
    if (!only_) {
      late();
      gaps();
      units(nullptr);
    }
    if (record::is_assessed(indicator_)) return;
    check_running_total();
    if (indicator_.value_kind != record::ValueKind::cumulative) outliers(nullptr, stands_out_from);
  }

  /// What a running total must hold without any rule.
  void check_running_total() {
    if (indicator_.value_kind == record::ValueKind::cumulative) decreases();
  }

  void check(const Record& record) {
    const auto& rule = record.as<ValidationRule>();
    switch (rule.check) {
      case Check::range: return range(record, rule);
      case Check::jump: return jumps(record, rule.times.value_or(4));
      case Check::outlier: return outliers(&record, rule.times.value_or(stands_out_from));
      case Check::parts: return parts(record, rule);
      case Check::ratio: return ratio(record);
      case Check::total: return total(record, rule.times.value_or(1));
      case Check::stale:
        if (!only_) stale(record, rule.upper.value_or(24));
        return;
      case Check::duplicate: return duplicates(record, rule.times.value_or(3));
      case Check::unit:
      case Check::late: return;  // hold for every series
    }
  }

 private:
  void tell(std::string_view code, const Record* rule, std::optional<base::Period> period, std::optional<base::Day> since, std::string key,
            std::vector<NamedValue> values) {
    if (only_ && std::none_of(only_->begin(), only_->end(), [&](const Figure& figure) { return figure.period == period; })) return;
    const auto severity = rule ? rule->as<ValidationRule>().severity : RuleSeverity::warning;
    language::Sentence what_to_do{"quality.do." + std::string(code)};
    if (rule && !rule->as<ValidationRule>().what_to_do.empty()) {
      what_to_do = {"quality.do.by_rule", {{"text", rule->as<ValidationRule>().what_to_do.texts}}};
    }
    found_.push_back({.code = code, .severity = severity, .indicator = &record_, .place = place_, .group = group_, .period = period, .since = since,
                      .rule = rule, .sentence = {"quality.found." + std::move(key), std::move(values)}, .what_to_do = std::move(what_to_do)});
  }
  language::Amount amount(double value) const { return amount_of(indicator_, value); }
  static std::optional<base::Day> known(const Figure& figure) { return figure.known_from.day; }

  void late() {
    const auto fresh = freshness(indicator_, figures_, view_.day());
    if (!fresh || fresh->days_late <= 0) return;
    tell("late", nullptr, fresh->period, fresh->next_due, "late", {{"period", fresh->period}, {"due", *fresh->next_due}, {"days", std::int64_t{fresh->days_late}}});
  }

  void gaps() {
    std::int64_t missing = 0;
    std::optional<base::Period> first;
    for (const auto& figure : figures_) {
      if (figure.status != workspace::Status::missing) continue;
      ++missing;
      if (!first) first = figure.period;
    }
    if (missing > 0) tell("gap", nullptr, first, std::nullopt, "absent", {{"count", missing}, {"first", *first}});
  }

  /// A total since the beginning cannot become less: either this figure is wrong, or an earlier one was.
  void decreases() {
    for (std::size_t i = 1; i < usable_.size(); ++i) {
      if (usable_[i].value >= usable_[i - 1].value) continue;
      // Of a figure that is proposed before one that stands, the proposed one is told.
      const bool stands = only_ && std::none_of(only_->begin(), only_->end(), [&](const Figure& figure) { return figure.period == usable_[i].period; });
      const auto& of = stands ? usable_[i - 1] : usable_[i];
      const auto told = found_.size();
      tell("decrease", nullptr, of.period, known(of), "decrease",
           {{"value", amount(usable_[i].value)}, {"period", usable_[i].period}, {"before", amount(usable_[i - 1].value)}, {"earlier", usable_[i - 1].period}});
      if (found_.size() > told) found_.back().severity = RuleSeverity::error;
    }
  }

  void units(const Record* rule) {
    for (const auto& figure : usable_) {
      if (!figure.extras || figure.extras->unit.empty()) continue;
      tell("unit", rule, figure.period, known(figure), "unit", {{"unit", figure.extras->unit}, {"period", figure.period}});
      return;
    }
  }

  void outliers(const Record* rule, double least) {
    std::vector<double> values;
    for (const auto& figure : usable_) values.push_back(figure.value);
    for (const auto& strange : strange_values(values, season_of(usable_), least)) {
      const auto& figure = usable_[strange.position];
      if (std::abs(figure.value - strange.expected) < indicator_.precision.value_or(0)) continue;
      tell("outlier", rule, figure.period, known(figure), "outlier",
           {{"value", amount(figure.value)}, {"period", figure.period}, {"expected", amount(strange.expected)}});
    }
  }

  void range(const Record& record, const ValidationRule& rule) {
    for (const auto& figure : usable_) {
      if (rule.lower && figure.value < *rule.lower) {
        tell("range", &record, figure.period, known(figure), "below", {{"value", amount(figure.value)}, {"period", figure.period}, {"limit", limit_of(indicator_, *rule.lower)}});
      }
      if (rule.upper && figure.value > *rule.upper) {
        tell("range", &record, figure.period, known(figure), "above", {{"value", amount(figure.value)}, {"period", figure.period}, {"limit", limit_of(indicator_, *rule.upper)}});
      }
    }
  }

  /// The usual step is the median, so that the jump itself does not hide among the others.
  void jumps(const Record& record, double times) {
    if (usable_.size() < 5) return;
    std::vector<double> steps;
    for (std::size_t i = 1; i < usable_.size(); ++i) steps.push_back(std::abs(usable_[i].value - usable_[i - 1].value));
    const double usual = median(steps);
    if (usual <= 0) return;
    for (std::size_t i = 1; i < usable_.size(); ++i) {
      if (steps[i - 1] <= times * usual) continue;
      tell("jump", &record, usable_[i].period, known(usable_[i]), "jump",
           {{"before", without_unit(amount(usable_[i - 1].value))}, {"value", amount(usable_[i].value)}, {"period", usable_[i].period},
            {"usual", difference_of(indicator_, usual)}});
    }
  }

  void parts(const Record& record, const ValidationRule& rule) {
    const auto* whole = view_.workspace().find<record::Indicator>(rule.whole.id);
    if (!whole || !place_) return;
    std::map<std::int64_t, double> wholes;
    for (const auto& figure : counting_.figures(*whole, place_, group_)) {
      if (figure.is_figure()) wholes[figure.period.code()] = figure.value;
    }
    for (const auto& figure : usable_) {
      const auto found = wholes.find(figure.period.code());
      if (found == wholes.end() || figure.value <= found->second) continue;
      tell("parts", &record, figure.period, known(figure), "parts",
           {{"value", amount(figure.value)}, {"period", figure.period}, {"whole", amount_of(whole->as<record::Indicator>(), found->second)},
            {"name", whole->as<record::Indicator>().name.texts}});
    }
  }

  void ratio(const Record& record) {
    for (const auto& figure : usable_) {
      if (!figure.extras || !figure.extras->numerator || !figure.extras->denominator) continue;
      if (*figure.extras->numerator <= *figure.extras->denominator && *figure.extras->denominator > 0) continue;
      tell("ratio", &record, figure.period, known(figure), "ratio",
           {{"numerator", *figure.extras->numerator}, {"denominator", *figure.extras->denominator}, {"period", figure.period}});
    }
  }

  /// Places in this one that all have a figure for a period are added up and held against it.
  void total(const Record& record, double per_cent) {
    if (!place_) return;
    std::vector<std::map<std::int64_t, double>> parts;
    for (const auto* place : view_.workspace().referring<record::Place>(*place_, "parent")) {
      const auto figures = counting_.figures(record_, place, group_);
      if (figures.empty()) continue;
      parts.emplace_back();
      for (const auto& figure : figures) {
        if (figure.is_figure()) parts.back()[figure.period.code()] = figure.value;
      }
    }
    if (parts.size() < 2) return;
    for (const auto& figure : usable_) {
      double sum = 0;
      const bool all = std::all_of(parts.begin(), parts.end(), [&](const auto& part) {
        const auto found = part.find(figure.period.code());
        if (found != part.end()) sum += found->second;
        return found != part.end();
      });
      if (!all || std::abs(sum - figure.value) <= per_cent / 100 * std::abs(figure.value)) continue;
      tell("total", &record, figure.period, known(figure), "total",
           {{"value", amount(figure.value)}, {"period", figure.period}, {"sum", amount(sum)}, {"count", static_cast<std::int64_t>(parts.size())}});
    }
  }

  void stale(const Record& record, double months) {
    const auto fresh = freshness(indicator_, figures_, view_.day());
    if (!fresh) return;
    const double age = fresh->days_old / days_in_a_month;
    if (age <= months) return;
    tell("stale", &record, fresh->period, fresh->period.last_day().plus(static_cast<int>(months * days_in_a_month)), "stale",
         {{"period", fresh->period}, {"months", static_cast<std::int64_t>(age)}});
  }

  void duplicates(const Record& record, double times) {
    const auto least = static_cast<std::size_t>(std::max(2.0, times));
    for (std::size_t i = 0; i < usable_.size();) {
      auto end = i + 1;
      while (end < usable_.size() && usable_[end].value == usable_[i].value) ++end;
      if (end - i >= least && usable_[i].value != 0) {
        tell("duplicate", &record, usable_[end - 1].period, known(usable_[end - 1]), "duplicate",
             {{"value", amount(usable_[i].value)}, {"count", static_cast<std::int64_t>(end - i)}, {"first", usable_[i].period}, {"last", usable_[end - 1].period}});
      }
      i = end;
    }
  }

  const Counting& counting_;
  const View& view_;
  const Record& record_;
  const record::Indicator& indicator_;
  std::vector<DataFinding>& found_;
  const std::vector<Figure>* only_;
  const Record* place_;
  const Record* group_;
  std::vector<Figure> figures_;
  std::vector<Figure> usable_{};
};

void check_trust(const View& view, const Record& indicator, std::vector<DataFinding>& found) {
  const auto trust = trust_in(view, indicator);
  const auto ends = trust.verification ? trust.verification->as<record::Verification>().expires : std::nullopt;
  const bool is_expired = ends && *ends < view.day();
  if (trust.verification && !is_expired) return;
  found.push_back({.code = is_expired ? "expired" : "unverified", .indicator = &indicator,
                   .since = is_expired ? ends : std::nullopt,
                   .sentence = trust_sentence(trust), .what_to_do = {"quality.do.unverified"}});
}

}  // namespace

std::vector<Strangeness> strange_values(std::span<const double> values, std::size_t season, double least) {
  std::vector<Strangeness> strange;
  const auto n = values.size();
  const bool by_season = season > 1 && n >= 3 * season;
  if (n < fewest_to_know) return strange;
  std::vector<double> expected(n);
  std::vector<double> away(n);
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<double> neighbours;
    if (by_season) {
      for (std::size_t years = 1; years <= 3; ++years) {
        if (i >= years * season) neighbours.push_back(values[i - years * season]);
        if (i + years * season < n) neighbours.push_back(values[i + years * season]);
      }
    } else {
      for (const std::size_t distance : {1, 2}) {  // in pairs, so that a trend cancels out
        if (i < distance || i + distance >= n) continue;
        neighbours.push_back(values[i - distance]);
        neighbours.push_back(values[i + distance]);
      }
    }
    // The first and the last continue the line of those beside them, which is less sure by the root of 2.5 / 1.
    constexpr double less_sure = 1.6;
    const bool is_end = neighbours.empty();
    if (is_end) neighbours.push_back(i == 0 ? values[1] + (values[1] - values[3]) / 2 : values[n - 2] + (values[n - 2] - values[n - 4]) / 2);
    expected[i] = median(neighbours);
    away[i] = std::abs(values[i] - expected[i]) / (is_end ? less_sure : 1);
  }
  const double usual = 1.4826 * median(away);
  if (usual <= 0) return strange;
  for (std::size_t i = 0; i < n; ++i) {
    if (away[i] > least * usual) strange.push_back({.position = i, .expected = expected[i], .distance = away[i] / usual});
  }
  return strange;
}

std::vector<DataFinding> findings_of(const View& view, const Record& indicator) {
  std::vector<DataFinding> found;
  const auto& panel = view.workspace().panel();
  const auto definition = view.current_definition(indicator);
  const auto rules = view.workspace().referring<ValidationRule>(indicator, "indicator");
  const Counting counting(view);
  for (const auto number : panel.of_indicator(indicator.slot)) {
    const auto& key = panel.series(number).key;
    if (key.definition != definition) continue;
    const auto* place = &view.workspace().at(record::kind_of<record::Place>(), key.place);
    const auto* group = key.group == workspace::no_slot ? nullptr : &view.workspace().at(record::kind_of<record::Group>(), key.group);
    Series series(counting, indicator, place, group, definition, found);
    if (series.empty()) continue;
    series.check_always();
    for (const auto* rule : rules) series.check(*rule);
  }
  check_trust(view, indicator, found);
  return found;
}

std::vector<std::vector<DataFinding>> findings_of_proposed(const View& view, std::span<const Proposed> proposed, bool always) {
  std::vector<std::vector<DataFinding>> all;
  const Counting counting(view, proposed);
  for (const auto& one : proposed) {
    auto& found = all.emplace_back();
    const auto rules = view.workspace().referring<ValidationRule>(*one.indicator, "indicator");
    const bool counts_up = one.indicator->as<record::Indicator>().value_kind == record::ValueKind::cumulative;
    if (rules.empty() && !always && !counts_up) continue;
    Series series(counting, *one.indicator, one.place, one.group, one.definition, found, &one.figures);
    if (always) series.check_always();
    else series.check_running_total();
    for (const auto* rule : rules) series.check(*rule);
  }
  return all;
}

std::vector<DataFinding> all_data_findings(const View& view) {
  std::vector<DataFinding> all;
  view.workspace().each<record::Indicator>([&](const Record& indicator, const record::Indicator&) {
    auto some = findings_of(view, indicator);
    std::move(some.begin(), some.end(), std::back_inserter(all));
  });
  std::stable_sort(all.begin(), all.end(), [](const DataFinding& a, const DataFinding& b) { return a.severity > b.severity; });
  return all;
}

}  // namespace outturn::quality
