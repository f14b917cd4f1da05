#include "stats/simplex_least_squares.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/Dense>

namespace outturn::stats {
namespace {

using StridedColumns = Eigen::Map<const Eigen::MatrixXd, 0, Eigen::OuterStride<>>;
using Vector = Eigen::VectorXd;

constexpr std::size_t long_enough_for_eigen = 24;
constexpr double rank_ridge = 1e-13;  // of the scale: keeps the factor regular where columns depend on each other
constexpr std::size_t many_columns = 200;

double dot(const double* x, const double* y, std::size_t n) {
  if (n >= long_enough_for_eigen) {
    return Eigen::Map<const Vector>(x, static_cast<Eigen::Index>(n)).dot(Eigen::Map<const Vector>(y, static_cast<Eigen::Index>(n)));
  }
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += x[i] * y[i];
  return sum;
}

/// The point of the unit simplex nearest to y (Held, Wolfe & Crowder 1974).
Vector projected(const Vector& y) {
  std::vector<double> sorted(y.data(), y.data() + y.size());
  std::ranges::sort(sorted, std::greater<>());
  double sum = 0;
  double threshold = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    sum += sorted[i];
    const double candidate = (sum - 1) / static_cast<double>(i + 1);
    if (sorted[i] <= candidate) break;
    threshold = candidate;
  }
  return (y.array() - threshold).max(0.0);
}

/// Weights near the minimum, so that the exact method starts from about the right columns: accelerated projected
/// gradient with restart (Beck & Teboulle 2009; O'Donoghue & Candès 2015).
Vector nearly_best(const StridedColumns& a, double ridge, double tolerance) {
  constexpr int most_steps = 600;
  const Eigen::Index n = a.cols();
  Vector direction = Vector::Ones(n).normalized();
  double largest = 1;
  for (int i = 0; i < 30; ++i) {
    direction = a.transpose() * (a * direction).eval();
    largest = direction.norm();
    if (largest == 0) break;
    direction /= largest;
  }
  const double step = 1 / (1.05 * largest + ridge);
  Vector w = Vector::Constant(n, 1 / static_cast<double>(n));
  Vector ahead = w;
  double momentum = 1;
  for (int i = 0; i < most_steps; ++i) {
    const Vector gradient = a.transpose() * (a * ahead).eval() + ridge * ahead;
    if (i % 10 == 9 && gradient.dot(ahead) - gradient.minCoeff() <= tolerance && ahead.minCoeff() >= 0) break;
    const Vector next = projected(ahead - step * gradient);
    const Vector moved = next - w;
    if (gradient.dot(moved) > 0) {
      momentum = 1;
      ahead = w = next;
      continue;
    }
    const double next_momentum = (1 + std::sqrt(1 + 4 * momentum * momentum)) / 2;
    ahead = next + ((momentum - 1) / next_momentum) * moved;
    momentum = next_momentum;
    w = next;
  }
  return w;
}

}  // namespace

SimplexSolver::SimplexSolver(std::size_t rows, std::size_t columns)
    : rows_(rows), columns_(columns), stride_(rows + rows % 2), a_(stride_ * columns), w_(columns), is_passive_(columns),
      residual_(stride_), gradient_(columns) {}

double SimplexSolver::dot_columns(std::size_t i, std::size_t j) const {
  return dot(column(i), column(j), rows_) + shift_ + (i == j ? ridge_ : 0.0);
}

// Row p of the Cholesky factor of A_P'A_P + σ11' + ρI; false where the column adds nothing that can be computed with.
bool SimplexSolver::append(std::size_t j) {
  const std::size_t p = passive_.size();
  if (p + 1 > capacity_) {
    const std::size_t wider = std::max<std::size_t>(16, 2 * capacity_);
    std::vector<double> factor(wider * wider);
    for (std::size_t row = 0; row < p; ++row) std::copy_n(factor_.begin() + row * capacity_, row + 1, factor.begin() + row * wider);
    factor_ = std::move(factor);
    z_.resize(wider);
    capacity_ = wider;
  }
  double* row = factor_.data() + p * capacity_;
  double left = dot_columns(j, j);
  const double least = 1e-15 * left;
  for (std::size_t i = 0; i < p; ++i) {
    const double* above = factor_.data() + i * capacity_;
    row[i] = (dot_columns(passive_[i], j) - dot(row, above, i)) / above[i];
    left -= row[i] * row[i];
  }
  passive_.push_back(j);
  is_passive_[j] = 1;
  row[p] = std::sqrt(std::max(left, least));
  return left > least;
}

