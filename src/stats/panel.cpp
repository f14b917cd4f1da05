#include "base/checked.h"
#include "stats/panel.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <unordered_set>

namespace outturn::stats {
namespace {

constexpr double largest_value = 1e30;      // its fourth power, which the solvers form, is still finite
constexpr std::size_t most_listed = 20;     // a thousand sentences help nobody

using base::whole;

}  // namespace

std::optional<std::size_t> Panel::unit_named(std::string_view name) const {
  const auto found = std::ranges::find(units, name);
  if (found == units.end()) return std::nullopt;
  return static_cast<std::size_t>(found - units.begin());
}

std::optional<std::size_t> Panel::time_labelled(std::string_view label) const {
  const auto found = std::ranges::find(times, label);
  if (found == times.end()) return std::nullopt;
  return static_cast<std::size_t>(found - times.begin());
}

base::Issues panel_issues(const Panel& panel) {
  const std::size_t units = panel.unit_count();
  const std::size_t periods = panel.period_count();
  base::Issues issues;
  if (units == 0 || periods == 0) {
    issues.push_back({"panel", "stats.panel_empty", {}});
    return issues;
  }
  if (units > Panel::most_units) {
    issues.push_back({"panel", "stats.panel_too_many_units", {{"count", whole(units)}, {"most", whole(Panel::most_units)}}});
  }
  if (periods > Panel::most_periods) {
    issues.push_back({"panel", "stats.panel_too_many_periods", {{"count", whole(periods)}, {"most", whole(Panel::most_periods)}}});
  }
  if (!issues.empty()) return issues;
  if (panel.values.size() != units * periods || panel.first_treated.size() != units) {
    issues.push_back({"panel", "stats.panel_shape",
                      {{"units", whole(units)}, {"periods", whole(periods)}, {"count", whole(panel.values.size())}}});
    return issues;
  }
  std::unordered_set<std::string_view> seen;
  for (const auto& unit : panel.units) {
    if (!seen.insert(unit).second && issues.size() < most_listed) {
      issues.push_back({"panel", "stats.panel_duplicate_unit", {{"unit", unit}}});
    }
  }
  for (std::size_t i = 0; i < panel.values.size() && issues.size() < most_listed; ++i) {
    const double value = panel.values[i];
    if (std::isnan(value) || std::abs(value) <= largest_value) continue;
    const auto& unit = panel.units[i / periods];
    const auto& time = panel.times[i % periods];
    if (std::isinf(value)) issues.push_back({"values", "stats.panel_infinite", {{"unit", unit}, {"time", time}}});
    else issues.push_back({"values", "stats.panel_too_large", {{"unit", unit}, {"time", time}, {"value", value}, {"most", largest_value}}});
  }
  return issues;
}

Panel panel_window(const Panel& panel, std::size_t from, std::size_t to) {
  base::ensure(from <= to && to <= panel.period_count(), "a window lies inside its panel");
  Panel answer{.units = panel.units};
  answer.times.assign(panel.times.begin() + static_cast<std::ptrdiff_t>(from), panel.times.begin() + static_cast<std::ptrdiff_t>(to));
  for (std::size_t unit = 0; unit < panel.unit_count(); ++unit) {
    const auto series = panel.series(unit).subspan(from, to - from);
    answer.values.insert(answer.values.end(), series.begin(), series.end());
    const std::size_t start = panel.first_treated[unit];
    answer.first_treated.push_back(start >= to ? Panel::never : start - std::min(start, from));
  }
  return answer;
}

base::Issues panel_gaps(const Panel& panel, std::span<const std::size_t> units, std::size_t from, std::size_t to) {
  base::Issues issues;
  for (const std::size_t unit : units) {
    std::int64_t missing = 0;
    std::size_t first = to;
    for (std::size_t period = to; period-- > from;) {
      if (!std::isnan(panel.at(unit, period))) continue;
      ++missing;
      first = period;
    }
    if (missing == 0 || issues.size() >= most_listed) continue;
    issues.push_back({"values", "stats.panel_gap", {{"unit", panel.units[unit]}, {"count", missing}, {"time", panel.times[first]}}});
  }
  return issues;
}

}  // namespace outturn::stats
