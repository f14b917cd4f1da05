#include "chart/logic.h"

#include <random>

#include "testing.h"

using namespace outturn;
using chart::LogicArrow;
using chart::LogicNode;

namespace {

struct Model {
  std::vector<LogicNode> nodes;
  std::vector<LogicArrow> arrows;
};

/// So many boxes in six columns with arrows to any later column.
Model made(std::size_t boxes, std::size_t arrows, unsigned seed) {
  std::mt19937 random(seed);
  Model model;
  for (std::size_t i = 0; i < boxes; ++i) model.nodes.push_back({.name = "A box with a name of some length " + std::to_string(i), .below = i % 3 ? "Somebody" : "", .column = i % 6});
  while (model.arrows.size() < arrows) {
    const auto from = random() % boxes;
    const auto to = random() % boxes;
    if (model.nodes[from].column < model.nodes[to].column) model.arrows.push_back({from, to, random() % 4, std::to_string(model.arrows.size() + 1)});
  }
  return model;
}

/// Points along a leg.
std::vector<chart::Spot> along(const chart::LogicLayout::Leg& leg) {
  std::vector<chart::Spot> all;
  const double middle = (leg.from.x + leg.to.x) / 2;
  for (int step = 1; step < 40; ++step) {
    const double t = step / 40.0;
    const double u = 1 - t;
    if (leg.straight) all.push_back({leg.from.x + t * (leg.to.x - leg.from.x), leg.from.y});
    else all.push_back({u * u * u * leg.from.x + 3 * u * t * middle + t * t * t * leg.to.x, (u * u * u + 3 * u * u * t) * leg.from.y + (3 * u * t * t + t * t * t) * leg.to.y});
  }
  for (std::size_t i = 0; !leg.straight && i < all.size(); ++i) {
    const double t = static_cast<double>(i + 1) / 40.0;
    const double u = 1 - t;
    all[i].x = u * u * u * leg.from.x + 3 * u * u * t * middle + 3 * u * t * t * middle + t * t * t * leg.to.x;
  }
  return all;
}

bool inside(const chart::Spot& spot, const chart::Box& box) {
  return spot.x > box.left + 0.01 && spot.x < box.left + box.width - 0.01 && spot.y > box.top + 0.01 && spot.y < box.top + box.height - 0.01;
}

}  // namespace

TEST_CASE("logic model: no arrow crosses a box and no two boxes overlap, whatever the model") {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    const auto model = made(10 + seed * 6, 8 + seed * 9, seed);
    const auto layout = chart::logic_layout(model.nodes, model.arrows, 6);
    int crossed = 0;
    for (const auto& legs : layout.legs) {
      for (const auto& leg : legs) {
        for (const auto& spot : along(leg)) {
          for (const auto& box : layout.boxes) crossed += inside(spot, box);
        }
      }
    }
    CHECK(crossed == 0);
    int overlapping = 0;
    for (std::size_t a = 0; a < layout.boxes.size(); ++a) {
      for (std::size_t b = a + 1; b < layout.boxes.size(); ++b) overlapping += layout.boxes[a].overlaps(layout.boxes[b]);
    }
    CHECK(overlapping == 0);
    for (std::size_t n = 0; n < layout.boxes.size(); ++n) {
      CHECK(layout.boxes[n].left == doctest::Approx(layout.lefts[model.nodes[n].column]));
      CHECK(layout.boxes[n].top >= 20);
      CHECK(layout.boxes[n].top + layout.boxes[n].height <= layout.height);
    }
  }
}

TEST_CASE("logic model: barycentres put what belongs together side by side") {
  // Two chains given crosswise: a leads to b2, c to b1.
  const std::vector<LogicNode> nodes{{.name = "a", .column = 0}, {.name = "c", .column = 0}, {.name = "b1", .column = 1}, {.name = "b2", .column = 1}};
  const std::vector<LogicArrow> arrows{{0, 3, 3, "1"}, {1, 2, 3, "2"}};
  const auto layout = chart::logic_layout(nodes, arrows, 2);
  CHECK((layout.boxes[0].top < layout.boxes[1].top) == (layout.boxes[3].top < layout.boxes[2].top));
}

TEST_CASE("logic model: the same model gives the same drawing, also with 200 boxes") {
  const auto model = made(200, 320, 7);
  const std::vector<std::string> columns{"1", "2", "3", "4", "5", "6"};
  const auto first = chart::logic_drawing({.id = "m", .title = "t", .description = "d"}, columns, model.nodes, model.arrows);
  CHECK(first == chart::logic_drawing({.id = "m", .title = "t", .description = "d"}, columns, model.nodes, model.arrows));
}