// Deleting row and column i leaves the rows below with one rotation each to do.
void SimplexSolver::remove(std::size_t position) {
  const std::size_t p = passive_.size();
  w_[passive_[position]] = 0;
  is_passive_[passive_[position]] = 0;
  passive_.erase(passive_.begin() + static_cast<std::ptrdiff_t>(position));
  std::vector<double>& cosine = residual_;  // free between two descents; a plain buffer would be allocated each time
  std::vector<double>& sine = gradient_;
  if (cosine.size() < p) cosine.resize(p);
  for (std::size_t from = position + 1; from < p; ++from) {
    const std::size_t to = from - 1;
    const double* old = factor_.data() + from * capacity_;
    double* row = factor_.data() + to * capacity_;
    double moved = old[position];
    std::copy_n(old, position, row);
    for (std::size_t k = position; k < to; ++k) {
      const double updated = (old[k + 1] + sine[k] * moved) / cosine[k];
      moved = cosine[k] * moved - sine[k] * updated;
      row[k] = updated;
    }
    const double diagonal = old[from];
    const double length = std::hypot(diagonal, moved);
    cosine[to] = length / diagonal;
    sine[to] = moved / diagonal;
    row[to] = length;
  }
}

void SimplexSolver::factor_all() {
  const std::vector<std::size_t> columns = std::move(passive_);
  passive_.clear();
  std::ranges::fill(is_passive_, char{0});
  const std::size_t p = columns.size();
  if (p < 64) {
    passive_.reserve(p + 1);
    for (const std::size_t j : columns) append(j);
    return;
  }
  const auto size = static_cast<Eigen::Index>(p);
  Eigen::MatrixXd chosen(static_cast<Eigen::Index>(rows_), size);
  for (std::size_t i = 0; i < p; ++i) chosen.col(static_cast<Eigen::Index>(i)) = Eigen::Map<const Vector>(column(columns[i]), static_cast<Eigen::Index>(rows_));
  Eigen::MatrixXd gram = Eigen::MatrixXd::Constant(size, size, shift_);
  gram.selfadjointView<Eigen::Lower>().rankUpdate(chosen.transpose());
  gram.diagonal().array() += ridge_;
  const Eigen::LLT<Eigen::MatrixXd> cholesky(gram);
  if (cholesky.info() != Eigen::Success) {
    for (const std::size_t j : columns) append(j);
    return;
  }
  if (capacity_ < p + 1) {
    capacity_ = p + p / 4 + 16;
    factor_.assign(capacity_ * capacity_, 0.0);
    z_.resize(capacity_);
  }
  const Eigen::MatrixXd lower = cholesky.matrixL();
  for (std::size_t i = 0; i < p; ++i) {
    for (std::size_t k = 0; k <= i; ++k) factor_[i * capacity_ + k] = lower(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k));
    is_passive_[columns[i]] = 1;
  }
  passive_ = columns;
}

// z solves (A_P'A_P + σ11' + ρI) z = μ1 with Σz = 1: the best point of the affine hull of the passive columns.
void SimplexSolver::candidate() {
  const std::size_t p = passive_.size();
  for (std::size_t i = 0; i < p; ++i) {
    const double* row = factor_.data() + i * capacity_;
    z_[i] = (1.0 - dot(row, z_.data(), i)) / row[i];
  }
  double sum = 0;
  for (std::size_t i = p; i-- > 0;) {
    const double value = z_[i] / factor_[i * capacity_ + i];
    const double* row = factor_.data() + i * capacity_;
    for (std::size_t k = 0; k < i; ++k) z_[k] -= row[k] * value;
    z_[i] = value;
    sum += value;
  }
  for (std::size_t i = 0; i < p; ++i) z_[i] /= sum;
}

