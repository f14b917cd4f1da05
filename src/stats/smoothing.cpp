#include "stats/smoothing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace outturn::stats {
namespace {

/// One pass over the series with the weights held: the errors are linear in the first level and slope, which are solved for.
struct Pass {
  double squares{};
  double first_level{};
  double first_slope{};
};

Pass pass(std::span<const double> values, double a, double b, double damping, bool solve_slope, double slope) {
  // State of the series itself, and of the responses to a first level of one and a first slope of one.
  double level = 0;
  double trend = slope;
  double level_response = 1;
  double level_to_slope = 0;
  double trend_response = 0;
  double trend_slope = 1;
  double xx = 0, xy = 0, yy = 0, xe = 0, ye = 0, ee = 0;
  for (const double value : values) {
    const double expected = level + damping * trend;
    const double x = level_response + damping * level_to_slope;  // response of what is expected to the first level
    const double y = trend_response + damping * trend_slope;     // and to the first slope
    trend *= damping;
    level_to_slope *= damping;
    trend_slope *= damping;
    if (std::isnan(value)) {
      level = expected;
      level_response = x;
      trend_response = y;
      continue;
    }
    const double error = value - expected;
    xx += x * x;
    xy += x * y;
    yy += y * y;
    xe += x * error;
    ye += y * error;
    ee += error * error;
    level = expected + a * error;
    trend += b * error;
    level_response = x * (1 - a);
    level_to_slope -= b * x;
    trend_response = y * (1 - a);
    trend_slope -= b * y;
  }
  Pass made;
  if (solve_slope) {
    const double determinant = xx * yy - xy * xy;
    if (determinant > 1e-12 * xx * yy) {
      made.first_level = (xe * yy - ye * xy) / determinant;
      made.first_slope = (ye * xx - xe * xy) / determinant;
    } else {
      made.first_level = xe / xx;
    }
    made.squares = ee - made.first_level * xe - made.first_slope * ye;
  } else {
    made.first_level = xe / xx;
    made.first_slope = slope;
    made.squares = ee - made.first_level * xe;
  }
  made.squares = std::max(made.squares, 0.0);
  return made;
}

using Parameters = std::array<double, 3>;

/// Least value of a function of a few numbers by the simplex search of Nelder and Mead.
template <class Function>
Parameters least(const Function& function, Parameters start, const Parameters& stride, int dimensions, int evaluations) {
  std::array<Parameters, 4> corner;
  std::array<double, 4> at{};
  for (int i = 0; i <= dimensions; ++i) {
    corner[i] = start;
    if (i > 0) corner[i][i - 1] += stride[i - 1];
    at[i] = function(corner[i]);
  }
  int used = dimensions + 1;
  while (used < evaluations) {
    int best = 0, worst = 0;
    for (int i = 1; i <= dimensions; ++i) {
      if (at[i] < at[best]) best = i;
      if (at[i] >= at[worst]) worst = i;
    }
    if (at[worst] - at[best] <= 1e-7 * std::abs(at[best])) break;
    Parameters middle{};
    for (int i = 0; i <= dimensions; ++i) {
      if (i == worst) continue;
      for (int d = 0; d < dimensions; ++d) middle[d] += corner[i][d] / dimensions;
    }
    const auto away = [&](double distance) {
      Parameters point{};
      for (int d = 0; d < dimensions; ++d) point[d] = middle[d] + distance * (corner[worst][d] - middle[d]);
      return point;
    };
    double second = -std::numeric_limits<double>::infinity();
    for (int i = 0; i <= dimensions; ++i)
      if (i != worst) second = std::max(second, at[i]);
    Parameters next = away(-1);
    double reached = function(next);
    ++used;
    if (reached < at[best]) {
      const Parameters further = away(-2);
      const double there = function(further);
      ++used;
      if (there < reached) {
        next = further;
        reached = there;
      }
    } else if (reached >= second) {
      const Parameters nearer = away(reached < at[worst] ? -0.5 : 0.5);
      const double there = function(nearer);
      ++used;
      if (there < std::min(reached, at[worst])) {
        next = nearer;
        reached = there;
      } else {
        for (int i = 0; i <= dimensions; ++i) {
          if (i == best) continue;
          for (int d = 0; d < dimensions; ++d) corner[i][d] = (corner[i][d] + corner[best][d]) / 2;
          at[i] = function(corner[i]);
          ++used;
        }
        continue;
      }
    }
    corner[worst] = next;
    at[worst] = reached;
  }
  int best = 0;
  for (int i = 1; i <= dimensions; ++i)
    if (at[i] < at[best]) best = i;
  return corner[best];
}

double squeezed(double free, double low, double high) { return low + (high - low) / (1 + std::exp(-free)); }
double opened(double value, double low, double high) { return std::log((value - low) / (high - value)); }

constexpr double least_weight = 0.005;
constexpr double most_weight = 1.0;
constexpr double least_damping = 0.75;
constexpr double most_damping = 0.985;

}  // namespace

