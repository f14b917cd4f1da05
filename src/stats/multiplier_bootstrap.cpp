#include "stats/multiplier_bootstrap.h"

#include <algorithm>
#include <cmath>
#include <random>

#include <Eigen/Dense>

#include "stats/distributions.h"

namespace outturn::stats {

namespace {

/// The smallest value with at least share p of the others at or below it. Moves the values about.
double quantile(std::vector<double>& values, double p) {
  const auto at = static_cast<std::ptrdiff_t>(std::max(std::ceil(static_cast<double>(values.size()) * p) - 1, 0.0));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<std::size_t>(at)];
}

}  // namespace

double MultiplierDraws::critical_value(std::size_t from, std::size_t to, double level, std::size_t units) const {
  std::vector<double> largest(draws, 0.0);
  const double root = std::sqrt(static_cast<double>(units));
  for (std::size_t c = from; c < to; ++c) {
    if (!(errors[c] > 0)) continue;
    for (std::size_t b = 0; b < draws; ++b) largest[b] = std::max(largest[b], std::abs(values[c * draws + b]) / (errors[c] * root));
  }
  return quantile(largest, level);
}

MultiplierDraws multiplier_bootstrap(std::span<const double> influence, std::size_t units, std::size_t draws, std::uint64_t seed) {
  const auto n = static_cast<Eigen::Index>(units);
  const auto estimates = static_cast<Eigen::Index>(influence.size() / units);
  const Eigen::Map<const Eigen::MatrixXd> u(influence.data(), n, estimates);
  const double root_five = std::sqrt(5.0);
  const double low = (1 - root_five) / 2;
  const double high = (1 + root_five) / 2;
  const auto threshold = static_cast<std::uint64_t>((root_five + 1) / (2 * root_five) * 4294967296.0);

  MultiplierDraws answer{.draws = draws};
  answer.values.resize(draws * static_cast<std::size_t>(estimates));
  Eigen::Map<Eigen::MatrixXd> values(answer.values.data(), static_cast<Eigen::Index>(draws), estimates);
  std::mt19937_64 random(seed);
  constexpr Eigen::Index block = 64;
  Eigen::MatrixXd multipliers(n, block);
  const double scale = 1 / std::sqrt(static_cast<double>(units));
  for (Eigen::Index done = 0; done < values.rows(); done += block) {
    const auto now = std::min(block, values.rows() - done);
    for (Eigen::Index i = 0; i < n * now; i += 2) {
      const std::uint64_t bits = random();
      multipliers.data()[i] = (bits & 0xffffffffU) < threshold ? low : high;
      if (i + 1 < n * now) multipliers.data()[i + 1] = (bits >> 32) < threshold ? low : high;
    }
    values.middleRows(done, now).noalias() = scale * (multipliers.leftCols(now).transpose() * u);
  }

  const double quartiles_apart = normal_quantile(0.75) - normal_quantile(0.25);
  std::vector<double> column(draws);
  for (Eigen::Index c = 0; c < estimates; ++c) {
    std::copy_n(values.col(c).data(), draws, column.begin());
    const double spread = quantile(column, 0.75) - quantile(column, 0.25);
    answer.errors.push_back(spread / quartiles_apart / std::sqrt(static_cast<double>(units)));
  }
  return answer;
}

}  // namespace outturn::stats
