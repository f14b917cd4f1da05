#pragma once

#include <span>
#include <vector>

#include "stats/design.h"

namespace outturn::stats {

/// Ordinary least squares, and what an account of its error needs. Square matrices are stored row after row.
struct LinearFit {
  std::vector<double> coefficients;  ///< shape k
  std::vector<double> unscaled;      ///< (X′X)⁻¹, shape k × k; times `variance` it is the usual covariance
  std::vector<double> fitted;        ///< shape n
  std::vector<double> residuals;     ///< shape n
  double variance{};                 ///< residual sum of squares / (n − k)
  double r_squared{};
  std::size_t freedom{};             ///< n − k
  double condition{};                ///< largest over smallest singular value of X with columns of length 1
};

/// formula  b = argmin |y − Xb|² by pivoted QR of X with columns scaled to length 1
/// refuses  stats.series_too_short (n ≤ k), stats.collinear (field: the column that the others already say),
///          stats.not_a_number, stats.too_large
base::Checked<LinearFit> least_squares(const Design& design, std::span<const double> outcome);

/// What to do about unequal error variance: White's formula and two corrections for small samples.
enum class Unequal { hc0, hc1, hc3 };

/// formula  (X′X)⁻¹ X′ diag(ω) X (X′X)⁻¹, ω = e² (hc0), e² n/(n−k) (hc1), e²/(1−h)² (hc3)
/// source   MacKinnon and White (1985); the definitions of R's sandwich::vcovHC
std::vector<double> unequal_variance_covariance(const Design& design, const LinearFit& fit, Unequal kind);

/// How Newey and West's covariance is wanted.
struct NeweyWest {
  static constexpr std::size_t automatic = static_cast<std::size_t>(-1);
  std::size_t lag{automatic};  ///< last lag used; `automatic` takes Newey and West's (1994) plug-in
  bool prewhite{true};         ///< filter the scores by a VAR(1) first
  bool adjust{false};          ///< multiply by n/(n−k)
};

struct SerialCovariance {
  std::vector<double> covariance;  ///< k × k
  std::size_t lag{};               ///< the last lag used
};

/// The lag of the rule of thumb, floor(4 (n/100)^(2/9)).
std::size_t rule_of_thumb_lag(std::size_t rows);

/// formula  B (Σ_j w_j (Γ_j + Γ_j′)) B with Bartlett weights w_j = 1 − j/(lag+1), Γ_j = Σ_t u_t u_{t−j}′
/// scores   u_t: for least squares x_t e_t; for a Poisson model x_t (y_t − μ_t). One column each, in time order
/// bread    B, shape k × k: (X′X)⁻¹, or (X′ diag(μ) X)⁻¹
/// source   Newey and West (1987, 1994); the definitions of R's sandwich::NeweyWest. A column named "intercept" has no
///          say in the automatic lag
SerialCovariance newey_west(const Design& scores, std::span<const double> bread, const NeweyWest& wanted);

/// x_t e_t for each column of the design.
Design scores_of(const Design& design, std::span<const double> residuals);

}  // namespace outturn::stats
