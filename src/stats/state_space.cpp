#include "stats/state_space.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include <Eigen/Dense>
#include <boost/math/tools/minima.hpp>

namespace outturn::stats {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

/// The moving part: starts at zero, since where it starts is a fixed column. Variances relative to some scale.
struct Motion {
  MatrixXd transition;
  VectorXd observed;
  VectorXd steps;  ///< variances, diagonal
  VectorXd start;  ///< variance at the start; free to choose for the level, whose start is a fixed column
  double irregular{};

  Motion(const MovingParts& parts, const StepVariances& v) : irregular(parts.irregular ? v.irregular : 0) {
    const Eigen::Index trend = parts.slope ? 2 : parts.level ? 1 : 0;
    const Eigen::Index season = parts.season >= 2 ? static_cast<Eigen::Index>(parts.season) - 1 : 0;
    const auto size = trend + season;
    transition = MatrixXd::Zero(size, size);
    observed = steps = start = VectorXd::Zero(size);
    if (trend > 0) {
      transition(0, 0) = observed(0) = 1;
      steps(0) = parts.level ? v.level : 0;
      if (!parts.irregular) start(0) = std::max(v.level, v.slope);  // or the first value would have no variance at all
    }
    if (trend > 1) {
      transition(0, 1) = transition(1, 1) = 1;
      steps(1) = v.slope;
    }
    if (season > 0) {
      transition.row(trend).tail(season).setConstant(-1);
      for (Eigen::Index s = 1; s < season; ++s) transition(trend + s, trend + s - 1) = 1;
      observed(trend) = 1;
      steps(trend) = v.season;
    }
  }
};

/// One pass of the filter over several series at once (the values and each column): their errors share gains and variances.
struct Filtered {
  MatrixXd errors;     ///< n × series
  VectorXd variances;  ///< n
  MatrixXd state;      ///< predicted for the next row, states × series
  MatrixXd spread;     ///< its variance
};

Filtered filtered(const Motion& motion, const MatrixXd& series) {
  const auto n = series.rows();
  const auto size = motion.observed.size();
  Filtered pass{series, VectorXd::Constant(n, motion.irregular), MatrixXd::Zero(size, series.cols()), motion.start.asDiagonal()};
  if (size == 0) return pass;
  VectorXd seen(size);
  VectorXd gain(size);
  MatrixXd moved(size, size);
  for (Eigen::Index t = 0; t < n; ++t) {
    seen.noalias() = pass.spread * motion.observed;
    const double variance = motion.observed.dot(seen) + motion.irregular;
    pass.variances(t) = variance;
    pass.errors.row(t).noalias() -= motion.observed.transpose() * pass.state;
    gain = seen / variance;
    pass.state.noalias() += gain * pass.errors.row(t);
    pass.spread.noalias() -= gain * seen.transpose();
    pass.state = (motion.transition * pass.state).eval();
    moved.noalias() = motion.transition * pass.spread;
    pass.spread.noalias() = moved * motion.transition.transpose();
    pass.spread.diagonal() += motion.steps;
  }
  return pass;
}

MatrixXd beside(const Design& columns, std::span<const double> values) {
  const auto n = static_cast<Eigen::Index>(values.size());
  const auto rows = static_cast<Eigen::Index>(columns.rows);
  const auto k = static_cast<Eigen::Index>(columns.columns());
  MatrixXd together(n, k + 1);
  together.leftCols(k) = Eigen::Map<const MatrixXd>(columns.values.data(), rows, k).topRows(n);
  together.col(k) = Eigen::Map<const VectorXd>(values.data(), n);
  return together;
}

/// The regression of whitened values on whitened columns.
struct Whitened {
  MatrixXd r;  ///< upper triangle of columns and values together
  double log_variances{};
  double sum_of_squares{};
};

Whitened whitened(const Motion& motion, const MatrixXd& together) {
  auto pass = filtered(motion, together);
  pass.errors = pass.variances.cwiseSqrt().cwiseInverse().asDiagonal() * pass.errors;
  const auto k = together.cols() - 1;
  Eigen::HouseholderQR<Eigen::Ref<MatrixXd>> qr(pass.errors);
  const MatrixXd r = qr.matrixQR().topRows(k + 1).triangularView<Eigen::Upper>();
  return {r, pass.variances.array().log().sum(), r(k, k) * r(k, k)};
}

/// Which variances may be chosen, relative to the first of them that is there.
struct Free {
  std::vector<double StepVariances::*> moved;
  double StepVariances::*base{nullptr};

