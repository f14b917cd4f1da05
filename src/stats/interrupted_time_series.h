#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/checked.h"
#include "stats/distributions.h"
#include "stats/least_squares.h"
#include "stats/series_checks.h"

namespace outturn::stats {

enum class Seasonality { none, harmonics, dummies };

/// What the error of the coefficients is computed from. Counts have no autoregressive form here.
enum class SeriesErrors { autoregressive, newey_west, independent };

/// One series, what happened to it and when.
struct InterruptedSeries {
  std::vector<double> values;    ///< shape n, one per period in time order, no gaps; with `counts`, counts
  std::size_t start{};           ///< position of the first period under the arrangement, counted from 0
  bool slope_changes{true};      ///< let the trend change too, not only the level
  Seasonality seasonality{Seasonality::harmonics};
  std::size_t season_length{12}; ///< periods a cycle; fewer than 2 means none
  std::size_t harmonics{2};      ///< sine and cosine pairs, at most half the cycle
  std::size_t first_season{0};   ///< position in the cycle of the first period, so that January is 1 in the figures
  std::size_t wash_out{0};       ///< periods from `start` that belong neither to before nor to after
  Design covariates{};           ///< further columns, shape n each; measures that the arrangement cannot have touched
  bool counts{false};            ///< quasi-Poisson with log link
  std::vector<double> exposure{};///< people or expected counts, shape n; only with `counts`
  SeriesErrors errors{SeriesErrors::autoregressive};  ///< with `counts` and `autoregressive`: independent
  NeweyWest newey_west{};
  double level{0.95};            ///< of every interval
};

struct NamedEstimate {
  std::string name;  ///< intercept, level, time, slope, sine_1, cosine_1, …, season_2, …, wash_out_1, …, the covariates' own
  Estimated value;
};

/// What changed when it began, and what would have been.
struct InterruptedTimeSeries {
  std::vector<NamedEstimate> coefficients;
  Estimated mean_effect;                  ///< over the periods from `start` + `wash_out`; unit of the values
  Estimated end_effect;                   ///< at the last period
  std::optional<Estimated> mean_ratio;    ///< counts: with over without, over the same periods; interval on the log scale
  std::optional<Estimated> end_ratio;
  std::vector<double> fitted;             ///< shape n
  std::vector<double> counterfactual;     ///< shape n; before the start as fitted
  std::vector<double> counterfactual_lower, counterfactual_upper;  ///< interval of the line itself
  std::vector<double> residuals;          ///< values − fitted; for counts the deviance residuals
  std::vector<double> autocorrelations;   ///< of what the model leaves over, lags 1 to `ljung_box.freedom` + phi
  LjungBox ljung_box;                     ///< of the same, as many lags as a cycle has, at least 10
  double durbin_watson{};
  double phi{};                           ///< 0 unless autoregressive
  double dispersion{1};                   ///< counts only
  double standard_deviation{};            ///< of the residual
  double condition{};                     ///< of the design
  std::size_t lag{};                      ///< Newey–West only
  std::size_t freedom{};                  ///< n − k
};

/// formula  y_t = b0 + b1 level_t + b2 t + b3 slope_t + season_t + covariates_t + e_t with t = 1…n, level_t = 1 from the start,
///          slope_t = level_t × (periods since the last one before the start, so 1 at the start). The effect at t is
///          b1 + b3 slope_t; its mean and its end carry the error of b1 and b3 together (delta method)
/// refuses  stats.too_few_before (under 2 periods), stats.start_outside, stats.too_few_after, stats.series_too_short,
///          stats.collinear, stats.not_a_number, stats.too_large, stats.level_outside, and for counts as poisson_regression
/// source   docs/methods/interrupted-time-series.md
base::Checked<InterruptedTimeSeries> interrupted_time_series(const InterruptedSeries& series);

/// The design alone, for those who want to fit it otherwise.
Design interrupted_design(const InterruptedSeries& series);

}  // namespace outturn::stats
