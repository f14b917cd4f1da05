#include "stats/synthetic_control_search.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/Dense>

namespace outturn::stats {
namespace {

constexpr double least_share = 1e-6;  // of the largest predictor weight: a tie among donors is then still broken by it

using Weights = std::vector<double>;

struct Best {
  Weights p;
  double loss{std::numeric_limits<double>::infinity()};
  void consider(const Weights& point, double value) {
    if (value < loss) {
      loss = value;
      p = point;
    }
  }
};

Weights logarithms(const std::vector<double>& v) {
  const double largest = *std::ranges::max_element(v);
  Weights p(v.size());
  for (std::size_t k = 0; k < v.size(); ++k) p[k] = std::log(std::max(v[k], least_share * largest) / largest);
  return p;
}

/// BFGS with a backtracking line search; stops where the loss no longer falls.
double quasi_newton(NestedLoss& loss, Weights& p, int most_steps) {
  const std::size_t n = p.size();
  const auto size = static_cast<Eigen::Index>(n);
  Eigen::MatrixXd inverse = Eigen::MatrixXd::Identity(size, size);
  double value = loss.at(p);
  Weights slope(n);
  loss.gradient(slope);
  for (int step = 0; step < most_steps; ++step) {
    const Eigen::Map<Eigen::VectorXd> g(slope.data(), size);
    if (step == 0) inverse *= 1 / std::max(g.norm(), 1e-12);
    Eigen::VectorXd direction = -inverse * g;
    double descent = direction.dot(g);
    if (!(descent < 0)) {
      direction = -g / std::max(g.norm(), 1e-300);
      descent = direction.dot(g);
      inverse = Eigen::MatrixXd::Identity(size, size) / std::max(g.norm(), 1e-12);
      if (!(descent < 0)) break;
    }
    const double longest = direction.cwiseAbs().maxCoeff();
    if (longest > 4) {
      direction *= 4 / longest;
      descent *= 4 / longest;
    }
    double fraction = 1;
    Weights tried(n);
    double found = value;
    for (int halving = 0; halving < 14; ++halving, fraction *= 0.4) {
      for (std::size_t k = 0; k < n; ++k) tried[k] = p[k] + fraction * direction(static_cast<Eigen::Index>(k));
      found = loss.at(tried);
      if (found <= value + 1e-4 * fraction * descent) break;
    }
    if (!(found < value)) break;
    const double fell = value - found;
    Weights next_slope(n);
    loss.gradient(next_slope);
    const Eigen::VectorXd moved = fraction * direction;
    const Eigen::VectorXd turned = Eigen::Map<Eigen::VectorXd>(next_slope.data(), size) - g;
    const double curvature = moved.dot(turned);
    if (curvature > 1e-10 * moved.norm() * turned.norm()) {
      const Eigen::VectorXd carried = inverse * turned;
      const double weight = (curvature + turned.dot(carried)) / (curvature * curvature);
      inverse += weight * moved * moved.transpose() - (carried * moved.transpose() + moved * carried.transpose()) / curvature;
    }
    p = tried;
    value = found;
    slope = next_slope;
    if (fell <= 1e-9 * value) break;
  }
  return value;
}

/// Nelder & Mead (1965) with the coefficients of Gao & Han (2012), which depend on the dimension.
double nelder_mead(NestedLoss& loss, Weights& p, double size, int most_solves) {
  const std::size_t n = p.size();
  const double dimension = static_cast<double>(std::max<std::size_t>(n, 2));
  const double expand = 1 + 2 / dimension;
  const double contract = 0.75 - 0.5 / dimension;
  const double shrink = 1 - 1 / dimension;
  std::vector<Weights> corners(n + 1, p);
  std::vector<double> values(n + 1);
  for (std::size_t k = 0; k < n; ++k) corners[k + 1][k] += size;
  for (std::size_t i = 0; i <= n; ++i) values[i] = loss.at(corners[i]);
  std::vector<std::size_t> order(n + 1);
  std::iota(order.begin(), order.end(), std::size_t{0});
  Weights centre(n);
  Weights tried(n);
  Weights further(n);
  const auto along = [&](double factor, const Weights& worst, Weights& out) {
    for (std::size_t k = 0; k < n; ++k) out[k] = centre[k] + factor * (worst[k] - centre[k]);
    return loss.at(out);
  };
  const int last = loss.solves() + most_solves;
  while (loss.solves() < last) {
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return values[i]; });
    const std::size_t best = order.front();
    const std::size_t worst = order.back();
    const std::size_t second = order[n - 1];
    if (values[worst] - values[best] <= 1e-10 * values[best]) break;
    std::ranges::fill(centre, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < n; ++k) centre[k] += corners[order[i]][k] / static_cast<double>(n);
    }
    const double reflected = along(-1, corners[worst], tried);
    if (reflected < values[best]) {
      const double expanded = along(-expand, corners[worst], further);
      const bool better = expanded < reflected;
      corners[worst] = better ? further : tried;
      values[worst] = better ? expanded : reflected;
      continue;
    }
    if (reflected < values[second]) {
      corners[worst] = tried;
      values[worst] = reflected;
      continue;
    }
    const bool outside = reflected < values[worst];
    const double contracted = along(outside ? -contract : contract, corners[worst], further);
    if (contracted < std::min(reflected, values[worst])) {
      corners[worst] = further;
      values[worst] = contracted;
      continue;
    }
    for (std::size_t i = 1; i <= n; ++i) {
      Weights& corner = corners[order[i]];
      for (std::size_t k = 0; k < n; ++k) corner[k] = corners[best][k] + shrink * (corner[k] - corners[best][k]);
      values[order[i]] = loss.at(corner);
    }
  }
  const auto best = static_cast<std::size_t>(std::ranges::min_element(values) - values.begin());
  p = corners[best];
  return values[best];
}

}  // namespace

