#include "stats/two_way_regression.h"

#include <cmath>
#include <cstdint>
#include <map>

#include <Eigen/Dense>

#include "stats/plain.h"

namespace outturn::stats {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Σ_g s_g s_g′ for groups of rows.
MatrixXd meat_of(const MatrixXd& scores, const std::vector<std::size_t>& group, std::size_t groups) {
  MatrixXd sums = MatrixXd::Zero(static_cast<Eigen::Index>(groups), scores.cols());
  for (std::size_t row = 0; row < group.size(); ++row) {
    sums.row(static_cast<Eigen::Index>(group[row])) += scores.row(static_cast<Eigen::Index>(row));
  }
  return sums.transpose() * sums;
}

}  // namespace

TwoWayEffects::TwoWayEffects(const Panel& panel) : periods_(panel.period_count()) {
  unit_count_.assign(panel.unit_count(), 0);
  period_count_.assign(periods_, 0);
  for (std::size_t i = 0; i < panel.values.size(); ++i) {
    if (std::isnan(panel.values[i])) continue;
    rows_.push_back(i);
    ++unit_count_[i / periods_];
    ++period_count_[i % periods_];
  }
  for (const double count : unit_count_) units_ += count > 0;
  for (const double count : period_count_) active_periods_ += count > 0;
  if (rows_.size() == panel.values.size()) return;
  const auto t = static_cast<Eigen::Index>(periods_);
  MatrixXd system = MatrixXd::Zero(t, t);
  VectorXd present(t);
  for (std::size_t unit = 0; unit < panel.unit_count(); ++unit) {
    if (unit_count_[unit] == 0) continue;
    for (std::size_t p = 0; p < periods_; ++p) present(static_cast<Eigen::Index>(p)) = std::isnan(panel.at(unit, p)) ? 0 : 1;
    system.diagonal() += present;
    system -= present * present.transpose() / unit_count_[unit];
  }
  // One level is free in each group of units that share periods: the shortest solution will do.
  inverse_ = plain(MatrixXd(Eigen::CompleteOrthogonalDecomposition<MatrixXd>(system).pseudoInverse()));
}

void TwoWayEffects::remove(std::span<double> values) const {
  std::vector<double> of_unit(unit_count_.size(), 0.0);
  std::vector<double> of_period(periods_, 0.0);
  const auto centre_units = [&] {
    std::ranges::fill(of_unit, 0.0);
    for (std::size_t row = 0; row < rows_.size(); ++row) of_unit[unit(row)] += values[row] / unit_count_[unit(row)];
    for (std::size_t row = 0; row < rows_.size(); ++row) values[row] -= of_unit[unit(row)];
  };
  centre_units();
  for (std::size_t row = 0; row < rows_.size(); ++row) of_period[period(row)] += values[row];
  if (inverse_.empty()) {
    for (std::size_t p = 0; p < periods_; ++p) of_period[p] /= period_count_[p];
  } else {
    const auto t = static_cast<Eigen::Index>(periods_);
    const VectorXd solved = Eigen::Map<const MatrixXd>(inverse_.data(), t, t) * Eigen::Map<const VectorXd>(of_period.data(), t);
    std::copy_n(solved.data(), periods_, of_period.begin());
  }
  for (std::size_t row = 0; row < rows_.size(); ++row) values[row] -= of_period[period(row)];
  centre_units();
}

Clusters clusters_of(const TwoWayEffects& effects, std::span<const std::size_t> clusters) {
  Clusters answer;
  std::map<std::size_t, std::size_t> number;
  for (std::size_t row = 0; row < effects.observations(); ++row) {
    const auto unit = effects.unit(row);
    answer.of_row.push_back(number.try_emplace(clusters.empty() ? unit : clusters[unit], number.size()).first->second);
  }
  answer.count = number.size();
  return answer;
}

