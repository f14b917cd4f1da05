#include <algorithm>
#include <numeric>

#include "base/checked.h"
#include "chart/logic.h"

namespace outturn::chart {
namespace {

constexpr double box_width = 154;
constexpr double gap_between_columns = 46;
constexpr double line_height = 16;
constexpr double padding = 9;
constexpr double below_height = 16;
constexpr double lane_height = 12;
constexpr double air = 14;
constexpr double above_first = 34;
constexpr int sweeps = 12;

/// A box, or the lane of an arrow that passes the column.
struct Cell {
  std::size_t column{};
  double height{};
  std::size_t node{};   ///< index of the box; for lanes unused
  bool is_lane{};
  std::vector<std::size_t> before{};
  std::vector<std::size_t> after{};
  double centre{};
};

double mean_centre(const std::vector<Cell>& cells, const std::vector<std::size_t>& of, double otherwise) {
  if (of.empty()) return otherwise;
  double sum = 0;
  for (const auto one : of) sum += cells[one].centre;
  return sum / static_cast<double>(of.size());
}

/// Stacks a column in its order, centred about `middle`.
void stack(std::vector<Cell>& cells, const std::vector<std::size_t>& order, double middle) {
  double total = -air;
  for (const auto one : order) total += cells[one].height + air;
  double at = middle - total / 2;
  for (const auto one : order) {
    cells[one].centre = at + cells[one].height / 2;
    at += cells[one].height + air;
  }
}

}  // namespace

LogicLayout logic_layout(std::span<const LogicNode> nodes, std::span<const LogicArrow> arrows, std::size_t columns) {
  LogicLayout layout;
  layout.lines.reserve(nodes.size());
  std::vector<Cell> cells;
  std::vector<std::vector<std::size_t>> orders(columns);
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    base::ensure(nodes[n].column < columns, "a box stands in one of the columns");
    layout.lines.push_back(wrapped(nodes[n].name, "key", box_width - 2 * padding - 8));
    const auto height = static_cast<double>(layout.lines.back().size()) * line_height + (nodes[n].below.empty() ? 0 : below_height) + 2 * padding;
    cells.push_back({.column = nodes[n].column, .height = height, .node = n});
    orders[nodes[n].column].push_back(n);
  }
  std::vector<std::vector<std::size_t>> chains;  // the cells that each arrow passes, ends included
  for (const auto& arrow : arrows) {
    base::ensure(arrow.from < nodes.size() && arrow.to < nodes.size() && nodes[arrow.from].column < nodes[arrow.to].column, "an arrow leads to a later column");
    std::vector<std::size_t> chain{arrow.from};
    for (auto column = nodes[arrow.from].column + 1; column < nodes[arrow.to].column; ++column) {
      chain.push_back(cells.size());
      orders[column].push_back(cells.size());
      cells.push_back({.column = column, .height = lane_height, .is_lane = true});
    }
    chain.push_back(arrow.to);
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
      cells[chain[i]].after.push_back(chain[i + 1]);
      cells[chain[i + 1]].before.push_back(chain[i]);
    }
    chains.push_back(std::move(chain));
  }

  for (auto& order : orders) stack(cells, order, 0);
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    const bool forward = sweep % 2 == 0;
    for (std::size_t step = 0; step < columns; ++step) {
      auto& order = orders[forward ? step : columns - 1 - step];
      std::vector<std::pair<double, std::size_t>> wishes;
      for (const auto one : order) wishes.emplace_back(mean_centre(cells, forward ? cells[one].before : cells[one].after, cells[one].centre), one);
      std::stable_sort(wishes.begin(), wishes.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
      for (std::size_t i = 0; i < order.size(); ++i) order[i] = wishes[i].second;
      stack(cells, order, 0);
    }
  }

  double highest = 0;
  for (const auto& cell : cells) highest = std::min(highest, cell.centre - cell.height / 2);
  double lowest = 0;
  for (auto& cell : cells) {
    cell.centre += above_first - highest;
    lowest = std::max(lowest, cell.centre + cell.height / 2);
  }
  layout.height = lowest + 6;
  for (std::size_t c = 0; c < columns; ++c) layout.lefts.push_back(4 + static_cast<double>(c) * (box_width + gap_between_columns));
  layout.width = columns == 0 ? 0 : layout.lefts.back() + box_width + 4;
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    layout.boxes.push_back({.left = layout.lefts[nodes[n].column], .top = cells[n].centre - cells[n].height / 2, .width = box_width, .height = cells[n].height});
  }

  // Arrows leave and reach a box spread along its side, in the order of where they come from and go to.
  const auto port = [&](std::size_t at, const std::vector<std::size_t>& others, std::size_t which) {
    const auto& cell = cells[at];
    if (cell.is_lane) return cell.centre;
    std::vector<std::size_t> order(others.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return cells[others[a]].centre < cells[others[b]].centre; });
    const auto place = static_cast<double>(std::find(order.begin(), order.end(), which) - order.begin());
    return cell.centre - cell.height / 2 + cell.height * (place + 1) / (static_cast<double>(others.size()) + 1);
  };
  std::vector<std::size_t> left_used(cells.size(), 0);
  std::vector<std::size_t> right_used(cells.size(), 0);
  for (const auto& chain : chains) {
    std::vector<LogicLayout::Leg> legs;
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
      const auto from = chain[i];
      const auto to = chain[i + 1];
      const Spot start{layout.lefts[cells[from].column] + box_width, port(from, cells[from].after, right_used[from]++)};
      const Spot end{layout.lefts[cells[to].column], port(to, cells[to].before, left_used[to]++)};
      legs.push_back({start, end, false});
      if (cells[to].is_lane) legs.push_back({end, {end.x + box_width, end.y}, true});
    }
    layout.legs.push_back(std::move(legs));
  }
  return layout;
}

}  // namespace outturn::chart
