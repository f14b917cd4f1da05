#include <algorithm>
#include <cmath>
#include <limits>

#include "chart/scale.h"
#include "chart/trend.h"

namespace outturn::chart {

std::string sparkline(const language::Words& words, const Sparkline& given) {
  constexpr double width = 176;
  constexpr double height = 56;
  constexpr double left = 5;
  constexpr double right = 167;
  constexpr double top = 9;
  constexpr double bottom = 46;
  const auto points = in_order(given.points);

  double first = std::numeric_limits<double>::infinity();
  double last = -first;
  double least = first;
  double most = -first;
  const auto hold = [&](double day, double value) {
    first = std::min(first, day);
    last = std::max(last, day);
    least = std::min(least, value);
    most = std::max(most, value);
  };
  const Point* newest = nullptr;
  for (const auto& point : points) {
    if (!point.present()) continue;
    hold(middle(point.period), *point.value);
    newest = &point;
  }
  const auto comparison = in_order(given.comparison);
  for (const auto& point : comparison) {
    if (point.present()) hold(middle(point.period), *point.value);
  }
  if (given.target) {
    hold(middle(given.target->due), target_low(*given.target));
    hold(middle(given.target->due), target_high(*given.target));
  }
  const auto spot = [&](base::Period period, double value) {
    const double across = last > first ? (middle(period) - first) / (last - first) : 0.5;
    const double up = most > least ? (value - least) / (most - least) : 0.5;
    return Spot{left + across * (right - left), bottom - up * (bottom - top)};
  };

  const auto pieces_of = [&](const std::vector<Point>& series) {
    std::vector<std::vector<Spot>> pieces(1);
    for (const auto& point : series) {
      if (point.present()) {
        pieces.back().push_back(spot(point.period, *point.value));
      } else if (!pieces.back().empty()) {
        pieces.emplace_back();
      }
    }
    return pieces;
  };

  Drawing drawing(width, height);
  std::string behind;
  for (const auto& piece : pieces_of(comparison)) behind += polyline(simplified_to(piece, 60));
  if (!behind.empty()) drawing.path("comparison", behind);
  if (newest != nullptr && given.target) {
    drawing.path("path", polyline({spot(newest->period, *newest->value),
                                   spot(given.target->due, target_near(*given.target, *newest->value))}));
  }
  const auto pieces = pieces_of(points);
  std::string line;
  std::size_t dots = 0;
  for (const auto& piece : pieces) {
    line += polyline(simplified_to(piece, std::max<std::size_t>(2, 90 / pieces.size())));
    if (piece.size() == 1 && dots++ < 10) drawing.circle("observed-dot", piece[0], 2);
  }
  drawing.path("observed", line);
  if (newest != nullptr) {
    drawing.circle(newest->provisional ? "provisional" : "observed-dot", spot(newest->period, *newest->value), 3.4);
  }
  if (given.target) {
    const auto low = spot(given.target->due, target_low(*given.target));
    const auto high = spot(given.target->due, target_high(*given.target));
    const auto* mark = given.target->alone ? "target-alone" : "target";
    if (low.y - high.y > 3) {
      drawing.rectangle(mark, {low.x - 4, high.y}, 8, low.y - high.y);
    } else {
      drawing.diamond(mark, low, 5);
    }
  }
  if (newest == nullptr && !given.target) {
    drawing.text("empty", {width / 2, 32}, Anchor::middle, words.say("chart.empty"));
  }
  const auto targets = given.target ? std::vector<Target>{*given.target} : std::vector<Target>{};
  return drawing.finished({given.id, given.title,
                           given.description.empty() ? described(words, given.unit, points, targets)
                                                     : given.description,
                           false});
}

}  // namespace outturn::chart
