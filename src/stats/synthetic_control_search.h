#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "stats/simplex_least_squares.h"

namespace outturn::stats {

/// The nested problem of synthetic control: predictor weights V chosen so that the shares W(V), which match predictors
/// under V, come nearest to the outcome over a window. All columns are donor minus treated.
struct NestedProblem {
  std::size_t predictors{};
  std::size_t periods{};
  std::size_t donors{};
  std::vector<double> predictor_gaps;  ///< shape predictors × donors, donor after donor, each predictor scaled by its sd
  std::vector<double> outcome_gaps;    ///< shape periods × donors, donor after donor
};

struct NestedSolution {
  std::vector<double> v;  ///< shape predictors, sum 1
  double loss{};          ///< mean squared gap over the window
  int solves{};           ///< inner problems solved
};

constexpr double inner_tolerance = 1e-13;  ///< of the gap, relative: far below what the least predictor weight can move

/// W(V) and its loss for one V at a time; keeps the passive set between calls.
class NestedLoss {
 public:
  explicit NestedLoss(const NestedProblem& problem);

  /// loss of v = softmax(p), each at least 10⁻⁶ of the largest
  double at(const std::vector<double>& p);
  /// ∂loss/∂p at the point of the last call of at(), where the passive set does not change.
  ///
  /// formula  dw_P = −M x_kP (x_k'w) dv_k, M the block of the inverse KKT matrix; ∂loss/∂w = 2/T Z'Zw
  void gradient(std::vector<double>& slope);
  void restart() { solver_.restart(); }

  const std::vector<double>& v() const { return v_; }
  const SimplexSolver& solver() const { return solver_; }
  int solves() const { return solves_; }

 private:
  const NestedProblem& problem_;
  SimplexSolver solver_;
  std::vector<double> v_;
  std::vector<double> residual_;
  std::vector<double> slope_;
  std::vector<double> moved_;
  int solves_{0};
};

struct NestedOptions {
  std::vector<std::vector<double>> starts;  ///< each a V (shape predictors); tried in this order
  std::function<bool()> cancelled{};
};

/// The best V found from all starts: quasi-Newton on log V, then Nelder-Mead from the best, then quasi-Newton again.
/// No proof of a global minimum exists for this problem; the inner one is solved exactly each time.
///
/// source   Abadie, Diamond & Hainmueller (2010), sec. 2.3; Malo, Eskelinen, Zhou & Kuosmanen (2024) on why corners matter
NestedSolution nested_search(const NestedProblem& problem, const NestedOptions& options);

/// Where several shares match the predictors equally well: of these, the ones nearest to the outcome over the window.
///
/// formula  min_w |Z w|² subject to  A w = A w*, w in the simplex;  A = √V X, w* any best answer
/// matrix   A, shape rows × donors, donor after donor
/// returns  w* itself where rounding leaves nothing better
/// source   the optimistic bilevel problem: Malo et al. (2024), sec. 3
std::vector<double> nearest_on_face(const NestedProblem& problem, std::size_t rows, const std::vector<double>& matrix,
                                    const std::vector<double>& weights);

/// V in proportion to the squared coefficients of the outcomes regressed on the predictors, over all units.
/// predictors  shape predictors × units, unit after unit; outcomes  shape periods × units
std::vector<double> regression_start(std::size_t predictors, std::size_t periods, std::size_t units,
                                     const std::vector<double>& predictor_values, const std::vector<double>& outcome_values);

}  // namespace outturn::stats
