#include "stats/design.h"

#include <cmath>
#include <cstdint>

namespace outturn::stats {

void check_values(std::span<const double> values, std::string_view field, base::Issues& issues) {
  constexpr double largest = 1e100;  // so that sums of squares stay finite
  const auto count = static_cast<std::int64_t>(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto position = static_cast<std::int64_t>(i + 1);
    if (!std::isfinite(values[i])) {
      issues.push_back({std::string(field), "stats.not_a_number", {{"position", position}, {"count", count}}});
    } else if (std::abs(values[i]) > largest) {
      issues.push_back({std::string(field), "stats.too_large", {{"position", position}, {"count", count}}});
    }
  }
}

}  // namespace outturn::stats
