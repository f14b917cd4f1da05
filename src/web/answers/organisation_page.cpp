#include <algorithm>

#include <fmt/core.h>

#include "chain/finding.h"
#include "web/answers/answers_page.h"
#include "web/components.h"
#include "web/measures/course.h"
#include "web/answers/findings.h"
#include "web/folded_table.h"
#include "web/outcomes/judgement.h"
#include "web/answers/organisations_page.h"
#include "web/serving/parse.h"
#include "web/sheet.h"

/// The page of one organisation: what it leads and shares, with whom, and what is missing.
namespace outturn::web {

using workspace::Record;

namespace {

constexpr std::size_t promises_a_page = 30;
constexpr std::size_t most_partners = 40;
constexpr std::size_t partners_at_once = 10;

Cell linked(const Visit& visit, const Record& record) { return {.text = record.title(visit.words.language()), .address = visit.link_to(record)}; }

std::int64_t size_of(const auto& range) { return static_cast<std::int64_t>(range.size()); }

/// Promises in order: by outcome, the organisation's own first, each once.
struct Promise {
  const Record* commitment;
  const Record* outcome;
  bool leads;
};
std::vector<Promise> promises_of(const Partnership& partnership) {
  std::vector<Promise> all;
  const auto add = [&](const Record* commitment, const Record* outcome, bool leads) {
    if (std::none_of(all.begin(), all.end(), [&](const Promise& one) { return one.commitment == commitment; })) all.push_back({commitment, outcome, leads});
  };
  for (const auto& bearing : partnership.bearings) {
    for (const auto* one : bearing.led) add(one, bearing.outcome, true);
    for (const auto* one : bearing.shared) add(one, bearing.outcome, false);
  }
  return all;
}

Sheet sheet_of(const Visit& visit, const Partnership& partnership) {
  Sheet sheet{.name = partnership.organisation->id, .columns = {"organisation", "role", "commitment", "text", "lead", "parties", "outcomes", "indicators", "due"}, .rows = {}};
  const auto joined = [](const record::References& references) {
    std::string all;
    for (const auto& one : references) all += (all.empty() ? "" : "; ") + one.id;
    return all.empty() ? SheetCell() : SheetCell(all);
  };
  for (const auto& promise : promises_of(partnership)) {
    const auto& body = promise.commitment->as<record::Commitment>();
    sheet.rows.push_back({partnership.organisation->id, promise.leads ? "leads" : "shares", promise.commitment->id, promise.commitment->title(visit.words.language()),
                          body.lead.id, joined(body.parties), joined(body.outcomes), joined(body.indicators), body.due ? SheetCell(body.due->iso()) : SheetCell()});
  }
  return sheet;
}

}  // namespace

Section bearings_section(const Visit& visit, const Partnership& partnership) {
  Section section{.id = "outcomes", .title = visit.say("partner.bears_on")};
  const bool any_recorded = std::any_of(partnership.bearings.begin(), partnership.bearings.end(), [](const Bearing& one) { return one.party != nullptr; });
  Table table{.caption = section.title, .columns = {{visit.say("measure.outcome")}}, .rows = {}};
  if (any_recorded) table.columns.push_back({visit.say("partner.recorded_part")});
  table.columns.push_back({visit.say("partner.leads"), true});
  table.columns.push_back({visit.say("partner.shares"), true});
  for (const auto& bearing : partnership.bearings) {
    Row row{{bearing.outcome ? linked(visit, *bearing.outcome) : Cell{.text = visit.say("partner.no_outcome")}}};
    if (any_recorded) {
      Cell part{.text = bearing.outcome ? visit.say("partner.part_not_recorded") : ""};
      if (bearing.party) part = {.text = choice_text(visit, *bearing.party, "stance"), .sub = std::string(bearing.party->as<record::Party>().contribution.in(visit.words.language()))};
      row.cells.push_back(std::move(part));
    }
    row.cells.push_back({.text = visit.words.integer(size_of(bearing.led))});
    row.cells.push_back({.text = visit.words.integer(size_of(bearing.shared))});
    table.rows.push_back(std::move(row));
  }
  if (!any_recorded && !table.rows.empty()) section.lead = visit.say("partner.no_part_recorded");
  if (table.rows.empty()) {
    section.content = html::rendered(EmptyState{.title = visit.say("partner.bears_on_none"), .sentences = {visit.say("partner.bears_on_none_why")}, .heading_level = 3}, visit.words);
    return section;
  }
  section.content = html::rendered(table, visit.words);
  if (!partnership.measures.empty()) {
    Table measures{.caption = visit.say("partner.measures"), .columns = {{visit.say("partner.measures")}}, .rows = {}, .light = true};
    for (const auto* indicator : partnership.measures) measures.rows.push_back({{linked(visit, *indicator)}});
    section.content += html::rendered(measures, visit.words);
  }
  return section;
}

Section partners_section(const Visit& visit, const Partnership& partnership) {
  Section section{.id = "partners", .title = visit.say("partner.with_whom")};
  if (partnership.partners.empty()) {
    section.content = html::rendered(EmptyState{.title = visit.say("partner.alone"), .sentences = {visit.say("partner.alone_why")}, .heading_level = 3}, visit.words);
    return section;
  }
  section.lead = visit.say("partner.with_whom_lead", {{"count", size_of(partnership.partners)}});
  Table table{.caption = section.title,
              .columns = {{visit.say("record.organisation")}, {visit.say("partner.together"), true}, {visit.say("partner.led_here"), true}, {visit.say("partner.led_there"), true}},
              .rows = {},
              .light = true};
  for (const auto& one : partnership.partners) {
    if (table.rows.size() == most_partners) break;
    table.rows.push_back({{linked(visit, *one.partner), {.text = visit.words.integer(one.together)}, {.text = visit.words.integer(one.led_here)}, {.text = visit.words.integer(one.led_there)}}});
  }
  section.content = folded(std::move(table), partners_at_once, visit.words);
  return section;
}

Section led_section(const Visit& visit, const Partnership& partnership) {
  Section section{.id = "promises", .title = visit.say("measure.promises")};
  const auto all = promises_of(partnership);
  if (all.empty()) {
    section.content = html::rendered(EmptyState{.title = visit.say("partner.no_promises"), .sentences = {visit.say("partner.no_promises_why")}, .heading_level = 3}, visit.words);
    return section;
  }
  const auto address = "/organisations/" + percent_encoded(partnership.organisation->id);
  const auto paging = paged(visit, address, all.size(), promises_a_page);
  for (std::size_t i = paging.first; i < paging.last;) {
    const auto* outcome = all[i].outcome;
    Table table{.caption = outcome ? outcome->title(visit.words.language()) : visit.say("partner.no_outcome"),
                .columns = {{visit.say("record.commitment")}, {visit.say("partner.role")}, {visit.say("measure.due")}},
                .rows = {},
                .shows_caption = true,
                .light = true};
    for (; i < paging.last && all[i].outcome == outcome; ++i) {
      const auto& body = all[i].commitment->as<record::Commitment>();
      const auto* lead = body.lead.empty() ? nullptr : visit.readable<record::Organisation>(body.lead.id);
      Cell role{.text = visit.say("partner.leads_it")};
      if (!all[i].leads) role.text = lead ? visit.say("partner.led_by", {{"lead", lead->title(visit.words.language())}}) : visit.say("partner.nobody_leads");
      table.rows.push_back({{linked(visit, *all[i].commitment), std::move(role), {.text = body.due ? visit.words.day(*body.due) : visit.say("measure.no_date")}}});
    }
    section.content += html::rendered(table, visit.words);
  }
  auto links = paging.links;
  const auto here = [](std::string& link) {
    if (!link.empty()) link += "#promises";
  };
  here(links.previous_address);
  here(links.next_address);
  for (auto& number : links.numbers) here(number.address);
  section.content += html::rendered(links, visit.words);
  section.content += download_links(visit, address);
  return section;
}

Section gaps_section(const Visit& visit, const Partnership& partnership) {
  Section section{.id = "gaps", .title = visit.say("nav.gaps")};
  const auto all = readable_findings(visit, chain::findings_about(visit.view, *partnership.organisation));
  if (all.empty()) {
    section.content = html::rendered(EmptyState{.title = visit.say("partner.no_gaps"), .sentences = {visit.say("partner.no_gaps_why")}, .heading_level = 3}, visit.words);
    return section;
  }
  section.lead = visit.say("partner.gaps_lead", {{"count", size_of(all)}});
  // One row a kind of gap: a hundred commitments without a date are one thing to say, not a hundred.
  Table table{.caption = section.title,
              .columns = {{visit.say("partner.what_is_missing")}, {visit.say("partner.how_many"), true}, {visit.say("partner.how_serious")}, {visit.say("partner.for_example")}},
              .rows = {}};
  for (const auto& tally : chain::tallies(all)) {
    const auto first = std::find_if(all.begin(), all.end(), [&](const chain::Finding& one) { return one.code == tally.code; });
    Cell serious;
    serious.content = html::rendered(Tag{visit.say(fmt::format("chain.severity.{}", chain::text_of(tally.severity))), tone_of(tally.severity)}, visit.words);
    Cell example{.text = visit.say(first->sentence), .sub = visit.say(first->what_to_do)};
    if (!first->records.empty()) example.address = page_of(visit, *first->records.front());
    table.rows.push_back({{{.text = gap_name(visit, tally.code), .address = visit.link(fmt::format("/gaps?code={}", tally.code))},
                           {.text = visit.words.integer(static_cast<std::int64_t>(tally.count))}, std::move(serious), std::move(example)}});
  }
  section.content = html::rendered(table, visit.words);
  return section;
}

Response show_organisation(const Visit& visit) {
  const auto* organisation = visit.readable<record::Organisation>(visit.parameter("id"));
  if (!organisation) return not_found(visit.request);
  const auto partnership = partnership_of(visit, *organisation);
  if (asks_for_data(visit)) return answered(visit, sheet_of(visit, partnership));

  const auto& language = visit.words.language();
  const auto& body = organisation->as<record::Organisation>();
  auto layout = frame(visit, organisation->title(language), "/organisations");
  layout.breadcrumbs.push_back({.text = visit.say("nav.organisations"), .address = visit.link("/organisations")});
  layout.caption = choice_text(visit, *organisation, "kind");
  layout.lead = visit.say("partner.lead", {{"led", size_of(partnership.led)}, {"shared", size_of(partnership.shared)}, {"partners", size_of(partnership.partners)}});
  if (body.illustrative) layout.content += html::rendered(illustrative_tag(visit, true), visit.words);
  if (organisation->retired) layout.notices.push_back({.text = visit.say("partner.retired")});
  SummaryList about;
  const auto add = [&](std::string_view key, std::string value) {
    if (!value.empty()) about.rows.push_back({.key = visit.say(key), .value = std::move(value)});
  };
  add("record.organisation.remit", std::string(body.remit.in(language)));
  if (const auto* parent = body.parent.empty() ? nullptr : visit.readable<record::Organisation>(body.parent.id)) {
    about.rows.push_back({.key = visit.say("record.organisation.parent"), .content = html::rendered(Link{parent->title(language), visit.link_to(*parent)}, visit.words)});
  }
  if (!body.url.empty()) about.rows.push_back({.key = visit.say("record.organisation.url"), .content = html::rendered(Link{body.url, body.url}, visit.words)});
  if (!about.rows.empty()) layout.content += html::rendered(about, visit.words);
  std::vector sections{gaps_section(visit, partnership), partners_section(visit, partnership), bearings_section(visit, partnership), led_section(visit, partnership)};
  if (auto profile = profile_section(visit, *organisation); !profile.content.empty()) sections.insert(sections.begin(), std::move(profile));
  layout.sections_name = visit.say("measure.on_this_page");
  for (const auto& section : sections) {
    layout.sections.push_back({.text = section.title, .address = "#" + section.id});
    layout.content += html::rendered(section, visit.words);
  }
  layout.content += record_links(visit, *organisation);
  return framed(visit, layout);
}

}  // namespace outturn::web
