#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace outturn::stats {

/// What each part of the year adds to the level, or multiplies it with.
struct Season {
  std::vector<double> index;  ///< one for each part of the year, beginning at the series' first period; empty = no season found
  bool multiplies{};

  bool found() const { return !index.empty(); }
  /// The value without its season, for position t ≥ 0 (also beyond the end).
  double without(double value, std::size_t t) const;
  /// The value with its season.
  double with(double value, std::size_t t) const;
  /// By how much an error on the adjusted series counts on the series itself.
  double stretch(std::size_t t) const;
};

/// The season of a series, by the classical decomposition; shrunken to what the noise around it allows.
/// values   shape n, NaN = missing
/// returns  no season where fewer than two years are known, or a part of the year was never seen, or nothing repeats beyond noise
/// source   Makridakis, Wheelwright, Hyndman, Forecasting (1998), chapter 3; test of the autocorrelation as in
///          Assimakopoulos and Nikolopoulos (2000); shrinking as Miller and Williams (2003)
Season found_season(std::span<const double> values, int periods);

/// Missing values between known ones by a straight line; before the first and after the last as the nearest.
std::vector<double> bridged(std::span<const double> values);

}  // namespace outturn::stats
