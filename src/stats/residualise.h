#pragma once

#include <span>
#include <vector>

#include "base/checked.h"
#include "stats/panel.h"

namespace outturn::stats {

struct WithoutCovariates {
  std::vector<double> outcome;  ///< shape units × periods: Y − Xβ for the units named, else as it was
  std::vector<double> effects;  ///< β, shape covariates
};

/// Takes out of the measure what covariates explain, learnt only where nothing was done.
///
/// formula  Y_it = α_i + δ_t + X_it'β + e on the cells without treatment, by least squares; then Y_it − X_it'β on all
/// units    those that count
/// refuses  stats.synthetic_covariate_shape, stats.synthetic_covariate_gap, stats.synthetic_covariate_no_variation
/// source   Kranz (2022), "Synthetic Difference-in-Differences with Time-Varying Covariates", sec. 3
base::Checked<WithoutCovariates> without_covariates(const Panel& panel, std::span<const std::size_t> units,
                                                    std::span<const PanelSeries> covariates);

}  // namespace outturn::stats