// Goes to the best point of the passive columns, or to the first bound on the way there and on without that column.
void SimplexSolver::settle() {
  for (;;) {
    candidate();
    ++steps_;
    const std::size_t p = passive_.size();
    double fraction = 1;
    std::size_t blocking = p;
    for (std::size_t i = 0; i < p; ++i) {
      if (z_[i] > 0) continue;
      const double w = w_[passive_[i]];
      const double reach = w > 0 ? w / (w - z_[i]) : 0;
      if (blocking == p || reach < fraction) {
        fraction = reach;
        blocking = i;
      }
    }
    if (blocking == p) {
      for (std::size_t i = 0; i < p; ++i) w_[passive_[i]] = z_[i];
      return;
    }
    for (std::size_t i = 0; i < p; ++i) w_[passive_[i]] += fraction * (z_[i] - w_[passive_[i]]);
    remove(blocking);
    if (passive_.size() == 1) {
      w_[passive_[0]] = 1;
      return;
    }
  }
}

void SimplexSolver::descend(double relative_tolerance) {
  const std::size_t most_steps = 20 * (columns_ + rows_) + 200;
  const double tolerance = relative_tolerance * scale_;
  const double plain_ridge = ridge_ - rank_ridge * scale_;
  std::size_t refused = columns_;
  while (true) {
    settle();
    std::fill_n(residual_.begin(), rows_, 0.0);
    for (const std::size_t j : passive_) {
      const double* a = column(j);
      const double w = w_[j];
      for (std::size_t i = 0; i < rows_; ++i) residual_[i] += w * a[i];
    }
    square_ = dot(residual_.data(), residual_.data(), rows_);
    if (rows_ >= long_enough_for_eigen) {
      const StridedColumns a(a_.data(), static_cast<Eigen::Index>(rows_), static_cast<Eigen::Index>(columns_),
                      Eigen::OuterStride<>(static_cast<Eigen::Index>(stride_)));
      Eigen::Map<Vector>(gradient_.data(), static_cast<Eigen::Index>(columns_)).noalias() =
          a.transpose() * Eigen::Map<const Vector>(residual_.data(), static_cast<Eigen::Index>(rows_));
    } else {
      for (std::size_t j = 0; j < columns_; ++j) gradient_[j] = dot(column(j), residual_.data(), rows_);
    }
    double along = 0;
    for (const std::size_t j : passive_) {
      gradient_[j] += plain_ridge * w_[j];
      along += w_[j] * gradient_[j];
    }
    double lowest = along;
    std::size_t entering = columns_;
    double lowest_outside = along - tolerance;
    for (std::size_t j = 0; j < columns_; ++j) {
      lowest = std::min(lowest, gradient_[j]);
      if (!is_passive_[j] && gradient_[j] < lowest_outside && j != refused) {
        lowest_outside = gradient_[j];
        entering = j;
      }
    }
    gap_ = along - lowest;
    if (entering == columns_ || static_cast<std::size_t>(steps_) > most_steps) return;
    append(entering);
    candidate();
    if (z_[passive_.size() - 1] <= 0) {  // rounding: the column does not want in after all
      passive_.pop_back();
      is_passive_[entering] = 0;
      refused = entering;
    } else {
      refused = columns_;
    }
  }
}

void SimplexSolver::start_from(std::span<const std::size_t> columns) {
  passive_.assign(columns.begin(), columns.end());
  std::ranges::fill(w_, 0.0);
  for (const std::size_t j : passive_) w_[j] = 1 / static_cast<double>(passive_.size());
}

void SimplexSolver::solve(double ridge, double relative_tolerance) {
  steps_ = 0;
  double total = 0;
  double nearest_square = std::numeric_limits<double>::infinity();
  std::size_t nearest = 0;
  for (std::size_t j = 0; j < columns_; ++j) {
    const double square = dot(column(j), column(j), rows_);
    total += square;
    if (square < nearest_square) {
      nearest_square = square;
      nearest = j;
    }
  }
  scale_ = total / static_cast<double>(columns_) + ridge;
  if (scale_ <= 0) scale_ = 1;
  shift_ = scale_;
  ridge_ = ridge + rank_ridge * scale_;
  if (passive_.empty() && ridge > 0 && columns_ > many_columns) {
    const StridedColumns a(a_.data(), static_cast<Eigen::Index>(rows_), static_cast<Eigen::Index>(columns_),
                    Eigen::OuterStride<>(static_cast<Eigen::Index>(stride_)));
    const Vector near = nearly_best(a, ridge, 1e-7 * scale_);
    for (std::size_t j = 0; j < columns_; ++j) {
      w_[j] = near(static_cast<Eigen::Index>(j));
      if (w_[j] > 0) passive_.push_back(j);
    }
  }
  if (passive_.empty()) {
    std::ranges::fill(w_, 0.0);
    w_[nearest] = 1;
    passive_.push_back(nearest);
  }
  factor_all();
  descend(relative_tolerance);
}

