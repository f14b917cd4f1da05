#include "stats/autoregression.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <Eigen/Dense>
#include <boost/math/tools/minima.hpp>

#include "stats/plain.h"

namespace outturn::stats {

namespace {

constexpr double least_phi = -0.95;
constexpr double most_phi = 0.99;

/// The regression in an orthonormal basis Q of the design, of the residuals e of ordinary least squares: nothing large is
/// ever subtracted from something large. K(phi) = K₀ − phi K₁ + phi² K₂ is the inverse of the errors' correlation, up to scale.
class Profile {
 public:
  Profile(const Eigen::MatrixXd& q, const Eigen::VectorXd& e, Likelihood kind)
      : n_(q.rows()), k_(q.cols()), restricted_(kind == Likelihood::restricted) {
    const auto before = q.topRows(n_ - 1);
    const auto after = q.bottomRows(n_ - 1);
    const auto middle = q.middleRows(1, n_ - 2);
    a1_ = before.transpose() * after;
    a1_ += a1_.transpose().eval();
    a2_ = middle.transpose() * middle;
    b1_ = before.transpose() * e.tail(n_ - 1) + after.transpose() * e.head(n_ - 1);
    b2_ = middle.transpose() * e.segment(1, n_ - 2);
    c0_ = e.squaredNorm();
    c1_ = 2 * e.head(n_ - 1).dot(e.tail(n_ - 1));
    c2_ = e.segment(1, n_ - 2).squaredNorm();
  }

  Eigen::MatrixXd a(double phi) const { return Eigen::MatrixXd::Identity(k_, k_) - phi * a1_ + phi * phi * a2_; }
  Eigen::MatrixXd a_slope(double phi) const { return -a1_ + 2 * phi * a2_; }
  Eigen::MatrixXd a_curve() const { return 2 * a2_; }
  Eigen::VectorXd b(double phi) const { return -phi * b1_ + phi * phi * b2_; }  // Q′e = 0
  double freedom() const { return static_cast<double>(restricted_ ? n_ - k_ : n_); }

  struct At {
    double sum_of_squares{};
    double log_determinant{};  ///< of everything that does not hang on the scale
  };
  At at(double phi) const {
    const Eigen::LLT<Eigen::MatrixXd> factor(a(phi));
    const Eigen::VectorXd right = b(phi);
    const double rss = c0_ - phi * c1_ + phi * phi * c2_ - right.dot(factor.solve(right));
    double determinant = -std::log1p(-phi * phi);
    if (restricted_) determinant += 2 * factor.matrixLLT().diagonal().array().log().sum();
    return {rss, determinant};
  }
  /// −2 log likelihood with the scale profiled out, up to a constant.
  double deviance(double phi) const {
    const auto here = at(phi);
    return freedom() * std::log(here.sum_of_squares) + here.log_determinant;
  }
  /// −2 log likelihood at a scale.
  double deviance(double log_scale, double phi) const {
    const auto here = at(phi);
    return freedom() * log_scale + here.log_determinant + here.sum_of_squares * std::exp(-log_scale);
  }