NestedLoss::NestedLoss(const NestedProblem& problem)
    : problem_(problem), solver_(problem.predictors, problem.donors), v_(problem.predictors), residual_(problem.periods) {}

double NestedLoss::at(const std::vector<double>& p) {
  const std::size_t k_count = problem_.predictors;
  const double largest = *std::ranges::max_element(p);
  double sum = 0;
  for (std::size_t k = 0; k < k_count; ++k) sum += v_[k] = std::max(std::exp(p[k] - largest), least_share);
  for (double& v : v_) v /= sum;
  slope_.resize(k_count);
  for (std::size_t k = 0; k < k_count; ++k) slope_[k] = std::sqrt(v_[k]);
  for (std::size_t j = 0; j < problem_.donors; ++j) {
    double* column = solver_.column(j);
    const double* gaps = problem_.predictor_gaps.data() + j * k_count;
    for (std::size_t k = 0; k < k_count; ++k) column[k] = slope_[k] * gaps[k];
  }
  solver_.solve(0, inner_tolerance);
  ++solves_;
  std::ranges::fill(residual_, 0.0);
  for (const std::size_t j : solver_.passive()) {
    const double* gaps = problem_.outcome_gaps.data() + j * problem_.periods;
    const double w = solver_.weights()[j];
    for (std::size_t t = 0; t < problem_.periods; ++t) residual_[t] += w * gaps[t];
  }
  double squares = 0;
  for (const double r : residual_) squares += r * r;
  return squares / static_cast<double>(problem_.periods);
}

void NestedLoss::gradient(std::vector<double>& slope) {
  const auto& passive = solver_.passive();
  const std::size_t count = passive.size();
  std::vector<double> q(count);
  moved_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double* gaps = problem_.outcome_gaps.data() + passive[i] * problem_.periods;
    for (std::size_t t = 0; t < problem_.periods; ++t) q[i] += gaps[t] * residual_[t];
    q[i] *= 2 / static_cast<double>(problem_.periods);
  }
  solver_.sensitivity(q, moved_);
  for (std::size_t k = 0; k < problem_.predictors; ++k) {
    double matched = 0;
    double changed = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const double x = problem_.predictor_gaps[passive[i] * problem_.predictors + k];
      matched += x * solver_.weights()[passive[i]];
      changed += x * moved_[i];
    }
    slope[k] = -v_[k] * matched * changed;
  }
}

namespace {

/// Where all predictors are met exactly, many shares do so: the loss of those nearest to the outcome.
double loss_on_face(const NestedProblem& problem, const NestedLoss& loss) {
  const SimplexSolver& solver = loss.solver();
  std::vector<double> matrix;
  for (std::size_t j = 0; j < problem.donors; ++j) matrix.insert(matrix.end(), solver.column(j), solver.column(j) + problem.predictors);
  const auto weights = nearest_on_face(problem, problem.predictors, matrix, {solver.weights().begin(), solver.weights().end()});
  double squares = 0;
  for (std::size_t t = 0; t < problem.periods; ++t) {
    double gap = 0;
    for (std::size_t j = 0; j < problem.donors; ++j) gap += weights[j] * problem.outcome_gaps[j * problem.periods + t];
    squares += gap * gap;
  }
  return squares / static_cast<double>(problem.periods);
}

}  // namespace

NestedSolution nested_search(const NestedProblem& problem, const NestedOptions& options) {
  NestedLoss loss(problem);
  const int per_dimension = 60;
  const int budget = per_dimension * static_cast<int>(problem.predictors);
  Best best;
  // Judged from a fresh start, as the answer will be: within its tolerance the inner solution depends on where it came from.
  const auto consider = [&](const Weights& p) {
    loss.restart();
    double value = loss.at(p);
    const SimplexSolver& solver = loss.solver();
    if (solver.fitted_square() <= 1e-9 * solver.scale()) value = std::min(value, loss_on_face(problem, loss));
    best.consider(p, value);
  };
  for (const auto& start : options.starts) {
    if (options.cancelled && options.cancelled()) break;
    loss.restart();
    Weights p = logarithms(start);
    quasi_newton(loss, p, 60);
    nelder_mead(loss, p, 1.0, budget);
    consider(p);
    quasi_newton(loss, p, 60);
    consider(p);
  }
  if (best.p.empty()) return {.v = std::vector<double>(problem.predictors, 1 / static_cast<double>(problem.predictors))};
  Weights p = best.p;
  nelder_mead(loss, p, 2.5, 2 * budget);
  consider(p);
  quasi_newton(loss, p, 60);
  consider(p);
  loss.restart();
  NestedSolution solution;
  solution.loss = loss.at(best.p);
  solution.v = loss.v();
  solution.solves = loss.solves();
  return solution;
}