void SimplexSolver::sensitivity(std::span<const double> q, std::span<double> s) const {
  const std::size_t p = passive_.size();
  const auto solve_with_factor = [&](auto&& right, double* out) {
    for (std::size_t i = 0; i < p; ++i) {
      const double* row = factor_.data() + i * capacity_;
      double value = right(i);
      for (std::size_t k = 0; k < i; ++k) value -= row[k] * out[k];
      out[i] = value / row[i];
    }
    for (std::size_t i = p; i-- > 0;) {
      const double* row = factor_.data() + i * capacity_;
      out[i] /= row[i];
      for (std::size_t k = 0; k < i; ++k) out[k] -= row[k] * out[i];
    }
  };
  solve_with_factor([&](std::size_t i) { return q[i]; }, s.data());
  // candidate() left z ∝ H⁻¹1 with Σz = 1; projecting along it keeps Σs = 0.
  double sum = 0;
  for (std::size_t i = 0; i < p; ++i) sum += s[i];
  for (std::size_t i = 0; i < p; ++i) s[i] -= sum * w_[passive_[i]];
}

namespace {

struct Face {
  std::vector<std::size_t> columns;  // those whose multiplier is nil
  bool wider_than_a_point{false};
};

Eigen::MatrixXd with_ones(const SimplexSolver& solver, std::span<const std::size_t> columns) {
  const auto rows = static_cast<Eigen::Index>(solver.rows());
  Eigen::MatrixXd extended(rows + 1, static_cast<Eigen::Index>(columns.size()));
  const double one = std::sqrt(solver.scale());
  for (std::size_t k = 0; k < columns.size(); ++k) {
    extended.col(static_cast<Eigen::Index>(k)).head(rows) = Eigen::Map<const Vector>(solver.column(columns[k]), rows);
    extended(rows, static_cast<Eigen::Index>(k)) = one;
  }
  return extended;
}

bool independent(const SimplexSolver& solver, std::span<const std::size_t> columns) {
  if (columns.size() > solver.rows() + 1) return false;
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(with_ones(solver, columns));
  qr.setThreshold(1e-9);
  return static_cast<std::size_t>(qr.rank()) == columns.size();
}

Vector fitted(const SimplexSolver& solver, std::span<const double> weights) {
  const auto rows = static_cast<Eigen::Index>(solver.rows());
  Vector sum = Vector::Zero(rows);
  for (std::size_t j = 0; j < weights.size(); ++j) {
    if (weights[j] != 0) sum += weights[j] * Eigen::Map<const Vector>(solver.column(j), rows);
  }
  return sum;
}

/// Columns that could carry weight in some best answer.
std::vector<std::size_t> face_columns(const SimplexSolver& solver) {
  const Vector residual = fitted(solver, solver.weights());
  std::vector<double> gradient(solver.columns());
  double along = 0;
  for (std::size_t j = 0; j < solver.columns(); ++j) {
    gradient[j] = dot(solver.column(j), residual.data(), solver.rows());
    along += solver.weights()[j] * gradient[j];
  }
  std::vector<std::size_t> columns;
  for (std::size_t j = 0; j < solver.columns(); ++j) {
    if (gradient[j] - along <= 1e-9 * solver.scale()) columns.push_back(j);
  }
  return columns;
}

/// The answer of least norm on the face of best answers: the limit of the ridge solutions, then made exact on its
/// support by a complete orthogonal decomposition.
std::vector<double> least_norm(const SimplexSolver& solver, const std::vector<std::size_t>& columns) {
  const Vector best = fitted(solver, solver.weights());
  SimplexSolver second(solver.rows(), columns.size());
  for (std::size_t k = 0; k < columns.size(); ++k) {
    for (std::size_t i = 0; i < solver.rows(); ++i) second.column(k)[i] = solver.column(columns[k])[i] - best(static_cast<Eigen::Index>(i));
  }
  second.solve(1e-8 * solver.scale());
  std::vector<std::size_t> support;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    if (second.weights()[k] > 0) support.push_back(columns[k]);
  }
  Vector wanted(best.size() + 1);
  wanted << best, std::sqrt(solver.scale());
  const Eigen::MatrixXd on_support = with_ones(solver, support);
  Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> decomposition;
  decomposition.setThreshold(1e-10);
  decomposition.compute(on_support);
  const Vector exact = decomposition.solve(wanted);
  std::vector<double> weights(solver.columns(), 0.0);
  const bool usable = exact.minCoeff() >= -1e-12 && (on_support * exact - wanted).norm() <= 1e-7 * std::sqrt(solver.scale());
  double sum = 0;
  for (std::size_t k = 0; k < support.size(); ++k) {
    const double value = usable ? std::max(0.0, exact(static_cast<Eigen::Index>(k))) : 0.0;
    weights[support[k]] = value;
    sum += value;
  }
  if (!usable) return {solver.weights().begin(), solver.weights().end()};
  for (double& weight : weights) weight /= sum;
  return weights;
}

}  // namespace

