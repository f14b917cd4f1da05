#pragma once

#include <span>
#include <vector>

#include "stats/design.h"
#include "stats/panel.h"

namespace outturn::stats {

/// What is left of a figure once its unit's level and its period's level are taken away. Exact also where figures are
/// missing: the periods' levels solve one linear system after the units' are eliminated.
class TwoWayEffects {
 public:
  explicit TwoWayEffects(const Panel& panel);

  std::size_t observations() const { return rows_.size(); }
  const std::vector<std::size_t>& rows() const { return rows_; }         ///< indices into panel.values
  std::size_t unit(std::size_t row) const { return rows_[row] / periods_; }
  std::size_t period(std::size_t row) const { return rows_[row] % periods_; }
  std::size_t units() const { return units_; }      ///< with any figure
  std::size_t periods() const { return active_periods_; }

  /// values  shape observations(); changed in place
  void remove(std::span<double> values) const;

 private:
  std::size_t periods_{}, units_{}, active_periods_{};
  std::vector<std::size_t> rows_;
  std::vector<double> unit_count_, period_count_;
  std::vector<double> inverse_;  ///< of the periods' system, empty for a panel without gaps
};

/// A regression with levels of units and of periods. Square matrices are shape k × k.
struct TwoWayRegression {
  std::vector<double> coefficients;
  std::vector<double> unscaled;        ///< (X̃′X̃)⁻¹ of the columns without unit and period levels
  std::vector<double> clustered;       ///< covariance, clusters of units, with `factor`
  std::vector<double> by_period_too;   ///< the same, clustered by period as well (Cameron, Gelbach and Miller 2011)
  std::vector<double> independent;     ///< covariance for equal and independent errors
  std::vector<double> unequal;         ///< hc1
  std::vector<double> residuals;       ///< shape observations
  double factor{};                     ///< G/(G−1) × (n−1)/(n−K)
  std::size_t clusters{};              ///< G
  std::size_t observations{};          ///< n
  std::size_t parameters{};            ///< K: the columns and the periods; unit levels lie within clusters and are not counted
};

/// formula  y_ut = x_ut b + unit_u + period_t + e_ut; covariance (X̃′X̃)⁻¹ Σ_g s_g s_g′ (X̃′X̃)⁻¹ × factor, s_g = Σ_{ut in g} x̃_ut e_ut
/// columns  shape panel.values; read only where the panel has a figure
/// clusters of each unit, any numbers; empty means each unit is one
/// refuses  stats.collinear, stats.series_too_short, stats.did_one_cluster
/// source   Liang and Zeger (1986); the small-sample factor is that of R's fixest 0.12 with its defaults
base::Checked<TwoWayRegression> two_way_regression(const Panel& panel, const TwoWayEffects& effects, const Design& columns,
                                                   std::span<const std::size_t> clusters);

/// Numbers 0 to G−1 for the clusters of the units that have figures; one each where none are given.
struct Clusters {
  std::vector<std::size_t> of_row;  ///< shape observations
  std::size_t count{};
};
Clusters clusters_of(const TwoWayEffects& effects, std::span<const std::size_t> clusters);

}  // namespace outturn::stats
