#include "web/records/search_page.h"

#include <array>

#include <fmt/core.h>

#include "record/measure.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "web/serving/parse.h"
#include "web/records/search.h"
#include "web/sheet.h"

namespace outturn::web {
namespace {

constexpr std::array kinds_searched{"outcome", "indicator", "commitment", "organisation", "place"};
constexpr std::size_t shown_a_kind = 10;

/// The line under a title: enough to tell two alike apart.
std::string about(const Visit& visit, const workspace::Record& found) {
  const auto& language = visit.words.language();
  if (found.kind->code == "outcome") return std::string(found.as<record::Outcome>().area.in(language));
  if (found.kind->code == "indicator") return std::string(found.as<record::Indicator>().description.in(language));
  if (found.kind->code == "commitment") {
    const auto* lead = visit.workspace().find<record::Organisation>(found.as<record::Commitment>().lead.id);
    return visit.say(lead ? "overview.led_by" : "overview.nobody_leads", {{"name", lead ? lead->title(language) : ""}});
  }
  return {};
}

}  // namespace

SearchView search_view(const Visit& visit, std::string_view typed) {
  const Query query(typed);
  SearchView view;
  for (const auto* code : kinds_searched) {
    const auto& kind = *record::kind(code);
    const auto found = hits(visit, kind, query);
    if (found.empty()) continue;
    FoundKind one{.id = "found-" + kind.plural,
                  .title = visit.say(fmt::format("record.{}.plural", kind.code)),
                  .count = visit.words.integer(static_cast<std::int64_t>(found.size())),
                  .items = {}};
    // All commitments found have a list of their own; other kinds are seldom more than a screenful.
    const bool has_list = kind.code == "commitment";
    for (const auto& hit : found) {
      if (has_list && one.items.size() == shown_a_kind) break;
      one.items.push_back({{.text = hit.record->title(visit.words.language()), .address = visit.link_to(*hit.record)}, about(visit, *hit.record)});
    }
    if (one.items.size() < found.size()) {
      one.more = {.text = visit.say("search.all_commitments", {{"count", static_cast<std::int64_t>(found.size())}}),
                  .address = visit.link("/commitments?q=" + percent_encoded(typed))};
    }
    view.kinds.push_back(std::move(one));
  }
  return view;
}

Response show_search(const Visit& visit) {
  const auto typed = std::string(visit.request.query.get("q"));
  if (asks_for_data(visit)) {
    Sheet sheet{.name = "search", .columns = {"kind", "id", "title"}, .rows = {}};
    const Query query(typed);
    for (const auto* code : kinds_searched) {
      for (const auto& hit : hits(visit, *record::kind(code), query)) {
        sheet.rows.push_back({std::string(code), hit.record->id, hit.record->title(visit.words.language())});
      }
    }
    return answered(visit, sheet);
  }
  auto layout = frame(visit, typed.empty() ? visit.say("search.title") : visit.say("search.title_of", {{"words", typed}}));
  layout.search_text = typed;
  const auto view = search_view(visit, typed);
  if (Query(typed).empty()) {
    layout.content += html::rendered(EmptyState{.title = visit.say("search.nothing_typed"), .sentences = {visit.say("search.nothing_typed.more")}}, visit.words);
  } else if (view.kinds.empty()) {
    layout.content += html::rendered(
        EmptyState{.title = visit.say("search.nothing", {{"words", typed}}),
                   .sentences = {visit.say("search.nothing.more")},
                   .links = {{visit.say("search.see_outcomes"), visit.link("/outcomes")}, {visit.say("search.see_commitments"), visit.link("/commitments")}}},
        visit.words);
  }
  layout.content += html::rendered(view, visit.words);
  return framed(visit, layout);
}

}  // namespace outturn::web
