#include "chart/plot.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace outturn::chart {

Plot::Plot(const language::Words& words, const Unit& unit, const Scale& scale, double width, double plot_height, double margin)
    : words_(words), unit_(unit), scale_(scale) {
  double widest = 20;
  const auto lines = scale_.lines();
  for (const double value : lines) widest = std::max(widest, text_width(label(value, value == lines.back()), "tick"));
  left = std::ceil(widest) + 8;
  right = width - margin;
  top = 16;
  bottom = top + plot_height;
}

std::string Plot::label(double value, bool highest) const {
  if (highest) {
    const auto whole = written(words_, unit_, value, scale_.decimals);
    if (text_width(whole, "tick") <= 62) return whole;
  }
  return words_.number(value, scale_.decimals);
}

void Plot::draw_grid(Drawing& drawing) const {
  const auto lines = scale_.lines();
  std::string grid;
  for (const double value : lines) {
    if (value != lines.front()) grid += fmt::format("M{} {}H{}", coordinate(left), coordinate(y(value)), coordinate(right));
  }
  drawing.path("grid", grid);
  drawing.open("tick", "text-anchor=\"end\"");
  for (const double value : lines) drawing.text("", {left - 6, y(value) + 4.5}, Anchor::start, label(value, value == lines.back()));
  drawing.close();
}

void draw_side_labels(Drawing& drawing, const std::vector<SideLabel>& labels, double x, double top, double bottom) {
  std::vector<Movable> wishes;
  for (const auto& label : labels) wishes.push_back({label.level, 18});
  const auto centres = pushed_apart(wishes, top, bottom);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    drawing.text(labels[i].text_class, {x, centres[i] + 4.5}, Anchor::start, labels[i].text);
  }
}

void draw_absent(Drawing& drawing, const std::vector<AbsentAt>& absent, double bottom, double width) {
  struct Run {
    double from, to;
    std::string codes;
  };
  std::vector<Run> runs;
  const auto joined = [](const std::string& codes) {
    std::string text;
    for (const char code : codes) text += fmt::format("{}[{}]", text.empty() ? "" : " ", code);
    return text;
  };
  for (const auto& one : absent) {
    if (!runs.empty() && one.x - runs.back().to < text_width(joined(runs.back().codes), "tick") + 4) {
      runs.back().to = one.x;
      if (runs.back().codes.find(one.code) == std::string::npos) runs.back().codes += one.code;
    } else {
      runs.push_back({one.x, one.x, std::string(1, one.code)});
    }
  }
  if (runs.empty()) return;
  std::vector<Movable> wishes;
  for (const auto& run : runs) wishes.push_back({(run.from + run.to) / 2, text_width(joined(run.codes), "tick") + 4});
  const auto centres = pushed_apart(wishes, 2, width - 2);
  std::string rule;
  drawing.open("tick", "text-anchor=\"middle\"");
  for (std::size_t i = 0; i < runs.size(); ++i) {
    drawing.text("", {centres[i], bottom + 18}, Anchor::start, joined(runs[i].codes));
    if (runs[i].to > runs[i].from) rule += fmt::format("M{} {}H{}", coordinate(runs[i].from), coordinate(bottom + 3), coordinate(runs[i].to));
  }
  drawing.close();
  drawing.path("absent", rule);
}

std::string scale_note(const language::Words& words, const Unit& unit, double low) {
  return low > 0 ? words.say("chart.scale_starts", {{"value", written(words, unit, low)}}) : std::string{};
}

}  // namespace outturn::chart
