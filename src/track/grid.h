#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/period.h"
#include "workspace/view.h"

namespace outturn::track {

/// A series laid out in equal steps of time. A period that nobody reported, or reported without a figure, is a gap in
/// its place, so that two figures four years apart are never taken for neighbours.
struct Grid {
  base::Period first;          ///< period of values[0]
  int step{};                  ///< distance between the ends of neighbouring periods: months, or days where in_days
  bool in_days{};
  std::size_t season{1};       ///< steps in a year, or in a week for days; 1 = the series has no seasons
  std::vector<double> values;  ///< NaN = gap; the last one is a figure
  std::size_t figures{};

  std::size_t gaps() const { return values.size() - figures; }
  /// The period `steps` after the last value's.
  base::Period ahead(int steps) const;
  /// How many steps after the last value end by that day; 0 = none.
  int steps_until(base::Day day) const;
};

/// figures  usable ones of one series, in order of period
/// The step is what all distances have in common. Where that would leave more gaps than three a figure, it is their
/// median, and each figure takes the cell nearest to it.
/// returns  nothing for fewer than two figures; at most the latest 400 cells
std::optional<Grid> grid_of(std::span<const workspace::Figure> figures);

/// The period of the same kind so many months (or days, for days) later.
base::Period later(base::Period period, int months);

}  // namespace outturn::track
