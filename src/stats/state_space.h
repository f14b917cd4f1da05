#pragma once

#include <span>
#include <vector>

#include "stats/autoregression.h"
#include "stats/design.h"

namespace outturn::stats {

/// What of a series moves by chance. Whatever does not move but is there, is a fixed column of the design.
struct MovingParts {
  bool irregular{true};      ///< noise of a single period
  bool level{true};          ///< the level takes a random step each period
  bool slope{false};         ///< so does what is added to it
  std::size_t season{0};     ///< length of a cycle whose pattern drifts; fewer than 2 means none
};

/// Variances of the steps, in the square of the unit; 0 for parts that do not move.
struct StepVariances {
  double irregular{}, level{}, slope{}, season{};
};

/// A Gaussian series y_t = w_t δ + moving part, with nothing known of δ beforehand: exact diffuse start.
struct StateSpaceFit {
  StepVariances variances;
  std::vector<double> coefficients;  ///< δ, one for each column
  std::vector<double> covariance;    ///< of δ, k × k, as if the variances were known
  double log_likelihood{};
  std::size_t freedom{};             ///< n − k
};

/// Largest likelihood over the ratios of the variances: a grid and Brent's method for one ratio, Nelder and Mead's for more.
///
/// columns  shape n: level, slope, season and controls as they would be if nothing moved
/// kind     restricted: all of δ is integrated out. full: only the first `diffuse` columns are, the others are chosen
///          with the variances, as programs do that treat regression coefficients as parameters
/// refuses  as least_squares
/// source   de Jong (1991), the diffuse Kalman filter; Durbin and Koopman (2012), ch. 5 and 7
base::Checked<StateSpaceFit> state_space(const MovingParts& parts, const Design& columns, std::span<const double> values,
                                         Likelihood kind = Likelihood::restricted, std::size_t diffuse = 0);

/// The same model with the ratios of the variances given: irregular 1, the others relative to it. Only their scale is estimated.
StateSpaceFit state_space_at(const MovingParts& parts, const StepVariances& relative, const Design& columns, std::span<const double> values);

/// Errors of predicting each value from those before it alone, and their variances; NaN until the columns are told apart.
struct OneStepErrors {
  std::vector<double> errors;
  std::vector<double> variances;
};
OneStepErrors one_step_errors(const MovingParts& parts, const StepVariances& variances, const Design& columns, std::span<const double> values);

/// What the later rows would be, from the values of the earlier ones.
struct Forecasts {
  std::vector<double> means;       ///< shape m
  std::vector<double> covariance;  ///< m × m, of the errors together, row after row
};

/// columns  shape n + m: the last m rows are foretold
Forecasts forecasts(const MovingParts& parts, const StateSpaceFit& fit, const Design& columns, std::span<const double> values);

/// One of the fits that are possible while nobody knows how much a series wanders.
struct PossibleFit {
  double weight{};  ///< of all together 1
  StateSpaceFit fit;
};

/// Fits over what the variances of level and slope may be, so that not knowing them widens whatever is told.
///
/// formula  weights: restricted likelihood × prior; standard deviation of a step over that of the noise: half-Cauchy, scale 1 for
///          the level and 0.05 for the slope, on a grid of equal prior weight
/// returns  at least one; the estimated variances alone where there is no noise, or no level that moves
std::vector<PossibleFit> possible_fits(const MovingParts& parts, const StateSpaceFit& fit, const Design& columns, std::span<const double> values);

struct PossibleForecasts {
  double weight{};  ///< of all together 1
  Forecasts ahead;
};

/// The forecasts of each of the possible fits.
///
/// columns  shape n + m: the last m rows are foretold
std::vector<PossibleForecasts> possible_forecasts(const MovingParts& parts, const StateSpaceFit& fit, const Design& columns, std::span<const double> values);

}  // namespace outturn::stats
