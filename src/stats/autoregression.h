#pragma once

#include <span>
#include <vector>

#include "stats/distributions.h"
#include "stats/least_squares.h"

namespace outturn::stats {

enum class Likelihood { restricted, full };

/// A regression whose errors follow a first-order autoregression. Square matrices are shape k × k.
struct AutoregressiveFit {
  std::vector<double> coefficients;
  std::vector<double> covariance;        ///< generalised least squares, as if phi were known
  std::vector<double> small_sample;      ///< the same with what not knowing phi adds
  std::vector<double> covariance_slope;  ///< derivative of `covariance` by atanh(phi)
  std::vector<double> fitted;
  std::vector<double> residuals;         ///< y − Xb
  std::vector<double> innovations;       ///< Prais–Winsten residuals; nearly independent when the model holds
  double phi{};
  double standard_deviation{};           ///< of the error itself, not of its innovation
  double log_likelihood{};               ///< of the kind asked for
  std::size_t freedom{};                 ///< n − k
  double condition{};
  double variance_of_log_scale{};        ///< with the next two: inverse of the observed information
  double variance_of_phi{};              ///< of atanh(phi)
  double shared_variance{};
};

/// formula  phi maximises the (restricted) likelihood with scale and coefficients profiled out, over (−0.95, 0.99): grid,
///          then Brent's method. Each value of phi is one Prais–Winsten regression, kept as X′KX = A₀ − phi A₁ + phi² A₂
/// refuses  as least_squares
/// source   Prais and Winsten (1954); Harville (1977); Kenward and Roger (1997) for `small_sample`
base::Checked<AutoregressiveFit> autoregression(const Design& design, std::span<const double> outcome,
                                                Likelihood kind = Likelihood::restricted);

/// c′b with Kenward and Roger's standard error and Satterthwaite's degrees of freedom, at least 2, at most n − k.
Estimated combined(const AutoregressiveFit& fit, std::span<const double> weights, double level);

}  // namespace outturn::stats
