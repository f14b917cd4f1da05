// How long it takes to lay out and draw a logic model, and to judge it. 200 boxes in six columns, 320 arrows.
// Exits 1 when an arrow crosses a box, two boxes overlap, or laying out takes 100 ms or more.
//
//   build/…/bench/logic_bench [boxes] [arrows]      default 200 320

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "chart/logic.h"

using namespace outturn;

namespace {

double milliseconds(auto work) {
  std::vector<double> taken;
  for (int turn = 0; turn < 21; ++turn) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    taken.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
  }
  std::nth_element(taken.begin(), taken.begin() + 10, taken.end());
  return taken[10];
}

chart::Spot on_curve(const chart::LogicLayout::Leg& leg, double t) {
  if (leg.straight) return {leg.from.x + t * (leg.to.x - leg.from.x), leg.from.y};
  const double middle = (leg.from.x + leg.to.x) / 2;
  const double u = 1 - t;
  return {u * u * u * leg.from.x + 3 * u * t * middle + t * t * t * leg.to.x, (u * u * u + 3 * u * u * t) * leg.from.y + (3 * u * t * t + t * t * t) * leg.to.y};
}

}  // namespace

int main(int count, char** arguments) {
  const std::size_t boxes = count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 200;
  const std::size_t wanted = count > 2 ? std::strtoul(arguments[2], nullptr, 10) : 320;
  std::mt19937 random(7);
  std::vector<chart::LogicNode> nodes;
  std::vector<chart::LogicArrow> arrows;
  for (std::size_t n = 0; n < boxes; ++n) nodes.push_back({.name = "A box with a name of some length " + std::to_string(n), .below = "Somebody", .column = n % 6, .joint = n % 3 == 0});
  while (arrows.size() < wanted) {
    const auto from = random() % boxes;
    const auto to = random() % boxes;
    if (nodes[from].column < nodes[to].column) arrows.push_back({from, to, random() % 4, std::to_string(arrows.size() + 1)});
  }
  const std::vector<std::string> columns{"Inputs", "Activities", "Outputs", "Short term", "Medium term", "Long term"};
  const double layout_time = milliseconds([&] { chart::logic_layout(nodes, arrows, columns.size()); });
  std::string drawn;
  const double drawing_time = milliseconds([&] { drawn = chart::logic_drawing({.id = "m", .title = "t", .description = "d"}, columns, nodes, arrows); });

  const auto layout = chart::logic_layout(nodes, arrows, columns.size());
  std::size_t crossed = 0;
  std::size_t overlapping = 0;
  for (const auto& legs : layout.legs) {
    for (const auto& leg : legs) {
      for (int step = 1; step < 50; ++step) {
        const auto spot = on_curve(leg, step / 50.0);
        for (const auto& box : layout.boxes) crossed += spot.x > box.left + 0.01 && spot.x < box.left + box.width - 0.01 && spot.y > box.top + 0.01 && spot.y < box.top + box.height - 0.01;
      }
    }
  }
  for (std::size_t a = 0; a < layout.boxes.size(); ++a) {
    for (std::size_t b = a + 1; b < layout.boxes.size(); ++b) overlapping += layout.boxes[a].overlaps(layout.boxes[b]);
  }
  std::printf("%zu boxes, %zu arrows: laid out in %.2f ms, drawn in %.2f ms (median of 21), %zu KB; %zu points inside boxes, %zu boxes overlap\n", boxes, arrows.size(), layout_time, drawing_time,
              drawn.size() / 1024, crossed, overlapping);
  return crossed == 0 && overlapping == 0 && layout_time < 100 ? 0 : 1;
}