 private:
  Eigen::Index n_, k_;
  bool restricted_;
  Eigen::MatrixXd a1_, a2_;
  Eigen::VectorXd b1_, b2_;
  double c0_{}, c1_{}, c2_{};
};

double best_phi(const Profile& profile) {
  constexpr int steps = 48;
  const auto grid = [&](int i) { return least_phi + (most_phi - least_phi) * i / steps; };
  int best = 0;
  double least = profile.deviance(grid(0));
  for (int i = 1; i <= steps; ++i) {
    const double here = profile.deviance(grid(i));
    if (here < least) {
      least = here;
      best = i;
    }
  }
  constexpr int bits = 40;
  return boost::math::tools::brent_find_minima([&](double phi) { return profile.deviance(phi); },
                                               grid(std::max(best - 1, 0)), grid(std::min(best + 1, steps)), bits)
      .first;
}

/// K⁻¹ v for the tridiagonal K of an autoregression: v passed twice through the recursion.
Eigen::MatrixXd correlated(const Eigen::MatrixXd& v, double phi) {
  Eigen::MatrixXd out = v;
  const auto n = v.rows();
  // K = P′P, P the Prais–Winsten transform: (Pv)_1 = sqrt(1−phi²) v_1, (Pv)_t = v_t − phi v_{t−1}.
  const double first = std::sqrt(1 - phi * phi);
  for (Eigen::Index t = n - 2; t >= 1; --t) out.row(t) += phi * out.row(t + 1);
  out.row(0) = (out.row(0) + phi * out.row(1)) / first;  // P′ solved
  out.row(0) /= first;                                   // P solved
  for (Eigen::Index t = 1; t < n; ++t) out.row(t) += phi * out.row(t - 1);
  return out;
}

/// dK/dphi v.
Eigen::MatrixXd k_slope(const Eigen::MatrixXd& v, double phi) {
  const auto n = v.rows();
  Eigen::MatrixXd out = Eigen::MatrixXd::Zero(n, v.cols());
  out.middleRows(1, n - 2) = 2 * phi * v.middleRows(1, n - 2);
  out.topRows(n - 1) -= v.bottomRows(n - 1);
  out.bottomRows(n - 1) -= v.topRows(n - 1);
  return out;
}

struct Information {
  double of_log_scale{}, of_phi{}, shared{};  ///< variances and covariance
};

/// Inverse of the observed information about log scale and atanh(phi).
Information inverse_information(const Profile& profile, double log_scale, double phi) {
  constexpr double step = 1e-3;
  const double z = std::atanh(phi);
  const auto value = [&](double s, double at) { return profile.deviance(s, std::tanh(at)) / 2; };
  const double centre = value(log_scale, z);
  const double ss = profile.freedom() / 2;
  const double zz = (value(log_scale, z + step) - 2 * centre + value(log_scale, z - step)) / (step * step);
  const double sz = (value(log_scale + step, z + step) - value(log_scale + step, z - step) -
                     value(log_scale - step, z + step) + value(log_scale - step, z - step)) / (4 * step * step);
  const double determinant = ss * zz - sz * sz;
  if (!(determinant > 1e-8 * ss)) return {1 / ss, 0, 0};  // at the edge of the search: phi is taken as known
  return {zz / determinant, ss / determinant, -sz / determinant};
}

/// Y before t is known: the part of each row that the row before does not predict.
Eigen::VectorXd prais_winsten(const Eigen::VectorXd& v, double phi) {
  Eigen::VectorXd out = v;
  out.tail(v.size() - 1) -= phi * v.head(v.size() - 1);
  out(0) *= std::sqrt(1 - phi * phi);
  return out;
}

}  // namespace

base::Checked<AutoregressiveFit> autoregression(const Design& design, std::span<const double> outcome, Likelihood kind) {
  const auto ordinary = least_squares(design, outcome);
  if (!ordinary) return base::refuse(ordinary.error());
  const auto n = static_cast<Eigen::Index>(design.rows);
  const auto k = static_cast<Eigen::Index>(design.columns());
  const Eigen::Map<const Eigen::MatrixXd> x(design.values.data(), n, k);
  const Eigen::Map<const Eigen::VectorXd> y(outcome.data(), n);
  const Eigen::Map<const Eigen::VectorXd> e(ordinary->residuals.data(), n);
  const Eigen::VectorXd length = x.colwise().norm();
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(x * length.cwiseInverse().asDiagonal());
  const Eigen::MatrixXd q = qr.householderQ() * Eigen::MatrixXd::Identity(n, k);
  const Eigen::MatrixXd r = qr.matrixQR().topRows(k).triangularView<Eigen::Upper>();
  const Eigen::MatrixXd back = length.cwiseInverse().asDiagonal() *
                               Eigen::MatrixXd(r.triangularView<Eigen::Upper>().solve(Eigen::MatrixXd::Identity(k, k)));

  AutoregressiveFit fit;
  fit.freedom = static_cast<std::size_t>(n - k);
  fit.condition = ordinary->condition;
  fit.coefficients = ordinary->coefficients;
  fit.fitted = ordinary->fitted;
  fit.residuals = fit.innovations = ordinary->residuals;
  const bool exact = e.squaredNorm() <= 1e-24 * y.squaredNorm();
  if (exact) {  // nothing is left over: no autocorrelation to speak of, and no error
    fit.covariance = fit.small_sample = fit.covariance_slope = std::vector<double>(static_cast<std::size_t>(k * k), 0.0);
    fit.variance_of_log_scale = 2 / static_cast<double>(n - k);
    return fit;
  }

  const Profile profile(q, e, kind);
  const double phi = best_phi(profile);
  const auto at = profile.at(phi);
  const double scale = at.sum_of_squares / static_cast<double>(n - k);  // variance of the innovations, whatever chose phi
  const double likeliest_scale = at.sum_of_squares / profile.freedom();
  const Eigen::MatrixXd inverse = profile.a(phi).llt().solve(Eigen::MatrixXd::Identity(k, k));
  const Eigen::MatrixXd slope = profile.a_slope(phi);
  const auto known = inverse_information(profile, std::log(likeliest_scale), phi);

  const Eigen::MatrixXd middle = inverse * slope * inverse;
  const Eigen::MatrixXd twice = middle * slope * inverse;
  const Eigen::MatrixXd pulled = k_slope(q, phi);
  const Eigen::MatrixXd spread = inverse * (pulled.transpose() * correlated(pulled, phi)) * inverse;
  const double by_z = 1 - phi * phi;  // dphi/datanh(phi)
  const double of_phi = known.of_phi * by_z * by_z;
  const double shared = known.shared * by_z * scale;  // of scale and phi
  const Eigen::MatrixXd added = scale * of_phi * (spread - twice);
  const Eigen::MatrixXd bias = of_phi * scale * (twice - 0.5 * inverse * profile.a_curve() * inverse) - shared * middle;
  Eigen::MatrixXd corrected = scale * inverse + added - bias;
  for (Eigen::Index c = 0; c < k; ++c) {  // a correction may not make us surer
    if (!(corrected(c, c) >= scale * inverse(c, c))) {
      corrected = scale * inverse + added;
      break;
    }
  }

  const auto outside = [&](const Eigen::MatrixXd& m) { return plain(Eigen::MatrixXd(back * m * back.transpose())); };
  const Eigen::VectorXd b = Eigen::Map<const Eigen::VectorXd>(ordinary->coefficients.data(), k) +
                            back * (inverse * profile.b(phi));
  const Eigen::VectorXd fitted = x * b;
  const Eigen::VectorXd residuals = y - fitted;
  const Eigen::VectorXd innovations = prais_winsten(residuals, phi);
  fit.coefficients = plain(b);
  fit.fitted = plain(fitted);
  fit.residuals = plain(residuals);
  fit.innovations = plain(innovations);
  fit.covariance = outside(scale * inverse);
  fit.small_sample = outside(corrected);
  fit.covariance_slope = outside(-by_z * scale * middle);
  fit.phi = phi;
  fit.standard_deviation = std::sqrt(scale / (1 - phi * phi));
  fit.log_likelihood = -0.5 * (profile.freedom() * (std::log(2 * std::numbers::pi) + 1) + profile.freedom() * std::log(likeliest_scale) +
                               at.log_determinant);
  fit.variance_of_log_scale = known.of_log_scale;
  fit.variance_of_phi = known.of_phi;
  fit.shared_variance = known.shared;
  return fit;
}

Estimated combined(const AutoregressiveFit& fit, std::span<const double> weights, double level) {
  const auto k = fit.coefficients.size();
  base::ensure(weights.size() == k, "one weight for each coefficient");
  const auto form = [&](const std::vector<double>& m) {
    double sum = 0;
    for (std::size_t i = 0; i < k; ++i) {
      for (std::size_t j = 0; j < k; ++j) sum += weights[i] * weights[j] * m[i * k + j];
    }
    return sum;
  };
  double estimate = 0;
  for (std::size_t i = 0; i < k; ++i) estimate += weights[i] * fit.coefficients[i];
  const double variance = form(fit.covariance);
  const double by_phi = form(fit.covariance_slope);
  const double spread = variance * variance * fit.variance_of_log_scale + 2 * variance * by_phi * fit.shared_variance +
                        by_phi * by_phi * fit.variance_of_phi;
  double freedom = static_cast<double>(fit.freedom);
  if (spread > 0) freedom = std::clamp(2 * variance * variance / spread, 2.0, freedom);
  return estimated(estimate, std::sqrt(std::max(form(fit.small_sample), 0.0)), freedom, level);
}

}  // namespace outturn::stats