  explicit Free(const MovingParts& parts) {
    if (parts.irregular) moved.push_back(&StepVariances::irregular);
    if (parts.level) moved.push_back(&StepVariances::level);
    if (parts.slope) moved.push_back(&StepVariances::slope);
    if (parts.season >= 2) moved.push_back(&StepVariances::season);
    base::ensure(!moved.empty(), "a series has some chance in it");
    base = moved.front();
    moved.erase(moved.begin());
  }
  StepVariances at(const VectorXd& log_ratios) const {
    StepVariances v;
    v.*base = 1;
    for (std::size_t i = 0; i < moved.size(); ++i) v.*moved[i] = std::exp(log_ratios(static_cast<Eigen::Index>(i)));
    return v;
  }
};

constexpr double least_log_ratio = -18;
constexpr double most_log_ratio = 12;

/// Nelder and Mead's search within the box of log ratios.
template <class Function>
VectorXd searched(Function value, VectorXd from) {
  const auto size = from.size();
  std::vector<VectorXd> corner(static_cast<std::size_t>(size) + 1, from);
  std::vector<double> height;
  const auto inside = [](const VectorXd& v) { return VectorXd(v.cwiseMax(least_log_ratio).cwiseMin(most_log_ratio)); };
  for (Eigen::Index i = 0; i < size; ++i) corner[static_cast<std::size_t>(i) + 1](i) += 2;
  for (auto& c : corner) height.push_back(value(c = inside(c)));
  constexpr int most_turns = 160;
  std::vector<std::size_t> order(corner.size());
  for (int turn = 0; turn < most_turns; ++turn) {
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::sort(order, [&](auto a, auto b) { return height[a] < height[b]; });
    const auto best = order.front();
    const auto worst = order.back();
    if (height[worst] - height[best] < 1e-10 * (std::abs(height[best]) + 1)) break;
    VectorXd middle = VectorXd::Zero(size);
    for (std::size_t i = 0; i + 1 < order.size(); ++i) middle += corner[order[i]] / static_cast<double>(size);
    const auto tried = [&](double by) {
      const VectorXd at = inside(middle + by * (corner[worst] - middle));
      return std::pair{at, value(at)};
    };
    auto [at, here] = tried(-1);
    if (here < height[best]) {
      if (const auto [further, there] = tried(-2); there < here) at = further, here = there;
    } else if (here >= height[order[order.size() - 2]]) {
      std::tie(at, here) = tried(here < height[worst] ? -0.5 : 0.5);
      if (here >= height[worst]) {
        for (const auto i : order) {
          if (i == best) continue;
          corner[i] = (corner[i] + corner[best]) / 2;
          height[i] = value(corner[i]);
        }
        continue;
      }
    }
    corner[worst] = at;
    height[worst] = here;
  }
  return corner[static_cast<std::size_t>(std::ranges::min_element(height) - height.begin())];
}

template <class Function>
VectorXd lowest(Function value, std::size_t ratios) {
  if (ratios == 0) return VectorXd(0);
  if (ratios == 1) {
    constexpr int steps = 20;
    const auto grid = [](int i) { return least_log_ratio + (most_log_ratio - least_log_ratio) * i / steps; };
    const auto at = [&](double ratio) { return value(VectorXd::Constant(1, ratio)); };
    int best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (int i = 0; i <= steps; ++i) {
      if (const double here = at(grid(i)); here < least) least = here, best = i;
    }
    constexpr int bits = 26;
    return VectorXd::Constant(1, boost::math::tools::brent_find_minima(at, grid(std::max(best - 1, 0)), grid(std::min(best + 1, steps)), bits).first);
  }
  VectorXd best;
  double least = std::numeric_limits<double>::infinity();
  for (const double from : {-1.0, -5.0, -10.0}) {
    const VectorXd found = searched(value, VectorXd::Constant(static_cast<Eigen::Index>(ratios), from));
    if (const double here = value(found); here < least) least = here, best = found;
  }
  return best;
}

}  // namespace

