#include "web/measures/indicators_page.h"

#include <algorithm>

#include <fmt/core.h>

#include "record/outcome.h"
#include "track/rollup.h"
#include "web/measures/course.h"
#include "web/measures/formula_history.h"
#include "web/outcomes/judgement.h"
#include "web/section.h"
#include "web/sheet.h"

namespace outturn::web {

using workspace::Record;

namespace {

constexpr std::size_t measures_a_page = 25;

std::vector<const Record*> readable(const Visit& visit, const record::Kind& kind) {
  std::vector<const Record*> all;
  visit.workspace().each(kind, [&](const Record& record) {
    if (visit.may(access::Act::read, kind, &record)) all.push_back(&record);
  });
  return all;
}

const Record* first_outcome(const Visit& visit, const Record& indicator) {
  for (const auto& reference : indicator.as<record::Indicator>().outcomes) {
    if (const auto* outcome = visit.readable<record::Outcome>(reference.id)) return outcome;
  }
  return nullptr;
}

SheetCell text_or_nothing(std::string text) { return text.empty() ? SheetCell() : SheetCell(std::move(text)); }

Sheet sheet_of(const Visit& visit, const std::vector<MeasureRow>& rows) {
  Sheet sheet{.name = "indicators",
              .columns = {"indicator", "name", "outcome", "place", "group", "status", "sentence", "period", "value", "target", "next_due", "data_quality", "formula_from"},
              .rows = {}};
  for (const auto& row : rows) {
    const auto& status = row.status;
    const auto* outcome = first_outcome(visit, *row.indicator);
    const auto formulas = formula_versions(visit, *row.indicator);
    sheet.rows.push_back({row.indicator->id, row.indicator->title(visit.words.language()), text_or_nothing(outcome ? outcome->id : ""),
                          text_or_nothing(status.place ? status.place->id : ""), text_or_nothing(status.group ? status.group->id : ""),
                          std::string(track::text_of(status.code)), visit.say(status.sentence),
                          text_or_nothing(status.latest ? status.latest->period.text() : ""), status.latest ? SheetCell(status.latest->value) : SheetCell(),
                          text_or_nothing(status.target ? status.target->id : ""),
                          text_or_nothing(status.freshness && status.freshness->next_due ? status.freshness->next_due->iso() : ""), status.data_quality,
                          text_or_nothing(formulas.empty() ? "" : formulas.back().from.iso())});
  }
  return sheet;
}

}  // namespace

std::vector<MeasureRow> measure_rows(const Visit& visit) {
  const auto wanted = visit.request.query.get("outcome");
  std::vector<MeasureRow> rows;
  for (const auto* indicator : readable(visit, record::kind_of<record::Indicator>())) {
    const auto& outcomes = indicator->as<record::Indicator>().outcomes;
    if (!wanted.empty() && std::none_of(outcomes.begin(), outcomes.end(), [&](const auto& one) { return one.id == wanted; })) continue;
    auto statuses = track::statuses_of_indicator(visit.view, *indicator);
    track::parts_taken_out(statuses);
    if (const auto* speaking = most_urgent(statuses)) rows.push_back({indicator, *speaking});
  }
  std::stable_sort(rows.begin(), rows.end(), [&](const MeasureRow& a, const MeasureRow& b) {
    const auto* first = first_outcome(visit, *a.indicator);
    const auto* second = first_outcome(visit, *b.indicator);
    return (first ? first->slot : workspace::no_slot) < (second ? second->slot : workspace::no_slot);
  });
  return rows;
}

Table measures_table(const Visit& visit, std::span<const MeasureRow> rows) {
  const auto& language = visit.words.language();
  Table table{.caption = visit.say("nav.indicators"),
              .columns = {{visit.say("measure.measure")}, {visit.say("measure.status")}, {visit.say("measure.latest"), true},
                          {visit.say("measure.next_figure")}, {visit.say("measure.course")}},
              .rows = {}};
  for (const auto& row : rows) {
    const auto& status = row.status;
    const auto& indicator = row.indicator->as<record::Indicator>();
    const auto* outcome = first_outcome(visit, *row.indicator);
    Cell name{.text = row.indicator->title(language), .address = visit.link_to(*row.indicator), .sub = outcome ? outcome->title(language) : ""};
    Cell standing;
    standing.content = html::rendered(shown(visit, status.code), visit.words);
    if (status.target) standing.sub = target_text(visit, indicator, status.target->as<record::Target>());
    Cell latest{.text = visit.say("measure.no_figure")};
    if (status.latest) latest = {.text = figure_text(visit, indicator, status.latest->value), .sub = period_with_mark(visit, *row.indicator, status.latest->period)};
    Cell next;
    if (status.freshness && status.freshness->days_late > 0) {
      next.content = html::rendered(Flag{Glyph::late, visit.say("measure.late", {{"days", static_cast<std::int64_t>(status.freshness->days_late)}}), Tone::doubt}, visit.words);
    } else if (status.freshness && status.freshness->next_due) {
      next.text = visit.say("measure.due_by", {{"day", *status.freshness->next_due}});
    } else {
      next.text = visit.say("measure.due_unknown");
    }
    Cell course;
    course.content = small_trend(visit, status, "course-" + row.indicator->id);
    table.rows.push_back({{std::move(name), std::move(standing), std::move(latest), std::move(next), std::move(course)}});
  }
  return table;
}

Response show_indicators(const Visit& visit) {
  const auto rows = measure_rows(visit);
  if (asks_for_data(visit)) return answered(visit, sheet_of(visit, rows));
  const auto& language = visit.words.language();
  auto layout = frame(visit, visit.say("nav.indicators"), "/indicators");
  const auto wanted = std::string(visit.request.query.get("outcome"));
  if (rows.empty() && wanted.empty()) {
    layout.content += html::rendered(EmptyState{.title = visit.say("measure.none"), .sentences = {visit.say("measure.none_why")},
                                                .links = link_to_add(visit, "indicator", "measure.add")},
                                     visit.words);
    return framed(visit, layout);
  }
  layout.lead = visit.say("measure.list_lead", {{"count", static_cast<std::int64_t>(rows.size())}});

  Field outcomes{.control = Control::select, .name = "outcome", .label = visit.say("measure.outcome"), .value = wanted};
  outcomes.options.push_back({"", visit.say("measure.all_outcomes")});
  for (const auto* outcome : readable(visit, record::kind_of<record::Outcome>())) outcomes.options.push_back({outcome->id, outcome->title(language)});
  FilterForm filter{.action = "/indicators", .fields = {std::move(outcomes)}, .button = {}, .clear_address = wanted.empty() ? "" : visit.link("/indicators")};
  if (visit.view.as_of()) filter.fields.push_back({.control = Control::hidden, .name = "as-of", .label = {}, .value = visit.view.as_of()->iso()});
  layout.content += html::rendered(filter, visit.words);

  if (rows.empty()) {
    layout.content += html::rendered(EmptyState{.title = visit.say("measure.none_found"), .sentences = {visit.say("measure.none_found_why")}}, visit.words);
    return framed(visit, layout);
  }
  const auto paging = paged(visit, "/indicators", rows.size(), measures_a_page);
  layout.content += html::rendered(measures_table(visit, std::span(rows).subspan(paging.first, paging.last - paging.first)), visit.words);
  layout.content += html::rendered(paging.links, visit.words);
  layout.content += download_links(visit, "/indicators", query_with(visit));
  return framed(visit, layout);
}

}  // namespace outturn::web
