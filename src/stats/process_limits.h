#pragma once

#include <span>

#include "base/checked.h"

namespace outturn::stats {

/// The band an indicator moves in while nothing has changed. All in the unit of the indicator.
struct ProcessLimits {
  double lower{};
  double centre{};
  double upper{};
  double mean_moving_range{};
};

/// Natural process limits of an individuals (XmR) chart.
///
/// formula  centre = mean(v);  half-width = 3 × mean(|v[i] − v[i−1]|) / 1.128
/// values   shape n: one per period, in time order, no gaps; unit of the indicator
/// returns  lower ≤ centre ≤ upper, same unit; not clipped at 0 or 100
/// refuses  stats.too_few_values (n < 2); stats.not_a_number (every bad position)
/// source   NIST/SEMATECH e-Handbook of Statistical Methods 6.3.2.2
base::Checked<ProcessLimits> process_limits(std::span<const double> values);

}  // namespace outturn::stats
