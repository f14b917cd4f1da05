#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "base/checked.h"
#include "base/progress.h"
#include "stats/panel.h"

namespace outturn::stats {

struct AugmentedOptions {
  std::vector<std::size_t> donors{};  ///< empty = every unit that never takes part
  std::optional<double> lambda{};     ///< ridge penalty; default: chosen by cross-validation
  bool ridge{true};                   ///< false: the shares of synthetic control alone, to compare with
  bool unit_means_removed{false};     ///< compare movements about each place's own mean before the start
};

/// Synthetic control corrected by a ridge regression where its shares leave a gap before the start. The correction may
/// give weights below zero: it extrapolates, and says how far.
struct AugmentedSyntheticControl {
  /// One candidate of the path.
  struct Candidate {
    double lambda{};
    double error{};           ///< mean squared error of the held-out periods
    double standard_error{};  ///< of that mean
  };
  std::vector<std::size_t> treated;
  std::size_t start{};
  std::vector<std::size_t> donors;
  std::vector<double> shares;       ///< of synthetic control; ≥ 0, sum 1
  std::vector<double> weights;      ///< with the correction; sum 1, some may be negative
  double lambda{};
  std::vector<Candidate> path;      ///< largest λ first; empty when λ was given
  std::vector<double> actual;
  std::vector<double> counterfactual;  ///< shape periods
  double effect{};
  double effect_at_end{};
  double correction{};              ///< effect with the correction less the effect by shares alone
  double imbalance{};               ///< |x₁ − X₀w| before the start (Euclidean norm)
  double negative_weight{};         ///< sum of |w_j| where w_j < 0: how far outside the pool it reaches
  double largest_weight{};          ///< max |w_j|
  double duality_gap{};             ///< of the shares, relative to scale
};

/// Ridge-augmented synthetic control.
///
/// formula  w = w_sc + X₀(X₀'X₀ + λI)⁻¹(x₁ − X₀'w_sc), X₀ the donors' outcomes before the start less their mean in each
///          period, x₁ the treated place's less the same; λ by leaving one period out, the largest whose error is within
///          one standard error of the least, on λ_max·10^(−8k/20), k = 0…20, λ_max the largest eigenvalue of X₀'X₀
/// returns  the effect in the unit of the measure. For sensitivity only: it reaches outside the pool
/// refuses  as synthetic_control without predictors; stats.synthetic_lambda
/// cost     one eigendecomposition of periods × periods for each left-out period
/// source   Ben-Michael, Feller & Rothstein (2021), JASA 116(536), eq. 13-15 and sec. 5.3; docs/methods/augmented-synthetic-control.md
base::Checked<AugmentedSyntheticControl> augmented_synthetic_control(const Panel& panel, const AugmentedOptions& options = {},
                                                                     base::Progress* progress = nullptr);

}  // namespace outturn::stats