base::Checked<SimplexSolution> simplex_least_squares(const SimplexProblem& problem, const SimplexOptions& options) {
  base::ensure(problem.matrix.size() == problem.rows * problem.columns && problem.target.size() == problem.rows,
               "the matrix and target of a simplex problem have the stated shapes");
  if (problem.columns == 0) return base::refuse("donors", "stats.simplex_no_columns");
  const auto finite = [](double value) { return std::abs(value) <= 1e100; };
  if (!std::ranges::all_of(problem.matrix, finite) || !std::ranges::all_of(problem.target, finite) ||
      !(problem.ridge >= 0 && finite(problem.ridge))) {
    return base::refuse("values", "stats.simplex_not_finite");
  }

  SimplexSolver solver(problem.rows, problem.columns);
  for (std::size_t j = 0; j < problem.columns; ++j) {
    for (std::size_t i = 0; i < problem.rows; ++i) solver.column(j)[i] = problem.matrix[j * problem.rows + i] - problem.target[i];
  }
  if (!options.start.empty()) solver.start_from(options.start);
  solver.solve(problem.ridge, options.tolerance);

  SimplexSolution solution;
  solution.weights.assign(solver.weights().begin(), solver.weights().end());
  solution.scale = solver.scale();
  solution.steps = solver.steps();
  solution.duality_gap = solver.gap();
  solution.squared_distance = solver.fitted_square();
  if (problem.ridge == 0) {
    const auto face = face_columns(solver);
    if (!independent(solver, face)) {
      const auto weights = least_norm(solver, face);
      double moved = 0;
      std::vector<std::size_t> support;
      for (std::size_t j = 0; j < weights.size(); ++j) {
        moved = std::max(moved, std::abs(weights[j] - solution.weights[j]));
        if (weights[j] > 0) support.push_back(j);
      }
      solution.weights_unique = moved <= 1e-6 && independent(solver, support);
      if (options.minimum_norm) {
        solution.weights = weights;
        const Vector residual = fitted(solver, weights);
        double along = 0;
        double lowest = std::numeric_limits<double>::infinity();
        for (std::size_t j = 0; j < problem.columns; ++j) {
          const double gradient = dot(solver.column(j), residual.data(), problem.rows);
          along += weights[j] * gradient;
          lowest = std::min(lowest, gradient);
        }
        solution.duality_gap = along - lowest;
        solution.squared_distance = residual.squaredNorm();
      }
    }
  }
  double norm = 0;
  for (std::size_t j = 0; j < solution.weights.size(); ++j) {
    norm += solution.weights[j] * solution.weights[j];
    if (solution.weights[j] > 0) solution.support.push_back(j);
  }
  solution.objective = 0.5 * solution.squared_distance + 0.5 * problem.ridge * norm;
  return solution;
}

}  // namespace outturn::stats
