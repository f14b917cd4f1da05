#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chart/scale.h"
#include "chart/svg.h"

namespace outturn::chart {

/// Keeps the labels of one drawing off each other: each new one takes the free place that crosses the fewest lines.
class Labels {
 public:
  /// frame  where labels may lie
  explicit Labels(Box frame) : frame_(frame) {}

  void avoid(const Box& box) { taken_.push_back(box); }
  void avoid(const std::vector<Spot>& line) { lines_.push_back(line); }

  /// Draws the label at the mark at `spot`: above, below or beside it, moved up or down until it is free.
  /// needed   drawn in the least bad place even where lines cross it; otherwise only near its mark and clear of lines.
  ///          Where no place is free of other labels it is left out
  /// returns  whether it was drawn
  bool place(Drawing& drawing, std::string_view text_class, Spot spot, std::string_view text, bool needed);

 private:
  double cost(const Box& box) const;

  Box frame_;
  std::vector<Box> taken_;
  std::vector<std::vector<Spot>> lines_;
};

}  // namespace outturn::chart
