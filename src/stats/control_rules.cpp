#include "stats/control_rules.h"

#include <cstdlib>

namespace outturn::stats::rules {
namespace {

constexpr std::size_t run_length = 7;

/// Marks [first, last) where it is long enough.
template <class Marks, class Mark>
void mark_if_long(Marks& marks, std::size_t first, std::size_t last, Mark mark) {
  if (last - first < run_length) return;
  for (std::size_t i = first; i < last; ++i) marks[i] = mark;
}

Variation variation_of(bool high, Improvement improvement) {
  switch (improvement) {
    case Improvement::up: return high ? Variation::improvement : Variation::concern;
    case Improvement::down: return high ? Variation::concern : Variation::improvement;
    case Improvement::neutral: break;
  }
  return high ? Variation::neutral_high : Variation::neutral_low;
}

bool is_high(Signal signal) {
  return signal == Signal::above_limit || signal == Signal::trend_up || signal == Signal::two_of_three_above || signal == Signal::shift_above;
}

}  // namespace

std::vector<bool> part_of_shift(const Sides& sides) {
  std::vector<bool> marks(sides.size(), false);
  std::size_t first = 0;
  for (std::size_t i = 1; i <= sides.size(); ++i) {
    if (i < sides.size() && sides[i] == sides[first]) continue;
    if (sides[first] != 0) mark_if_long(marks, first, i, true);
    first = i;
  }
  return marks;
}

std::vector<int> part_of_trend(std::span<const std::optional<double>> values) {
  std::vector<int> marks(values.size(), 0);
  const auto step = [&](std::size_t i) {
    if (!values[i] || !values[i - 1]) return 0;
    return *values[i] > *values[i - 1] ? 1 : *values[i] < *values[i - 1] ? -1 : 0;
  };
  std::size_t first = 0;
  int direction = 0;
  for (std::size_t i = 1; i <= values.size(); ++i) {
    const int here = i < values.size() ? step(i) : 0;
    if (i < values.size() && here == direction && here != 0) continue;
    if (direction != 0) mark_if_long(marks, first, i, direction);
    first = i - 1;
    direction = here;
  }
  return marks;
}

std::vector<bool> part_of_two_of_three(const std::vector<bool>& near, const Sides& sides) {
  std::vector<bool> marks(near.size(), false);
  for (std::size_t i = 0; i + 2 < near.size(); ++i) {
    if (std::abs(sides[i] + sides[i + 1] + sides[i + 2]) != 3) continue;
    if (near[i] + near[i + 1] + near[i + 2] < 2) continue;
    for (std::size_t k = i; k < i + 3; ++k) {
      if (near[k]) marks[k] = true;
    }
  }
  return marks;
}

void mark(std::span<ChartPoint> points, double centre, Improvement improvement) {
  const std::size_t n = points.size();
  Sides sides(n, 0);
  std::vector<bool> near(n, false);
  std::vector<int> outside(n, 0);
  std::vector<std::optional<double>> values(n);
  for (std::size_t i = 0; i < n; ++i) {
    const auto& point = points[i];
    values[i] = point.value;
    if (!point.value) continue;
    sides[i] = *point.value > centre ? 1 : *point.value < centre ? -1 : 0;
    outside[i] = *point.value > point.upper ? 1 : *point.value < point.lower ? -1 : 0;
    near[i] = outside[i] == 0 && (*point.value > point.near_upper || *point.value < point.near_lower);
  }
  const auto shift = part_of_shift(sides);
  const auto trend = part_of_trend(values);
  const auto two_of_three = part_of_two_of_three(near, sides);
  for (std::size_t i = 0; i < n; ++i) {
    auto& signals = points[i].signals;
    if (outside[i] != 0) signals.push_back(outside[i] > 0 ? Signal::above_limit : Signal::below_limit);
    if (trend[i] != 0) signals.push_back(trend[i] > 0 ? Signal::trend_up : Signal::trend_down);
    if (two_of_three[i]) signals.push_back(sides[i] > 0 ? Signal::two_of_three_above : Signal::two_of_three_below);
    if (shift[i]) signals.push_back(sides[i] > 0 ? Signal::shift_above : Signal::shift_below);
    if (!signals.empty()) points[i].variation = variation_of(is_high(signals.front()), improvement);
  }
}

}  // namespace outturn::stats::rules
