#pragma once

#include <span>
#include <string>
#include <vector>

#include "chart/scale.h"
#include "chart/svg.h"

namespace outturn::chart {

/// One box of a logic model.
struct LogicNode {
  std::string name;
  std::string below{};  ///< small, under the name: who answers for it
  std::size_t column{};
  bool joint{};         ///< double outline and hatch
  bool flagged{};       ///< dashed: nobody answers for it
  std::string link{};   ///< an address, or empty
};

/// An arrow from a box to one in a later column.
struct LogicArrow {
  std::size_t from{};
  std::size_t to{};
  std::size_t strength{};  ///< 0 untested (dots), 1 weak (dashes), 2 moderate (thin), 3 strong (thick)
  std::string number;      ///< in a circle on the arrow; empty = none
};

/// Where everything lies. Arrows turn only between columns and pass a column in a lane of their own, so that none can
/// cross a box.
struct LogicLayout {
  double width{};
  double height{};
  std::vector<double> lefts;                     ///< of the columns
  std::vector<Box> boxes;                        ///< beside the nodes
  std::vector<std::vector<std::string>> lines;   ///< the names, wrapped
  struct Leg {
    Spot from;
    Spot to;
    bool straight{};  ///< across a column; else a curve between two
  };
  std::vector<std::vector<Leg>> legs;            ///< beside the arrows
};

/// formula  columns fixed; order by repeated barycentres; lanes for arrows that pass a column; heights pushed apart
/// cost     sweeps × (boxes + lanes) log; 200 boxes in a few ms
LogicLayout logic_layout(std::span<const LogicNode> nodes, std::span<const LogicArrow> arrows, std::size_t columns);

/// The drawing.  columns  their headings, over them
std::string logic_drawing(const Heading& heading, std::span<const std::string> columns, std::span<const LogicNode> nodes, std::span<const LogicArrow> arrows);

}  // namespace outturn::chart
