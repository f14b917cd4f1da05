#pragma once

#include <span>
#include <vector>

#include "stats/least_squares.h"

namespace outturn::stats {

/// A log-linear model of counts. Square matrices are shape k × k.
struct PoissonFit {
  std::vector<double> coefficients;
  std::vector<double> unscaled;        ///< (X′ diag(μ) X)⁻¹: the Poisson covariance; times `dispersion` the quasi-Poisson one
  std::vector<double> fitted;          ///< μ, same unit as the counts
  std::vector<double> residuals;       ///< deviance residuals
  std::vector<double> score_residuals; ///< y − μ
  double dispersion{};                 ///< Pearson's chi-squared / (n − k)
  double deviance{};
  std::size_t freedom{};
  double condition{};
};

/// formula  log μ = Xb + log exposure, by iteratively reweighted least squares until the deviance moves less than 1e-10 of itself
/// counts   shape n, not negative, not all zero
/// exposure shape n, positive: people, hours or expected counts; empty means one each
/// refuses  stats.negative_count, stats.no_counts, stats.exposure_not_positive, stats.did_not_settle, and as least_squares
/// source   McCullagh and Nelder (1989); the definitions of R's glm with quasipoisson()
base::Checked<PoissonFit> poisson_regression(const Design& design, std::span<const double> counts,
                                             std::span<const double> exposure = {});

}  // namespace outturn::stats
