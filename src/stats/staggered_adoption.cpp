#include "stats/staggered_adoption.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>

#include <Eigen/Dense>

#include "base/checked.h"
#include "stats/difference_in_differences.h"
#include "stats/doubly_robust.h"
#include "stats/least_squares.h"
#include "stats/multiplier_bootstrap.h"

namespace outturn::stats {

namespace {

using Eigen::ArrayXd;
using Eigen::MatrixXd;
using Eigen::VectorXd;

using base::whole;

/// Units that say something, and the cohorts among them.
struct Sample {
  std::vector<std::size_t> units;         ///< indices into the panel
  std::vector<std::size_t> cohorts;       ///< first treated periods, ascending, without `never`
  std::vector<std::size_t> cohort_of;     ///< for each unit, index into cohorts, or cohorts.size() for never
  std::vector<double> share;              ///< of the units in each cohort
  std::vector<std::size_t> size;
};

base::Issues wrong_with(const Panel& panel, const StaggeredOptions& options) {
  constexpr std::size_t least_before = 2;
  auto issues = adoption_issues(panel, options.level, options.covariates, least_before);
  if (!issues.empty()) return issues;
  std::vector<std::size_t> all(panel.unit_count());
  std::iota(all.begin(), all.end(), std::size_t{0});
  issues = panel_gaps(panel, all, 0, panel.period_count());
  const bool any_never = std::ranges::find(panel.first_treated, Panel::never) != panel.first_treated.end();
  if (options.controls == Controls::never_treated && !any_never) issues.push_back({"controls", "stats.adoption_no_never_treated", {}});
  return issues;
}

Sample sample_of(const Panel& panel, base::Issues& warnings) {
  Sample sample;
  for (std::size_t unit = 0; unit < panel.unit_count(); ++unit) {
    if (panel.first_treated[unit] == 0) {
      warnings.push_back({"start", "stats.adoption_from_the_first", {{"unit", panel.units[unit]}}, base::Severity::warning});
      continue;
    }
    sample.units.push_back(unit);
    if (panel.first_treated[unit] != Panel::never) sample.cohorts.push_back(panel.first_treated[unit]);
  }
  std::ranges::sort(sample.cohorts);
  sample.cohorts.erase(std::ranges::unique(sample.cohorts).begin(), sample.cohorts.end());
  sample.size.assign(sample.cohorts.size(), 0);
  for (const auto unit : sample.units) {
    const auto found = std::ranges::lower_bound(sample.cohorts, panel.first_treated[unit]);
    sample.cohort_of.push_back(static_cast<std::size_t>(found - sample.cohorts.begin()));
    if (found != sample.cohorts.end()) ++sample.size[sample.cohort_of.back()];
  }
  for (std::size_t g = 0; g < sample.cohorts.size(); ++g) {
    sample.share.push_back(static_cast<double>(sample.size[g]) / static_cast<double>(sample.units.size()));
    const auto& when = panel.times[sample.cohorts[g]];
    if (sample.size[g] == 1) warnings.push_back({"start", "stats.adoption_single_unit", {{"time", when}}, base::Severity::warning});
    if (sample.cohorts[g] == 1) warnings.push_back({"start", "stats.adoption_one_before", {{"time", when}}, base::Severity::warning});
  }
  return sample;
}

/// Everything that is computed once and read by every aggregate.
struct Work {
  const Panel& panel;
  const StaggeredOptions& options;
  Sample sample;
  std::vector<std::size_t> cohort;  ///< of each cell, index into sample.cohorts
  VectorXd effects;                 ///< of each cell
  MatrixXd influence;               ///< units × cells
};

/// The units compared in one cell: those of the cohort and those not yet treated by then.
std::vector<std::size_t> compared(const Work& work, std::size_t g, std::size_t period, std::size_t base_period) {
  const auto& sample = work.sample;
  const auto clear_until = std::max(period, base_period) + work.options.anticipation;
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < sample.units.size(); ++i) {
    const bool never = sample.cohort_of[i] == sample.cohorts.size();
    const bool later = !never && sample.cohort_of[i] != g && sample.cohorts[sample.cohort_of[i]] > clear_until;
    if (sample.cohort_of[i] == g || never || (later && work.options.controls == Controls::not_yet_treated)) rows.push_back(i);
  }
  return rows;
}

/// One cell; its influence function fills a column over all units. Adds nothing where it cannot be computed.
bool add_cell(Work& work, std::size_t g, std::size_t period, std::size_t base_period, Eigen::Index column, StaggeredAdoption& answer) {
  const auto& panel = work.panel;
  const auto rows = compared(work, g, period, base_period);
  const auto earlier = std::min(period, base_period);
  const auto& sample = work.sample;
  std::vector<double> change;
  std::vector<double> treated;
  std::size_t controls = 0;
  for (const auto i : rows) {
    change.push_back(panel.at(sample.units[i], period) - panel.at(sample.units[i], base_period));
    treated.push_back(sample.cohort_of[i] == g ? 1 : 0);
    controls += sample.cohort_of[i] != g;
  }
  const auto& cohort_label = panel.times[sample.cohorts[g]];
  const auto warn = [&](const char* code) {
    answer.warnings.push_back({"start", code, {{"cohort", cohort_label}, {"time", panel.times[period]}}, base::Severity::warning});
    return false;
  };
  if (controls == 0) return warn("stats.adoption_no_controls_left");
  Design covariates{.rows = rows.size()};
  covariates.add("intercept", std::vector<double>(rows.size(), 1.0));
  for (const auto& covariate : work.options.covariates) {
    std::vector<double> values;
    for (const auto i : rows) values.push_back(covariate.values[sample.units[i] * panel.period_count() + earlier]);
    covariates.add(covariate.name, values);
  }
  const auto effect = two_period_effect(change, treated, covariates, work.options.adjustment);
  if (!effect) return warn("stats.adoption_no_overlap");
  const double scale = static_cast<double>(sample.units.size()) / static_cast<double>(rows.size());
  for (std::size_t r = 0; r < rows.size(); ++r) {
    work.influence(static_cast<Eigen::Index>(rows[r]), column) = scale * effect->influence[r];
  }
  work.effects(column) = effect->estimate;
  work.cohort.push_back(g);
  answer.cells.push_back({.group = sample.cohorts[g], .period = period, .base = base_period, .before = period < sample.cohorts[g],
                          .treated = sample.size[g], .controls = controls});
  return true;
}

void add_cells(Work& work, StaggeredAdoption& answer) {
  const auto periods = work.panel.period_count();
  const auto most = static_cast<Eigen::Index>(work.sample.cohorts.size() * (periods - 1));
  work.influence = MatrixXd::Zero(static_cast<Eigen::Index>(work.sample.units.size()), most);
  work.effects = VectorXd::Zero(most);
  Eigen::Index column = 0;
  for (std::size_t g = 0; g < work.sample.cohorts.size(); ++g) {
    const auto start = work.sample.cohorts[g];
    if (start <= work.options.anticipation) continue;  // no period before it could respond
    for (std::size_t period = 1; period < periods; ++period) {
      const auto base_period = period >= start ? start - work.options.anticipation - 1 : period - 1;
      if (add_cell(work, g, period, base_period, column, answer)) ++column;
    }
  }
  work.influence.conservativeResize(Eigen::NoChange, column);
  work.effects.conservativeResize(column);
}

/// Mean of cells weighted by the size of their cohorts, and its influence function. The last term is there because
/// the sizes are estimates too.
struct Sum {
  double value{};
  VectorXd influence;
};

Sum weighted(const Work& work, const std::vector<std::size_t>& cells, bool by_size) {
  const auto& share = work.sample.share;
  Sum sum{.influence = VectorXd::Zero(work.influence.rows())};
  double total = 0;
  for (const auto c : cells) total += by_size ? share[work.cohort[c]] : 1;
  double weighted_effects = 0;
  for (const auto c : cells) {
    const auto at = static_cast<Eigen::Index>(c);
    const double weight = (by_size ? share[work.cohort[c]] : 1) / total;
    sum.value += weight * work.effects(at);
    sum.influence += weight * work.influence.col(at);
    weighted_effects += share[work.cohort[c]] * work.effects(at);
  }
  if (!by_size) return sum;
  const auto cohorts = work.sample.cohorts.size();
  std::vector<double> of_cohort(cohorts + 1, 0.0);
  for (std::size_t g = 0; g <= cohorts; ++g) {
    double effects = 0;
    double sizes = 0;
    for (const auto c : cells) {
      const double surprise = (work.cohort[c] == g ? 1 : 0) - share[work.cohort[c]];
      effects += work.effects(static_cast<Eigen::Index>(c)) * surprise;
      sizes += surprise;
    }
    of_cohort[g] = effects / total - sizes * weighted_effects / (total * total);
  }
  for (Eigen::Index i = 0; i < sum.influence.size(); ++i) sum.influence(i) += of_cohort[work.sample.cohort_of[static_cast<std::size_t>(i)]];
  return sum;
}

/// Influence functions of everything reported, in the order in which it is reported.
struct Ledger {
  std::vector<VectorXd> influence;
  std::vector<BandedEffect*> effects;
  struct Family {
    std::size_t from, to;
    double* critical_value;
  };
  std::vector<Family> families;