namespace {

/// −2 log likelihood at given ratios, the scale profiled out, and the fit there.
struct AtRatios {
  Whitened white;
  double deviance{};
  double scale{};
};

AtRatios at_ratios(const MovingParts& parts, const StepVariances& relative, const MatrixXd& together, Eigen::Index integrated) {
  const auto k = together.cols() - 1;
  const double freedom = static_cast<double>(together.rows() - integrated);
  const double smallest = 1e-24 * together.col(k).squaredNorm() + 1e-300;
  AtRatios at{.white = whitened(Motion(parts, relative), together)};
  at.scale = std::max(at.white.sum_of_squares, smallest) / freedom;
  at.deviance = at.white.log_variances + 2 * at.white.r.diagonal().head(integrated).array().abs().log().sum() + freedom * std::log(at.scale);
  return at;
}

StateSpaceFit fit_at(const StepVariances& relative, const AtRatios& at, Eigen::Index rows, Eigen::Index integrated) {
  const auto k = at.white.r.cols() - 1;
  const double freedom = static_cast<double>(rows - integrated);
  StateSpaceFit fit;
  fit.freedom = static_cast<std::size_t>(rows - k);
  for (const auto part : {&StepVariances::irregular, &StepVariances::level, &StepVariances::slope, &StepVariances::season}) {
    fit.variances.*part = relative.*part * at.scale;
  }
  const MatrixXd inverse = at.white.r.topLeftCorner(k, k).triangularView<Eigen::Upper>().solve(MatrixXd::Identity(k, k));
  const VectorXd b = inverse * at.white.r.col(k).head(k);
  const MatrixXd covariance = at.scale * inverse * inverse.transpose();
  fit.coefficients.assign(b.data(), b.data() + k);
  fit.covariance.assign(covariance.data(), covariance.data() + covariance.size());
  fit.log_likelihood = -0.5 * (freedom * (std::log(2 * std::numbers::pi) + 1) + at.deviance);
  return fit;
}

}  // namespace

base::Checked<StateSpaceFit> state_space(const MovingParts& parts, const Design& columns, std::span<const double> values, Likelihood kind, std::size_t diffuse) {
  const auto ordinary = least_squares(columns, values);
  if (!ordinary) return base::refuse(ordinary.error());
  const auto together = beside(columns, values);
  const auto integrated = static_cast<Eigen::Index>(kind == Likelihood::restricted ? columns.columns() : diffuse);
  const Free free(parts);
  const VectorXd ratios = lowest([&](const VectorXd& at) { return at_ratios(parts, free.at(at), together, integrated).deviance; }, free.moved.size());
  const auto relative = free.at(ratios);
  return fit_at(relative, at_ratios(parts, relative, together, integrated), together.rows(), integrated);
}

StateSpaceFit state_space_at(const MovingParts& parts, const StepVariances& relative, const Design& columns, std::span<const double> values) {
  const auto together = beside(columns, values);
  const auto k = static_cast<Eigen::Index>(columns.columns());
  return fit_at(relative, at_ratios(parts, relative, together, k), together.rows(), k);
}

OneStepErrors one_step_errors(const MovingParts& parts, const StepVariances& variances, const Design& columns, std::span<const double> values) {
  const auto together = beside(columns, values);
  const auto n = together.rows();
  const auto k = together.cols() - 1;
  const auto pass = filtered(Motion(parts, variances), together);
  const VectorXd length = together.leftCols(k).colwise().norm().cwiseMax(1e-300);
  MatrixXd seen = MatrixXd::Zero(k, k);
  VectorXd told = VectorXd::Zero(k);
  OneStepErrors answer;
  for (Eigen::Index t = 0; t < n; ++t) {
    const VectorXd row = pass.errors.row(t).head(k).transpose().cwiseQuotient(length);
    double error = std::numeric_limits<double>::quiet_NaN();
    double variance = error;
    if (t >= k) {
      const Eigen::LDLT<MatrixXd> factor(seen);
      const auto pivots = factor.vectorD().array();
      if (k == 0 || pivots.minCoeff() > 1e-12 * pivots.maxCoeff()) {
        error = pass.errors(t, k) - row.dot(factor.solve(told));
        variance = pass.variances(t) + row.dot(factor.solve(row));
      }
    }
    answer.errors.push_back(error);
    answer.variances.push_back(variance);
    seen += row * row.transpose() / pass.variances(t);
    told += row * pass.errors(t, k) / pass.variances(t);
  }
  return answer;
}

