#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "base/checked.h"
#include "chart/map.h"

namespace outturn::chart {
namespace places {

using language::Words;

bool present(const Place& place) { return place.value && std::isfinite(*place.value); }

std::string value_text(const Words& words, const Unit& unit, const Place& place) {
  if (!present(place)) return fmt::format("[{}]", place.absence);
  return place.value_text.empty() ? written(words, unit, *place.value) : place.value_text;
}

std::string described(const Words& words, const Map& map, const std::vector<const Place*>& all) {
  if (!map.description.empty()) return map.description;
  const Place* lowest = nullptr;
  const Place* highest = nullptr;
  std::int64_t known = 0;
  for (const auto* place : all) {
    if (!present(*place)) continue;
    ++known;
    if (lowest == nullptr || *place->value < *lowest->value) lowest = place;
    if (highest == nullptr || *place->value > *highest->value) highest = place;
  }
  if (lowest == nullptr) return words.say("chart.empty");
  auto text = words.say("chart.map.described", {{"count", known},
                                                {"low", value_text(words, map.unit, *lowest)},
                                                {"lowest", lowest->name},
                                                {"high", value_text(words, map.unit, *highest)},
                                                {"highest", highest->name}});
  const auto missing = static_cast<std::int64_t>(all.size()) - known;
  if (missing > 0) text += " " + words.say("chart.map.missing", {{"count", missing}});
  return text;
}

Shades shades_of(const Words& words, const Map& map, const std::vector<const Place*>& all) {
  if (map.shades) return *map.shades;
  std::vector<double> values;
  for (const auto* place : all) {
    if (present(*place)) values.push_back(*place->value);
  }
  return shades(words, map.unit, values);
}

std::string absences(const std::vector<const Place*>& all) {
  std::string codes;
  for (const auto* place : all) {
    if (!present(*place) && codes.find(place->absence) == std::string::npos) codes += place->absence;
  }
  return codes;
}

std::string open(Drawing& drawing, const Words& words, const Unit& unit, const Place& place,
                 std::pair<std::string_view, std::string_view> seen) {
  const auto figure = present(place) ? value_text(words, unit, place)
                                     : words.say(std::string("chart.absence.") + place.absence);
  const auto whole = words.say("chart.map.place", {{"name", place.name}, {"value", figure}});
  const std::string label(seen.first);
  const std::string value(seen.second);
  const auto name = escaped(label.empty()     ? whole
                            : value == figure ? words.say("chart.map.seen", {{"label", label}, {"value", value}, {"name", place.name}})
                                              : words.say("chart.map.seen", {{"label", label}, {"value", value}, {"name", whole}}));
  if (place.link.empty()) {
    drawing.raw("<g><title>" + name + "</title>");
    return "</g>";
  }
  drawing.raw("<a class=\"ot-chart-place\" href=\"" + escaped(place.link) + "\" aria-label=\"" + name + "\">");
  return "</a>";
}

}  // namespace places

namespace {

// The largest of the text classes in which every text fits, so that all squares are alike; otherwise the smallest.
std::string fitting(const std::vector<std::string>& texts, std::initializer_list<const char*> classes, double width) {
  for (const char* each : classes) {
    if (std::all_of(texts.begin(), texts.end(), [&](const auto& t) { return text_width(t, each) <= width; })) return each;
  }
  return *(classes.end() - 1);
}

// The figures as all squares have room for them: whole; without the unit; without decimals. A number is never cut: where
// even that is too long an ellipsis stands for it, and the place's name and figure are still read out.
std::vector<std::string> figures(const language::Words& words, const Unit& unit, const std::vector<const Place*>& all,
                                 double room) {
  const auto fit = [&](const std::string& text) { return text_width(text, "map-value-tiny") <= room; };
  const auto each = [&](const auto& write) {
    std::vector<std::string> texts;
    for (const auto* place : all) texts.push_back(places::present(*place) ? write(*place) : fmt::format("[{}]", place->absence));
    return texts;
  };
  auto texts = each([&](const Place& place) { return places::value_text(words, unit, place); });
  if (std::all_of(texts.begin(), texts.end(), fit)) return texts;
  texts = each([&](const Place& place) { return words.number(*place.value, unit.decimals); });
  if (std::all_of(texts.begin(), texts.end(), fit)) return texts;
  texts = each([&](const Place& place) { return words.number(*place.value, 0); });
  for (auto& text : texts) {
    if (!fit(text)) text = "…";
  }
  return texts;
}

std::string drawn(const language::Words& words, const Map& map, const std::vector<Square>& squares,
                  const std::string& id, double available, double largest) {
  std::vector<const Place*> all;
  int least_column = 0;
  int least_row = 0;
  int columns = 1;
  int rows = 1;
  std::set<std::pair<int, int>> taken;
  for (const auto& square : squares) {
    base::ensure(taken.emplace(square.column, square.row).second, "each place of a square map has a square of its own");
    all.push_back(&square.place);
    const bool first = all.size() == 1;
    least_column = first ? square.column : std::min(least_column, square.column);
    least_row = first ? square.row : std::min(least_row, square.row);
  }
  for (const auto& square : squares) {
    columns = std::max(columns, square.column - least_column + 1);
    rows = std::max(rows, square.row - least_row + 1);
  }
  const auto shades = places::shades_of(words, map, all);
  constexpr double gap = 3;
  const double cell = std::clamp(std::floor((available - gap) / columns - gap), 12.0, largest);
  const double grid_width = gap + columns * (cell + gap);
  const double width = std::max(grid_width, std::min(available, 350.0));
  const double legend_top = gap + rows * (cell + gap) + 12;

  const double inset = cell >= 55 ? 5 : 3;
  const double room = cell - 2 * inset + 1;
  std::vector<std::string> labels;
  for (const auto* place : all) labels.push_back(place->label);
  const bool small = cell < 36;
  const std::string label_class = small ? "map-label-small" : fitting(labels, {"map-label", "map-label-small"}, room);
  const auto values = figures(words, map.unit, all, room);
  const std::string value_class = small       ? "map-value-tiny"
                           : cell < 48 ? fitting(values, {"map-value-small", "map-value-tiny"}, room)
                                       : fitting(values, {"map-value", "map-value-small", "map-value-tiny"}, room);
  const double label_line = small ? 10.5 : std::max(12.0, cell * 0.29);
  const double value_line = small ? 22 : std::max(label_line + 15.5, cell * 0.64);

  bool links = false;
  Drawing body(width, 0);
  Legend legend{shades.labels, places::absences(all)};
  if (!legend.absences.empty()) body.raw(hatch_pattern(id + "-h"));
  for (const auto& square : squares) {
    const auto& place = square.place;
    links = links || !place.link.empty();
    const Spot corner{gap + (square.column - least_column) * (cell + gap), gap + (square.row - least_row) * (cell + gap)};
    const auto label = shortened(place.label, label_class, room);
    const auto& value = values[static_cast<std::size_t>(&square - squares.data())];
    const auto close = places::open(body, words, map.unit, place, {label, value});
    std::string on;
    if (places::present(place)) {
      const int shade = tint(place.step ? *place.step : shades.step(*place.value), shades.labels.size());
      body.rectangle(fmt::format("step-{}", shade), corner, cell, cell);
      if (shade >= 4) on = " on-dark";
    } else {
      body.open("missing", fmt::format("fill=\"url(#{}-h)\"", escaped(id)));
      body.rectangle("", corner, cell, cell);
      body.close();
      on = " halo";
    }
    body.text(label_class + on, {corner.x + inset, corner.y + label_line}, Anchor::start, label);
    body.raw(" ");  // label and figure are two words, also when read out
    body.text(value_class + on, {corner.x + inset, corner.y + value_line}, Anchor::start, value);
    body.raw(close);
  }
  const double legend_height = draw_legend(body, words, legend, id + "-h", {gap, legend_top}, width - 2 * gap);
  Drawing whole(std::ceil(width), std::ceil(legend_top + legend_height));
  whole.raw(body.body());
  return whole.finished({id, map.title, places::described(words, map, all), links});
}

}  // namespace

Drawn square_map(const language::Words& words, const Map& map, const std::vector<Square>& squares) {
  return {drawn(words, map, squares, map.id + "-w", 770, 63), drawn(words, map, squares, map.id + "-n", 350, 63), {}};
}

}  // namespace outturn::chart
