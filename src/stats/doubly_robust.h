#pragma once

#include <optional>
#include <span>
#include <vector>

#include "stats/design.h"
#include "stats/staggered_adoption.h"

namespace outturn::stats {

/// A difference of two differences with its influence function.
struct TwoPeriodEffect {
  double estimate{};
  std::vector<double> influence;  ///< shape n; mean 0, and mean square / n is the variance of the estimate
};

/// The effect on the treated from changes between two periods, made up for differences in covariates.
///
/// change     shape n: outcome at the later period less that at the earlier one
/// treated    shape n: 1 in the cohort, 0 in the comparison
/// covariates shape n × k with a column of ones; 1 column means none
/// returns    nothing where treated and comparison do not overlap (a propensity of 0.999 or more, not asked of
///            outcome regression) or where the comparison is too small for the columns
/// source     Sant'Anna and Zhao (2020), eq. 2.3 (inverse probability), 2.2 (outcome regression) and 3.1 (doubly robust)
std::optional<TwoPeriodEffect> two_period_effect(std::span<const double> change, std::span<const double> treated,
                                                 const Design& covariates, Adjustment adjustment);

}  // namespace outturn::stats
