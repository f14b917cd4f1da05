#pragma once

#include <string>
#include <vector>

#include "chart/run_chart.h"
#include "chart/series.h"
#include "chart/svg.h"

namespace outturn::chart {

/// A pair of limits for a place of this size.
struct FunnelLine {
  double size{};
  double lower{};
  double upper{};
};

struct FunnelPoint {
  std::string name;
  std::string label{};  ///< short; drawn beside places that stand out or are chosen
  double size{};        ///< what the count is out of
  double value{};
  bool stands_out{};
  bool up{};
  SignalTone tone{};
  bool chosen{};
};

/// Places by size, with what chance gives a place of each size, and the usual spread beyond.
struct FunnelDrawing {
  std::string id;
  std::string title;
  std::string description;
  Unit unit;
  std::string size_label;  ///< under the axis: "People"
  double centre{};
  std::vector<FunnelLine> chance;  ///< 99.8%, by size
  std::vector<FunnelLine> spread;  ///< 99.8%, by size; empty where chance explains all
  std::vector<FunnelPoint> points;
};

/// At most 20 KB each up to about 150 places.
Drawn funnel_chart(const language::Words& words, const FunnelDrawing& given);

/// A place with its figure and the interval it may well have.
struct IntervalRow {
  std::string name;
  std::string value_text;
  double value{};
  double low80{}, high80{};  ///< equal = not known
  double low95{}, high95{};
  bool chosen{};
};

/// Places with intervals, one a row in the order given, for where there are too few for a funnel. The line is the average.
struct IntervalDrawing {
  std::string id;
  std::string title;
  std::string description;
  Unit unit;
  std::optional<double> centre{};
  std::string centre_label{};
  std::vector<IntervalRow> rows;
};

Drawn interval_chart(const language::Words& words, const IntervalDrawing& given);

}  // namespace outturn::chart
