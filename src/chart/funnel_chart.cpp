#include "chart/funnel_chart.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "chart/labels.h"
#include "chart/plot.h"

namespace outturn::chart {
namespace {

using language::Words;

std::string_view dot_class(const FunnelPoint& point) {
  if (!point.stands_out) return point.chosen ? "observed-dot" : "comparison-dot";
  return point.tone == SignalTone::better ? "signal-better" : point.tone == SignalTone::worse ? "signal-worse" : "signal";
}

std::string draw_funnel(const Words& words, const FunnelDrawing& given, double width, double plot_height, bool wide, double& low) {
  std::vector<double> values{given.centre};
  double most = 1;
  double least = std::numeric_limits<double>::infinity();
  for (const auto& point : given.points) {
    values.push_back(point.value);
    most = std::max(most, point.size);
    least = std::min(least, point.size);
  }
  for (const auto& line : given.spread.empty() ? given.chance : given.spread) {
    if (line.size < least) continue;  // the mouth of the funnel may leave the sheet
    values.push_back(line.lower);
    values.push_back(line.upper);
  }
  const auto scale = scale_of(values, false);
  low = scale.low;
  Plot plot(words, given.unit, scale, width, plot_height, wide ? 130 : 12);
  const Scale sizes = scale_of({0, most}, true);
  const auto x = [&](double size) { return plot.left + 4 + size / sizes.high * (plot.right - plot.left - 8); };
  const auto y = [&](double value) { return std::clamp(plot.y(value), plot.top, plot.bottom); };
  Drawing drawing(width, plot.bottom + 44);

  const auto curve = [&](const std::vector<FunnelLine>& lines, double FunnelLine::*edge) {
    std::vector<Spot> spots;
    for (const auto& line : lines) {
      if (line.size <= sizes.high) spots.push_back({x(line.size), y(line.*edge)});
    }
    return spots;
  };
  if (!given.spread.empty()) {
    auto above = curve(given.spread, &FunnelLine::upper);
    const auto below = curve(given.spread, &FunnelLine::lower);
    above.insert(above.end(), below.rbegin(), below.rend());
    drawing.path("usual", polyline(above, true));
  }
  plot.draw_grid(drawing);
  drawing.path("limit", polyline(curve(given.chance, &FunnelLine::upper)) + polyline(curve(given.chance, &FunnelLine::lower)));
  if (!given.spread.empty()) {
    drawing.path("spread", polyline(curve(given.spread, &FunnelLine::upper)) + polyline(curve(given.spread, &FunnelLine::lower)));
  }
  drawing.path("centre", fmt::format("M{} {}H{}", coordinate(plot.left), coordinate(plot.y(given.centre)), coordinate(plot.right)));

  auto axis = fmt::format("M{} {}H{}", coordinate(plot.left), coordinate(plot.bottom), coordinate(plot.right));
  drawing.open("tick", "text-anchor=\"middle\"");
  double taken = -10;
  for (const double size : sizes.lines()) {
    const auto text = words.number(size, sizes.decimals);
    const double half = text_width(text, "tick") / 2;
    const double at = std::clamp(x(size), half + 1, width - half - 1);
    axis += fmt::format("M{} {}v5", coordinate(x(size)), coordinate(plot.bottom));
    if (at - half < taken + 8) continue;
    drawing.text("", {at, plot.bottom + 19}, Anchor::start, text);
    taken = at + half;
  }
  drawing.text("", {(plot.left + plot.right) / 2, plot.bottom + 38}, Anchor::start, shortened(given.size_label, "tick", plot.right - plot.left));
  drawing.close();
  drawing.path("axis", axis);

  for (const auto& point : given.points) {
    const Spot at{x(point.size), y(point.value)};
    if (!point.stands_out) {
      drawing.circle(dot_class(point), at, point.chosen ? 5 : 3.5);
      continue;
    }
    const double tip = point.up ? -7.5 : 7.5;
    const double base = point.up ? 5.2 : -5.2;
    drawing.path(dot_class(point), polyline({{at.x, at.y + tip}, {at.x + 6.5, at.y + base}, {at.x - 6.5, at.y + base}}, true));
  }
  Labels labels({plot.left + 2, 2, (wide ? width : plot.right) - plot.left - 4, plot.bottom - 4});
  for (const auto& point : given.points) {
    if (point.stands_out || point.chosen) labels.avoid(Box{x(point.size) - 7, y(point.value) - 7, 14, 14});
  }
  if (wide) {
    std::vector<SideLabel> sides{{"tick", words.say("chart.funnel.centre", {{"value", written(words, given.unit, given.centre)}}), plot.y(given.centre)}};
    if (!given.chance.empty()) sides.push_back({"tick", words.say("chart.funnel.chance"), y(given.chance.back().upper)});
    if (!given.spread.empty()) sides.push_back({"tick", words.say("chart.funnel.spread"), y(given.spread.back().upper)});
    for (auto& side : sides) {
      side.text = shortened(side.text, "tick", 118);
      labels.avoid(text_box(side.text, "tick", {plot.right + 8, side.level + 4.5}, Anchor::start));
    }
    draw_side_labels(drawing, sides, plot.right + 8, plot.top, plot.bottom);
    labels.avoid(Box{plot.right + 4, 0, 130, plot.bottom});
  }
  for (const auto& point : given.points) {
    if (point.stands_out || point.chosen) labels.place(drawing, "signal-label halo", {x(point.size), y(point.value)}, point.label.empty() ? point.name : point.label, true);
  }
  return drawing.finished({given.id + (wide ? "-w" : "-n"), given.title, given.description, false});
}

std::string draw_intervals(const Words& words, const IntervalDrawing& given, double width, bool wide, double& low) {
  constexpr double row_height = 30;
  std::vector<double> values;
  double names = 40;
  double texts = 30;
  for (const auto& row : given.rows) {
    values.push_back(row.value);
    values.push_back(row.low95);
    values.push_back(row.high95);
    names = std::max(names, text_width(row.name, "key"));
    texts = std::max(texts, text_width(row.value_text, "value"));
  }
  if (given.centre) values.push_back(*given.centre);
  const auto scale = scale_of(values, false);
  low = scale.low;
  names = std::min(names, wide ? 220.0 : 110.0);
  const double left = std::ceil(names) + 10;
  const double right = width - std::ceil(texts) - 14;
  const double top = given.centre ? 26 : 8;
  const double bottom = top + row_height * static_cast<double>(given.rows.size());
  const auto x = [&](double value) { return left + 6 + (value - scale.low) / (scale.high - scale.low) * (right - left - 12); };
  Drawing drawing(width, bottom + 26);
  std::string grid;
  drawing.open("tick", "text-anchor=\"middle\"");
  double taken = -10;
  for (const double value : scale.lines()) {
    grid += fmt::format("M{} {}V{}", coordinate(x(value)), coordinate(top), coordinate(bottom));
    const auto text = words.number(value, scale.decimals);
    const double half = text_width(text, "tick") / 2;
    if (x(value) - half < taken + 8) continue;
    drawing.text("", {x(value), bottom + 19}, Anchor::start, text);
    taken = x(value) + half;
  }
  drawing.close();
  drawing.path("grid", grid);
  if (given.centre) {
    drawing.path("centre", fmt::format("M{} {}V{}", coordinate(x(*given.centre)), coordinate(top - 6), coordinate(bottom)));
    const auto text = shortened(given.centre_label, "tick", right - left);
    const double half = text_width(text, "tick") / 2;
    drawing.text("tick", {std::clamp(x(*given.centre), half + 1, width - half - 1), top - 11}, Anchor::middle, text);
  }
  std::string thin;
  std::string thick;
  for (std::size_t i = 0; i < given.rows.size(); ++i) {
    const auto& row = given.rows[i];
    const double y = top + row_height * (static_cast<double>(i) + 0.5);
    if (row.high95 > row.low95) thin += fmt::format("M{} {}H{}", coordinate(x(row.low95)), coordinate(y), coordinate(x(row.high95)));
    if (row.high80 > row.low80) thick += fmt::format("M{} {}H{}", coordinate(x(row.low80)), coordinate(y), coordinate(x(row.high80)));
  }
  drawing.path("interval-95", thin);
  drawing.path("interval-80", thick);
  for (std::size_t i = 0; i < given.rows.size(); ++i) {
    const auto& row = given.rows[i];
    const double y = top + row_height * (static_cast<double>(i) + 0.5);
    drawing.circle("observed-dot", {x(row.value), y}, row.chosen ? 5.5 : 4);
    drawing.text(row.chosen ? "value" : "key", {2, y + 4.5}, Anchor::start, shortened(row.name, row.chosen ? "value" : "key", left - 8));
    drawing.text("value", {width - 2, y + 4.5}, Anchor::end, row.value_text);
  }
  return drawing.finished({given.id + (wide ? "-w" : "-n"), given.title, given.description, false});
}

}  // namespace

Drawn funnel_chart(const Words& words, const FunnelDrawing& given) {
  double low = 0;
  Drawn drawn;
  drawn.narrow = draw_funnel(words, given, 350, 250, false, low);
  drawn.wide = draw_funnel(words, given, 770, 320, true, low);
  drawn.scale_note = scale_note(words, given.unit, low);
  return drawn;
}

Drawn interval_chart(const Words& words, const IntervalDrawing& given) {
  double low = 0;
  Drawn drawn;
  drawn.narrow = draw_intervals(words, given, 350, false, low);
  drawn.wide = draw_intervals(words, given, 770, true, low);
  drawn.scale_note = scale_note(words, given.unit, low);
  return drawn;
}

}  // namespace outturn::chart
