#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chart/series.h"
#include "chart/svg.h"

namespace outturn::chart {

/// What was, beside what would have been without working together.
struct CounterfactualDrawing {
  std::string id;
  std::string title;
  std::string description;
  Unit unit;
  bool rate{};
  std::vector<std::string> times;   ///< as the axis writes them
  std::vector<double> actual;       ///< shape times
  std::vector<double> without;      ///< shape times
  std::size_t start{};              ///< first period of working together
  std::string actual_label;
  std::string without_label;
  std::string before_label;
  std::string after_label;
};
Drawn counterfactual_chart(const language::Words& words, const CounterfactualDrawing& given);

/// The gap of the place that takes part among the gaps of places where nothing began.
struct PlaceboDrawing {
  std::string id;
  std::string title;
  std::string description;
  Unit unit;
  std::vector<std::string> times;
  std::size_t start{};
  std::vector<std::vector<double>> placebos;  ///< each of shape times
  std::vector<double> own;                    ///< shape times
  std::string own_label;
};
Drawn placebo_chart(const language::Words& words, const PlaceboDrawing& given);

/// Horizontal bars on one axis, each under its name: a waterfall, or what hangs on each assumption.
struct BarRow {
  std::string name;
  std::string text;   ///< the figure, at the right
  double from{};
  double to{};
  bool taken_off{};   ///< a loss: hatched outline
  std::optional<double> low{};   ///< ends of a line on the bar
  std::optional<double> high{};
};
struct BarDrawing {
  std::string id;
  std::string title;
  std::string description;
  Unit unit;
  std::optional<double> centre{};
  std::string centre_label{};
  std::vector<BarRow> rows;
};
Drawn bar_chart(const language::Words& words, const BarDrawing& given);

}  // namespace outturn::chart
