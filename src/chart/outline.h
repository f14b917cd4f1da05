#pragma once

#include <string>
#include <vector>

#include "chart/map.h"
#include "chart/svg.h"

namespace outturn::chart {

/// The rings of some areas on the sheet, and how far they may be simplified.
class Outlines {
 public:
  /// Projects all rings so that they fit in `width` at the given margin; height() says what that needs.
  Outlines(const std::vector<Area>& areas, double width, double margin, double most_height);

  double height() const { return height_; }
  double used_width() const { return width_; }

  /// Path data of each area, whose outlines keep within `tolerance` px of the truth. Borders that two areas share are
  /// simplified alike, so that no gap opens between them.
  std::vector<std::string> paths(double tolerance) const;

  /// A place inside or near the middle of an area's largest ring, and the box of that ring.
  struct Middle {
    Spot at;
    double width{};
    double height{};
  };
  Middle middle(std::size_t area) const;

 private:
  std::vector<std::vector<std::vector<Spot>>> areas_;        ///< area, ring, spots without the closing one
  std::vector<std::vector<std::vector<bool>>> junctions_;    ///< where three outlines meet
  double width_{};
  double height_{};
};

}  // namespace outturn::chart
