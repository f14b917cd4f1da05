#include "stats/wild_bootstrap.h"

#include <cmath>
#include <limits>

#include <Eigen/Dense>

#include "stats/random_draw.h"

namespace outturn::stats {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t most_enumerated = 12;  // 2^12 = 4096 combinations

MatrixXd weights_of(std::size_t clusters, const DifferenceOptions& options, bool enumerated) {
  const auto g = static_cast<Eigen::Index>(clusters);
  if (enumerated) {
    const Eigen::Index draws = Eigen::Index{1} << g;
    MatrixXd weights(g, draws);
    for (Eigen::Index d = 0; d < draws; ++d) {
      for (Eigen::Index c = 0; c < g; ++c) weights(c, d) = ((d >> c) & 1) != 0 ? -1 : 1;
    }
    return weights;
  }
  MatrixXd weights(g, static_cast<Eigen::Index>(options.draws));
  RandomDraw random(options.seed);
  constexpr std::size_t six = 6;
  const double sizes[six]{-std::sqrt(1.5), -1, -std::sqrt(0.5), std::sqrt(0.5), 1, std::sqrt(1.5)};
  for (Eigen::Index i = 0; i < weights.size(); ++i) {
    weights.data()[i] = options.weights == WildWeights::webb ? sizes[random.below(six)] : (random.bits() >> 63) != 0 ? 1 : -1;
  }
  return weights;
}

/// Everything about the draws that does not hang on the effect assumed: the residuals are y − b0 d.
class Draws {
 public:
  Draws(const Panel& panel, const TwoWayEffects& effects, const Design& columns, std::size_t column, const TwoWayRegression& fit,
        const DifferenceOptions& options) {
    const auto n = static_cast<Eigen::Index>(effects.observations());
    const auto groups = clusters_of(effects, options.clusters);
    const auto g = static_cast<Eigen::Index>(groups.count);
    enumerated = options.weights == WildWeights::rademacher && groups.count <= most_enumerated;
    weights_ = weights_of(groups.count, options, enumerated);

    MatrixXd others(n, 0);  // an orthonormal basis of the covariates without unit and period levels
    VectorXd d(n);
    VectorXd y(n);
    const auto read = [&](std::size_t c) {
      VectorXd values(n);
      for (Eigen::Index row = 0; row < n; ++row) values(row) = columns.values[c * columns.rows + effects.rows()[static_cast<std::size_t>(row)]];
      effects.remove({values.data(), effects.observations()});
      return values;
    };
    for (std::size_t c = 0; c < columns.columns(); ++c) {
      if (c == column) continue;
      VectorXd rest = read(c);
      for (int twice = 0; twice < 2; ++twice) rest -= others * (others.transpose() * rest);
      others.conservativeResize(Eigen::NoChange, others.cols() + 1);
      others.col(others.cols() - 1) = rest.normalized();
    }
    d = read(column);
    for (Eigen::Index row = 0; row < n; ++row) y(row) = panel.values[effects.rows()[static_cast<std::size_t>(row)]];
    effects.remove({y.data(), effects.observations()});
    d -= others * (others.transpose() * d);
    y -= others * (others.transpose() * y);
    const VectorXd direction = d / d.norm();

    const auto pieces = [&](const VectorXd& u, VectorXd& a, MatrixXd& c) {
      a = VectorXd::Zero(g);
      c = MatrixXd::Zero(g, g);
      for (Eigen::Index row = 0; row < n; ++row) a(of(groups, row)) += d(row) * u(row);
      VectorXd masked(n);
      for (Eigen::Index h = 0; h < g; ++h) {
        for (Eigen::Index row = 0; row < n; ++row) masked(row) = of(groups, row) == h ? u(row) : 0;
        effects.remove({masked.data(), effects.observations()});
        masked -= others * (others.transpose() * masked);
        masked -= direction * direction.dot(masked);
        for (Eigen::Index row = 0; row < n; ++row) c(of(groups, row), h) += d(row) * masked(row);
      }
    };
    pieces(y, a_y_, c_y_);
    pieces(d, a_d_, c_d_);
    square_ = d.squaredNorm();
    estimate = fit.coefficients[column];
    VectorXd scores = VectorXd::Zero(g);
    for (Eigen::Index row = 0; row < n; ++row) scores(of(groups, row)) += d(row) * fit.residuals[static_cast<std::size_t>(row)];
    error_ = scores.norm() / square_;
    from_effects_y_ = weights_.transpose() * a_y_;
    from_effects_d_ = weights_.transpose() * a_d_;
    scores_y_ = c_y_ * weights_;
    scores_d_ = c_d_ * weights_;
  }

  double estimate{};
  bool enumerated{};
  std::size_t count() const { return static_cast<std::size_t>(weights_.cols()); }
  double error() const { return error_; }

  /// Share of draws at least as far out as what was found, under "the effect is `assumed`".
  double p_value(double assumed) const {
    constexpr double as_far = 1 - 1e-9;  // the draw that leaves all signs as they are must count
    const double found = error_ > 0 ? std::abs(estimate - assumed) / error_ : std::numeric_limits<double>::infinity();
    std::size_t beyond = 0;
    for (Eigen::Index draw = 0; draw < weights_.cols(); ++draw) {
      const double moved = std::abs(from_effects_y_(draw) - assumed * from_effects_d_(draw));
      const double spread = (scores_y_.col(draw) - assumed * scores_d_.col(draw)).norm();
      beyond += spread > 1e-12 * moved ? moved / spread >= found * as_far : moved > 0;
    }
    return static_cast<double>(beyond) / static_cast<double>(count());
  }

 private:
  static Eigen::Index of(const Clusters& groups, Eigen::Index row) { return static_cast<Eigen::Index>(groups.of_row[static_cast<std::size_t>(row)]); }

  MatrixXd weights_;
  VectorXd a_y_, a_d_;
  MatrixXd c_y_, c_d_;
  VectorXd from_effects_y_, from_effects_d_;
  MatrixXd scores_y_, scores_d_;
  double square_{}, error_{};
};

/// The end of the interval in a direction: the last assumed effect that is not rejected.
double end_of_interval(const Draws& draws, double direction, double rejected_below) {
  double step = 2 * draws.error();
  double kept = 0;
  double out = step;
  constexpr int most_doublings = 20;
  int doublings = 0;
  while (draws.p_value(draws.estimate + direction * out) > rejected_below) {
    if (++doublings > most_doublings) return direction * std::numeric_limits<double>::infinity();
    kept = out;
    out *= 1.6;
  }
  for (int halving = 0; halving < 40; ++halving) {
    const double middle = (kept + out) / 2;
    (draws.p_value(draws.estimate + direction * middle) > rejected_below ? kept : out) = middle;
  }
  return draws.estimate + direction * (kept + out) / 2;
}

}  // namespace

WildBootstrap wild_bootstrap(const Panel& panel, const TwoWayEffects& effects, const Design& columns, std::size_t column,
                             const TwoWayRegression& fit, const DifferenceOptions& options) {
  const Draws draws(panel, effects, columns, column, fit, options);
  WildBootstrap answer{.p_value = draws.p_value(0), .lower = draws.estimate, .upper = draws.estimate,
                       .draws = draws.count(), .enumerated = draws.enumerated};
  if (!(draws.error() > 0)) return answer;
  answer.lower = end_of_interval(draws, -1, 1 - options.level);
  answer.upper = end_of_interval(draws, 1, 1 - options.level);
  return answer;
}

}  // namespace outturn::stats
