#include <cmath>

#include <Eigen/Dense>

#include "stats/least_squares.h"

namespace outturn::stats {

namespace {

/// Residuals of u_t = A u_{t−1} + e_t by least squares, and (I − A)⁻¹ that undoes the filter.
struct Prewhitened {
  Eigen::MatrixXd scores;
  Eigen::MatrixXd recolour;
};

Prewhitened prewhitened(const Eigen::MatrixXd& u) {
  const auto n = u.rows();
  const auto k = u.cols();
  const Eigen::MatrixXd before = u.topRows(n - 1);
  const Eigen::MatrixXd after = u.bottomRows(n - 1);
  const Eigen::MatrixXd transition = before.colPivHouseholderQr().solve(after);  // = A′
  return {after - before * transition, (Eigen::MatrixXd::Identity(k, k) - transition.transpose()).inverse()};
}

/// Newey and West (1994): the lag that balances bias and variance of the Bartlett estimate. `rows` counts the scores
/// before any filter.
std::size_t plug_in_lag(const Eigen::MatrixXd& u, const std::vector<std::string>& names, bool prewhite, Eigen::Index rows) {
  Eigen::VectorXd weight = Eigen::VectorXd::Ones(u.cols());
  for (std::size_t c = 0; c < names.size(); ++c) {
    if (names.size() > 1 && names[c] == "intercept") weight(c) = 0;
  }
  const auto last = static_cast<Eigen::Index>(
      std::floor((prewhite ? 3 : 4) * std::pow(static_cast<double>(rows) / 100, 2.0 / 9)));
  const Eigen::VectorXd h = u * weight;
  const auto n = h.size();
  double s0 = h.squaredNorm() / static_cast<double>(n);
  double s1 = 0;
  for (Eigen::Index j = 1; j <= last && j < n; ++j) {
    const double sigma = h.head(n - j).dot(h.tail(n - j)) / static_cast<double>(n);
    s0 += 2 * sigma;
    s1 += 2 * static_cast<double>(j) * sigma;
  }
  if (s0 == 0) return 0;
  const double bandwidth = 1.1447 * std::cbrt((s1 / s0) * (s1 / s0) * static_cast<double>(rows));
  return static_cast<std::size_t>(std::min(std::floor(bandwidth), static_cast<double>(n - 1)));
}

}  // namespace

std::size_t rule_of_thumb_lag(std::size_t rows) {
  return static_cast<std::size_t>(std::floor(4 * std::pow(static_cast<double>(rows) / 100, 2.0 / 9)));
}

SerialCovariance newey_west(const Design& scores, std::span<const double> bread, const NeweyWest& wanted) {
  const auto rows = static_cast<Eigen::Index>(scores.rows);
  const auto k = static_cast<Eigen::Index>(scores.columns());
  Eigen::MatrixXd u = Eigen::Map<const Eigen::MatrixXd>(scores.values.data(), rows, k);
  Eigen::MatrixXd recolour = Eigen::MatrixXd::Identity(k, k);
  if (wanted.prewhite) {
    auto filtered = prewhitened(u);
    u = std::move(filtered.scores);
    recolour = std::move(filtered.recolour);
  }
  const auto n = u.rows();
  auto lag = wanted.lag == NeweyWest::automatic ? plug_in_lag(u, scores.names, wanted.prewhite, rows) : wanted.lag;
  lag = std::min(lag, static_cast<std::size_t>(n - 1));

  Eigen::MatrixXd half = 0.5 * u.transpose() * u;
  for (std::size_t j = 1; j <= lag; ++j) {
    const double weight = 1 - static_cast<double>(j) / static_cast<double>(lag + 1);
    const auto shift = static_cast<Eigen::Index>(j);
    half += weight * u.topRows(n - shift).transpose() * u.bottomRows(n - shift);
  }
  Eigen::MatrixXd meat = half + half.transpose();
  if (wanted.adjust) meat *= static_cast<double>(rows) / static_cast<double>(rows - k);
  meat = recolour * meat * recolour.transpose();
  const Eigen::Map<const Eigen::MatrixXd> b(bread.data(), k, k);
  const Eigen::MatrixXd covariance = b * meat * b;
  return {{covariance.data(), covariance.data() + covariance.size()}, lag};
}

}  // namespace outturn::stats
