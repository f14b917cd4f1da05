#pragma once

#include <vector>

#include "stats/difference_in_differences.h"

namespace outturn::stats {

/// What can be seen of a false effect in the figures before any start, each answer with one degree of freedom.
struct BeforeStart {
  Estimated slope;  ///< how much more those who will begin move a period than the others
  Estimated early;  ///< what starts invented `back` periods earlier would show
};

/// Two regressions on the cells before each unit's start alone: were those who began growing apart already, and does the
/// method find an effect where nothing had begun? A joint test of all leads is no substitute: with as many restrictions as
/// a third of the treated units it calls a fault in half of faultless panels (docs/methods/staggered-adoption.md).
///
/// formula  y_ut = slope × begins_u × t + unit_u + period_t + e_ut, t < start_u; the same with early × 1{t ≥ start_u − back};
///          clustered errors, t with G − 1 degrees of freedom; under `bootstrap_under` clusters p by the wild bootstrap
/// refuses  as difference_in_differences; stats.collinear where everybody begins
/// cost     units × periods × columns²; under `bootstrap_under` clusters draws × clusters²
base::Checked<BeforeStart> before_start(const Panel& panel, const DifferenceOptions& options, std::size_t back);

/// How far the paths of two groups lay apart before anything began, beside groups drawn at random.
struct GroupFit {
  double error{};  ///< root mean square over the periods before the first start of the gap between the groups' means, less its mean
  double usual{};  ///< the median of the same for groups of the same sizes drawn from all units
  double level{};  ///< mean of those who begin
  std::vector<double> drawn{};  ///< shape draws, ascending: the error of each drawn group
};

/// The counterpart, for many places, of holding one place's fit against the others': drawing who took part at random keeps the
/// chance of a false alarm at what it is called however many periods there are.
///
/// draws    of who began; the same seed gives the same figures
/// returns  zeros where no period or no group is left. Who begins: everybody with a start; where all have one, the earliest
/// refuses  nothing: the panel has been computed with already
/// cost     draws × units × periods
GroupFit fit_before(const Panel& panel, std::size_t draws, std::uint64_t seed);

}  // namespace outturn::stats
