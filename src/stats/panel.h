#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/checked.h"

namespace outturn::stats {

/// One measure of many units over many periods: what every comparison of places is computed from.
struct Panel {
  static constexpr std::size_t never = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t most_units = 5000;
  static constexpr std::size_t most_periods = 1000;

  std::vector<std::string> units;           ///< names as people know them, without duplicates
  std::vector<std::string> times;           ///< labels in time order
  std::vector<double> values;               ///< shape units × periods, row by row; NaN where there is no figure
  std::vector<std::size_t> first_treated;   ///< shape units: index of the first period in the arrangement, or `never`

  std::size_t unit_count() const { return units.size(); }
  std::size_t period_count() const { return times.size(); }
  double at(std::size_t unit, std::size_t period) const { return values[unit * times.size() + period]; }
  std::span<const double> series(std::size_t unit) const { return {values.data() + unit * times.size(), times.size()}; }
  bool treated_at(std::size_t unit, std::size_t period) const { return first_treated[unit] <= period; }

  std::optional<std::size_t> unit_named(std::string_view name) const;
  std::optional<std::size_t> time_labelled(std::string_view label) const;
};

/// A covariate or predictor series beside the outcome. Borrowed: the caller keeps `values` alive.
struct PanelSeries {
  std::string name;
  std::span<const double> values;  ///< shape units × periods, row by row; NaN where there is no figure
};

/// Everything wrong with the panel's own shape and figures; empty when it may be computed with. Missing figures are
/// no fault here: each method says what it needs.
///
/// refuses  stats.panel_shape, stats.panel_empty, stats.panel_too_many_units, stats.panel_too_many_periods,
///          stats.panel_duplicate_unit, stats.panel_infinite, stats.panel_too_large (|value| > 1e30)
base::Issues panel_issues(const Panel& panel);

/// One issue for each of the units with missing figures in [from, to), with the first period that lacks one.
///
/// refuses  stats.panel_gap
base::Issues panel_gaps(const Panel& panel, std::span<const std::size_t> units, std::size_t from, std::size_t to);

/// The periods [from, to) alone. Who begins at `to` or later has not begun in it; who began before `from` has from its
/// first period on.
Panel panel_window(const Panel& panel, std::size_t from, std::size_t to);

}  // namespace outturn::stats