std::vector<double> nearest_on_face(const NestedProblem& problem, std::size_t rows, const std::vector<double>& matrix,
                                    const std::vector<double>& weights) {
  constexpr double penalty = 1e5;  // first nearly on the face, then exactly
  const auto index = [](std::size_t n) { return static_cast<Eigen::Index>(n); };
  const Eigen::Map<const Eigen::MatrixXd> a(matrix.data(), index(rows), index(problem.donors));
  const Eigen::Map<const Eigen::MatrixXd> z(problem.outcome_gaps.data(), index(problem.periods), index(problem.donors));
  const Eigen::Map<const Eigen::VectorXd> best(weights.data(), index(problem.donors));
  const Eigen::VectorXd matched = a * best;
  const double a_size = (a.colwise() - matched).squaredNorm();
  if (!(a_size > 0)) return weights;
  const double factor = std::sqrt(penalty * z.squaredNorm() / a_size);
  const std::size_t all_rows = rows + problem.periods;
  Eigen::MatrixXd stacked(index(all_rows), index(problem.donors));
  stacked << factor * (a.colwise() - matched), z;
  const std::vector<double> target(all_rows, 0.0);
  const auto near = simplex_least_squares(
      {.rows = all_rows, .columns = problem.donors, .matrix = {stacked.data(), static_cast<std::size_t>(stacked.size())}, .target = target},
      {.tolerance = 1e-14});
  if (!near) return weights;

  const auto& support = near->support;
  Eigen::MatrixXd tied(index(rows + 1), index(support.size()));
  Eigen::MatrixXd outcome(index(problem.periods), index(support.size()));
  const double one = std::sqrt(a_size / static_cast<double>(problem.donors));
  for (std::size_t k = 0; k < support.size(); ++k) {
    tied.col(index(k)) << a.col(index(support[k])), one;
    outcome.col(index(k)) = z.col(index(support[k]));
  }
  Eigen::VectorXd wanted(index(rows + 1));
  wanted << matched, one;
  Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> constraint;
  constraint.setThreshold(1e-10);
  constraint.compute(tied);
  Eigen::VectorXd answer = constraint.solve(wanted);
  const Eigen::Index free = tied.cols() - constraint.rank();
  if (free > 0) {
    // The last rows of Z in the decomposition P'A = QTZ span what the constraint leaves free.
    const Eigen::MatrixXd basis = constraint.colsPermutation() * constraint.matrixZ().transpose().rightCols(free);
    const Eigen::VectorXd along = (outcome * basis).completeOrthogonalDecomposition().solve(-(outcome * answer));
    answer += basis * along;
  }
  if (answer.minCoeff() < -1e-10 || (tied * answer - wanted).norm() > 1e-9 * std::sqrt(a_size)) return weights;
  if ((outcome * answer).squaredNorm() > (z * best).squaredNorm()) return weights;
  std::vector<double> exact(problem.donors);
  double sum = 0;
  for (std::size_t k = 0; k < support.size(); ++k) sum += exact[support[k]] = std::max(0.0, answer(index(k)));
  for (double& w : exact) w /= sum;
  return exact;
}

std::vector<double> regression_start(std::size_t predictors, std::size_t periods, std::size_t units,
                                     const std::vector<double>& predictor_values, const std::vector<double>& outcome_values) {
  const auto size = [](std::size_t n) { return static_cast<Eigen::Index>(n); };
  Eigen::MatrixXd x(size(units), size(predictors + 1));
  x.col(0).setOnes();
  x.rightCols(size(predictors)) = Eigen::Map<const Eigen::MatrixXd>(predictor_values.data(), size(predictors), size(units)).transpose();
  const Eigen::Map<const Eigen::MatrixXd> z(outcome_values.data(), size(periods), size(units));
  const Eigen::MatrixXd beta = x.completeOrthogonalDecomposition().solve(z.transpose());
  std::vector<double> v(predictors);
  double sum = 0;
  for (std::size_t k = 0; k < predictors; ++k) sum += v[k] = beta.row(size(k + 1)).squaredNorm();
  if (!(sum > 0) || !std::isfinite(sum)) return std::vector<double>(predictors, 1 / static_cast<double>(predictors));
  for (double& share : v) share /= sum;
  return v;
}

}  // namespace outturn::stats