  void add(const Sum& sum, double level, BandedEffect& into) {
    const auto n = static_cast<double>(sum.influence.size());
    into.effect = estimated(sum.value, std::sqrt(sum.influence.squaredNorm()) / n, std::numeric_limits<double>::infinity(), level);
    influence.push_back(sum.influence);
    effects.push_back(&into);
  }
  void close(std::size_t from, double* critical_value) { families.push_back({from, effects.size(), critical_value}); }
};

using CellsAt = std::function<bool(const GroupTimeEffect&)>;

std::vector<std::size_t> cells_where(const StaggeredAdoption& answer, const CellsAt& wanted) {
  std::vector<std::size_t> cells;
  for (std::size_t c = 0; c < answer.cells.size(); ++c) {
    if (wanted(answer.cells[c])) cells.push_back(c);
  }
  return cells;
}

Sum mean_of(const std::vector<Sum>& sums) {
  Sum mean{.influence = VectorXd::Zero(sums.front().influence.size())};
  for (const auto& sum : sums) {
    mean.value += sum.value / static_cast<double>(sums.size());
    mean.influence += sum.influence / static_cast<double>(sums.size());
  }
  return mean;
}

int event_time(const GroupTimeEffect& cell) { return static_cast<int>(cell.period) - static_cast<int>(cell.group); }

void add_points(const std::vector<Sum>& sums, Ledger& ledger, double level, EffectSeries& series) {
  const auto from = ledger.effects.size();
  for (std::size_t p = 0; p < sums.size(); ++p) ledger.add(sums[p], level, series.points[p].value);
  ledger.close(from, &series.critical_value);
}

void add_overall(const Sum& sum, Ledger& ledger, double level, BandedEffect& into) {
  const auto from = ledger.effects.size();
  ledger.add(sum, level, into);
  ledger.close(from, nullptr);
}

void by_event(const Work& work, StaggeredAdoption& answer, Ledger& ledger) {
  std::vector<int> times;
  for (const auto& cell : answer.cells) times.push_back(event_time(cell));
  std::ranges::sort(times);
  times.erase(std::ranges::unique(times).begin(), times.end());
  std::vector<Sum> sums;
  std::vector<Sum> after;
  for (const int e : times) {
    sums.push_back(weighted(work, cells_where(answer, [&](const auto& cell) { return event_time(cell) == e; }), true));
    answer.event.points.push_back({.at = e});
    if (e >= 0) after.push_back(sums.back());
  }
  add_points(sums, ledger, work.options.level, answer.event);
  add_overall(mean_of(after), ledger, work.options.level, answer.event.overall);
}

void by_group(const Work& work, StaggeredAdoption& answer, Ledger& ledger) {
  std::vector<Sum> sums;
  Work of_groups{.panel = work.panel, .options = work.options, .sample = work.sample};
  for (std::size_t g = 0; g < work.sample.cohorts.size(); ++g) {
    const auto start = work.sample.cohorts[g];
    const auto cells = cells_where(answer, [&](const auto& cell) { return cell.group == start && !cell.before; });
    if (cells.empty()) continue;
    sums.push_back(weighted(work, cells, false));
    of_groups.cohort.push_back(g);
    answer.group.points.push_back({.at = static_cast<int>(start)});
  }
  add_points(sums, ledger, work.options.level, answer.group);
  of_groups.effects.resize(static_cast<Eigen::Index>(sums.size()));
  of_groups.influence.resize(work.influence.rows(), static_cast<Eigen::Index>(sums.size()));
  for (std::size_t g = 0; g < sums.size(); ++g) {
    of_groups.effects(static_cast<Eigen::Index>(g)) = sums[g].value;
    of_groups.influence.col(static_cast<Eigen::Index>(g)) = sums[g].influence;
  }
  std::vector<std::size_t> all(sums.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  add_overall(weighted(of_groups, all, true), ledger, work.options.level, answer.group.overall);
}

void by_period(const Work& work, StaggeredAdoption& answer, Ledger& ledger) {
  std::vector<Sum> sums;
  for (std::size_t period = 0; period < work.panel.period_count(); ++period) {
    const auto cells = cells_where(answer, [&](const auto& cell) { return cell.period == period && !cell.before; });
    if (cells.empty()) continue;
    sums.push_back(weighted(work, cells, true));
    answer.calendar.points.push_back({.at = static_cast<int>(period)});
  }
  add_points(sums, ledger, work.options.level, answer.calendar);
  add_overall(mean_of(sums), ledger, work.options.level, answer.calendar.overall);
}

void add_bands(const StaggeredOptions& options, Ledger& ledger) {
  const auto units = static_cast<std::size_t>(ledger.influence.front().size());
  const double pointwise = normal_quantile(0.5 + options.level / 2);
  std::vector<double> together;
  MultiplierDraws draws;
  if (options.draws > 0) {
    together.reserve(units * ledger.influence.size());
    for (const auto& column : ledger.influence) together.insert(together.end(), column.data(), column.data() + column.size());
    draws = multiplier_bootstrap(together, units, options.draws, options.seed);
  }
  for (const auto& family : ledger.families) {
    double critical = pointwise;
    if (options.draws > 0 && family.to > family.from) {
      const double found = draws.critical_value(family.from, family.to, options.level, units);
      if (std::isfinite(found) && found > 0) critical = found;
    }
    if (family.critical_value != nullptr) *family.critical_value = critical;
    for (auto e = family.from; e < family.to; ++e) {
      auto& effect = *ledger.effects[e];
      effect.bootstrap_error = options.draws > 0 ? draws.errors[e] : 0;
      const double error = options.draws > 0 ? effect.bootstrap_error : effect.effect.standard_error;
      effect.band_lower = effect.effect.estimate - critical * error;
      effect.band_upper = effect.effect.estimate + critical * error;
    }
  }
}

WaldTest zero_before(const Work& work, const StaggeredAdoption& answer) {
  const auto cells = cells_where(answer, [](const auto& cell) { return cell.before; });
  WaldTest test{.restrictions = cells.size(), .p_value = std::numeric_limits<double>::quiet_NaN()};
  if (cells.empty() || cells.size() >= work.sample.units.size()) return test;
  const auto q = static_cast<Eigen::Index>(cells.size());
  VectorXd effects(q);
  MatrixXd influence(work.influence.rows(), q);
  for (Eigen::Index c = 0; c < q; ++c) {
    effects(c) = work.effects(static_cast<Eigen::Index>(cells[static_cast<std::size_t>(c)]));
    influence.col(c) = work.influence.col(static_cast<Eigen::Index>(cells[static_cast<std::size_t>(c)]));
  }
  const auto n = static_cast<double>(work.influence.rows());
  Eigen::ColPivHouseholderQR<MatrixXd> covariance(influence.transpose() * influence / (n * n));
  covariance.setThreshold(1e-12);
  if (covariance.rank() < q) return test;
  test.statistic = effects.dot(covariance.solve(effects));
  test.p_value = chi_squared_above(test.statistic, static_cast<double>(q));
  return test;
}

/// Covariates that say the same thing are found before any cell meets them.
base::Issues collinear(const Work& work) {
  if (work.options.covariates.empty()) return {};
  const auto& sample = work.sample;
  Design design{.rows = sample.units.size()};
  design.add("intercept", std::vector<double>(sample.units.size(), 1.0));
  for (const auto& covariate : work.options.covariates) {
    std::vector<double> values;
    for (const auto unit : sample.units) values.push_back(covariate.values[unit * work.panel.period_count()]);
    design.add(covariate.name, values);
  }
  const auto fit = least_squares(design, std::vector<double>(sample.units.size(), 0.0));
  return fit ? base::Issues{} : fit.error();
}

}  // namespace

base::Checked<StaggeredAdoption> staggered_adoption(const Panel& panel, const StaggeredOptions& options) {
  if (auto issues = wrong_with(panel, options); !issues.empty()) return base::refuse(std::move(issues));
  StaggeredAdoption answer;
  Work work{.panel = panel, .options = options, .sample = sample_of(panel, answer.warnings)};
  answer.units = work.sample.units.size();
  constexpr std::size_t most_figures = 100'000'000;  // of influence functions: 0.8 GB
  if (answer.units * work.sample.cohorts.size() * panel.period_count() > most_figures) {
    return base::refuse("panel", "stats.adoption_too_large",
                        {{"units", whole(answer.units)}, {"cohorts", whole(work.sample.cohorts.size())}, {"periods", whole(panel.period_count())}});
  }
  if (auto issues = collinear(work); !issues.empty()) return base::refuse(std::move(issues));
  add_cells(work, answer);
  const auto after = cells_where(answer, [](const auto& cell) { return !cell.before; });
  if (after.empty()) return base::refuse("controls", "stats.adoption_nothing_left", {});

  Ledger ledger;
  for (std::size_t c = 0; c < answer.cells.size(); ++c) {
    const auto at = static_cast<Eigen::Index>(c);
    ledger.add({work.effects(at), work.influence.col(at)}, options.level, answer.cells[c].value);
  }
  ledger.close(0, &answer.critical_value);
  add_overall(weighted(work, after, true), ledger, options.level, answer.simple);
  by_event(work, answer, ledger);
  by_group(work, answer, ledger);
  by_period(work, answer, ledger);
  add_bands(options, ledger);
  answer.before = zero_before(work, answer);
  return answer;
}

}  // namespace outturn::stats
