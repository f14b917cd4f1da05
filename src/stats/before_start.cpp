#include "stats/before_start.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stats/random_draw.h"
#include "stats/two_way_regression.h"
#include "stats/wild_bootstrap.h"

namespace outturn::stats {

namespace {

/// One regression on the untreated cells; the first column is what is asked about.
base::Checked<Estimated> asked(const Panel& untreated, const TwoWayEffects& effects, std::span<const double> column, const DifferenceOptions& options) {
  Design columns{.rows = untreated.values.size()};
  columns.add("before", column);
  for (const auto& covariate : options.covariates) columns.add(covariate.name, covariate.values);
  const auto fit = two_way_regression(untreated, effects, columns, options.clusters);
  if (!fit) return base::refuse(fit.error());
  auto answer = estimated(fit->coefficients[0], std::sqrt(fit->clustered[0]), static_cast<double>(fit->clusters - 1), options.level);
  if (fit->clusters < options.bootstrap_under) answer.p_value = wild_bootstrap(untreated, effects, columns, 0, *fit, options).p_value;
  return answer;
}

}  // namespace

base::Checked<BeforeStart> before_start(const Panel& panel, const DifferenceOptions& options, std::size_t back) {
  constexpr std::size_t least_before = 2;
  if (auto issues = adoption_issues(panel, options.level, options.covariates, least_before); !issues.empty()) return base::refuse(std::move(issues));
  const auto periods = panel.period_count();
  auto untreated = panel;
  std::vector<double> drifting(panel.values.size(), 0.0);
  std::vector<double> begun(panel.values.size(), 0.0);
  for (std::size_t i = 0; i < panel.values.size(); ++i) {
    const auto start = panel.first_treated[i / periods];
    const auto t = i % periods;
    if (start == Panel::never) continue;
    if (t >= start) untreated.values[i] = std::numeric_limits<double>::quiet_NaN();
    drifting[i] = static_cast<double>(t);
    begun[i] = t + back >= start ? 1 : 0;
  }
  const TwoWayEffects effects(untreated);
  const auto slope = asked(untreated, effects, drifting, options);
  if (!slope) return base::refuse(slope.error());
  const auto early = asked(untreated, effects, begun, options);
  if (!early) return base::refuse(early.error());
  return BeforeStart{.slope = *slope, .early = *early};
}

GroupFit fit_before(const Panel& panel, std::size_t draws, std::uint64_t seed) {
  const auto first = *std::ranges::min_element(panel.first_treated);
  if (first == Panel::never || first < 2) return {};
  const bool some_never = std::ranges::find(panel.first_treated, Panel::never) != panel.first_treated.end();
  std::vector<std::size_t> units;  // those who begin first
  for (std::size_t unit = 0; unit < panel.unit_count(); ++unit) {
    if (some_never ? panel.first_treated[unit] != Panel::never : panel.first_treated[unit] == first) units.push_back(unit);
  }
  const auto begin = units.size();
  for (std::size_t unit = 0; unit < panel.unit_count(); ++unit) {
    if (some_never ? panel.first_treated[unit] == Panel::never : panel.first_treated[unit] != first) units.push_back(unit);
  }
  if (begin == 0 || begin == units.size()) return {};
  std::vector<double> total(first, 0.0);
  for (const auto unit : units) {
    for (std::size_t t = 0; t < first; ++t) total[t] += panel.at(unit, t);
  }
  const auto inside = static_cast<double>(begin);
  const auto outside = static_cast<double>(units.size() - begin);
  const auto error_of = [&](const std::vector<std::size_t>& order) {
    std::vector<double> gap(first, 0.0);
    for (std::size_t i = 0; i < begin; ++i) {
      for (std::size_t t = 0; t < first; ++t) gap[t] += panel.at(order[i], t);
    }
    double mean = 0;
    for (std::size_t t = 0; t < first; ++t) {
      gap[t] = gap[t] / inside - (total[t] - gap[t]) / outside;
      mean += gap[t] / static_cast<double>(first);
    }
    double squares = 0;
    for (const double one : gap) squares += (one - mean) * (one - mean);
    return std::sqrt(squares / static_cast<double>(first));
  };
  GroupFit fit{.error = error_of(units)};
  if (std::isnan(fit.error)) return {};  // a figure is missing
  for (std::size_t i = 0; i < begin; ++i) {
    for (std::size_t t = 0; t < first; ++t) fit.level += panel.at(units[i], t) / (inside * static_cast<double>(first));
  }
  auto& drawn = fit.drawn;
  RandomDraw random(seed);
  for (std::size_t d = 0; d < draws; ++d) {
    random.shuffle(units);
    drawn.push_back(error_of(units));
  }
  std::ranges::sort(drawn);
  if (!drawn.empty()) fit.usual = (drawn[(drawn.size() - 1) / 2] + drawn[drawn.size() / 2]) / 2;
  return fit;
}

}  // namespace outturn::stats
