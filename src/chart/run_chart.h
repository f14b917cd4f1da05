#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chart/series.h"
#include "chart/svg.h"

namespace outturn::chart {

/// How a signal is meant: the words beside it say so, too.
enum class SignalTone { neutral, better, worse };

/// One period of a run chart with limits.
struct RunPoint {
  base::Period period;
  std::optional<double> value{};
  char absence{'x'};
  double centre{};
  double lower{};
  double upper{};
  bool new_limits{};  ///< limits begin anew here, by a person's decision
  struct Signal {
    bool up{};
    SignalTone tone{};
    std::string label{};  ///< "above the limit"; neighbours with the same label are named once
  };
  std::optional<Signal> signal{};
};

/// A series with its average, its limits and the points that are more than noise.
struct RunChartDrawing {
  std::string id;
  std::string title;
  std::string description;  ///< the finding: the verdict sentence
  Unit unit;
  bool rate{};  ///< the axis may start above zero
  std::vector<RunPoint> points;  ///< in time order
  std::optional<double> target{};
};

/// 770 px and 350 px wide (there the latest 30 periods), at most 20 KB each.
Drawn run_chart(const language::Words& words, const RunChartDrawing& given);

/// The same the size of a word for tables, 176 × 56 px: line, limits, signals; on the scale given, so that small multiples compare.
/// low, high  ends of the common scale; equal = its own
std::string run_sparkline(const language::Words& words, const RunChartDrawing& given, double low = 0, double high = 0);

}  // namespace outturn::chart