base::Checked<TwoWayRegression> two_way_regression(const Panel& panel, const TwoWayEffects& effects, const Design& columns,
                                                   std::span<const std::size_t> clusters) {
  base::ensure(clusters.empty() || clusters.size() == panel.unit_count(), "a cluster for each unit, or none");
  const auto n = static_cast<Eigen::Index>(effects.observations());
  const auto k = static_cast<Eigen::Index>(columns.columns());
  const auto groups = clusters_of(effects, clusters);
  TwoWayRegression fit{.clusters = groups.count, .observations = effects.observations(),
                       .parameters = columns.columns() + effects.periods()};
  const auto all_parameters = columns.columns() + effects.units() + effects.periods() - 1;
  if (fit.observations <= all_parameters) {
    return base::refuse("panel", "stats.series_too_short",
                        {{"least", static_cast<std::int64_t>(all_parameters + 1)}, {"count", static_cast<std::int64_t>(n)}});
  }
  if (groups.count < 2) return base::refuse("panel", "stats.did_one_cluster", {});

  VectorXd y(n);
  MatrixXd x(n, k);
  for (Eigen::Index row = 0; row < n; ++row) {
    const auto at = effects.rows()[static_cast<std::size_t>(row)];
    y(row) = panel.values[at];
    for (Eigen::Index c = 0; c < k; ++c) x(row, c) = columns.values[static_cast<std::size_t>(c) * columns.rows + at];
  }
  const VectorXd whole = (x.rowwise() - x.colwise().mean()).colwise().norm();
  effects.remove({y.data(), fit.observations});
  MatrixXd basis(n, 0);
  for (Eigen::Index c = 0; c < k; ++c) {
    effects.remove({x.col(c).data(), fit.observations});
    VectorXd rest = x.col(c);
    for (int twice = 0; twice < 2; ++twice) rest -= basis * (basis.transpose() * rest);
    if (!(rest.norm() > 1e-9 * whole(c))) {
      const auto& name = columns.names[static_cast<std::size_t>(c)];
      return base::refuse(name, "stats.collinear", {{"column", name}});
    }
    basis.conservativeResize(Eigen::NoChange, c + 1);
    basis.col(c) = rest.normalized();
  }
  const MatrixXd r_inverse = MatrixXd((basis.transpose() * x).triangularView<Eigen::Upper>()).inverse();
  const VectorXd b = r_inverse * (basis.transpose() * y);
  const VectorXd e = y - x * b;
  const MatrixXd bread = r_inverse * r_inverse.transpose();
  const MatrixXd scores = e.asDiagonal() * x;

  const auto count = static_cast<double>(n);
  const auto within = [&](std::size_t number_of_groups, std::size_t parameters) {
    const auto g = static_cast<double>(number_of_groups);
    return g / (g - 1) * (count - 1) / (count - static_cast<double>(parameters));
  };
  const MatrixXd by_unit = meat_of(scores, groups.of_row, groups.count);
  std::vector<std::size_t> period(fit.observations);
  std::vector<std::size_t> both(fit.observations);
  for (std::size_t row = 0; row < fit.observations; ++row) {
    period[row] = effects.period(row);
    both[row] = groups.of_row[row] * panel.period_count() + period[row];
  }
  const MatrixXd by_period = meat_of(scores, period, panel.period_count());
  const MatrixXd by_both = meat_of(scores, both, groups.count * panel.period_count());
  fit.factor = within(groups.count, fit.parameters);
  fit.coefficients.assign(b.data(), b.data() + k);
  fit.residuals.assign(e.data(), e.data() + n);
  fit.unscaled = plain(bread);
  fit.clustered = plain(MatrixXd(fit.factor * bread * by_unit * bread));
  // Now the periods' levels lie within clusters too: only the columns and one constant are counted.
  fit.by_period_too = plain(MatrixXd(within(std::min(groups.count, effects.periods()), columns.columns() + 1) * bread *
                                     (by_unit + by_period - by_both) * bread));
  fit.independent = plain(MatrixXd(e.squaredNorm() / (count - static_cast<double>(all_parameters)) * bread));
  fit.unequal = plain(MatrixXd(count / (count - static_cast<double>(all_parameters)) * bread * (scores.transpose() * scores) * bread));
  return fit;
}

}  // namespace outturn::stats
