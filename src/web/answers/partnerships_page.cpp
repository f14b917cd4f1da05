#include <fmt/core.h>

#include "chain/overlap.h"
#include "web/answers/answers_page.h"
#include "web/answers/findings.h"
#include "web/outcomes/judgement.h"
#include "web/outcomes/outcome_facts.h"
#include "web/answers/partners_pages.h"
#include "web/records/record_shown.h"
#include "web/sheet.h"

namespace outturn::web {
namespace {

using workspace::Record;

constexpr std::size_t most_members_named = 4;

std::vector<const Record*> readable_partnerships(const Visit& visit) {
  std::vector<const Record*> all;
  visit.workspace().each(record::kind_of<record::Partnership>(), [&](const Record& one) {
    if (visit.may(access::Act::read, *one.kind, &one)) all.push_back(&one);
  });
  return all;
}

template <class T>
std::string names(const Visit& visit, const auto& references) {
  std::vector<std::string> all;
  for (const auto& reference : references) {
    if constexpr (std::is_same_v<std::decay_t<decltype(reference)>, std::string>) {
      if (const auto* found = visit.readable<T>(reference)) all.push_back(title_of(visit, *found));
    } else {
      if (const auto* found = visit.readable<T>(reference.id)) all.push_back(title_of(visit, *found));
    }
  }
  return listed_names(visit, all, most_members_named);
}

Sheet sheet_of(const Visit& visit) {
  Sheet sheet{.name = "partnerships", .columns = {"partnership", "name", "members", "outcomes", "places", "money", "review_by", "illustrative"}, .rows = {}};
  for (const auto* record : readable_partnerships(visit)) {
    const auto& one = record->as<record::Partnership>();
    sheet.rows.push_back({record->id, title_of(visit, *record), ids(one.members), ids(one.outcomes), ids(one.places), one.money ? SheetCell(*one.money) : SheetCell(),
                          one.review_by ? SheetCell(one.review_by->iso()) : SheetCell(), std::string(one.illustrative ? "yes" : "no")});
  }
  return sheet;
}

}  // namespace

Table partnerships_table(const Visit& visit) {
  Table table{.caption = visit.say("partnerships.title"),
              .columns = {{visit.say("record.partnership")}, {visit.say("record.partnership.outcomes")}, {visit.say("record.partnership.members")},
                          {visit.say("record.partnership.money"), true}, {visit.say("record.partnership.review_by")}},
              .rows = {},
              .light = true};
  for (const auto* record : readable_partnerships(visit)) {
    const auto& one = record->as<record::Partnership>();
    Cell name{.text = title_of(visit, *record), .address = visit.link_to(*record), .sub = std::string(one.purpose.in(visit.words.language()))};
    if (one.illustrative) name.content = html::rendered(illustrative_tag(visit, true), visit.words);
    Cell review{.text = one.review_by ? visit.words.day(*one.review_by) : visit.say("partnerships.no_review")};
    if (one.review_by && *one.review_by < visit.view.day()) review.sub = visit.say("partnerships.review_past");
    table.rows.push_back({{std::move(name), {.text = names<record::Outcome>(visit, one.outcomes)}, {.text = names<record::Organisation>(visit, one.members)},
                           {.text = one.money ? visit.words.number(*one.money) : visit.say("partnerships.no_money")}, std::move(review)}});
  }
  return table;
}

Table overlaps_table(const Visit& visit) {
  Table table{.caption = visit.say("partnerships.overlaps"),
              .columns = {{visit.say("partnerships.pair")}, {visit.say("partnerships.in_common")}, {visit.say("partnerships.proposal")}},
              .rows = {},
              .light = true};
  for (const auto& both : chain::overlaps(visit.view)) {
    const auto readable = [&](const Record* one) { return visit.may(access::Act::read, *one->kind, one); };
    if (!readable(both.first) || !readable(both.second)) continue;
    const auto& first = both.first->as<record::Partnership>();
    const auto& second = both.second->as<record::Partnership>();
    LinkList two;
    for (const auto* one : {both.first, both.second}) two.items.push_back({.link = {title_of(visit, *one), visit.link_to(*one)}});
    Cell pair{.content = html::rendered(two, visit.words)};
    std::string common;
    if (!both.outcomes.empty()) common = visit.say("partnerships.common_outcomes", {{"names", names<record::Outcome>(visit, both.outcomes)}});
    if (!both.members.empty()) common += (common.empty() ? "" : " ") + visit.say("partnerships.common_members", {{"names", names<record::Organisation>(visit, both.members)}});
    if (!both.places.empty()) common += " " + visit.say("partnerships.common_places", {{"names", names<record::Place>(visit, both.places)}});
    if (!both.posts.empty()) common += " " + visit.say("partnerships.common_posts", {{"names", names<record::Post>(visit, both.posts)}});
    if (!both.pots.empty()) {
      std::vector<std::string> pots;
      for (const auto& pot : both.pots) pots.push_back(in_language(visit, pot));
      common += " " + visit.say("partnerships.common_pots", {{"names", listed_names(visit, pots, most_members_named)}});
    }
    // The smaller one whose members and outcomes all stand in the other has nothing of its own.
    const bool second_within = both.members.size() == second.members.size() && both.outcomes.size() == second.outcomes.size();
    const bool first_within = both.members.size() == first.members.size() && both.outcomes.size() == first.outcomes.size();
    const auto& inner = second_within ? *both.second : *both.first;
    const auto& outer = second_within ? *both.first : *both.second;
    auto proposal = second_within || first_within
                        ? visit.say("partnerships.propose_end", {{"inner", title_of(visit, inner)}, {"outer", title_of(visit, outer)}})
                        : visit.say("partnerships.propose_merge");
    table.rows.push_back({{std::move(pair), {.text = std::move(common)}, {.text = std::move(proposal)}}});
  }
  return table;
}

Response show_partnerships(const Visit& visit) {
  if (asks_for_data(visit)) return answered(visit, sheet_of(visit));
  auto layout = frame(visit, visit.say("partnerships.title"), "/organisations");
  place_among_partners(visit, layout, "/partnerships");
  const auto all = partnerships_table(visit);
  std::vector<Link> add;
  if (visit.may(access::Act::add, record::kind_of<record::Partnership>())) add.push_back({visit.say("partnerships.add"), form_to_add(visit, "partnership")});
  if (all.rows.empty()) {
    layout.content += html::rendered(EmptyState{.title = visit.say("partnerships.none"), .sentences = {visit.say("partnerships.none_why")}, .links = add}, visit.words);
    return framed(visit, layout);
  }
  const auto overlapping = overlaps_table(visit);
  layout.lead = visit.say("partnerships.lead", {{"count", static_cast<std::int64_t>(all.rows.size())}, {"overlaps", static_cast<std::int64_t>(overlapping.rows.size())}});
  if (!overlapping.rows.empty()) {
    layout.content += html::rendered(Section{.id = "overlaps", .title = visit.say("partnerships.overlaps"), .lead = visit.say("partnerships.overlaps_lead"),
                                             .content = html::rendered(overlapping, visit.words)}, visit.words);
  }
  layout.content += html::rendered(Section{.id = "all", .title = visit.say("partnerships.all"), .content = html::rendered(all, visit.words)}, visit.words);
  layout.content += html::rendered(Acts{std::move(add)}, visit.words);
  layout.content += download_links(visit, "/partnerships");
  return framed(visit, layout);
}

void place_among_partners(const Visit& visit, Layout& layout, std::string_view path) {
  layout.sections_name = visit.say("partners.sections");
  for (const auto& [key, address] : {std::pair{"nav.organisations", "/organisations"}, {"partnerships.title", "/partnerships"}, {"broker.title", "/broker"},
                                     {"claims.title", "/claims"}, {"frameworks.title", "/frameworks"}}) {
    layout.sections.push_back({.text = visit.say(key), .address = visit.link(address), .current = path == address});
  }
}

}  // namespace outturn::web
