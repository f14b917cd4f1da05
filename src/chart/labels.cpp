#include "chart/labels.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace outturn::chart {
namespace {

// Liang and Barsky (1984): whether a segment touches the box.
bool crosses(Spot from, Spot to, const Box& box) {
  double enter = 0;
  double leave = 1;
  const double x = to.x - from.x;
  const double y = to.y - from.y;
  const double steps[] = {-x, x, -y, y};
  const double rooms[] = {from.x - box.left, box.left + box.width - from.x, from.y - box.top,
                          box.top + box.height - from.y};
  for (int side = 0; side < 4; ++side) {
    if (steps[side] == 0) {
      if (rooms[side] < 0) return false;
      continue;
    }
    const double at = rooms[side] / steps[side];
    if (steps[side] < 0) {
      enter = std::max(enter, at);
    } else {
      leave = std::min(leave, at);
    }
  }
  return enter <= leave;
}

}  // namespace

double Labels::cost(const Box& box) const {
  constexpr double never = std::numeric_limits<double>::infinity();
  if (box.left < frame_.left || box.top < frame_.top || box.left + box.width > frame_.left + frame_.width ||
      box.top + box.height > frame_.top + frame_.height) {
    return never;
  }
  const Box with_air{box.left - 3, box.top - 1, box.width + 6, box.height + 2};
  for (const auto& other : taken_) {
    if (with_air.overlaps(other)) return never;
  }
  double crossed = 0;
  for (const auto& line : lines_) {
    for (std::size_t i = 1; i < line.size(); ++i) {
      if (crosses(line[i - 1], line[i], box)) crossed += 10;
    }
  }
  return crossed;
}

bool Labels::place(Drawing& drawing, std::string_view text_class, Spot spot, std::string_view text, bool needed) {
  const double width = text_width(text, text_class);
  std::optional<Spot> best;
  double least = needed ? std::numeric_limits<double>::infinity() : 4.5;  // near, and crossing nothing
  // Above, level with or beside the mark; then it moves up or down only. Its middle slides so that it stays in the frame.
  const double low = frame_.left + width / 2;
  const double high = frame_.left + frame_.width - width / 2;
  if (low > high) return false;
  for (const double aside : {0.0, -0.5, 0.5}) {
    const double x = std::clamp(spot.x + aside * (width + 18), low, high);
    const auto try_at = [&](double y, double distance) {
      const auto price = cost(text_box(text, text_class, {x, y}, Anchor::middle)) + distance;
      if (price < least) {
        least = price;
        best = Spot{x, y};
      }
    };
    if (aside != 0 && std::abs(x - spot.x) >= width / 2 + 8) try_at(spot.y + 4.5, aside > 0 ? 0.6 : 2.5);
    for (double away = 12; away <= 108; away += 8) {
      for (const double side : {-1.0, 1.0}) {
        try_at(spot.y + (side < 0 ? -away : away + 10),
               (away - 12) / 6 + std::abs(aside) * 2 + (side > 0 ? 0.5 : 0));
      }
    }
  }
  if (!best) return false;
  drawing.text(text_class, *best, Anchor::middle, text);
  taken_.push_back(text_box(text, text_class, *best, Anchor::middle));
  return true;
}

}  // namespace outturn::chart
