#include "chart/gain_chart.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "chart/plot.h"
#include "chart/scale.h"

namespace outturn::chart {
namespace {

using language::Words;

/// Where period number t lies; periods are evenly apart.
struct Across {
  double left{};
  double right{};
  std::size_t count{};
  double at(double t) const { return count < 2 ? (left + right) / 2 : left + t * (right - left) / static_cast<double>(count - 1); }
};

std::vector<Spot> spots_of(const Plot& plot, const Across& across, const std::vector<double>& values, std::size_t from = 0) {
  std::vector<Spot> all;
  for (std::size_t t = from; t < values.size(); ++t) all.push_back({across.at(static_cast<double>(t)), plot.y(values[t])});
  return all;
}

/// The time axis: as many labels as fit, the last one always.
void draw_times(Drawing& drawing, const Plot& plot, const Across& across, const std::vector<std::string>& times, double width) {
  auto axis = fmt::format("M{} {}H{}", coordinate(plot.left), coordinate(plot.bottom), coordinate(plot.right));
  double widest = 10;
  for (const auto& time : times) widest = std::max(widest, text_width(time, "tick"));
  const auto fitting = std::max(1.0, std::floor((across.right - across.left) / (widest + 14)));
  const auto every = static_cast<std::size_t>(std::max(1.0, std::ceil(static_cast<double>(times.size()) / fitting)));
  drawing.open("tick", "text-anchor=\"middle\"");
  for (std::size_t back = 0; back < times.size(); back += every) {
    const auto t = times.size() - 1 - back;
    const double x = across.at(static_cast<double>(t));
    const double half = text_width(times[t], "tick") / 2;
    axis += fmt::format("M{} {}v5", coordinate(x), coordinate(plot.bottom));
    drawing.text("", {std::clamp(x, half + 1, width - half - 1), plot.bottom + 19}, Anchor::start, times[t]);
  }
  drawing.close();
  drawing.path("axis", axis);
}

/// The line between before and after, half a period before the first of working together.
void draw_start(Drawing& drawing, const Plot& plot, const Across& across, std::size_t start, const std::string& before, const std::string& after) {
  if (start == 0 || start >= across.count) return;
  const double x = across.at(static_cast<double>(start) - 0.5);
  drawing.line("now", {x, plot.top - 12}, {x, plot.bottom});
  const auto left = shortened(before, "tick", x - plot.left - 8);
  const auto right = shortened(after, "tick", across.right - x - 6);
  if (!left.empty() && text_width(left, "tick") < x - plot.left - 6) drawing.text("tick halo", {x - 6, plot.top - 2}, Anchor::end, left);
  if (!right.empty()) drawing.text("tick halo", {x + 6, plot.top - 2}, Anchor::start, right);
}

/// Labels beside the last points, or below the drawing on a phone.
void draw_names(Drawing& drawing, const Plot& plot, const std::vector<SideLabel>& labels, bool wide, double width) {
  if (wide) {  // each name in as many lines as it needs, two at most
    std::vector<std::vector<std::string>> lines;
    std::vector<Movable> wishes;
    const double room = width - plot.right - 12;
    for (const auto& label : labels) {
      auto broken = wrapped(label.text, label.text_class, room);
      if (broken.size() > 2) {
        for (std::size_t line = 2; line < broken.size(); ++line) broken[1] += " " + broken[line];
        broken.resize(2);
      }
      for (auto& line : broken) line = shortened(line, label.text_class, room);
      wishes.push_back({label.level, 19.0 * static_cast<double>(broken.size())});
      lines.push_back(std::move(broken));
    }
    const auto centres = pushed_apart(wishes, plot.top, plot.bottom);
    for (std::size_t i = 0; i < labels.size(); ++i) {
      double at = centres[i] - 9.5 * static_cast<double>(lines[i].size() - 1) + 4.5;
      for (const auto& line : lines[i]) {
        drawing.text(labels[i].text_class, {plot.right + 10, at}, Anchor::start, line);
        at += 19;
      }
    }
    return;
  }
  double y = plot.bottom + 42;
  for (const auto& label : labels) {
    drawing.text(label.text_class, {plot.left, y}, Anchor::start, shortened(label.text, label.text_class, width - plot.left - 2));
    y += 19;
  }
}

std::string draw_counterfactual(const Words& words, const CounterfactualDrawing& given, double width, bool wide, double& low) {
  auto values = given.actual;
  values.insert(values.end(), given.without.begin(), given.without.end());
  const auto scale = scale_of(values, !given.rate);
  low = scale.low;
  Plot plot(words, given.unit, scale, width, wide ? 290 : 220, wide ? 190 : 12);
  plot.top += 12;
  plot.bottom += 12;
  Drawing drawing(width, plot.bottom + (wide ? 28 : 70));
  plot.draw_grid(drawing);
  const Across across{plot.left + 6, plot.right - 6, given.times.size()};
  draw_times(drawing, plot, across, given.times, width);
  if (given.times.empty()) return drawing.finished({given.id + (wide ? "-w" : "-n"), given.title, given.description, false});
  if (given.start < given.times.size()) {  // what lies between the two lines is the gain
    const auto from = given.start == 0 ? 0 : given.start - 1;
    auto area = spots_of(plot, across, given.without, from);
    const auto back = spots_of(plot, across, given.actual, from);
    area.insert(area.end(), back.rbegin(), back.rend());
    drawing.path("gap", polyline(area, true));
  }
  draw_start(drawing, plot, across, given.start, given.before_label, given.after_label);
  const auto without = simplified_to(spots_of(plot, across, given.without), 400);
  const auto actual = simplified_to(spots_of(plot, across, given.actual), 400);
  drawing.path("counterfactual", polyline(without));
  drawing.path("observed", polyline(actual));
  drawing.circle("observed-dot", actual.back(), 4.5);
  draw_names(drawing, plot, {{"value", given.actual_label, actual.back().y}, {"counterfactual-label", given.without_label, without.back().y}}, wide, width);
  return drawing.finished({given.id + (wide ? "-w" : "-n"), given.title, given.description, false});
}

std::string draw_placebos(const Words& words, const PlaceboDrawing& given, double width, bool wide) {
  auto values = given.own;
  for (const auto& one : given.placebos) values.insert(values.end(), one.begin(), one.end());
  values.push_back(0);
  const auto scale = scale_of(values, false);
  Plot plot(words, given.unit, scale, width, wide ? 250 : 210, wide ? 150 : 12);
  Drawing drawing(width, plot.bottom + (wide ? 28 : 52));
  plot.draw_grid(drawing);
  const Across across{plot.left + 6, plot.right - 6, given.times.size()};
  draw_times(drawing, plot, across, given.times, width);
  drawing.path("centre", fmt::format("M{} {}H{}", coordinate(plot.left), coordinate(plot.y(0)), coordinate(plot.right)));
  const std::size_t points = given.placebos.empty() ? 200 : std::max<std::size_t>(8, 900 / given.placebos.size());
  for (const auto& one : given.placebos) drawing.path("vintage", polyline(simplified_to(spots_of(plot, across, one), points)));
  draw_start(drawing, plot, across, given.start, "", "");
  if (!given.own.empty()) {
    const auto own = simplified_to(spots_of(plot, across, given.own), 400);
    drawing.path("observed", polyline(own));
    drawing.circle("observed-dot", own.back(), 4.5);
    draw_names(drawing, plot, {{"value", given.own_label, own.back().y}}, wide, width);
  }
  return drawing.finished({given.id + (wide ? "-w" : "-n"), given.title, given.description, false});
}

std::string draw_bars(const Words& words, const BarDrawing& given, double width, bool wide) {
  constexpr double row_height = 46;
  std::vector<double> values{0};
  for (const auto& row : given.rows) {
    for (const double value : {row.from, row.to, row.low.value_or(row.to), row.high.value_or(row.to)}) values.push_back(value);
  }
  if (given.centre) values.push_back(*given.centre);
  const auto scale = scale_of(values, false);
  const double left = 4;
  const double right = width - 4;
  const double top = given.centre ? 24 : 4;
  const double bottom = top + row_height * static_cast<double>(given.rows.size()) + 4;
  const auto x = [&](double value) { return left + 10 + (value - scale.low) / (scale.high - scale.low) * (right - left - 20); };
  Drawing drawing(width, bottom + 26);
  std::string grid;
  drawing.open("tick", "text-anchor=\"middle\"");
  double taken = -10;
  for (const double value : scale.lines()) {
    grid += fmt::format("M{} {}V{}", coordinate(x(value)), coordinate(top), coordinate(bottom));
    const auto text = written(words, given.unit, value, scale.decimals);
    const double half = text_width(text, "tick") / 2;
    const double at = std::clamp(x(value), half + 1, width - half - 1);
    if (at - half < taken + 8) continue;
    drawing.text("", {at, bottom + 19}, Anchor::start, text);
    taken = at + half;
  }
  drawing.close();
  drawing.path("grid", grid);
  drawing.path("axis", fmt::format("M{} {}V{}", coordinate(x(0)), coordinate(top), coordinate(bottom)));
  if (given.centre) {
    drawing.path("centre", fmt::format("M{} {}V{}", coordinate(x(*given.centre)), coordinate(top - 4), coordinate(bottom)));
    const auto text = shortened(given.centre_label, "tick", right - left);
    const double half = text_width(text, "tick") / 2;
    drawing.text("tick", {std::clamp(x(*given.centre), half + 1, width - half - 1), top - 9}, Anchor::middle, text);
  }
  for (std::size_t i = 0; i < given.rows.size(); ++i) {
    const auto& row = given.rows[i];
    const double y = top + row_height * static_cast<double>(i);
    const double figure = text_width(row.text, "value");
    drawing.text("key halo", {left + 2, y + 16}, Anchor::start, shortened(row.name, "key", right - left - figure - (wide ? 24 : 10)));
    drawing.text("value halo", {right - 2, y + 16}, Anchor::end, row.text);
    const double from = std::min(x(row.from), x(row.to));
    const double to = std::max(x(row.from), x(row.to));
    drawing.rectangle(row.taken_off ? "bar-off" : "bar", {from, y + 23}, std::max(1.0, to - from), 16);
    if (row.low && row.high) {
      drawing.path("interval-95", fmt::format("M{} {}H{}M{} {}v8M{} {}v8", coordinate(x(*row.low)), coordinate(y + 31), coordinate(x(*row.high)),
                                              coordinate(x(*row.low)), coordinate(y + 27), coordinate(x(*row.high)), coordinate(y + 27)));
    }
  }
  return drawing.finished({given.id + (wide ? "-w" : "-n"), given.title, given.description, false});
}

}  // namespace

Drawn counterfactual_chart(const Words& words, const CounterfactualDrawing& given) {
  double low = 0;
  Drawn drawn;
  drawn.narrow = draw_counterfactual(words, given, 350, false, low);
  drawn.wide = draw_counterfactual(words, given, 770, true, low);
  drawn.scale_note = scale_note(words, given.unit, low);
  return drawn;
}

Drawn placebo_chart(const Words& words, const PlaceboDrawing& given) {
  return {.wide = draw_placebos(words, given, 770, true), .narrow = draw_placebos(words, given, 350, false), .scale_note = {}};
}

Drawn bar_chart(const Words& words, const BarDrawing& given) {
  return {.wide = draw_bars(words, given, 770, true), .narrow = draw_bars(words, given, 350, false), .scale_note = {}};
}

}  // namespace outturn::chart
