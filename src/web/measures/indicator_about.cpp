#include <algorithm>

#include <fmt/core.h>

#include "record/organisation.h"
#include "record/outcome.h"
#include "track/promise.h"
#include "track/rollup.h"
#include "web/answers/answers_page.h"
#include "web/folded_table.h"
#include "web/measures/indicator_page.h"
#include "web/serving/parse.h"
#include "web/measures/revisions.h"
#include "web/sheet.h"

/// The parts of a measure's page below its chart.
namespace outturn::web {

using workspace::Record;

namespace {

constexpr std::size_t most_publications_told = 12;
constexpr std::size_t changes_a_page = 25;
constexpr std::size_t publications_at_once = 4;
constexpr std::size_t changes_at_once = 5;
constexpr std::size_t targets_at_once = 4;
constexpr std::size_t most_promises = 12;

html::Safe nothing(const Visit& visit, std::string_view key, std::vector<Link> links = {}) {
  return html::rendered(EmptyState{.title = visit.say(fmt::format("{}.none", key)), .sentences = {visit.say(fmt::format("{}.none_why", key))},
                                   .links = std::move(links), .heading_level = 3},
                        visit.words);
}

/// The definitions in force by the visit's day, newest version first.
std::vector<const Record*> definitions(const Visit& visit, const Record& indicator) {
  auto all = visit.workspace().referring<record::Definition>(indicator, "indicator");
  std::erase_if(all, [&](const Record* one) {
    const auto& from = one->as<record::Definition>().in_force_from;
    return !visit.may(access::Act::read, *one->kind, one) || (from && *from > visit.view.day());
  });
  std::stable_sort(all.begin(), all.end(), [](const Record* a, const Record* b) {
    return a->as<record::Definition>().version.value_or(1) > b->as<record::Definition>().version.value_or(1);
  });
  return all;
}

std::string target_where(const Visit& visit, const record::Target& target) {
  const auto* place = workspace::place_of(visit.view, target);
  const auto* group = target.group.empty() ? nullptr : visit.workspace().find<record::Group>(target.group.id);
  return whereabouts(visit, place, group);
}

std::string started_from(const Visit& visit, const record::Indicator& indicator, const record::Target& target) {
  if (target.base_value && target.base_period) {
    return visit.say("measure.value_in", {{"value", figure_text(visit, indicator, *target.base_value)}, {"period", visit.words.period(*target.base_period)}});
  }
  if (target.base_period) return visit.words.period(*target.base_period);
  return target.base_value ? figure_text(visit, indicator, *target.base_value) : "";
}

/// The whole's target above those of its parts, each with its figure, its chance and its status; below, what the parts
/// give together.
Table rollup_table(const Visit& visit, const record::Indicator& indicator, const track::Rollup& rollup, const std::vector<track::Status>& statuses) {
  const auto& language = visit.words.language();
  Table table{.caption = visit.say("rollup.table", {{"place", rollup.place->title(language)}}),
              .columns = {{visit.say("measure.place")}, {visit.say("measure.target")}, {visit.say("measure.latest"), true}, {visit.say("outlook.chance_label")}, {visit.say("rollup.status")}},
              .rows = {},
              .shows_caption = true};
  const auto add = [&](const Record& target, const Record* place) {
    if (!place || !visit.may(access::Act::read, *target.kind, &target)) return;
    Row row{{{.text = place->title(language), .address = visit.link(fmt::format("/indicators/{}?place={}", percent_encoded(rollup.target->as<record::Target>().indicator.id), percent_encoded(place->id)))},
             {.text = target_text(visit, indicator, target.as<record::Target>())}}};
    const auto status = std::find_if(statuses.begin(), statuses.end(), [&](const track::Status& s) { return s.target == &target; });
    const bool known = status != statuses.end();
    row.cells.push_back(known && status->latest ? Cell{.text = figure_text(visit, indicator, status->latest->value), .sub = visit.words.period(status->latest->period)} : Cell{.text = visit.say("overview.no_figure")});
    row.cells.push_back({.text = known && status->probability ? visit.say(track::chance_phrase(*status->probability)) : ""});
    row.cells.push_back(known ? Cell{.content = html::rendered(shown(visit, status->code), visit.words)} : Cell{});
    table.rows.push_back(std::move(row));
  };
  add(*rollup.target, rollup.place);
  for (const auto* target : rollup.targets) add(*target, visit.workspace().find<record::Place>(target->as<record::Target>().place.id));
  for (const auto* place : rollup.missing) {
    table.rows.push_back({{{.text = place->title(language)}, {.text = visit.say("rollup.no_target")}, {}, {}, {}}});
  }
  if (rollup.total) {
    table.totals = {{.text = visit.say("rollup.together")}, {.text = figure_text(visit, indicator, *rollup.total), .sub = visit.say("rollup." + std::string(text_of(rollup.sum)))}, {}, {}, {}};
  }
  return table;
}

}  // namespace

Section definition_section(const Visit& visit, const Course& course) {
  const auto& indicator = course.measure();
  const auto& language = visit.words.language();
  Section section{.id = "definition", .title = visit.say("measure.definition")};
  const auto all = definitions(visit, *course.indicator);
  SummaryList list;
  for (const auto* one : all) {
    const auto& definition = one->as<record::Definition>();
    const auto version = definition.version.value_or(1);
    SummaryRow row{.key = all.size() == 1 ? visit.say("measure.what_is_counted") : visit.say("measure.version", {{"version", version}}),
                   .value = std::string(definition.text.in(language))};
    std::vector<std::string> more;
    if (definition.in_force_from) more.push_back(visit.say("measure.in_force_from", {{"day", *definition.in_force_from}}));
    if (version > 1) {
      more.push_back(definition.bridge.empty() ? visit.say("measure.no_bridge", {{"before", version - 1}})
                                               : visit.say("measure.bridge", {{"before", version - 1}, {"bridge", std::string(definition.bridge.in(language))}}));
    }
    row.content = html::rendered(Prose{.paragraphs = std::move(more), .muted = true}, visit.words);
    list.rows.push_back(std::move(row));
  }
  if (all.empty()) section.content += nothing(visit, "measure.definition", link_to_add(visit, "definition", "measure.add_definition", "indicator=" + percent_encoded(course.indicator->id)));
  const auto add = [&](std::string_view key, std::string value) {
    if (!value.empty()) list.rows.push_back({.key = visit.say(key), .value = std::move(value)});
  };
  add("record.indicator.unit", std::string(indicator.unit.in(language)));
  add("record.indicator.value_kind", choice_text(visit, *course.indicator, "value_kind"));
  if (indicator.nature != record::Nature::direct) add("record.indicator.nature", choice_text(visit, *course.indicator, "nature"));
  if (indicator.watched) add("record.indicator.watched", visit.say("track.sentence.watched_short"));
  add("record.indicator.direction", choice_text(visit, *course.indicator, "direction"));
  add("measure.limitations", std::string(indicator.limitations.in(language)));
  add("measure.frequency", indicator.frequency.empty() || !visit.words.has("measure.frequency." + indicator.frequency) ? indicator.frequency : visit.say("measure.frequency." + indicator.frequency));
  if (indicator.publication_delay) add("measure.delay", visit.say("measure.delay_days", {{"days", *indicator.publication_delay}}));
  add("record.indicator.labels", indicator.labels);
  add("measure.permanent_id", course.indicator->id);
  if (indicator.illustrative) add("record.indicator.illustrative", visit.say("measure.illustrative"));
  section.content += html::rendered(list, visit.words);
  return section;
}

Section sources_section(const Visit& visit, const Course& course) {
  const auto& language = visit.words.language();
  Section section{.id = "sources", .title = visit.say("measure.sources")};
  Table table{.caption = section.title,
              .columns = {{visit.say("record.source")}, {visit.say("record.source.publisher")}, {visit.say("record.source.licence")},
                          {visit.say("record.source.attribution")}},
              .rows = {},
              .light = true};
  for (const auto& reference : course.measure().sources) {
    const auto* record = visit.readable<record::Source>(reference.id);
    if (!record) continue;
    const auto& source = record->as<record::Source>();
    table.rows.push_back({{{.text = record->title(language), .address = source.url}, {.text = std::string(source.publisher.in(language))},
                           {.text = source.licence}, {.text = std::string(source.attribution.in(language))}}});
  }
  std::vector<Link> change;
  if (visit.may(access::Act::change, *course.indicator->kind, course.indicator)) change.push_back({visit.say("measure.add_source"), form_to_change(visit, *course.indicator)});
  section.content = table.rows.empty() ? nothing(visit, "measure.sources", std::move(change))
                                       : html::rendered(table, visit.words);
  return section;
}

Section targets_section(const Visit& visit, const Course& course) {
  const auto& indicator = course.measure();
  const auto& language = visit.words.language();
  Section section{.id = "targets", .title = visit.say("measure.targets")};
  Table table{.caption = section.title,
              .columns = {{visit.say("measure.target")}, {visit.say("measure.for_whom")}, {visit.say("measure.started_from")},
                          {visit.say("measure.before_that")}, {visit.say("measure.why")}},
              .rows = {}};
  for (const auto* record : workspace::targets_in_force(visit.view, *course.indicator)) {
    if (!visit.may(access::Act::read, *record->kind, record)) continue;
    const auto& target = record->as<record::Target>();
    Cell promise{.text = target_text(visit, indicator, target), .sub = std::string(target.text.in(language))};
    std::string before;
    const auto* earlier = record;
    for (int steps = 0; steps < 20; ++steps) {  // replaced, replaced, replaced: each stays beside the new one
      earlier = workspace::predecessor(visit.view, *earlier);
      if (!earlier || !visit.may(access::Act::read, *earlier->kind, earlier)) break;
      const auto& body = earlier->as<record::Target>();
      before += (before.empty() ? "" : "; ") + target_text(visit, indicator, body);
      if (body.in_force_from) before += " " + visit.say("measure.since", {{"day", *body.in_force_from}});
    }
    if (target.illustrative) promise.content = html::rendered(illustrative_tag(visit, true), visit.words);
    Cell why{.text = target.reason};
    if (target.in_force_from) why.sub = visit.say("measure.in_force_from", {{"day", *target.in_force_from}});
    const auto* source = target.source.empty() ? nullptr : visit.readable<record::Source>(target.source.id);
    if (source) {
      const auto& body = source->as<record::Source>();
      why.content = html::rendered(Link{source->title(language), body.url.empty() ? visit.link_to(*source) : body.url}, visit.words);
    }
    table.rows.push_back({{std::move(promise), {.text = target_where(visit, target), .sub = choice_text(visit, *record, "kind")},
                           {.text = started_from(visit, indicator, target)},
                           {.text = before.empty() ? visit.say("measure.never_changed") : before}, std::move(why)}});
  }
  section.content = table.rows.empty() ? nothing(visit, "measure.targets", link_to_add(visit, "target", "measure.propose_target", "indicator=" + percent_encoded(course.indicator->id)))
                                       : folded(std::move(table), targets_at_once, visit.words);
  const auto statuses = track::statuses_of_indicator(visit.view, *course.indicator);
  for (const auto& one : track::rollups(visit.view, *course.indicator)) {
    if (!visit.may(access::Act::read, *one.target->kind, one.target)) continue;
    section.content += html::rendered(Prose{.paragraphs = {visit.say(one.sentence)}}, visit.words);
    section.content += folded(rollup_table(visit, indicator, one, statuses), targets_at_once, visit.words);
  }
  return section;
}

Section revisions_section(const Visit& visit, const Course& course) {
  Section section{.id = "revisions", .title = visit.say("measure.revisions")};
  if (!course.series) {
    section.content = nothing(visit, "measure.revisions");
    return section;
  }
  const auto all = published_changes(visit.view, course.measure(), *course.series);
  std::int64_t revised = 0;
  std::int64_t noise = 0;
  for (const auto& one : all) {
    revised += static_cast<std::int64_t>(one.revised.size() + one.taken_back.size());
    noise += one.noise;
  }
  if (all.empty()) {
    section.content = nothing(visit, "measure.revisions");
    return section;
  }
  section.lead = visit.say(noise > 0 ? "measure.revisions_and_noise" : "measure.revisions_lead",
                           {{"publications", static_cast<std::int64_t>(all.size())}, {"revised", revised}, {"noise", noise},
                            {"where", whereabouts(visit, course.place, course.group)}});
  section.content += folded(publications_table(visit, all, course_address(course), most_publications_told), publications_at_once, visit.words);
  if (all.size() > most_publications_told) {
    section.content += html::rendered(Prose{.paragraphs = {visit.say("measure.newest_publications", {{"shown", static_cast<std::int64_t>(most_publications_told)},
                                                                                                     {"count", static_cast<std::int64_t>(all.size())}})},
                                            .muted = true},
                                      visit.words);
  }
  auto rows = change_rows(visit, course.measure(), all);
  if (rows.empty()) return section;
  const auto paging = paged(visit, "/indicators/" + percent_encoded(course.indicator->id), rows.size(), changes_a_page);
  Table table{.caption = visit.say("measure.changes"),
              .columns = {{visit.say("measure.published")}, {visit.say("measure.period")}, {visit.say("measure.before"), true},
                          {visit.say("measure.after"), true}, {visit.say("measure.difference")}},
              .rows = {rows.begin() + static_cast<std::ptrdiff_t>(paging.first), rows.begin() + static_cast<std::ptrdiff_t>(paging.last)},
              .shows_caption = true,
              .light = true};
  section.content += folded(std::move(table), changes_at_once, visit.words);
  auto links = paging.links;
  const auto here = [](std::string& address) {
    if (!address.empty()) address += "#revisions";
  };
  here(links.previous_address);
  here(links.next_address);
  for (auto& number : links.numbers) here(number.address);
  section.content += html::rendered(links, visit.words);
  return section;
}

Section promises_section(const Visit& visit, const Course& course) {
  const auto& language = visit.words.language();
  Section section{.id = "promises", .title = visit.say("measure.promises")};
  auto all = visit.workspace().referring<record::Commitment>(*course.indicator, "indicators");
  std::erase_if(all, [&](const Record* one) { return !visit.may(access::Act::read, *one->kind, one); });
  if (all.empty()) {
    section.content = nothing(visit, "measure.promises", {{visit.say("measure.see_promises"), visit.link("/commitments")}});
    return section;
  }
  section.lead = visit.say("measure.promises_lead", {{"count", static_cast<std::int64_t>(all.size())}});
  Table table{.caption = section.title,
              .columns = {{visit.say("record.commitment")}, {visit.say("measure.leads")}, {visit.say("measure.due")}},
              .rows = {},
              .light = true};
  for (const auto* one : all) {
    if (table.rows.size() == most_promises) break;
    const auto& promise = one->as<record::Commitment>();
    const auto* lead = promise.lead.empty() ? nullptr : visit.readable<record::Organisation>(promise.lead.id);
    Row row{{{.text = one->title(language), .address = visit.link_to(*one)}}};
    row.cells.push_back(lead ? Cell{.text = lead->title(language), .address = visit.link_to(*lead)} : Cell{.text = visit.say("measure.nobody")});
    row.cells.push_back({.text = promise.due ? visit.words.day(*promise.due) : visit.say("measure.no_date")});
    table.rows.push_back(std::move(row));
  }
  section.content = html::rendered(table, visit.words);
  if (all.size() > most_promises) {
    section.content += html::rendered(Prose{.paragraphs = {visit.say("measure.first_promises", {{"shown", static_cast<std::int64_t>(most_promises)}})}, .muted = true}, visit.words);
  }
  return section;
}

}  // namespace outturn::web
