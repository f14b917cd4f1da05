#include "stats/sun_abraham.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "stats/two_way_regression.h"

namespace outturn::stats {

namespace {

struct Column {
  std::size_t group;
  int distance;
  double figures;
};

/// The panel without units that were treated from the first period.
Panel with_a_past(const Panel& panel, base::Issues& warnings, std::vector<std::size_t>& kept) {
  Panel smaller{.units = {}, .times = panel.times, .values = {}, .first_treated = {}};
  for (std::size_t unit = 0; unit < panel.unit_count(); ++unit) {
    if (panel.first_treated[unit] == 0) {
      warnings.push_back({"start", "stats.adoption_from_the_first", {{"unit", panel.units[unit]}}, base::Severity::warning});
      continue;
    }
    kept.push_back(unit);
    smaller.units.push_back(panel.units[unit]);
    smaller.first_treated.push_back(panel.first_treated[unit]);
    const auto series = panel.series(unit);
    smaller.values.insert(smaller.values.end(), series.begin(), series.end());
  }
  return smaller;
}

}  // namespace

base::Checked<SunAbraham> sun_abraham(const Panel& panel, const DifferenceOptions& options) {
  constexpr std::size_t least_before = 2;
  auto issues = adoption_issues(panel, options.level, options.covariates, least_before);
  if (!issues.empty()) return base::refuse(std::move(issues));
  std::vector<std::size_t> all(panel.unit_count());
  std::iota(all.begin(), all.end(), std::size_t{0});
  issues = panel_gaps(panel, all, 0, panel.period_count());
  if (std::ranges::find(panel.first_treated, Panel::never) == panel.first_treated.end()) issues.push_back({"controls", "stats.adoption_no_never_treated", {}});
  if (!issues.empty()) return base::refuse(std::move(issues));

  SunAbraham answer;
  std::vector<std::size_t> kept;
  const auto used = with_a_past(panel, answer.warnings, kept);
  const auto periods = used.period_count();
  std::set<std::size_t> cohorts(used.first_treated.begin(), used.first_treated.end());
  cohorts.erase(Panel::never);
  Design columns{.rows = used.values.size()};
  std::vector<Column> made;
  std::vector<double> values(used.values.size());
  for (const auto group : cohorts) {
    const auto size = static_cast<double>(std::ranges::count(used.first_treated, group));
    for (std::size_t period = 0; period < periods; ++period) {
      const int distance = static_cast<int>(period) - static_cast<int>(group);
      if (distance == -1) continue;
      std::ranges::fill(values, 0.0);
      for (std::size_t unit = 0; unit < used.unit_count(); ++unit) {
        if (used.first_treated[unit] == group) values[unit * periods + period] = 1;
      }
      columns.add(used.times[group] + ", " + std::to_string(distance), values);
      made.push_back({group, distance, size});
    }
  }
  for (const auto& covariate : options.covariates) {
    for (std::size_t u = 0; u < kept.size(); ++u) {
      std::copy_n(covariate.values.begin() + static_cast<std::ptrdiff_t>(kept[u] * periods), periods, values.begin() + static_cast<std::ptrdiff_t>(u * periods));
    }
    columns.add(covariate.name, values);
  }
  std::vector<std::size_t> clusters;
  for (const auto unit : kept) {
    if (!options.clusters.empty()) clusters.push_back(options.clusters[unit]);
  }
  const auto fit = two_way_regression(used, TwoWayEffects(used), columns, clusters);
  if (!fit) return base::refuse(fit.error());

  const auto k = columns.columns();
  const auto averaged = [&](auto wanted) {
    double total = 0;
    for (const auto& column : made) total += wanted(column) ? column.figures : 0;
    double estimate = 0;
    double variance = 0;
    for (std::size_t i = 0; i < made.size(); ++i) {
      if (!wanted(made[i])) continue;
      estimate += made[i].figures / total * fit->coefficients[i];
      for (std::size_t j = 0; j < made.size(); ++j) {
        if (wanted(made[j])) variance += made[i].figures * made[j].figures / (total * total) * fit->clustered[i * k + j];
      }
    }
    return estimated(estimate, std::sqrt(std::max(variance, 0.0)), static_cast<double>(fit->clusters - 1), options.level);
  };
  answer.simple = averaged([](const Column& c) { return c.distance >= 0; });
  std::set<int> distances;
  for (const auto& column : made) distances.insert(column.distance);
  for (const int e : distances) answer.event.push_back({e, averaged([e](const Column& c) { return c.distance == e; })});
  for (const auto group : cohorts) answer.cohort.push_back({group, averaged([group](const Column& c) { return c.group == group && c.distance >= 0; })});
  return answer;
}

}  // namespace outturn::stats