Forecasts forecasts(const MovingParts& parts, const StateSpaceFit& fit, const Design& columns, std::span<const double> values) {
  const Motion motion(parts, fit.variances);
  auto pass = filtered(motion, beside(columns, values));
  const auto n = static_cast<Eigen::Index>(values.size());
  const auto m = static_cast<Eigen::Index>(columns.rows) - n;
  const auto k = static_cast<Eigen::Index>(columns.columns());
  const Eigen::Map<const MatrixXd> w(columns.values.data(), n + m, k);
  const Eigen::Map<const VectorXd> b(fit.coefficients.data(), k);
  const Eigen::Map<const MatrixXd> of_b(fit.covariance.data(), k, k);
  MatrixXd covariance = MatrixXd::Zero(m, m);
  MatrixXd by_column(m, k);
  VectorXd means(m);
  const bool moves = motion.observed.size() > 0;
  for (Eigen::Index h = 0; h < m; ++h) {
    by_column.row(h) = w.row(n + h);
    means(h) = 0;
    covariance(h, h) = motion.irregular;
    if (moves) {
      by_column.row(h) -= motion.observed.transpose() * pass.state.leftCols(k);
      means(h) = motion.observed.dot(pass.state.col(k));
      Eigen::RowVectorXd shared = motion.observed.transpose() * pass.spread;
      covariance(h, h) += shared.dot(motion.observed);
      for (Eigen::Index later = h + 1; later < m; ++later) {
        shared = (shared * motion.transition.transpose()).eval();
        covariance(h, later) = covariance(later, h) = shared.dot(motion.observed);
      }
      pass.state = (motion.transition * pass.state).eval();
      pass.spread = (motion.transition * pass.spread * motion.transition.transpose()).eval();
      pass.spread.diagonal() += motion.steps;
    }
    means(h) += by_column.row(h) * b;
  }
  covariance += by_column * of_b * by_column.transpose();
  return {{means.data(), means.data() + m}, {covariance.data(), covariance.data() + covariance.size()}};
}

std::vector<PossibleFit> possible_fits(const MovingParts& parts, const StateSpaceFit& fit, const Design& columns, std::span<const double> values) {
  std::vector<PossibleFit> each;
  if (!parts.irregular || !parts.level) {
    each.push_back({1, fit});
    return each;
  }
  constexpr double slope_scale = 0.05;
  const int level_points = parts.slope ? 12 : 24;
  const int slope_points = parts.slope ? 12 : 1;
  Design before{.rows = values.size()};
  for (std::size_t c = 0; c < columns.columns(); ++c) before.add(columns.names[c], columns.column(c).first(values.size()));
  const auto ratio = [](int point, int points) {
    const double sd = std::tan(std::numbers::pi / 2 * (point + 0.5) / points);
    return sd * sd;
  };
  double total = 0;
  for (int l = 0; l < level_points; ++l) {
    for (int s = 0; s < slope_points; ++s) {
      StepVariances relative{.irregular = 1, .level = ratio(l, level_points)};
      if (parts.slope) relative.slope = slope_scale * slope_scale * ratio(s, slope_points);
      if (fit.variances.irregular > 0) relative.season = std::min(fit.variances.season / fit.variances.irregular, 1e6);
      auto here = state_space_at(parts, relative, before, values);
      const double weight = std::exp(here.log_likelihood - fit.log_likelihood);
      constexpr double negligible = 1e-6;
      if (!(weight > negligible)) continue;
      total += weight;
      each.push_back({weight, std::move(here)});
    }
  }
  if (each.empty()) each.push_back({total = 1, fit});
  for (auto& one : each) one.weight /= total;
  return each;
}

std::vector<PossibleForecasts> possible_forecasts(const MovingParts& parts, const StateSpaceFit& fit, const Design& columns, std::span<const double> values) {
  std::vector<PossibleForecasts> each;
  for (const auto& [weight, here] : possible_fits(parts, fit, columns, values)) each.push_back({weight, forecasts(parts, here, columns, values)});
  return each;
}

}  // namespace outturn::stats
