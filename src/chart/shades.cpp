#include "chart/shades.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace outturn::chart {
namespace {

constexpr std::size_t most_classes = 5;

}  // namespace

int Shades::step(double value) const {
  return static_cast<int>(std::upper_bound(breaks.begin(), breaks.end(), value) - breaks.begin());
}

Shades shades(const language::Words& words, const Unit& unit, std::vector<double> values, ShadeMethod method) {
  values.erase(std::remove_if(values.begin(), values.end(), [](double value) { return !std::isfinite(value); }),
               values.end());
  std::sort(values.begin(), values.end());
  Shades found;
  if (values.empty()) return found;
  double low = values.front();
  double high = values.back();
  int decimals = unit.decimals;
  if (method == ShadeMethod::quantile) {
    for (std::size_t k = 1; k < most_classes; ++k) {
      const double at = values[k * values.size() / most_classes];
      if (at > low && (found.breaks.empty() || at > found.breaks.back())) found.breaks.push_back(at);
    }
  } else {
    const auto scale = scale_of(values, false);
    const auto lines = scale.lines();
    low = lines.front();
    high = lines.back();
    found.breaks.assign(lines.begin() + 1, lines.end() - 1);
    decimals = scale.decimals;
  }
  for (std::size_t k = 0; k <= found.breaks.size(); ++k) {
    const double from = k == 0 ? low : found.breaks[k - 1];
    const bool last = k == found.breaks.size();
    const double to = last ? high : found.breaks[k];
    found.labels.push_back(
        from == to ? written(words, unit, from, decimals)
                   : words.say(last ? "chart.class.last" : "chart.class.under",
                               {{"low", words.number(from, decimals)}, {"high", written(words, unit, to, decimals)}}));
  }
  return found;
}

int tint(int step, std::size_t classes) {
  constexpr int tints[6][5] = {{3}, {3}, {2, 4}, {1, 3, 5}, {1, 2, 4, 5}, {1, 2, 3, 4, 5}};
  const auto row = std::min(classes, most_classes);
  return tints[row][std::clamp(step, 0, std::max(0, static_cast<int>(row) - 1))];
}

std::string hatch_pattern(const std::string& id) {
  return fmt::format(
      "<defs><pattern id=\"{}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
      "<path class=\"ot-chart-hatch\" d=\"M0 6L6 0M-1 1L1 -1M5 7L7 5\"/></pattern></defs>",
      escaped(id));
}

double draw_legend(Drawing& drawing, const language::Words& words, const Legend& legend, const std::string& hatch,
                   Spot corner, double width) {
  constexpr double swatch = 22;
  constexpr double row_height = 22;
  double x = corner.x;
  double y = corner.y;
  bool any = false;
  const auto item = [&](const std::string& text, const auto& draw_swatch) {
    const double wide = swatch + 7 + text_width(text, "key");
    if (any && x + wide > corner.x + width) {
      x = corner.x;
      y += row_height;
    }
    draw_swatch(Spot{x, y});
    drawing.text("key", {x + swatch + 7, y + 12.5}, Anchor::start, text);
    x += wide + 18;
    any = true;
  };
  for (std::size_t k = 0; k < legend.labels.size(); ++k) {
    item(legend.labels[k], [&](Spot at) {
      drawing.rectangle(fmt::format("step-{}", tint(static_cast<int>(k), legend.labels.size())), at, swatch, 16);
    });
  }
  for (const char code : legend.absences) {
    const auto name = words.say(std::string("chart.absence.") + code);
    item(fmt::format("[{}] {}", code, name), [&](Spot at) {
      drawing.open("missing", fmt::format("fill=\"url(#{})\"", escaped(hatch)));
      drawing.rectangle("", at, swatch, 16);
      drawing.close();
    });
  }
  return any ? y + row_height - corner.y : 0;
}

}  // namespace outturn::chart
