#include "stats/process_limits.h"

#include <cmath>

namespace outturn::stats {

base::Checked<ProcessLimits> process_limits(std::span<const double> values) {
  constexpr double expected_range_of_two = 1.128;  // d2 for n = 2, as tabulated
  const std::size_t n = values.size();
  if (n < 2) return base::refuse("values", "stats.too_few_values", {{"least", 2}, {"count", static_cast<std::int64_t>(n)}});

  base::Issues issues;
  for (std::size_t i = 0; i < n; ++i) {
    if (!std::isfinite(values[i])) {
      issues.push_back({"values", "stats.not_a_number", {{"position", static_cast<std::int64_t>(i + 1)}, {"count", static_cast<std::int64_t>(n)}}});
    }
  }
  if (!issues.empty()) return tl::unexpected(std::move(issues));

  double sum = 0;
  double moved = 0;
  for (std::size_t i = 0; i < n; ++i) {
    sum += values[i];
    if (i > 0) moved += std::abs(values[i] - values[i - 1]);
  }
  const double centre = sum / static_cast<double>(n);
  const double mean_moving_range = moved / static_cast<double>(n - 1);
  const double half_width = 3 * mean_moving_range / expected_range_of_two;
  return ProcessLimits{centre - half_width, centre, centre + half_width, mean_moving_range};
}

}  // namespace outturn::stats
