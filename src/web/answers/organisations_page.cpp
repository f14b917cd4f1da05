#include "web/answers/organisations_page.h"

#include "web/answers/answers_page.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "web/components.h"
#include "web/measures/course.h"
#include "web/folded_table.h"
#include "web/forms.h"
#include "web/outcomes/judgement.h"
#include "web/sheet.h"

namespace outturn::web {

namespace {

constexpr std::size_t organisations_a_page = 50;
constexpr std::size_t most_pairs = 15;
constexpr std::size_t organisations_at_once = 15;
constexpr std::size_t pairs_at_once = 4;

Cell count(const Visit& visit, int number) { return {.text = visit.words.integer(number)}; }

}  // namespace

Table shares_table(const Visit& visit, std::span<const Share> shares) {
  Table table{.caption = visit.say("nav.organisations"),
              .columns = {{visit.say("record.party")}, {visit.say("partner.leads"), true}, {visit.say("partner.shares"), true}, {visit.say("partner.outcomes"), true}},
              .rows = {}};
  for (const auto& one : shares) {
    table.rows.push_back({{{.text = one.organisation->title(visit.words.language()), .address = visit.link_to(*one.organisation)},
                           count(visit, one.led), count(visit, one.shared), count(visit, one.outcomes)}});
  }
  return table;
}

Table pairs_table(const Visit& visit, std::span<const Pair> pairs) {
  const auto& language = visit.words.language();
  Table table{.caption = visit.say("partner.pairs"),
              .columns = {{visit.say("record.party")}, {visit.say("partner.and")}, {visit.say("partner.together"), true}},
              .rows = {},
              .light = true};
  for (const auto& pair : pairs) {
    table.rows.push_back({{{.text = pair.first->title(language), .address = visit.link_to(*pair.first)},
                           {.text = pair.second->title(language), .address = visit.link_to(*pair.second)}, count(visit, pair.together)}});
  }
  return table;
}

Response show_organisations(const Visit& visit) {
  auto all = shares(visit);
  const auto asked = base::folded(visit.request.query.get("q"));
  if (!asked.empty()) {
    std::erase_if(all, [&](const Share& one) { return base::folded(one.organisation->title(visit.words.language())).find(asked) == std::string::npos; });
  }
  if (asks_for_data(visit)) {
    Sheet sheet{.name = "organisations", .columns = {"organisation", "name", "leads", "shares", "outcomes"}, .rows = {}};
    for (const auto& one : all) {
      sheet.rows.push_back({one.organisation->id, one.organisation->title(visit.words.language()), std::int64_t{one.led}, std::int64_t{one.shared}, std::int64_t{one.outcomes}});
    }
    return answered(visit, sheet);
  }
  auto layout = frame(visit, visit.say("nav.organisations"), "/organisations");
  place_among_partners(visit, layout, "/organisations");
  if (all.empty() && asked.empty()) {
    layout.content += html::rendered(EmptyState{.title = visit.say("partner.none"), .sentences = {visit.say("partner.none_why")},
                                                .links = link_to_add(visit, "organisation", "partner.add")},
                                     visit.words);
    return framed(visit, layout);
  }
  layout.lead = visit.say("partner.list_lead");
  FilterForm filter{.action = "/organisations",
                    .fields = {{.control = Control::search, .name = "q", .label = visit.say("partner.find"), .value = std::string(visit.request.query.get("q"))}},
                    .button = {},
                    .clear_address = asked.empty() ? "" : visit.link("/organisations")};
  if (visit.view.as_of()) filter.fields.push_back({.control = Control::hidden, .name = "as-of", .label = {}, .value = visit.view.as_of()->iso()});
  layout.content += html::rendered(filter, visit.words);
  if (all.empty()) {
    layout.content += html::rendered(EmptyState{.title = visit.say("partner.none_found"), .sentences = {visit.say("partner.none_found_why")}}, visit.words);
    return framed(visit, layout);
  }
  const auto paging = paged(visit, "/organisations", all.size(), organisations_a_page);
  layout.content += folded(shares_table(visit, std::span(all).subspan(paging.first, paging.last - paging.first)), organisations_at_once, visit.words);
  layout.content += html::rendered(paging.links, visit.words);
  layout.content += download_links(visit, "/organisations", query_with(visit));
  const auto pairs = closest_pairs(visit, most_pairs);
  if (!pairs.empty() && asked.empty() && paging.first == 0) {
    layout.content += html::rendered(Section{.id = "pairs", .title = visit.say("partner.pairs"), .lead = visit.say("partner.pairs_lead"),
                                             .content = folded(pairs_table(visit, pairs), pairs_at_once, visit.words)},
                                     visit.words);
  }
  return framed(visit, layout);
}

}  // namespace outturn::web
