#pragma once

#include <span>
#include <vector>

namespace outturn::stats {

/// How a level and a slope follow the figures: exponential smoothing in its error-correction form.
///
/// formula  expected = level + damping × slope;  error = value − expected
///          level ← expected + level_weight × error;  slope ← damping × slope + slope_weight × error
/// A missing value leaves the expected level in place.
/// source   Hyndman, Koehler, Ord, Snyder, Forecasting with Exponential Smoothing (2008), section 3.4
struct Smoothing {
  double level_weight{};
  double slope_weight{};
  double damping{};  ///< 0 = no slope, 1 = the slope goes on
  double first_level{};
  double first_slope{};
  double level{};  ///< after the last value
  double slope{};
  double squares{};  ///< sum of squared errors one step ahead
  int errors{};      ///< how many values were expected and came
  int parameters{};  ///< how many numbers were fitted

  /// What is expected `step` ≥ 1 periods after the last.
  double expected(int step) const;
  /// Akaike's criterion, corrected for short series; infinite where the series is too short for it.
  double criterion() const;
};

/// Weights and damping that are held or left free in a fit.
struct SmoothingKind {
  enum class Slope { none, given, constant, damped, lasting };
  Slope slope{Slope::none};
  double given_slope{};  ///< Slope::given: added each period
};

/// The smoothing of this kind with the least squared error; the first level and slope are solved for, the weights searched.
/// values   shape n, NaN = missing; at least 3 of them usable
Smoothing fitted_smoothing(std::span<const double> values, const SmoothingKind& kind);

/// How far off the average of some smoothings was 1 … steps periods ahead, looked at from every period of the series:
/// mean absolute errors, which are of the fit and so smaller than those of forecasts made at the time.
/// returns  shape steps; NaN where no pair of periods lies so far apart
/// cost     n × steps
std::vector<double> errors_ahead(std::span<const double> values, std::span<const Smoothing>, int steps);

}  // namespace outturn::stats