double Smoothing::expected(int step) const {
  if (damping == 1) return level + step * slope;
  double sum = 0;
  double power = 1;
  for (int i = 0; i < step; ++i) sum += power *= damping;
  return level + sum * slope;
}

double Smoothing::criterion() const {
  const int k = parameters + 1;
  if (errors <= k + 1) return std::numeric_limits<double>::infinity();
  return errors * std::log(std::max(squares, 1e-300) / errors) + 2.0 * k + 2.0 * k * (k + 1) / (errors - k - 1);
}

Smoothing fitted_smoothing(std::span<const double> values, const SmoothingKind& kind) {
  using Slope = SmoothingKind::Slope;
  const bool moving = kind.slope == Slope::damped || kind.slope == Slope::lasting;
  const bool solved = moving || kind.slope == Slope::constant;
  const double held = kind.slope == Slope::given ? kind.given_slope : 0;
  const double held_damping = kind.slope == Slope::none ? 0 : 1;

  Smoothing made;
  const auto weights = [&](const Parameters& p) {
    const double a = squeezed(p[0], least_weight, most_weight);
    const double b = moving ? a * squeezed(p[1], 0, 1) : 0;
    const double damping = kind.slope == Slope::damped ? squeezed(p[2], least_damping, most_damping) : held_damping;
    return Parameters{a, b, damping};
  };
  const auto squares = [&](const Parameters& p) {
    const Parameters w = weights(p);
    return pass(values, w[0], w[1], w[2], solved, held).squares;
  };
  // The best of a few starts, then the simplex search from there.
  Parameters start{};
  double lowest = std::numeric_limits<double>::infinity();
  for (const double a : {0.1, 0.3, 0.6, 0.9}) {
    for (const double b : {0.02, 0.25}) {
      if (!moving && b != 0.02) continue;
      const Parameters p{opened(a, least_weight, most_weight), opened(b, 0, 1), opened(0.9, least_damping, most_damping)};
      const double there = squares(p);
      if (there < lowest) {
        lowest = there;
        start = p;
      }
    }
  }
  const int dimensions = !moving ? 1 : kind.slope == Slope::damped ? 3 : 2;
  const Parameters found = least(squares, start, {0.7, 1.0, 1.0}, dimensions, dimensions == 1 ? 16 : 20 * dimensions);
  const Parameters w = weights(found);
  const Pass fit = pass(values, w[0], w[1], w[2], solved, held);
  made.level_weight = w[0];
  made.slope_weight = w[1];
  made.damping = w[2];
  made.first_level = made.level = fit.first_level;
  made.first_slope = made.slope = fit.first_slope;
  made.squares = fit.squares;
  made.parameters = dimensions + 1 + (solved ? 1 : 0);
  for (const double value : values) {
    const double expected = made.level + made.damping * made.slope;
    made.slope *= made.damping;
    made.level = expected;
    if (std::isnan(value)) continue;
    const double error = value - expected;
    made.level += made.level_weight * error;
    made.slope += made.slope_weight * error;
    ++made.errors;
  }
  return made;
}

std::vector<double> errors_ahead(std::span<const double> values, std::span<const Smoothing> smoothings, int steps) {
  const std::size_t n = values.size();
  std::vector<double> sums(steps);
  std::vector<int> counts(steps);
  struct State {
    double level, slope;
  };
  std::vector<State> now;
  for (const auto& smoothing : smoothings) now.push_back({smoothing.first_level, smoothing.first_slope});
  std::vector<double> expected(steps);
  const double share = 1 / static_cast<double>(smoothings.size());
  for (std::size_t t = 0; t < n; ++t) {
    // Seen from just before value t.
    const int reach = static_cast<int>(std::min<std::size_t>(steps, n - t));
    std::fill_n(expected.begin(), reach, 0.0);
    for (std::size_t k = 0; k < smoothings.size(); ++k) {
      const auto& smoothing = smoothings[k];
      auto& [level, slope] = now[k];
      double at = level;
      double moved = slope;
      for (int step = 0; step < reach; ++step) {
        moved *= smoothing.damping;
        at += moved;
        expected[step] += share * at;
      }
      slope *= smoothing.damping;
      level += slope;
      if (std::isnan(values[t])) continue;
      const double error = values[t] - level;
      level += smoothing.level_weight * error;
      slope += smoothing.slope_weight * error;
    }
    for (int step = 0; step < reach; ++step) {
      const double value = values[t + step];
      if (std::isnan(value)) continue;
      sums[step] += std::abs(value - expected[step]);
      ++counts[step];
    }
  }
  for (int step = 0; step < steps; ++step) sums[step] = counts[step] ? sums[step] / counts[step] : std::numeric_limits<double>::quiet_NaN();
  return sums;
}

}  // namespace outturn::stats
