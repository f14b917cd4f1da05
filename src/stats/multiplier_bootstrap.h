#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace outturn::stats {

/// Draws of several estimates at once, from their influence functions.
struct MultiplierDraws {
  std::size_t draws{};
  std::vector<double> values;  ///< √n × mean(multiplier × influence), estimate after estimate, shape draws × estimates
  std::vector<double> errors;  ///< standard error of each estimate, from the quartiles of its draws

  /// The value that the largest |draw / error| over estimates [from, to) stays under with probability `level`.
  double critical_value(std::size_t from, std::size_t to, double level, std::size_t units) const;
};

/// formula   multipliers of Mammen (1993): (1−√5)/2 with probability (√5+1)/(2√5), else (1+√5)/2
/// influence shape units × estimates, estimate after estimate
/// seed      the same seed gives the same draws on every machine
/// cost      draws × units × estimates
MultiplierDraws multiplier_bootstrap(std::span<const double> influence, std::size_t units, std::size_t draws, std::uint64_t seed);

}  // namespace outturn::stats
