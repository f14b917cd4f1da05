#pragma once

#include <vector>

#include "stats/forecast.h"
#include "stats/spread.h"

/// The inside of a forecast, for the program that chooses its constants.
namespace outturn::stats {

struct ForecastParts {
  std::vector<double> centres;      ///< one a step, not yet within bounds; unit of the values
  std::vector<SpreadClues> clues;   ///< one a step; unit of the values
  std::vector<ModelShare> models;
  bool seasonal{};
  bool positive{};  ///< every value is above zero
  int usable{};
};

/// The distribution of one step, not yet within bounds.
Predictive::Shape shape_of(double centre, const SpreadClues&, const SpreadRule& = spread_rule);

/// request  sound: at least 3 usable values, all finite
ForecastParts forecast_parts(const ForecastRequest& request);

}  // namespace outturn::stats
