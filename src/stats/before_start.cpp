#include "stats/before_start.h"

#include <cmath>
#include <limits>

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

}  // namespace outturn::stats
