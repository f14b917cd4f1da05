#pragma once

#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "base/checked.h"
#include "stats/predictive.h"

namespace outturn::stats {

struct ForecastRequest {
  std::span<const double> values;  ///< one a period, in time order; NaN = missing
  int season{1};                   ///< periods in a year: 1, 4, 12 …; 1 = no season
  int horizon{1};                  ///< steps ahead, from the last period in `values` (missing or not)
  double floor{-std::numeric_limits<double>::infinity()};
  double ceiling{std::numeric_limits<double>::infinity()};
  bool backtest{true};  ///< also forecast the last known periods from before them; costs as much again
};

/// One model's part in the combined forecast.
struct ModelShare {
  std::string_view code;  ///< a sentence "stats.model.<code>" names it
  double weight{};        ///< shares add up to 1
  double error{};         ///< mean absolute error one step ahead over the fitted periods, unit of the values
};

struct Forecast {
  std::vector<Predictive> steps;  ///< one a step, the nearest first
  std::vector<ModelShare> models;
  bool seasonal{};           ///< a season was found and used
  int usable{};              ///< values that were not missing
  double backtest_error{};   ///< mean absolute error of the last periods, forecast from what came before them; unit of the values
  int backtest_forecasts{};  ///< how many forecasts that mean rests on, at most 4; 0 where the series is too short
};

/// What a series may become: a combination of simple models, with a distribution at each step.
///
/// returns  `horizon` distributions; wide where the series is short
/// refuses  stats.forecast_too_few (fewer than 3 usable values); stats.forecast_too_large, stats.forecast_below_floor,
///          stats.forecast_above_ceiling (each bad position); stats.forecast_horizon; stats.forecast_season
/// cost     values × (horizon, at most 36)
/// source   docs/methods/forecast.md
base::Checked<Forecast> forecast(const ForecastRequest&);

}  // namespace outturn::stats
