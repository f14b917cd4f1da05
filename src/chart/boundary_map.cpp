#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "chart/map.h"
#include "chart/outline.h"

namespace outturn::chart {
namespace {

constexpr std::size_t most_map_bytes = 20 * 1000;

std::string drawn_within(const language::Words& words, const Map& map, const std::vector<Area>& areas,
                         const std::string& id, const Outlines& outlines, double tolerance, double width) {
  std::vector<const Place*> all;
  for (const auto& area : areas) all.push_back(&area.place);
  const auto shades = places::shades_of(words, map, all);
  const Legend legend{shades.labels, places::absences(all)};
  const auto paths = outlines.paths(tolerance);
  bool links = false;

  Drawing body(width, 0);
  if (!legend.absences.empty()) body.raw(hatch_pattern(id + "-h"));
  for (std::size_t i = 0; i < areas.size(); ++i) {
    const auto& place = areas[i].place;
    links = links || !place.link.empty();
    const auto close = places::open(body, words, map.unit, place);
    if (places::present(place)) {
      const int shade = tint(place.step ? *place.step : shades.step(*place.value), shades.labels.size());
      body.path(fmt::format("step-{}", shade), paths[i]);
    } else {
      body.open("missing", fmt::format("fill=\"url(#{}-h)\"", escaped(id)));
      body.path("", paths[i]);
      body.close();
    }
    body.raw(close);
  }
  // Numbers where they fit; for the other places the name and figure are in the outline's own title or label.
  std::vector<Box> taken;
  for (std::size_t i = 0; i < areas.size(); ++i) {
    const auto middle = outlines.middle(i);
    const auto text = places::value_text(words, map.unit, areas[i].place);
    const auto box = text_box(text, "map-value-small", {middle.at.x, middle.at.y + 4.5}, Anchor::middle);
    if (middle.width < box.width + 4 || middle.height < box.height + 4) continue;
    if (box.left < 0 || box.left + box.width > width) continue;
    if (std::any_of(taken.begin(), taken.end(), [&](const Box& other) { return other.overlaps(box); })) continue;
    const bool present = places::present(areas[i].place);
    const int shade = !present ? 0
                               : tint(areas[i].place.step ? *areas[i].place.step : shades.step(*areas[i].place.value),
                                      shades.labels.size());
    body.text(shade >= 4 ? "map-value-small on-dark" : present ? "map-value-small" : "map-value-small halo",
              {middle.at.x, middle.at.y + 4.5}, Anchor::middle, text);
    taken.push_back(box);
  }
  const double legend_top = outlines.height() + 8;
  const double legend_height = draw_legend(body, words, legend, id + "-h", {3, legend_top}, width - 6);
  Drawing whole(width, std::ceil(legend_top + legend_height));
  whole.raw(body.body());
  return whole.finished({id, map.title, places::described(words, map, all), links});
}

std::string drawn(const language::Words& words, const Map& map, const std::vector<Area>& areas, const std::string& id,
                  double width, double most_height) {
  const Outlines outlines(areas, width, 3, most_height);
  const double used = std::max(outlines.used_width(), std::min(width, 350.0));
  double tolerance = 0.5;
  auto svg = drawn_within(words, map, areas, id, outlines, tolerance, used);
  for (; svg.size() > most_map_bytes && tolerance < 40; tolerance *= 1.3) {
    svg = drawn_within(words, map, areas, id, outlines, tolerance * 1.3, used);
  }
  return svg;
}

}  // namespace

Drawn boundary_map(const language::Words& words, const Map& map, const std::vector<Area>& areas) {
  return {drawn(words, map, areas, map.id + "-w", 640, 560), drawn(words, map, areas, map.id + "-n", 350, 420), {}};
}

}  // namespace outturn::chart
