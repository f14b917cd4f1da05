#include "stats/poisson_regression.h"

#include <cmath>
#include <cstdint>

#include <Eigen/Dense>

namespace outturn::stats {

namespace {

base::Issues wrong_with(std::span<const double> counts, std::span<const double> exposure) {
  base::Issues issues;
  check_values(counts, "values", issues);
  check_values(exposure, "exposure", issues);
  if (!issues.empty()) return issues;
  bool any = false;
  for (std::size_t t = 0; t < counts.size(); ++t) {
    if (counts[t] < 0) issues.push_back({"values", "stats.negative_count", {{"position", static_cast<std::int64_t>(t + 1)}, {"value", counts[t]}}});
    any = any || counts[t] > 0;
  }
  for (std::size_t t = 0; t < exposure.size(); ++t) {
    if (exposure[t] <= 0) issues.push_back({"exposure", "stats.exposure_not_positive", {{"position", static_cast<std::int64_t>(t + 1)}, {"value", exposure[t]}}});
  }
  if (!any) issues.push_back({"values", "stats.no_counts", {}});
  return issues;
}

double deviance_of(const Eigen::ArrayXd& y, const Eigen::ArrayXd& mu) {
  double sum = 0;
  for (Eigen::Index t = 0; t < y.size(); ++t) sum += (y(t) > 0 ? y(t) * std::log(y(t) / mu(t)) : 0) - (y(t) - mu(t));
  return 2 * sum;
}

}  // namespace

base::Checked<PoissonFit> poisson_regression(const Design& design, std::span<const double> counts, std::span<const double> exposure) {
  base::ensure(exposure.empty() || exposure.size() == counts.size(), "an exposure for each count, or none");
  if (auto issues = wrong_with(counts, exposure); !issues.empty()) return base::refuse(std::move(issues));
  // Least squares says what is wrong with the design before anything iterates.
  const auto ordinary = least_squares(design, counts);
  if (!ordinary) return base::refuse(ordinary.error());

  const auto n = static_cast<Eigen::Index>(design.rows);
  const auto k = static_cast<Eigen::Index>(design.columns());
  const Eigen::Map<const Eigen::MatrixXd> x(design.values.data(), n, k);
  const Eigen::Map<const Eigen::ArrayXd> y(counts.data(), n);
  const Eigen::ArrayXd offset = exposure.empty() ? Eigen::ArrayXd::Zero(n).eval()
                                                 : Eigen::Map<const Eigen::ArrayXd>(exposure.data(), n).log().eval();
  const Eigen::VectorXd length = x.colwise().norm();
  const Eigen::MatrixXd scaled = x * length.cwiseInverse().asDiagonal();
  Eigen::ArrayXd mu = y + 0.1;
  Eigen::ArrayXd eta = mu.log();
  Eigen::VectorXd b;
  Eigen::HouseholderQR<Eigen::MatrixXd> qr;
  double deviance = deviance_of(y, mu);
  constexpr int most_turns = 100;
  bool settled = false;
  for (int turn = 0; turn < most_turns && !settled; ++turn) {
    const Eigen::ArrayXd root = mu.sqrt();
    const Eigen::VectorXd working = root * (eta - offset + (y - mu) / mu);
    qr.compute(root.matrix().asDiagonal() * scaled);
    b = qr.solve(working);
    eta = (scaled * b).array() + offset;
    mu = eta.exp();
    if (!mu.isFinite().all() || (mu <= 0).any()) break;
    const double now = deviance_of(y, mu);
    settled = std::abs(now - deviance) <= 1e-10 * (std::abs(now) + 0.1);
    deviance = now;
  }
  if (!settled) return base::refuse("values", "stats.did_not_settle", {{"turns", std::int64_t{most_turns}}});

  const Eigen::ArrayXd root = mu.sqrt();
  qr.compute(root.matrix().asDiagonal() * scaled);  // at the final fit
  const Eigen::MatrixXd half = length.cwiseInverse().asDiagonal() *
                               Eigen::MatrixXd(qr.matrixQR().topRows(k).triangularView<Eigen::Upper>().solve(Eigen::MatrixXd::Identity(k, k)));
  const Eigen::MatrixXd unscaled = half * half.transpose();
  const Eigen::VectorXd outside = length.cwiseInverse().asDiagonal() * b;
  PoissonFit fit;
  fit.coefficients.assign(outside.data(), outside.data() + k);
  fit.unscaled.assign(unscaled.data(), unscaled.data() + k * k);
  fit.fitted.assign(mu.data(), mu.data() + n);
  for (Eigen::Index t = 0; t < n; ++t) {
    const double part = 2 * ((y(t) > 0 ? y(t) * std::log(y(t) / mu(t)) : 0) - (y(t) - mu(t)));
    fit.residuals.push_back(std::copysign(std::sqrt(std::max(part, 0.0)), y(t) - mu(t)));
    fit.score_residuals.push_back(y(t) - mu(t));
  }
  fit.freedom = static_cast<std::size_t>(n - k);
  fit.dispersion = ((y - mu).square() / mu).sum() / static_cast<double>(n - k);
  fit.deviance = deviance;
  fit.condition = ordinary->condition;
  return fit;
}

}  // namespace outturn::stats
