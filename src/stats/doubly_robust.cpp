#include "stats/doubly_robust.h"

#include <cmath>

#include <Eigen/Dense>

namespace outturn::stats {

namespace {

using Eigen::ArrayXd;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double no_overlap = 0.999;  // a comparison unit like that is worth a thousand others
constexpr double trimmed_from = 0.995;

/// Logistic regression of `treated` on x. Empty when it does not settle: then x separates the two.
std::optional<ArrayXd> propensity(const MatrixXd& x, const ArrayXd& treated) {
  VectorXd b = VectorXd::Zero(x.cols());
  b(0) = std::log(treated.mean() / (1 - treated.mean()));  // the first column is ones
  constexpr int most_turns = 50;
  for (int turn = 0; turn < most_turns; ++turn) {
    const ArrayXd p = 1 / (1 + (-(x * b).array()).exp());
    const ArrayXd weight = p * (1 - p);
    const Eigen::LDLT<MatrixXd> information(x.transpose() * weight.matrix().asDiagonal() * x);
    const VectorXd step = information.solve(x.transpose() * (treated - p).matrix());
    if (!step.allFinite()) return std::nullopt;
    b += step;
    if (step.cwiseAbs().maxCoeff() < 1e-11 * (1 + b.cwiseAbs().maxCoeff())) return ArrayXd(1 / (1 + (-(x * b).array()).exp()));
  }
  return std::nullopt;
}

TwoPeriodEffect effect_of(double estimate, const ArrayXd& influence) {
  return {estimate, {influence.data(), influence.data() + influence.size()}};
}

/// Without covariates all three ways are a difference of two means.
TwoPeriodEffect difference_of_means(const ArrayXd& change, const ArrayXd& d) {
  const auto n = static_cast<double>(d.size());
  const double treated = d.sum();
  const double mean_treated = (d * change).sum() / treated;
  const double mean_control = ((1 - d) * change).sum() / (n - treated);
  return effect_of(mean_treated - mean_control,
               n / treated * d * (change - mean_treated) - n / (n - treated) * (1 - d) * (change - mean_control));
}

/// x standardised: the estimate does not depend on it, its arithmetic does.
MatrixXd standardised(const Design& covariates) {
  const auto n = static_cast<Eigen::Index>(covariates.rows);
  MatrixXd x = Eigen::Map<const MatrixXd>(covariates.values.data(), n, static_cast<Eigen::Index>(covariates.columns()));
  for (Eigen::Index c = 1; c < x.cols(); ++c) {
    x.col(c).array() -= x.col(c).mean();
    const double spread = std::sqrt(x.col(c).squaredNorm() / static_cast<double>(n));
    if (spread > 0) x.col(c) /= spread;
  }
  return x;
}

}  // namespace

std::optional<TwoPeriodEffect> two_period_effect(std::span<const double> change, std::span<const double> treated,
                                                 const Design& covariates, Adjustment adjustment) {
  const auto n = static_cast<Eigen::Index>(change.size());
  const Eigen::Map<const ArrayXd> y(change.data(), n);
  const Eigen::Map<const ArrayXd> d(treated.data(), n);
  if (d.sum() < 1 || d.sum() > static_cast<double>(n) - 1) return std::nullopt;
  if (covariates.columns() == 1) return difference_of_means(y, d);

  const MatrixXd x = standardised(covariates);
  const auto count = static_cast<double>(n);
  const bool by_outcome = adjustment != Adjustment::inverse_probability;
  const bool by_propensity = adjustment != Adjustment::outcome_regression;

  ArrayXd missed = y;  // change less what the covariates foretell
  MatrixXd outcome_part = MatrixXd::Zero(n, x.cols());  // asymptotic representation of least squares
  if (by_outcome) {
    const MatrixXd gram = x.transpose() * (1 - d).matrix().asDiagonal() * x / count;
    const Eigen::LDLT<MatrixXd> factor(gram);
    const ArrayXd pivots = factor.vectorD().array().abs();
    if (pivots.minCoeff() < 1e-10 * pivots.maxCoeff()) return std::nullopt;
    const VectorXd b = factor.solve(x.transpose() * ((1 - d) * y).matrix() / count);
    missed = y - (x * b).array();
    const MatrixXd scores = ((1 - d) * missed).matrix().asDiagonal() * x;
    outcome_part = factor.solve(scores.transpose()).transpose();
  }
  if (!by_propensity) {
    const double share = d.mean();
    const double effect = (d * missed).mean() / share;
    const VectorXd mean_of_treated = x.transpose() * d.matrix() / count;
    const ArrayXd influence = (d * (missed - effect) - (outcome_part * mean_of_treated).array()) / share;
    return effect_of(effect, influence);
  }

  const auto p_found = propensity(x, d);
  if (!p_found || p_found->maxCoeff() >= no_overlap) return std::nullopt;
  const ArrayXd p = p_found->min(1 - 1e-6);
  const ArrayXd kept = (d > 0.5 || p < trimmed_from).cast<double>();
  const ArrayXd of_treated = kept * d;
  const ArrayXd of_control = kept * p * (1 - d) / (1 - p);
  const double treated_share = of_treated.mean();
  const double control_share = of_control.mean();
  const double treated_mean = (of_treated * missed).mean() / treated_share;
  const double control_mean = (of_control * missed).mean() / control_share;

  const ArrayXd weight = p * (1 - p);
  const Eigen::LDLT<MatrixXd> information(x.transpose() * weight.matrix().asDiagonal() * x / count);
  const MatrixXd scores = (d - p).matrix().asDiagonal() * x;
  const VectorXd by_score = x.transpose() * (of_control * (missed - control_mean)).matrix() / count;
  const ArrayXd propensity_part = (scores * information.solve(by_score)).array();
  const VectorXd treated_x = x.transpose() * of_treated.matrix() / count;
  const VectorXd control_x = x.transpose() * of_control.matrix() / count;
  const ArrayXd treated_influence = (of_treated * (missed - treated_mean) - (outcome_part * treated_x).array()) / treated_share;
  const ArrayXd control_influence =
      (of_control * (missed - control_mean) + propensity_part - (outcome_part * control_x).array()) / control_share;
  return effect_of(treated_mean - control_mean, treated_influence - control_influence);
}

}  // namespace outturn::stats
