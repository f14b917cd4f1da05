#pragma once

#include <span>
#include <vector>

namespace outturn::stats {

/// Autocorrelations at lags 1 to `last`, about the mean of the series, each divided by the variance with divisor n.
std::vector<double> autocorrelations(std::span<const double> values, std::size_t last);

struct LjungBox {
  double statistic{};
  double freedom{};
  double p_value{};
};

/// Whether what is left over still follows itself.
///
/// formula  n (n+2) Σ_j r_j² / (n−j), chi-squared with `last` − `estimated` degrees of freedom
/// source   Ljung and Box (1978)
LjungBox ljung_box(std::span<const double> residuals, std::size_t last, std::size_t estimated = 0);

/// Σ (e_t − e_{t−1})² / Σ e_t²: 2 without autocorrelation, towards 0 with a positive one.
double durbin_watson(std::span<const double> residuals);

}  // namespace outturn::stats
