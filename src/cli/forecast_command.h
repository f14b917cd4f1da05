#pragma once

#include <string>

#include "cli/world.h"

namespace outturn::cli {

struct Common;

struct ForecastOptions {
  std::string file;  ///< "-" = standard input
  double level{0.95};
  std::string output;  ///< empty = standard output
  std::string target;  ///< empty = none is asked about
  int by{0};           ///< step at which the target is due; 0 = the last of each series
  std::string direction;
  std::string kind;
};

/// Forecasts every series of a plain CSV file, without any workspace: columns series, frequency, horizon, t, value in;
/// series, step, mean, lower, upper and, where a target is given, probability out.
int forecast(World&, const Common&, const ForecastOptions&);

}  // namespace outturn::cli
