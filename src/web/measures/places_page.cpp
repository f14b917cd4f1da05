#include "web/measures/places_page.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/core.h>

#include "base/hash.h"
#include "web/measures/boundary.h"
#include "web/serving/parse.h"
#include "web/sheet.h"

namespace outturn::web {

using record::PlaceLevel;
using Observed = workspace::Figure;
using workspace::Record;

namespace {

constexpr std::size_t most_periods = 60;
constexpr std::size_t places_a_page = 100;
constexpr std::size_t figures_a_page = 500;  ///< more than the authorities of most countries: a map has its table whole

bool has_square(const Record& place) { return place.as<record::Place>().column && place.as<record::Place>().row; }
bool has_boundary(const Record& place) { return !place.as<record::Place>().boundary.empty(); }

std::vector<const Record*> readable_places(const Visit& visit) {
  std::vector<const Record*> all;
  visit.workspace().each(record::kind_of<record::Place>(), [&](const Record& place) {
    if (visit.may(access::Act::read, *place.kind, &place)) all.push_back(&place);
  });
  sort_by_title(all, visit.words.language());
  return all;
}

/// How many places other than the country have headline figures of an indicator.
std::size_t places_of(const Visit& visit, const Record& indicator) {
  const auto& panel = visit.workspace().panel();
  const auto definition = visit.view.current_definition(indicator);
  std::size_t count = 0;
  for (const auto number : panel.of_indicator(indicator.slot)) {
    const auto& series = panel.series(number);
    if (series.key.group != workspace::no_slot || series.key.definition != definition) continue;
    const auto& place = visit.workspace().at(record::kind_of<record::Place>(), series.key.place);
    if (place.as<record::Place>().level != PlaceLevel::country && visit.view.last_published(series)) ++count;
  }
  return count;
}

/// The places to draw: those of the one level that has most figures among those that can be drawn at all.
void choose_drawn(MapView& view) {
  std::array<std::size_t, 5> squares{};
  std::array<std::size_t, 5> measured{};
  for (const auto& one : view.figures) {
    const auto level = static_cast<std::size_t>(one.place->as<record::Place>().level);
    if (!has_square(*one.place) && !has_boundary(*one.place)) continue;
    ++squares.at(level);
    if (one.figure) ++measured.at(level);
  }
  std::size_t best = 0;
  for (std::size_t level = 1; level < squares.size(); ++level) {
    if (std::pair(measured[level], squares[level]) > std::pair(measured[best], squares[best])) best = level;
  }
  const auto of_level = [&](const Record* place) { return static_cast<std::size_t>(place->as<record::Place>().level) == best; };
  std::vector<const Record*> with_square;
  std::vector<const Record*> with_boundary;
  bool all_bounded = true;
  std::set<std::pair<std::int64_t, std::int64_t>> taken;
  for (const auto& one : view.figures) {
    if (!of_level(one.place)) continue;
    if (has_boundary(*one.place)) with_boundary.push_back(one.place);
    if (!has_square(*one.place)) continue;
    all_bounded = all_bounded && has_boundary(*one.place);
    // Two places on one square cannot both be drawn; the second still stands in the table.
    if (taken.emplace(*one.place->as<record::Place>().column, *one.place->as<record::Place>().row).second) with_square.push_back(one.place);
  }
  view.with_boundaries = all_bounded && !with_boundary.empty();
  view.drawn = view.with_boundaries ? std::move(with_boundary) : std::move(with_square);
}

chart::Place drawn_place(const Visit& visit, const record::Indicator& indicator, const PlaceFigure& one, const chart::Shades& shades) {
  chart::Place place{.name = one.place->title(visit.words.language()), .label = one.place->as<record::Place>().short_name};
  if (place.label.empty()) place.label = place.name;
  if (one.has_figure()) {
    place.value = one.figure->value;
    place.value_text = figure_text(visit, indicator, one.figure->value);
    if (place.value_text.size() > 10) place.value_text.clear();
    place.step = shades.step(one.figure->value);
  } else if (one.figure) {
    place.absence = static_cast<char>(one.figure->status);
  }
  place.link = visit.link_to(*one.place);
  return place;
}

const PlaceFigure* figure_of(const MapView& view, const Record* place) {
  const auto found = std::find_if(view.figures.begin(), view.figures.end(), [&](const PlaceFigure& one) { return one.place == place; });
  return found == view.figures.end() ? nullptr : &*found;
}

/// Whether the table beside the map has a row for it.
bool in_table(const MapView& view, const PlaceFigure& one) {
  return one.figure || std::find(view.drawn.begin(), view.drawn.end(), one.place) != view.drawn.end();
}

std::vector<Observed> shown_figures(const MapView& view) {
  std::vector<Observed> all;
  for (const auto& one : view.figures) {
    if (one.figure) all.push_back(*one.figure);
  }
  if (view.country && view.country->figure) all.push_back(*view.country->figure);
  return all;
}

std::string map_address(const MapView& view, std::string_view suffix) {
  auto address = fmt::format("/places{}", suffix);
  if (view.indicator) address += "?indicator=" + percent_encoded(view.indicator->id);
  if (view.indicator && view.period) address += "&period=" + percent_encoded(view.period->text());
  return address;
}

Sheet sheet_of(const Visit& visit, const MapView& view) {
  Sheet sheet{.name = "places", .columns = {"place", "name", "level", "indicator", "period", "value", "status", "country_value"}, .rows = {}};
  const auto& kind = record::kind_of<record::Place>();
  for (const auto& one : view.figures) {
    const auto level = kind.field("level")->read(one.place->body.get());  // the code, the same in every language
    std::vector<SheetCell> row{one.place->id, one.place->title(visit.words.language()), std::get<std::string>(level),
                               view.indicator ? SheetCell(view.indicator->id) : SheetCell(), view.period ? SheetCell(view.period->text()) : SheetCell(),
                               one.has_figure() ? SheetCell(one.figure->value) : SheetCell(),
                               one.figure ? SheetCell(workspace::status_code(one.figure->status)) : SheetCell(),
                               view.country && view.country->has_figure() ? SheetCell(view.country->figure->value) : SheetCell()};
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

}  // namespace

std::optional<MapView> map_view(const Visit& visit) {
  MapView view;
  const auto wanted = visit.request.query.get("indicator");
  std::size_t most = 0;
  visit.workspace().each(record::kind_of<record::Indicator>(), [&](const Record& indicator) {
    if (!visit.may(access::Act::read, *indicator.kind, &indicator)) return;
    const auto count = places_of(visit, indicator);
    if (count == 0) return;
    view.choices.push_back(&indicator);
    if (wanted.empty() ? count > most : indicator.id == wanted) view.indicator = &indicator;
    most = std::max(most, count);
  });
  if (!wanted.empty() && !view.indicator) {
    // A measure without figures of places (yet, on this day) is no broken address.
    view.indicator = visit.readable<record::Indicator>(wanted);
    if (!view.indicator) return std::nullopt;
  }
  std::map<base::Period, std::size_t, std::greater<>> by_period;
  std::map<const Record*, std::vector<Observed>> figures;
  const auto places = readable_places(visit);
  if (view.indicator) {
    for (const auto* place : places) {
      const auto* series = visit.view.series(*view.indicator, *place);
      if (!series) continue;
      auto known = visit.view.figures(*series);
      for (const auto& figure : known) {
        auto& count = by_period[figure.period];
        if (figure.is_figure() && place->as<record::Place>().level != PlaceLevel::country) ++count;
      }
      figures[place] = std::move(known);
    }
  }
  std::size_t most_figures = 0;
  for (const auto& [period, count] : by_period) {
    if (count > 0 && view.periods.size() < most_periods) view.periods.push_back(period);
    most_figures = std::max(most_figures, count);
  }
  if (const auto asked = visit.request.query.get("period"); !asked.empty()) {
    const auto period = base::Period::parse(asked);
    if (!period) return std::nullopt;
    // The measure may have been changed after the period was chosen: then the period is chosen again.
    if (by_period.contains(*period)) view.period = *period;
  }
  for (const auto& [period, count] : by_period) {
    if (!view.period && count > 0 && count * 3 >= most_figures * 2) view.period = period;
  }
  for (const auto* place : places) {
    PlaceFigure one{.place = place};
    if (view.period) {
      for (const auto& figure : figures[place]) {
        if (figure.period == *view.period) one.figure = figure;
      }
    }
    if (place->as<record::Place>().level != PlaceLevel::country) view.figures.push_back(one);
    else if (!view.country || place == workspace::country(visit.view)) view.country = one;
  }
  choose_drawn(view);
  return view;
}

Figure map_figure(const Visit& visit, const MapView& view) {
  const auto& words = visit.words;
  const auto& indicator = view.indicator->as<record::Indicator>();
  const auto unit = chart_unit(visit, indicator);
  std::vector<double> values;
  const PlaceFigure* lowest = nullptr;
  const PlaceFigure* highest = nullptr;
  for (const auto* place : view.drawn) {
    const auto* one = figure_of(view, place);
    if (!one->has_figure()) continue;
    values.push_back(one->figure->value);
    if (!lowest || one->figure->value < lowest->figure->value) lowest = one;
    if (!highest || one->figure->value > highest->figure->value) highest = one;
  }
  const auto name = view.indicator->title(words.language());
  const auto measure_unit = std::string(indicator.unit.in(words.language()));
  Figure figure{.id = "map", .title = visit.say("place.map_without_figures")};
  if (lowest) {
    figure.title = visit.say(values.size() == 1 ? "place.map_of_one" : "place.map_from_to",
                             {{"low", figure_text(visit, indicator, lowest->figure->value)}, {"lowest", lowest->place->title(words.language())},
                              {"high", figure_text(visit, indicator, highest->figure->value)}, {"highest", highest->place->title(words.language())}});
  }
  figure.subtitle = visit.say(measure_unit.empty() ? "place.mapped" : "place.mapped_unit",
                              {{"measure", name}, {"unit", measure_unit}, {"period", view.period ? words.period(*view.period) : ""}});
  const chart::Map map{.id = "places", .title = name, .description = {}, .unit = unit, .shades = chart::shades(words, unit, values)};
  chart::Drawn drawn;
  if (view.with_boundaries) {
    std::vector<chart::Area> areas;
    for (const auto* place : view.drawn) areas.push_back({drawn_place(visit, indicator, *figure_of(view, place), *map.shades), rings_of(place->as<record::Place>().boundary)});
    drawn = chart::boundary_map(words, map, areas);
  } else {
    std::vector<chart::Square> squares;
    for (const auto* place : view.drawn) {
      squares.push_back({drawn_place(visit, indicator, *figure_of(view, place), *map.shades), static_cast<int>(*place->as<record::Place>().column), static_cast<int>(*place->as<record::Place>().row)});
    }
    drawn = chart::square_map(words, map, squares);
  }
  figure.wide = html::Safe::vouched(std::move(drawn.wide));
  figure.narrow = html::Safe::vouched(std::move(drawn.narrow));
  figure.source = visit.say(view.with_boundaries ? "place.boundary_note" : "place.square_note");
  figure.csv_address = visit.link(map_address(view, ".csv"));
  figure.svg_address = visit.link(map_address(view, ".svg"));
  figure.json_address = visit.link(map_address(view, ".json"));
  return figure;
}

std::string compared_text(const Visit& visit, const record::Indicator& indicator, double here, double there, const std::string& name) {
  const auto difference = as_shown(indicator, here) - as_shown(indicator, there);
  if (std::abs(difference) < 1e-9 * std::max(1.0, std::abs(there))) return visit.say("place.same_as", {{"name", name}});
  return visit.say(difference > 0 ? "place.above" : "place.below", {{"difference", distance_text(visit, indicator, there, here)}, {"name", name}});
}

Table map_table(const Visit& visit, const MapView& view) {
  const auto& indicator = view.indicator->as<record::Indicator>();
  const auto& language = visit.words.language();
  const bool compares = view.country && view.country->has_figure();
  const auto country = view.country ? view.country->place->title(language) : "";
  Table table{.caption = visit.say("place.table", {{"measure", view.indicator->title(language)}, {"period", view.period ? visit.words.period(*view.period) : ""}}),
              .columns = {{visit.say("record.place")}, {visit.say("measure.figure"), true}},
              .rows = {},
              .light = true};
  if (compares) table.columns.push_back({visit.say("place.compared", {{"name", country}})});
  for (const auto& one : view.figures) {
    if (!in_table(view, one)) continue;
    Row row{{{.text = one.place->title(language), .address = visit.link_to(*one.place)},
             {.text = one.figure ? cell_text(visit, indicator, *one.figure) : "[x]"}}};
    if (compares) {
      row.cells.push_back({.text = one.has_figure() ? compared_text(visit, indicator, one.figure->value, view.country->figure->value, country) : ""});
    }
    table.rows.push_back(std::move(row));
  }
  if (compares) {
    table.totals = {{.text = country, .address = visit.link_to(*view.country->place)}, {.text = figure_text(visit, indicator, view.country->figure->value)}, {}};
  }
  return table;
}

namespace {

FilterForm map_chooser(const Visit& visit, const MapView& view) {
  FilterForm form{.action = "/places", .fields = {}, .button = {}, .clear_address = {}};
  Field measure{.control = Control::select, .name = "indicator", .label = visit.say("measure.measure"), .value = view.indicator ? view.indicator->id : ""};
  for (const auto* one : view.choices) measure.options.push_back({one->id, one->title(visit.words.language())});
  if (view.indicator && std::find(view.choices.begin(), view.choices.end(), view.indicator) == view.choices.end()) {
    measure.options.push_back({view.indicator->id, view.indicator->title(visit.words.language())});
  }
  form.fields.push_back(std::move(measure));
  Field period{.control = Control::select, .name = "period", .label = visit.say("measure.period"), .value = view.period ? view.period->text() : ""};
  for (const auto& one : view.periods) period.options.push_back({one.text(), visit.words.period(one)});
  if (!period.options.empty()) form.fields.push_back(std::move(period));
  if (visit.view.as_of()) form.fields.push_back({.control = Control::hidden, .name = "as-of", .label = {}, .value = visit.view.as_of()->iso()});
  return form;
}

/// The places that the table of the measure leaves out, with where they lie.
Section others_section(const Visit& visit, const MapView& view) {
  const auto& language = visit.words.language();
  std::vector<const Record*> others;
  for (const auto& one : view.figures) {
    if (!view.indicator || !in_table(view, one)) others.push_back(one.place);
  }
  if (view.country && (!view.indicator || !view.country->has_figure())) others.insert(others.begin(), view.country->place);
  Section section{.id = "others", .title = visit.say(view.indicator ? "place.others" : "place.all")};
  if (others.empty()) return section;
  const auto paging = paged(visit, "/places", others.size(), places_a_page);
  Table table{.caption = section.title,
              .columns = {{visit.say("record.place")}, {visit.say("record.place.level")}, {visit.say("record.place.parent")}},
              .rows = {},
              .light = true};
  for (std::size_t i = paging.first; i < paging.last; ++i) {
    const auto& place = *others[i];
    const auto* parent = place.as<record::Place>().parent.empty() ? nullptr : visit.readable<record::Place>(place.as<record::Place>().parent.id);
    table.rows.push_back({{{.text = place.title(language), .address = visit.link_to(place)}, {.text = choice_text(visit, place, "level")},
                           parent ? Cell{.text = parent->title(language), .address = visit.link_to(*parent)} : Cell{}}});
  }
  section.content += html::rendered(table, visit.words);
  if (others.size() > places_a_page) section.content += html::rendered(paging.links, visit.words);
  return section;
}

}  // namespace

Response show_places(const Visit& visit) {
  const auto view = map_view(visit);
  if (!view) return not_found(visit.request);
  if (asks_for_data(visit)) return answered(visit, sheet_of(visit, *view));
  if (visit.request.format == "svg") {
    if (!view->indicator || view->drawn.empty()) return not_found(visit.request);
    Response response{.content_type = "image/svg+xml", .body = chart::stand_alone(map_figure(visit, *view).wide.markup())};
    response.etag = base::sha256(response.body).hex().substr(0, 32);
    return response;
  }

  auto layout = frame(visit, visit.say("nav.places"), "/places");
  if (view->figures.empty() && !view->country) {
    layout.content += html::rendered(EmptyState{.title = visit.say("place.none"), .sentences = {visit.say("place.none_why")},
                                                .links = link_to_add(visit, "place", "place.add")},
                                     visit.words);
    return framed(visit, layout);
  }
  layout.lead = visit.say("place.list_lead");
  if (view->indicator) {
    layout.content += html::rendered(map_chooser(visit, *view), visit.words);
    auto rows = map_table(visit, *view);
    const auto paging = paged(visit, "/places", rows.rows.size(), figures_a_page);
    const bool is_long = rows.rows.size() > figures_a_page;
    rows.rows.erase(rows.rows.begin() + static_cast<std::ptrdiff_t>(paging.last), rows.rows.end());
    rows.rows.erase(rows.rows.begin(), rows.rows.begin() + static_cast<std::ptrdiff_t>(paging.first));
    html::Safe table = html::rendered(rows, visit.words);
    if (is_long) table += html::rendered(paging.links, visit.words);
    auto legend = absence_legend(visit, shown_figures(*view));
    const bool unknown = std::any_of(view->drawn.begin(), view->drawn.end(), [&](const Record* place) { return !figure_of(*view, place)->figure; });
    if (unknown && std::none_of(legend.begin(), legend.end(), [](const std::string& line) { return line.starts_with("[x]"); })) {
      legend.push_back(visit.say("measure.absence", {{"code", "[x]"}, {"meaning", visit.say("chart.absence.x")}}));
    }
    table += html::rendered(Prose{.paragraphs = std::move(legend), .muted = true}, visit.words);
    const auto see = html::rendered(Link{visit.say("place.see_measure"), visit.link_to(*view->indicator)}, visit.words);
    if (view->drawn.empty()) {
      layout.content += table;
      layout.content += see;
    } else {
      auto map = html::rendered(map_figure(visit, *view), visit.words);
      map += see;
      layout.content += html::rendered(Columns{.left = std::move(map), .right = std::move(table), .shares = Columns::Shares::halves}, visit.words);
    }
  } else {
    layout.content += html::rendered(EmptyState{.title = visit.say("place.no_figures"), .sentences = {visit.say("place.no_figures_why")}}, visit.words);
  }
  if (const auto others = others_section(visit, *view); !others.content.empty()) layout.content += html::rendered(others, visit.words);
  return framed(visit, layout);
}

}  // namespace outturn::web
