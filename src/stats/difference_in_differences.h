#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "stats/distributions.h"
#include "stats/panel.h"

namespace outturn::stats {

/// The signs or sizes by which whole clusters of residuals are turned.
enum class WildWeights { rademacher, webb };

struct DifferenceOptions {
  std::vector<PanelSeries> covariates{};
  std::vector<std::size_t> clusters{};  ///< of each unit, any numbers; empty means each unit is one
  double level{0.95};
  std::size_t bootstrap_under{40};      ///< clusters; at or above, no wild bootstrap
  std::size_t draws{9999};              ///< of the wild bootstrap, where it cannot be enumerated
  WildWeights weights{WildWeights::rademacher};
  std::uint64_t seed{1};
};

/// What the restricted wild cluster bootstrap says.
struct WildBootstrap {
  double p_value{};    ///< of "nothing happened", symmetric
  double lower{};      ///< the values of the effect that are not rejected; infinite where the draws cannot say
  double upper{};
  std::size_t draws{};
  bool enumerated{};   ///< every combination of signs, so no chance is left in it
};

struct DifferenceInDifferences {
  Estimated effect;              ///< clustered error with `factor`; t with G − 1 degrees of freedom
  double factor{};               ///< G/(G−1) × (n−1)/(n−K), inside the error above
  double error_without_factor{};
  double error_by_period_too{};  ///< clustered by period as well
  double independent_error{};    ///< as if all errors were independent and alike
  double unequal_error{};        ///< hc1
  std::size_t clusters{};        ///< G
  std::size_t observations{};    ///< n
  std::size_t parameters{};      ///< K
  std::optional<WildBootstrap> wild;    ///< under `bootstrap_under` clusters; then its interval is the one to read
  std::vector<double> actual;           ///< mean of the treated by period; empty unless all began together and no figure is missing
  std::vector<double> counterfactual;   ///< mean of the others, moved to the treated's mean before the start
  base::Issues warnings;  ///< severity warning: stats.did_staggered (starts differ: the effect mixes good and bad comparisons),
                          ///< stats.did_few_clusters (under 5 treated or 5 others)
};

/// Two-way fixed effects: did those who began move differently, each compared with its own past and with its period's others?
///
/// formula  y_ut = effect × treated_ut + covariates + unit_u + period_t + e_ut; missing figures are left out
/// refuses  stats.adoption_never, stats.adoption_after_end, stats.adoption_too_few_before, stats.did_no_comparison,
///          stats.did_one_cluster, stats.adoption_covariate_gap, stats.collinear, stats.level_outside and what panel_issues finds
/// cost     units × periods × columns²; the bootstrap draws × clusters²
/// source   Cameron, Gelbach and Miller (2008) for the bootstrap; see docs/methods/difference-in-differences.md
base::Checked<DifferenceInDifferences> difference_in_differences(const Panel& panel, const DifferenceOptions& options = {});

struct EventPoint {
  int at{};  ///< periods since the start; −1 is the reference and absent
  Estimated value;
};

struct EventStudy {
  std::vector<EventPoint> points;
  double statistic{};        ///< Wald over all points before the start, divided by their number
  double restrictions{};
  double freedom{};          ///< G − 1
  double p_value{};          ///< by F; NaN where there is no point before the start but the reference
  base::Issues warnings;     ///< stats.did_staggered
};

/// The effect at each distance from the start, the period before it as reference; those before should be near zero.
///
/// refuses  as difference_in_differences; stats.adoption_no_never_treated
base::Checked<EventStudy> event_study(const Panel& panel, const DifferenceOptions& options = {});

/// What every estimator for places with starts refuses. `least_before`: periods that the latest start needs before it.
base::Issues adoption_issues(const Panel& panel, double level, std::span<const PanelSeries> covariates, std::size_t least_before);

}  // namespace outturn::stats
