#include "web/measures/place_page.h"

#include <algorithm>

#include <fmt/core.h>

#include "web/answers/findings.h"
#include "web/measures/formula_history.h"
#include "web/measures/indicator_page.h"
#include "web/measures/places_page.h"
#include "web/section.h"
#include "web/sheet.h"

namespace outturn::web {

using workspace::Record;

namespace {

html::Safe small_course(const Visit& visit, const PlaceMeasure& measure) {
  const auto& course = measure.here;
  chart::Sparkline line{.id = "course-" + course.indicator->id,
                        .title = visit.say("measure.trend_of", {{"measure", course.indicator->title(visit.words.language())}}),
                        .description = {},
                        .unit = chart_unit(visit, course.measure()),
                        .points = chart_points(course.figures),
                        .target = {},
                        .comparison = measure.country ? chart_points(measure.country->figures) : std::vector<chart::Point>{}};
  if (course.status && course.status->target) line.target = chart_target(visit, *course.status->target, course.figures);
  return html::Safe::vouched(chart::sparkline(visit.words, line));
}

Sheet sheet_of(const Visit& visit, const Record& place, const std::vector<PlaceMeasure>& measures) {
  Sheet sheet{.name = place.id, .columns = {"place", "indicator", "name", "period", "value", "country_period", "country_value"}, .rows = {}};
  for (const auto& one : measures) {
    const auto& latest = one.here.latest;
    sheet.rows.push_back({place.id, one.here.indicator->id, one.here.indicator->title(visit.words.language()),
                          latest ? SheetCell(latest->period.text()) : SheetCell(), latest ? SheetCell(latest->value) : SheetCell(),
                          one.country_figure ? SheetCell(one.country_figure->period.text()) : SheetCell(),
                          one.country_figure ? SheetCell(one.country_figure->value) : SheetCell()});
  }
  return sheet;
}

}  // namespace

std::vector<PlaceMeasure> place_measures(const Visit& visit, const Record& place) {
  const auto* country = workspace::country(visit.view);
  std::vector<PlaceMeasure> all;
  visit.workspace().each(record::kind_of<record::Indicator>(), [&](const Record& indicator) {
    if (!visit.may(access::Act::read, *indicator.kind, &indicator)) return;
    PlaceMeasure one{.here = course_of(visit, indicator, &place, nullptr)};
    if (one.here.figures.empty()) return;
    if (country && country != &place && visit.may(access::Act::read, *country->kind, country)) {
      one.country = course_of(visit, indicator, country, nullptr);
      one.country_figure = one.country->latest;
      if (one.here.latest) {
        const auto* same = one.country->figure_for(one.here.latest->period);
        one.same_period = same && same->is_figure();
        if (one.same_period) one.country_figure = *same;
      }
    }
    all.push_back(std::move(one));
  });
  return all;
}

Table place_table(const Visit& visit, const Record& place, std::span<const PlaceMeasure> measures) {
  const auto& language = visit.words.language();
  const auto* country = workspace::country(visit.view);
  const bool compares = country && country != &place;
  const auto country_name = country ? country->title(language) : "";
  Table table{.caption = visit.say("place.measures_of", {{"place", place.title(language)}}),
              .columns = {{visit.say("measure.measure")}, {visit.say("measure.latest"), true}},
              .rows = {}};
  if (compares) {
    table.columns.push_back({country_name, true});
    table.columns.push_back({visit.say("place.compared", {{"name", country_name}})});
  } else {
    table.columns.push_back({visit.say("measure.status")});
  }
  table.columns.push_back({visit.say("measure.course")});
  for (const auto& one : measures) {
    const auto& indicator = one.here.measure();
    Row row{{{.text = one.here.indicator->title(language), .address = visit.link(course_address(one.here))}}};
    row.cells.push_back(one.here.latest ? Cell{.text = figure_text(visit, indicator, one.here.latest->value), .sub = period_with_mark(visit, *one.here.indicator, one.here.latest->period)}
                                        : Cell{.text = visit.say("measure.no_figure")});
    if (compares) {
      row.cells.push_back(one.country_figure ? Cell{.text = figure_text(visit, indicator, one.country_figure->value), .sub = visit.words.period(one.country_figure->period)}
                                             : Cell{.text = visit.say("measure.no_figure")});
      std::string compared;
      if (one.same_period) compared = compared_text(visit, indicator, one.here.latest->value, one.country_figure->value, country_name);
      else if (one.here.latest && one.country_figure) compared = visit.say("place.other_period");
      row.cells.push_back({.text = std::move(compared)});
    } else {
      Cell standing;
      if (one.here.status) standing.content = html::rendered(shown(visit, one.here.status->code), visit.words);
      row.cells.push_back(std::move(standing));
    }
    Cell course;
    course.content = small_course(visit, one);
    row.cells.push_back(std::move(course));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Response show_place(const Visit& visit) {
  const auto* place = visit.readable<record::Place>(visit.parameter("id"));
  if (!place) return not_found(visit.request);
  const auto measures = place_measures(visit, *place);
  if (asks_for_data(visit)) return answered(visit, sheet_of(visit, *place, measures));

  const auto& language = visit.words.language();
  const auto name = place->title(language);
  auto layout = frame(visit, name, "/places");
  layout.breadcrumbs.push_back({.text = visit.say("nav.places"), .address = visit.link("/places")});
  const auto* parent = place->as<record::Place>().parent.empty() ? nullptr : visit.readable<record::Place>(place->as<record::Place>().parent.id);
  if (parent) layout.breadcrumbs.push_back({.text = parent->title(language), .address = visit.link_to(*parent)});
  layout.caption = choice_text(visit, *place, "level");
  const auto* country = workspace::country(visit.view);
  if (measures.empty()) {
    layout.content += html::rendered(EmptyState{.title = visit.say("place.no_measures", {{"place", name}}), .sentences = {visit.say("place.no_measures_why")},
                                                .links = {{visit.say("place.all"), visit.link("/places")}}},
                                     visit.words);
  } else {
    const auto count = static_cast<std::int64_t>(measures.size());
    layout.lead = country && country != place ? visit.say("place.lead", {{"count", count}, {"name", country->title(language)}})
                                              : visit.say("place.lead_country", {{"count", count}});
    layout.content += html::rendered(place_table(visit, *place, measures), visit.words);
    if (country && country != place) layout.content += html::rendered(Prose{.paragraphs = {visit.say("place.grey_line", {{"name", country->title(language)}})}, .muted = true}, visit.words);
    layout.content += download_links(visit, "/places/" + place->id);
  }
  auto inside = visit.workspace().referring<record::Place>(*place, "parent");
  std::erase_if(inside, [&](const Record* one) { return !visit.may(access::Act::read, *one->kind, one); });
  if (!inside.empty()) {
    sort_by_title(inside, language);
    if (inside.size() > 200) inside.resize(200);
    Table table{.caption = visit.say("place.inside", {{"place", name}}), .columns = {{visit.say("record.place")}, {visit.say("record.place.level")}}, .rows = {}, .light = true};
    for (const auto* one : inside) {
      table.rows.push_back({{{.text = one->title(language), .address = visit.link_to(*one)}, {.text = choice_text(visit, *one, "level")}}});
    }
    layout.content += html::rendered(Section{.id = "inside", .title = visit.say("place.inside", {{"place", name}}), .content = html::rendered(table, visit.words)}, visit.words);
  }
  layout.content += record_links(visit, *place);
  return framed(visit, layout);
}

}  // namespace outturn::web
