#pragma once

#include <vector>

#include "chart/svg.h"

namespace outturn::chart {

/// A vertical scale with round steps: low, low + step, … high; two to six lines.
struct Scale {
  double low{};
  double high{1};
  double step{1};
  int decimals{};  ///< that the steps need

  std::vector<double> lines() const;
};

/// The scale that holds all values.
/// from_zero  for amounts; a rate may start higher, and then does where its lowest value is over 40% of its highest
/// values     none, or all alike, give a scale about them; not-a-number and infinities are left out
Scale scale_of(const std::vector<double>& values, bool from_zero);

/// A text's box: where it is drawn and what it needs.
struct Box {
  double left{};
  double top{};
  double width{};
  double height{};
  bool overlaps(const Box& other) const {
    return left < other.left + other.width && other.left < left + width && top < other.top + other.height &&
           other.top < top + height;
  }
};

/// The box of a text drawn with its base line at `at`.
Box text_box(std::string_view text, std::string_view text_class, Spot at, Anchor anchor);

/// A label that may move along one line.
struct Movable {
  double centre{};  ///< where it would like to be
  double size{};    ///< along the line, with the air it needs
};

/// New centres, in the order given, so that none overlap and all lie in [low, high] (if there is room at all), each
/// as near to its wish as the others let it.
std::vector<double> pushed_apart(const std::vector<Movable>& labels, double low, double high);

/// The line with as few points as keep it within `tolerance` px (Douglas and Peucker 1973); ends stay.
std::vector<Spot> simplified(const std::vector<Spot>& line, double tolerance);
/// The same with the smallest tolerance that leaves at most `most` points.
std::vector<Spot> simplified_to(const std::vector<Spot>& line, std::size_t most);

}  // namespace outturn::chart
