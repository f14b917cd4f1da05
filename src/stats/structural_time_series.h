#pragma once

#include <optional>
#include <vector>

#include "stats/interrupted_time_series.h"
#include "stats/state_space.h"

namespace outturn::stats {

/// What a series would do by itself: wander from where it is; wander with a slope that wanders too; or keep to a line.
enum class Trend { local_level, local_linear, deterministic };

/// One series, related series that the arrangement cannot have touched, and when it began.
struct StructuralSeries {
  std::vector<double> values;     ///< shape n, one per period in time order, no gaps
  std::size_t start{};            ///< position of the first period under the arrangement, counted from 0
  Design controls{};              ///< shape n each; may be none
  std::size_t season_length{0};   ///< periods a cycle, one effect each; fewer than 2 means none
  bool season_moves{false};       ///< let the pattern of the season drift
  std::optional<Trend> trend{};   ///< nothing: chosen
  double level{0.95};
};

/// What one trend says.
struct StructuralAnswer {
  Trend trend{};
  double one_step_error{};     ///< root mean square over the later half of the periods before the start, each from those before it
  double log_likelihood{};     ///< restricted
  StepVariances variances;
  std::vector<NamedEstimate> controls;
  Estimated mean_effect;       ///< over the periods from the start; unit of the values
  Estimated end_effect;
  Estimated cumulative_effect;
  std::vector<double> counterfactual;                              ///< shape n; before the start the one-step prediction, NaN where there is none
  std::vector<double> counterfactual_lower, counterfactual_upper;  ///< shape n; of a single period's figure
};

struct StructuralTimeSeries {
  StructuralAnswer chosen;
  std::vector<StructuralAnswer> others;  ///< the trends not chosen, smallest one-step error first
  bool signs_disagree{};                 ///< their mean effects do not all point the same way: nothing can be told
};

/// The difference between what happened and what the periods before the start and the controls foretold.
///
/// formula  fitted before the start by restricted likelihood (exact diffuse Kalman filter, coefficients in the state);
///          effect_t = y_t − forecast_t; the error of sums of effects from the joint covariance of the forecast errors, with
///          Student's t at n − k degrees of freedom for the scale. Without a trend given: a local level, unless the level drifts
///          by more than chance; then of the sloped ones that with the smallest one-step error
/// refuses  stats.too_few_before, stats.start_outside, stats.series_too_short, stats.collinear, stats.not_a_number,
///          stats.too_large, stats.level_outside
/// source   Brodersen et al. (2015) for the use; Harvey (1989), Durbin and Koopman (2012) for the model; see
///          docs/methods/structural-time-series.md
base::Checked<StructuralTimeSeries> structural_time_series(const StructuralSeries& series);

}  // namespace outturn::stats
