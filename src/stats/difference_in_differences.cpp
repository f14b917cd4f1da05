#include "stats/difference_in_differences.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <set>

#include <Eigen/Dense>

#include "stats/two_way_regression.h"
#include "stats/wild_bootstrap.h"

namespace outturn::stats {

namespace {

constexpr std::size_t few_clusters = 5;

bool starts_differ(const Panel& panel) {
  std::size_t first = Panel::never;
  for (const auto start : panel.first_treated) {
    if (start == Panel::never) continue;
    if (first != Panel::never && start != first) return true;
    first = start;
  }
  return false;
}

base::Issue warning(const char* code, base::Arguments values = {}) { return {"start", code, std::move(values), base::Severity::warning}; }

/// Treated and other clusters: an error from a handful of either is a guess.
base::Issues few_sides(const Panel& panel, const DifferenceOptions& options) {
  std::set<std::size_t> treated;
  std::set<std::size_t> others;
  for (std::size_t unit = 0; unit < panel.unit_count(); ++unit) {
    (panel.first_treated[unit] == Panel::never ? others : treated).insert(options.clusters.empty() ? unit : options.clusters[unit]);
  }
  if (treated.size() >= few_clusters && others.size() >= few_clusters) return {};
  return {warning("stats.did_few_clusters", {{"least", static_cast<std::int64_t>(few_clusters)}, {"treated", static_cast<std::int64_t>(treated.size())},
                                             {"others", static_cast<std::int64_t>(others.size())}})};
}

/// The treated's mean, and the others' moved to the treated's level before the start.
void add_paths(const Panel& panel, DifferenceInDifferences& answer) {
  if (starts_differ(panel) || std::ranges::any_of(panel.values, [](double v) { return std::isnan(v); })) return;
  std::size_t start = Panel::never;
  double treated_units = 0;
  for (const auto first : panel.first_treated) {
    start = std::min(start, first);
    treated_units += first != Panel::never;
  }
  const double other_units = static_cast<double>(panel.unit_count()) - treated_units;
  if (other_units == 0) return;
  double apart = 0;
  for (std::size_t t = 0; t < panel.period_count(); ++t) {
    double treated = 0;
    double others = 0;
    for (std::size_t unit = 0; unit < panel.unit_count(); ++unit) (panel.first_treated[unit] == Panel::never ? others : treated) += panel.at(unit, t);
    answer.actual.push_back(treated / treated_units);
    answer.counterfactual.push_back(others / other_units);
    if (t < start) apart += (answer.actual.back() - answer.counterfactual.back()) / static_cast<double>(start);
  }
  for (double& value : answer.counterfactual) value += apart;
}

void add_covariates(const DifferenceOptions& options, Design& columns) {
  for (const auto& covariate : options.covariates) columns.add(covariate.name, covariate.values);
}

}  // namespace

base::Issues adoption_issues(const Panel& panel, double level, std::span<const PanelSeries> covariates, std::size_t least_before) {
  auto issues = panel_issues(panel);
  if (!issues.empty()) return issues;
  if (!(level > 0 && level < 1)) issues.push_back({"level", "stats.level_outside", {{"level", level}}});
  std::size_t latest = 0;
  bool any = false;
  for (std::size_t unit = 0; unit < panel.unit_count(); ++unit) {
    const auto start = panel.first_treated[unit];
    if (start == Panel::never) continue;
    any = true;
    latest = std::max(latest, start);
    if (start >= panel.period_count()) {
      issues.push_back({"start", "stats.adoption_after_end", {{"unit", panel.units[unit]}, {"last", panel.times.back()}}});
    }
  }
  if (!any) issues.push_back({"start", "stats.adoption_never", {}});
  if (any && latest < least_before) {
    issues.push_back({"start", "stats.adoption_too_few_before", {{"least", static_cast<std::int64_t>(least_before)}, {"count", static_cast<std::int64_t>(latest)}}});
  }
  for (const auto& covariate : covariates) {
    base::ensure(covariate.values.size() == panel.values.size(), "a covariate for each figure of the panel");
    for (std::size_t i = 0; i < covariate.values.size(); ++i) {
      constexpr double largest = 1e30;
      if (std::isnan(panel.values[i]) || (std::isfinite(covariate.values[i]) && std::abs(covariate.values[i]) < largest)) continue;
      const auto periods = panel.period_count();
      issues.push_back({covariate.name, "stats.adoption_covariate_gap",
                        {{"covariate", covariate.name}, {"unit", panel.units[i / periods]}, {"time", panel.times[i % periods]}}});
      break;
    }
  }
  return issues;
}

base::Checked<DifferenceInDifferences> difference_in_differences(const Panel& panel, const DifferenceOptions& options) {
  constexpr std::size_t least_before = 2;
  if (auto issues = adoption_issues(panel, options.level, options.covariates, least_before); !issues.empty()) return base::refuse(std::move(issues));
  if (!starts_differ(panel) && std::ranges::find(panel.first_treated, Panel::never) == panel.first_treated.end()) {
    return base::refuse("start", "stats.did_no_comparison", {});
  }
  Design columns{.rows = panel.values.size()};
  std::vector<double> treated(panel.values.size());
  for (std::size_t i = 0; i < treated.size(); ++i) treated[i] = panel.treated_at(i / panel.period_count(), i % panel.period_count()) ? 1 : 0;
  columns.add("treated", treated);
  add_covariates(options, columns);
  const TwoWayEffects effects(panel);
  const auto fit = two_way_regression(panel, effects, columns, options.clusters);
  if (!fit) return base::refuse(fit.error());

  DifferenceInDifferences answer{.factor = fit->factor, .clusters = fit->clusters, .observations = fit->observations, .parameters = fit->parameters};
  const double error = std::sqrt(fit->clustered[0]);
  answer.effect = estimated(fit->coefficients[0], error, static_cast<double>(fit->clusters - 1), options.level);
  answer.error_without_factor = error / std::sqrt(fit->factor);
  answer.error_by_period_too = std::sqrt(std::max(fit->by_period_too[0], 0.0));
  answer.independent_error = std::sqrt(fit->independent[0]);
  answer.unequal_error = std::sqrt(fit->unequal[0]);
  if (fit->clusters < options.bootstrap_under) answer.wild = wild_bootstrap(panel, effects, columns, 0, *fit, options);
  answer.warnings = few_sides(panel, options);
  if (starts_differ(panel)) answer.warnings.push_back(warning("stats.did_staggered"));
  add_paths(panel, answer);
  return answer;
}

base::Checked<EventStudy> event_study(const Panel& panel, const DifferenceOptions& options) {
  constexpr std::size_t least_before = 2;
  auto issues = adoption_issues(panel, options.level, options.covariates, least_before);
  if (issues.empty() && std::ranges::find(panel.first_treated, Panel::never) == panel.first_treated.end()) {
    issues.push_back({"controls", "stats.adoption_no_never_treated", {}});
  }
  if (!issues.empty()) return base::refuse(std::move(issues));

  const auto periods = panel.period_count();
  const auto distance = [&](std::size_t i) { return static_cast<int>(i % periods) - static_cast<int>(panel.first_treated[i / periods]); };
  std::set<int> distances;
  for (std::size_t i = 0; i < panel.values.size(); ++i) {
    if (panel.first_treated[i / periods] != Panel::never && !std::isnan(panel.values[i])) distances.insert(distance(i));
  }
  distances.erase(-1);
  Design columns{.rows = panel.values.size()};
  std::vector<double> column(panel.values.size());
  EventStudy answer;
  for (const int e : distances) {
    for (std::size_t i = 0; i < column.size(); ++i) column[i] = panel.first_treated[i / periods] != Panel::never && distance(i) == e ? 1 : 0;
    columns.add(std::to_string(e), column);
    answer.points.push_back({.at = e});
  }
  add_covariates(options, columns);
  const auto fit = two_way_regression(panel, TwoWayEffects(panel), columns, options.clusters);
  if (!fit) return base::refuse(fit.error());

  const auto k = columns.columns();
  answer.freedom = static_cast<double>(fit->clusters - 1);
  Eigen::Index leads = 0;
  for (std::size_t p = 0; p < answer.points.size(); ++p) {
    answer.points[p].value = estimated(fit->coefficients[p], std::sqrt(fit->clustered[p * k + p]), answer.freedom, options.level);
    leads += answer.points[p].at < 0;
  }
  answer.restrictions = static_cast<double>(leads);
  answer.p_value = std::numeric_limits<double>::quiet_NaN();
  if (starts_differ(panel)) answer.warnings.push_back(warning("stats.did_staggered"));
  if (leads == 0) return answer;
  const auto width = static_cast<Eigen::Index>(k);
  const Eigen::MatrixXd covariance = Eigen::Map<const Eigen::MatrixXd>(fit->clustered.data(), width, width).topLeftCorner(leads, leads);
  const Eigen::VectorXd b = Eigen::Map<const Eigen::VectorXd>(fit->coefficients.data(), leads);
  answer.statistic = b.dot(covariance.completeOrthogonalDecomposition().solve(b)) / answer.restrictions;
  answer.p_value = f_above(answer.statistic, answer.restrictions, answer.freedom);
  return answer;
}

}  // namespace outturn::stats
