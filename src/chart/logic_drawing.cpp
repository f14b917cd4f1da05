#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "chart/logic.h"

namespace outturn::chart {
namespace {

constexpr std::string_view strengths[] = {"untested", "weak", "moderate", "strong"};

std::string rectangle(std::string_view css, const Box& box, double inset) {
  return fmt::format(R"(<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>)", css, coordinate(box.left + inset), coordinate(box.top + inset), coordinate(box.width - 2 * inset),
                     coordinate(box.height - 2 * inset));
}

void draw_arrow(Drawing& drawing, const std::vector<LogicLayout::Leg>& legs, std::string_view strength) {
  std::string path;
  for (const auto& leg : legs) {
    if (path.empty()) path = fmt::format("M{} {}", coordinate(leg.from.x), coordinate(leg.from.y));
    const double middle = (leg.from.x + leg.to.x) / 2;
    if (leg.straight) path += fmt::format("H{}", coordinate(leg.to.x));
    else path += fmt::format("C{} {} {} {} {} {}", coordinate(middle), coordinate(leg.from.y), coordinate(middle), coordinate(leg.to.y), coordinate(leg.to.x), coordinate(leg.to.y));
  }
  drawing.raw(fmt::format(R"(<path class="ot-logic-arrow ot-logic-arrow--{}" d="{}"/>)", strength, path));
  const auto& end = legs.back().to;
  drawing.raw(fmt::format(R"(<path class="ot-logic-head" d="M{0} {1}l-7 -4v8z"/>)", coordinate(end.x), coordinate(end.y)));
}

/// On the curve of a leg, t of its way along.
Spot along(const LogicLayout::Leg& leg, double t) {
  const double middle = (leg.from.x + leg.to.x) / 2;
  const double u = 1 - t;
  return {u * u * u * leg.from.x + 3 * u * t * middle + t * t * t * leg.to.x, (u * u * u + 3 * u * u * t) * leg.from.y + (3 * u * t * t + t * t * t) * leg.to.y};
}

/// Where an arrow's number stands: on its first leg, away from the numbers that stand already.
Spot free_spot(const LogicLayout::Leg& leg, const std::vector<Spot>& taken) {
  constexpr double diameter = 19;
  Spot best = along(leg, 0.5);
  double most = -1;
  for (const double t : {0.5, 0.4, 0.6, 0.32, 0.68, 0.25, 0.75}) {
    const auto here = along(leg, t);
    double nearest = diameter;
    for (const auto& one : taken) nearest = std::min(nearest, std::hypot(one.x - here.x, one.y - here.y));
    if (nearest > most) {
      most = nearest;
      best = here;
    }
  }
  return best;
}

void draw_number(Drawing& drawing, const Spot& at, const std::string& number) {
  drawing.raw(fmt::format(R"(<circle class="ot-logic-number" cx="{}" cy="{}" r="9"/>)", coordinate(at.x), coordinate(at.y)));
  drawing.text("tick", {at.x, at.y + 4}, Anchor::middle, number);
}

}  // namespace

std::string logic_drawing(const Heading& heading, std::span<const std::string> columns, std::span<const LogicNode> nodes, std::span<const LogicArrow> arrows) {
  const auto layout = logic_layout(nodes, arrows, columns.size());
  Drawing drawing(layout.width, layout.height);
  for (std::size_t c = 0; c < columns.size(); ++c) drawing.text("value", {layout.lefts[c] + 2, 16}, Anchor::start, columns[c]);
  for (std::size_t a = 0; a < arrows.size(); ++a) draw_arrow(drawing, layout.legs[a], strengths[std::min<std::size_t>(arrows[a].strength, 3)]);
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    const auto& node = nodes[n];
    const auto& box = layout.boxes[n];
    if (!node.link.empty()) drawing.raw(fmt::format(R"(<a href="{}">)", escaped(node.link)));
    drawing.raw(rectangle(node.flagged ? "ot-logic-box ot-logic-box--flagged" : "ot-logic-box", box, 0.5));
    if (node.joint) {
      drawing.raw(rectangle("ot-logic-joint", box, 3.5));
      std::string hatch;
      for (double y = box.top + 11; y < box.top + box.height - 4; y += 5) hatch += fmt::format("M{} {}l6 -6", coordinate(box.left + 4), coordinate(y));
      drawing.raw(fmt::format(R"(<path class="ot-logic-hatch" d="{}"/>)", hatch));
    }
    double y = box.top + 9 + 12;
    for (const auto& line : layout.lines[n]) {
      drawing.text("key", {box.left + 15, y}, Anchor::start, line);
      y += 16;
    }
    if (!node.below.empty()) drawing.text("tick", {box.left + 15, y}, Anchor::start, shortened(node.below, "tick", box.width - 24));
    if (!node.link.empty()) drawing.raw("</a>");
  }
  std::vector<Spot> taken;
  for (std::size_t a = 0; a < arrows.size(); ++a) {
    if (arrows[a].number.empty()) continue;
    taken.push_back(free_spot(layout.legs[a].front(), taken));
    draw_number(drawing, taken.back(), arrows[a].number);
  }
  return drawing.finished(heading);
}

}  // namespace outturn::chart
