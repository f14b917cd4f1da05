#pragma once

#include <span>
#include <vector>

namespace outturn::stats {

/// A series whose changes lean on the changes before them: ARIMA(p, 1, 0) with half its average change as drift.
struct AutoregressiveChanges {
  double drift{};                    ///< change expected each period
  std::vector<double> coefficients;  ///< of the last change, the one before it …; may be empty
  std::vector<double> last_changes;  ///< without the drift, the latest first, as many as coefficients
  double last{};                     ///< the last value
  double absolute_error{};           ///< mean absolute error one step ahead over the series

  /// Expected values 1 … steps periods after the last.
  std::vector<double> expected(int steps) const;
};

/// Fitted by Burg's method to the changes, its order by Akaike's criterion, corrected for short series.
/// values   shape n ≥ 3, none missing
/// source   Burg (1975); Hurvich and Tsai (1989)
AutoregressiveChanges fitted_changes(std::span<const double> values, int most_coefficients);

}  // namespace outturn::stats
