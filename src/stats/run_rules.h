#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/checked.h"

namespace outturn::stats {

/// What the four rules of a run chart find. Periods without a value are passed over.
struct RunChart {
  double median{};
  std::size_t useful{};   ///< values that are not on the median
  std::size_t runs{};     ///< stretches on one side of the median; values on it neither break nor make one
  std::size_t longest{};  ///< values in the longest run
  std::optional<std::size_t> fewest_expected;  ///< empty where fewer than 10 values are useful
  std::optional<std::size_t> most_expected;
  std::vector<bool> in_shift;  ///< part of 6 or more in a row on one side of the median
  std::vector<bool> in_trend;  ///< part of 5 or more in a row that all rise or all fall; equal neighbours count once

  bool shift() const;
  bool trend() const;
  bool too_few_runs() const { return fewest_expected && runs < *fewest_expected; }
  bool too_many_runs() const { return most_expected && runs > *most_expected; }
};

/// A run chart: median, and what chance alone would seldom show about it.
///
/// values   shape n: one per period, in time order; empty where there is none
/// returns  limits of the number of runs leave 2.5% out at each end of its exact distribution for so many values
///          above and below the median
/// refuses  stats.too_few_values (fewer than 2 values)
/// source   Perla, Provost and Murray (2011), BMJ Quality & Safety 20: 46–51; Swed and Eisenhart (1943), Annals of
///          Mathematical Statistics 14: 66–87
base::Checked<RunChart> run_chart(std::span<const std::optional<double>> values);

/// P(so many runs or fewer) in a random order of `above` and `below` values, both at least 1.
double chance_of_at_most_runs(std::size_t runs, std::size_t above, std::size_t below);

}  // namespace outturn::stats
