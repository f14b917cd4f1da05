#pragma once

#include <span>

#include "stats/distributions.h"

namespace outturn::stats {

/// One account of a figure, and how likely that account is beside the others.
struct Account {
  double weight{};  ///< > 0; the weights need not add up to one
  double estimate{};
  double standard_error{};
};

/// A figure of which several accounts are possible and nobody knows which holds.
///
/// formula   F(x) = Σ weight × T((x − estimate) / standard error) / Σ weight, T of Student's t; the interval lies between the
///           (1 − level) / 2 and (1 + level) / 2 quantiles of F; p = 2 min(F(0), 1 − F(0)); estimate and standard error are
///           F's mean and the root of Σ weight × (standard error² + (estimate − mean)²) / Σ weight
/// accounts  at least one, of weight over 0 and standard error of 0 or more
/// returns   of one account what `estimated` gives. A few unlikely wide accounts hardly widen it, though they swell the standard error
/// cost      some thirty values of T for each account
Estimated mixed(std::span<const Account> accounts, double freedom, double level);

}  // namespace outturn::stats
