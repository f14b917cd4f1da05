#include "stats/least_squares.h"

#include <cmath>

#include <Eigen/Dense>

#include "stats/plain.h"

namespace outturn::stats {

namespace {

using Columns = Eigen::Map<const Eigen::MatrixXd>;

double condition_of(const Eigen::MatrixXd& scaled) {
  const Eigen::VectorXd values =
      Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(scaled.transpose() * scaled, Eigen::EigenvaluesOnly).eigenvalues();
  return std::sqrt(values.maxCoeff() / std::max(values.minCoeff(), 1e-300));
}

/// The first column that the ones before it already say (all have length 1).
Eigen::Index first_dependent(const Eigen::MatrixXd& scaled) {
  Eigen::MatrixXd basis(scaled.rows(), 0);
  for (Eigen::Index c = 0; c < scaled.cols(); ++c) {
    Eigen::VectorXd rest = scaled.col(c);
    for (int twice = 0; twice < 2; ++twice) rest -= basis * (basis.transpose() * rest);
    if (rest.norm() < 1e-9) return c;
    basis.conservativeResize(Eigen::NoChange, c + 1);
    basis.col(c) = rest.normalized();
  }
  return scaled.cols() - 1;
}

}  // namespace

base::Checked<LinearFit> least_squares(const Design& design, std::span<const double> outcome) {
  base::ensure(design.rows == outcome.size(), "as many outcomes as rows of the design");
  const auto n = static_cast<Eigen::Index>(design.rows);
  const auto k = static_cast<Eigen::Index>(design.columns());
  base::Issues issues;
  check_values(outcome, "values", issues);
  for (std::size_t c = 0; c < design.columns(); ++c) check_values(design.column(c), design.names[c], issues);
  if (!issues.empty()) return base::refuse(std::move(issues));
  if (n <= k) {
    return base::refuse("values", "stats.series_too_short",
                        {{"least", static_cast<std::int64_t>(k + 1)}, {"count", static_cast<std::int64_t>(n)}});
  }

  const Columns x(design.values.data(), n, k);
  const Eigen::Map<const Eigen::VectorXd> y(outcome.data(), n);
  const Eigen::VectorXd length = x.colwise().norm();
  for (Eigen::Index c = 0; c < k; ++c) {
    if (length(c) == 0) return base::refuse(design.names[c], "stats.collinear", {{"column", design.names[c]}});
  }
  const Eigen::MatrixXd scaled = x * length.cwiseInverse().asDiagonal();
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(scaled);
  qr.setThreshold(1e-10);
  if (qr.rank() < k) {
    const auto& name = design.names[static_cast<std::size_t>(first_dependent(scaled))];
    return base::refuse(name, "stats.collinear", {{"column", name}});
  }

  const Eigen::VectorXd b = length.cwiseInverse().asDiagonal() * qr.solve(y);
  const Eigen::VectorXd fitted = x * b;
  const Eigen::VectorXd residuals = y - fitted;
  const Eigen::MatrixXd r_inverse = qr.matrixR().topLeftCorner(k, k).triangularView<Eigen::Upper>().solve(
      Eigen::MatrixXd::Identity(k, k));
  const Eigen::MatrixXd half = length.cwiseInverse().asDiagonal() * (qr.colsPermutation() * r_inverse);
  LinearFit fit;
  fit.coefficients = plain(b);
  fit.unscaled = plain(Eigen::MatrixXd(half * half.transpose()));
  fit.fitted = plain(fitted);
  fit.residuals = plain(residuals);
  fit.freedom = static_cast<std::size_t>(n - k);
  fit.variance = residuals.squaredNorm() / static_cast<double>(n - k);
  fit.r_squared = 1 - residuals.squaredNorm() / (y.array() - y.mean()).matrix().squaredNorm();
  fit.condition = condition_of(scaled);
  return fit;
}

std::vector<double> unequal_variance_covariance(const Design& design, const LinearFit& fit, Unequal kind) {
  const auto n = static_cast<Eigen::Index>(design.rows);
  const auto k = static_cast<Eigen::Index>(design.columns());
  const Columns x(design.values.data(), n, k);
  const Columns bread(fit.unscaled.data(), k, k);
  const Eigen::Map<const Eigen::VectorXd> e(fit.residuals.data(), n);
  Eigen::ArrayXd weight = e.array().square();
  if (kind == Unequal::hc1) weight *= static_cast<double>(n) / static_cast<double>(n - k);
  if (kind == Unequal::hc3) weight /= (1 - (x * bread).cwiseProduct(x).rowwise().sum().array()).square();
  const Eigen::MatrixXd meat = x.transpose() * weight.matrix().asDiagonal() * x;
  return plain(Eigen::MatrixXd(bread * meat * bread));
}

Design scores_of(const Design& design, std::span<const double> residuals) {
  Design scores = design;
  for (std::size_t c = 0; c < design.columns(); ++c) {
    for (std::size_t t = 0; t < design.rows; ++t) scores.values[c * design.rows + t] *= residuals[t];
  }
  return scores;
}

}  // namespace outturn::stats
