#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "base/checked.h"

namespace outturn::stats {

/// How near to a target one can come with shares of what there is: shares are not negative and sum to one.
struct SimplexProblem {
  std::size_t rows{};
  std::size_t columns{};
  std::span<const double> matrix;  ///< shape rows × columns, column after column (one column = one donor)
  std::span<const double> target;  ///< shape rows
  double ridge{0};                 ///< ρ ≥ 0
};

struct SimplexOptions {
  std::span<const std::size_t> start{};  ///< columns thought to have weight; speeds up, never changes the answer
  double tolerance{1e-10};               ///< of the duality gap, relative to `scale`
  bool minimum_norm{true};               ///< of several best answers give the one of least norm; else any
};

struct SimplexSolution {
  std::vector<double> weights;   ///< shape columns; ≥ 0, sum 1
  double squared_distance{};     ///< |A w − b|²
  double objective{};            ///< ½|A w − b|² + ½ρ|w|²
  /// The certificate: the objective lies at most this far above its true minimum. max_j ∇f(w)'(w − e_j) ≥ 0.
  double duality_gap{};
  double scale{};                ///< mean_j |a_j − b|² + ρ: what the gap is small against
  bool weights_unique{true};     ///< false where other shares would do exactly as well
  std::vector<std::size_t> support;  ///< columns with weight, in order
  int steps{};
};

/// Least squares on the unit simplex, solved exactly.
///
/// formula  min_w ½|A w − b|² + ½ρ|w|²  subject to  w ≥ 0, Σw = 1
/// returns  weights with duality_gap ≤ tolerance × scale; where the minimum is a face and ρ = 0, its point of least norm
/// refuses  stats.simplex_no_columns, stats.simplex_not_finite
/// throws   std::logic_error when the spans do not have the stated shapes
/// cost     about 3 µs for 7 × 38 from a good start; with ρ > 0 and many columns O(columns × rows) per descent step,
///          then O(support²) per exchange of a column
/// source   primal active set in the manner of Lawson & Hanson (1974), ch. 23, with the equality kept in the
///          Cholesky factor (A'A + σ11' has the same minimisers); gap as in Jaggi (2013), eq. 2;
///          docs/methods/synthetic-control.md
base::Checked<SimplexSolution> simplex_least_squares(const SimplexProblem& problem, const SimplexOptions& options = {});

/// The solver behind it for callers that solve the same shape many times: owns its memory, keeps its passive set from
/// one solve to the next, checks nothing. Not for several threads at once.
class SimplexSolver {
 public:
  SimplexSolver(std::size_t rows, std::size_t columns);

  /// Column j of A − b1'. Fill before solve(); the solver reads `rows` numbers.
  double* column(std::size_t j) { return a_.data() + j * stride_; }
  const double* column(std::size_t j) const { return a_.data() + j * stride_; }
  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }

  /// Solves from the passive set that is there (the first time: from the nearest column).
  void solve(double ridge, double relative_tolerance = 1e-10);
  /// Starts the next solve from these columns, in equal parts.
  void start_from(std::span<const std::size_t> columns);
  /// Forgets the passive set.
  void restart() { passive_.clear(); }

  std::span<const double> weights() const { return w_; }
  const std::vector<std::size_t>& passive() const { return passive_; }
  double gap() const { return gap_; }
  double scale() const { return scale_; }
  double fitted_square() const { return square_; }  ///< |A w − b|²
  int steps() const { return steps_; }

  /// s = M q for the passive set: the derivative of the weights when the gradient moves by −q (the equality is kept).
  void sensitivity(std::span<const double> q, std::span<double> s) const;

 private:
  bool append(std::size_t j);
  void remove(std::size_t position);
  void factor_all();
  void candidate();
  void settle();
  void descend(double relative_tolerance);
  double dot_columns(std::size_t i, std::size_t j) const;

  std::size_t rows_;
  std::size_t columns_;
  std::size_t stride_;
  double ridge_{0};
  double shift_{1};
  double scale_{1};
  double gap_{0};
  double square_{0};
  int steps_{0};
  std::vector<double> a_;
  std::vector<double> w_;
  std::vector<std::size_t> passive_;
  std::vector<char> is_passive_;
  std::size_t capacity_{0};
  std::vector<double> factor_;    // lower triangle, row by row, stride capacity_
  std::vector<double> z_;
  std::vector<double> residual_;
  std::vector<double> gradient_;
};

}  // namespace outturn::stats
