#include "stats/augmented_synthetic_control.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Dense>

#include "stats/comparison_checked.h"
#include "stats/simplex_least_squares.h"

namespace outturn::stats {
namespace {

Eigen::Index index(std::size_t n) { return static_cast<Eigen::Index>(n); }

struct Shares {
  Eigen::VectorXd weights;
  double relative_gap{};
};

/// columns  shape periods × donors; target shape periods
Shares shares_of(const Eigen::MatrixXd& columns, const Eigen::VectorXd& target) {
  const auto solution = simplex_least_squares({.rows = static_cast<std::size_t>(columns.rows()),
                                               .columns = static_cast<std::size_t>(columns.cols()),
                                               .matrix = {columns.data(), static_cast<std::size_t>(columns.size())},
                                               .target = {target.data(), static_cast<std::size_t>(target.size())}});
  base::ensure(solution.has_value(), "figures that were checked can be fitted");
  return {Eigen::Map<const Eigen::VectorXd>(solution->weights.data(), columns.cols()), solution->duality_gap / solution->scale};
}

/// The correction for every λ from one eigendecomposition: X₀'X₀ = QΛQ', so (X₀'X₀ + λI)⁻¹r = Q(Λ + λ)⁻¹Q'r.
class RidgePath {
 public:
  RidgePath(const Eigen::MatrixXd& columns, const Eigen::VectorXd& imbalance)
      : columns_(columns), eigen_(columns * columns.transpose()), rotated_(eigen_.eigenvectors().transpose() * imbalance) {}

  double largest() const { return eigen_.eigenvalues()(eigen_.eigenvalues().size() - 1); }
  Eigen::VectorXd correction(double lambda) const {
    const Eigen::VectorXd scaled = rotated_.array() / (eigen_.eigenvalues().array().max(0.0) + lambda);
    return columns_.transpose() * (eigen_.eigenvectors() * scaled);
  }

 private:
  const Eigen::MatrixXd& columns_;
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen_;
  Eigen::VectorXd rotated_;
};

Eigen::MatrixXd without_row(const Eigen::MatrixXd& matrix, Eigen::Index out) {
  Eigen::MatrixXd rest(matrix.rows() - 1, matrix.cols());
  rest << matrix.topRows(out), matrix.bottomRows(matrix.rows() - out - 1);
  return rest;
}

constexpr int path_length = 20;
constexpr double path_span = 1e-8;

/// Each period but the last is held out once, as the reference implementation does.
bool cross_validate(const Eigen::MatrixXd& columns, const Eigen::VectorXd& target, AugmentedSyntheticControl& answer, base::Progress& progress) {
  const double largest = RidgePath(columns, target).largest();
  std::vector<double> lambdas;
  for (int k = 0; k <= path_length; ++k) lambdas.push_back(largest * std::pow(path_span, static_cast<double>(k) / path_length));
  const Eigen::Index folds = columns.rows() - 1;
  Eigen::MatrixXd errors(folds, index(lambdas.size()));
  for (Eigen::Index out = 0; out < folds; ++out) {
    if (progress.cancelled()) return false;
    const Eigen::MatrixXd rest = without_row(columns, out);
    const Eigen::VectorXd rest_target = without_row(target, out);
    const Eigen::VectorXd shares = shares_of(rest, rest_target).weights;
    const RidgePath path(rest, rest_target - rest * shares);
    for (std::size_t k = 0; k < lambdas.size(); ++k) {
      const double error = target(out) - columns.row(out).dot(shares + path.correction(lambdas[k]));
      errors(out, index(k)) = error * error;
    }
    progress.at("synthetic_fit", out + 1, folds);
  }
  double least = std::numeric_limits<double>::infinity();
  double within = 0;
  const double count = static_cast<double>(folds);
  for (std::size_t k = 0; k < lambdas.size(); ++k) {
    const auto column = errors.col(index(k));
    const double mean = column.mean();
    const double spread = folds > 1 ? std::sqrt((column.array() - mean).square().sum() / (count - 1) / count) : 0;
    answer.path.push_back({lambdas[k], mean, spread});
    if (mean < least) {
      least = mean;
      within = mean + spread;
    }
  }
  answer.lambda = std::ranges::find_if(answer.path, [&](const auto& candidate) { return candidate.error <= within; })->lambda;
  return true;
}

}  // namespace

base::Checked<AugmentedSyntheticControl> augmented_synthetic_control(const Panel& panel, const AugmentedOptions& options, base::Progress* progress) {
  auto comparison = checked_comparison(panel, options.donors);
  base::Issues issues;
  if (!comparison) issues = comparison.error();
  if (options.lambda && !(*options.lambda > 0 && *options.lambda <= 1e60)) issues.push_back({"lambda", "stats.synthetic_lambda", {{"value", *options.lambda}}});
  if (!issues.empty()) return base::refuse(std::move(issues));

  AugmentedSyntheticControl answer{.treated = std::move(comparison->treated), .start = comparison->start,
                                   .donors = std::move(comparison->donors), .actual = std::move(comparison->actual)};
  const std::size_t periods = panel.period_count();
  const std::size_t before = answer.start;
  const Eigen::Map<const Eigen::VectorXd> treated(answer.actual.data(), index(periods));
  Eigen::MatrixXd outcomes(index(periods), index(answer.donors.size()));
  for (std::size_t j = 0; j < answer.donors.size(); ++j) {
    outcomes.col(index(j)) = Eigen::Map<const Eigen::VectorXd>(panel.series(answer.donors[j]).data(), index(periods));
  }
  Eigen::VectorXd course = treated;
  double offset = 0;
  if (options.unit_means_removed) {
    offset = treated.head(index(before)).mean();
    course.array() -= offset;
    outcomes.rowwise() -= outcomes.topRows(index(before)).colwise().mean().eval();
  }
  const Eigen::VectorXd donor_mean = outcomes.topRows(index(before)).rowwise().mean();
  const Eigen::MatrixXd columns = outcomes.topRows(index(before)).colwise() - donor_mean;
  const Eigen::VectorXd target = course.head(index(before)) - donor_mean;

  const Shares shares = shares_of(columns, target);
  answer.duality_gap = shares.relative_gap;
  answer.shares.assign(shares.weights.begin(), shares.weights.end());
  Eigen::VectorXd weights = shares.weights;
  if (options.ridge) {
    base::Progress silent;
    if (options.lambda) answer.lambda = *options.lambda;
    else if (!cross_validate(columns, target, answer, progress ? *progress : silent)) return base::refuse("", "stats.synthetic_cancelled");
    if (answer.lambda > 0) weights += RidgePath(columns, target - columns * shares.weights).correction(answer.lambda);
  }
  answer.weights.assign(weights.begin(), weights.end());
  const Eigen::VectorXd counterfactual = (outcomes * weights).array() + offset;
  answer.counterfactual.assign(counterfactual.begin(), counterfactual.end());
  const Eigen::VectorXd gap = treated - counterfactual;
  const auto after = index(periods - before);
  answer.effect = gap.tail(after).mean();
  answer.effect_at_end = gap(index(periods - 1));
  answer.correction = answer.effect - (course - outcomes * shares.weights).tail(after).mean();
  answer.imbalance = gap.head(index(before)).norm();
  answer.negative_weight = -weights.array().min(0.0).sum();
  answer.largest_weight = weights.cwiseAbs().maxCoeff();
  return answer;
}

}  // namespace outturn::stats
