#pragma once

#include <string>
#include <vector>

#include "chart/scale.h"
#include "chart/series.h"
#include "chart/svg.h"

namespace outturn::chart {

/// The frame of a drawing with a value axis on the left: where values lie, and the grid behind them.
class Plot {
 public:
  /// margin  room on the right for labels
  Plot(const language::Words& words, const Unit& unit, const Scale& scale, double width, double plot_height, double margin);

  double left{};
  double right{};
  double top{};
  double bottom{};

  double y(double value) const { return bottom - (value - scale_.low) / (scale_.high - scale_.low) * (bottom - top); }
  void draw_grid(Drawing& drawing) const;

 private:
  std::string label(double value, bool highest) const;

  const language::Words& words_;
  const Unit& unit_;
  Scale scale_;
};

/// Where the value axis does not start at zero, that it does not; else nothing.
std::string scale_note(const language::Words& words, const Unit& unit, double low);

/// A line of text in a margin, level with what it names.
struct SideLabel {
  std::string text_class;
  std::string text;
  double level{};
};

/// Draws the labels from `x` on, pushed apart so that none overlap.
void draw_side_labels(Drawing& drawing, const std::vector<SideLabel>& labels, double x, double top, double bottom);

/// The codes of periods without a figure under the axis: "[x]", or one "[x]" with a rule over neighbours.
struct AbsentAt {
  double x{};
  char code{};
};
void draw_absent(Drawing& drawing, const std::vector<AbsentAt>& absent, double bottom, double width);

}  // namespace outturn::chart
