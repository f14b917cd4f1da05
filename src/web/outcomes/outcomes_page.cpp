#include "web/outcomes/outcomes_page.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/core.h>

#include "base/text.h"
#include "record/organisation.h"
#include "web/measures/formula_history.h"
#include "web/parts.h"
#include "web/outcomes/priorities_page.h"
#include "web/records/search.h"

namespace outturn::web {
namespace {

using record::Outcome;
using record::Reference;

constexpr std::array codes{track::StatusCode::missed,     track::StatusCode::met_then_lost, track::StatusCode::promise_changed,
                           track::StatusCode::off_course, track::StatusCode::uncertain,     track::StatusCode::on_course,
                           track::StatusCode::met,        track::StatusCode::worse,         track::StatusCode::no_change_beyond_noise,
                           track::StatusCode::better,     track::StatusCode::cannot_tell,   track::StatusCode::too_early,
                           track::StatusCode::no_target};
static_assert(codes.size() == track::status_count);

/// The status that an outcome has in lists: that of the indicator that asks most, "no_measure" where nothing is measured.
std::string status_code_of(const OutcomeFacts& facts) {
  const auto* speaking = facts.speaking();
  return speaking ? std::string(track::text_of(speaking->code)) : "no_measure";
}

bool takes_part(const OutcomeFacts& facts, std::string_view organisation) {
  return std::any_of(facts.parties.begin(), facts.parties.end(),
                     [&](const Taking& one) { return one.organisation->id == organisation; });
}

FilterForm filter_form(const Visit& visit) {
  const auto& language = visit.words.language();
  const auto& query = visit.request.query;
  std::map<std::string, std::string> areas;
  std::map<std::string, std::pair<std::string, std::string>> partners;  // by folded name
  for (const auto* outcome : readable_outcomes(visit)) {
    const auto& content = outcome->as<Outcome>();
    if (!content.area.empty()) areas.emplace(area_key(content), content.area.in(language));
    for (const auto& one : outcome_promises(visit, *outcome).parties) {
      const auto name = one.organisation->title(language);
      partners.emplace(base::folded(name) + one.organisation->id, std::pair(one.organisation->id, name));
    }
  }
  Field words{.control = Control::search, .name = "q", .label = visit.say("overview.filter.words"), .value = std::string(query.get("q"))};
  Field area{.control = Control::select, .name = "area", .label = visit.say("record.outcome.area"), .value = std::string(query.get("area")),
             .options = {{"", visit.say("overview.filter.all_areas")}}};
  for (const auto& [key, text] : areas) area.options.push_back({key, text});
  Field partner{.control = Control::select, .name = "partner", .label = visit.say("overview.filter.partner"),
                .value = std::string(query.get("partner")), .options = {{"", visit.say("overview.filter.all_partners")}}};
  for (const auto& [key, one] : partners) partner.options.push_back({one.first, one.second});
  Field status{.control = Control::select, .name = "status", .label = visit.say("overview.status"), .value = std::string(query.get("status")),
               .options = {{"", visit.say("overview.filter.all_statuses")}}};
  for (const auto code : codes) status.options.push_back({std::string(track::text_of(code)), shown(visit, code).text});
  status.options.push_back({"no_measure", visit.say("overview.no_measure")});

  const bool filtered = !query_with(visit).empty();
  FilterForm form{.action = "/outcomes", .fields = {words, area, partner, status, priority_filter(visit)}, .clear_address = filtered ? visit.link("/outcomes") : ""};
  keep_days(visit, form);
  return form;
}

Row row_of(const Visit& visit, const OutcomeFacts& facts) {
  const auto& language = visit.words.language();
  const auto* speaking = facts.speaking();
  Row row;
  row.cells.push_back({.text = facts.outcome->title(language),
                       .address = visit.link_to(*facts.outcome),
                       .sub = std::string(facts.outcome->as<Outcome>().area.in(language))});
  if (auto vital = vital_to(visit, *facts.outcome); !vital.empty()) row.cells.back().content = html::rendered(Tag{.text = std::move(vital), .tone = Tone::none, .outlined = true}, visit.words);
  if (speaking) {
    row.cells.push_back({.sub = speaking->indicator->title(language), .content = html::rendered(shown(visit, speaking->code), visit.words)});
    row.cells.push_back({.content = small_trend(visit, *speaking, "t-" + base::slug(facts.outcome->id))});
    Cell latest{.text = speaking->latest ? visit.say("overview.latest_in", {{"value", figure_text(visit, speaking->indicator->as<record::Indicator>(), speaking->latest->value)},
                                                                         {"period", period_with_mark(visit, *speaking->indicator, speaking->latest->period)}})
                                         : visit.say("overview.no_figure")};
    if (speaking->target) latest.sub = visit.say("overview.target_is", {{"target", target_text(visit, speaking->indicator->as<record::Indicator>(), speaking->target->as<record::Target>())}});
    row.cells.push_back(std::move(latest));
  } else {
    row.cells.push_back({.content = html::rendered(Status{Tone::doubt, visit.say("overview.no_measure")}, visit.words)});
    row.cells.push_back({});
    row.cells.push_back({.text = visit.say("overview.no_figure")});
  }
  auto lead = leads_text(visit, facts);
  if (lead.empty()) {
    const auto by_commitment = commitment_leads_text(visit, facts, 1);
    row.cells.push_back({.sub = by_commitment.empty() ? "" : visit.say("outcomes.commitments_led_by", {{"names", by_commitment}}),
                         .content = html::rendered(Flag{Glyph::gap, visit.say("overview.nobody_leads"), Tone::off}, visit.words)});
  } else {
    row.cells.push_back({.text = std::move(lead)});
  }
  Cell promises{.text = visit.words.integer(static_cast<std::int64_t>(facts.commitments.size()))};
  if (facts.undated > 0) promises.sub = visit.say("overview.undated", {{"count", static_cast<std::int64_t>(facts.undated)}});
  row.cells.push_back(std::move(promises));
  return row;
}

}  // namespace

OutcomesAsked outcomes_asked(const Visit& visit) {
  const auto& query = visit.request.query;
  const Query words(query.get("q"));
  const auto area = query.get("area");
  const auto partner = query.get("partner", query.get("lead"));
  const auto status = query.get("status");
  OutcomesAsked asked;
  for (const auto* outcome : readable_outcomes(visit)) {
    ++asked.all;
    if (!passes_priority(visit, *outcome)) continue;
    if (!area.empty() && area_key(outcome->as<Outcome>()) != area) continue;
    if (!words.empty() && match(words, *outcome) == 0) continue;
    auto facts = outcome_facts(visit, *outcome);
    if (!partner.empty() && !takes_part(facts, partner)) continue;
    if (!status.empty() && status_code_of(facts) != status) continue;
    asked.facts.push_back(std::move(facts));
  }
  return asked;
}

OutcomesView outcomes_view(const Visit& visit, const OutcomesAsked& asked) {
  OutcomesView view{.filter = filter_form(visit), .found = {}, .table = {}};
  const auto found = static_cast<std::int64_t>(asked.facts.size());
  const auto all = static_cast<std::int64_t>(asked.all);
  view.found = found == all ? visit.say("outcomes.count", {{"count", all}}) : visit.say("outcomes.count_of", {{"count", all}, {"found", visit.words.integer(found)}});
  view.table.caption = visit.say("outcomes.title");
  view.table.columns = {{visit.say("record.outcome")}, {visit.say("overview.status")}, {visit.say("outcomes.trend")}, {visit.say("overview.latest")},
                        {visit.say("overview.leads")}, {visit.say("record.commitment.plural"), true}};
  for (const auto& facts : asked.facts) view.table.rows.push_back(row_of(visit, facts));
  return view;
}

Sheet outcomes_sheet(const Visit& visit, const OutcomesAsked& asked) {
  const auto& language = visit.words.language();
  Sheet sheet{.name = "outcomes",
              .columns = {"id", "title", "area", "status", "indicator", "probability", "latest_period", "latest_value", "target_value", "target_period",
                          "leads", "commitments", "commitments_undated"},
              .rows = {}};
  for (const auto& facts : asked.facts) {
    const auto* speaking = facts.speaking();
    std::vector<SheetCell> row{facts.outcome->id, facts.outcome->title(language), std::string(facts.outcome->as<Outcome>().area.in(language)), status_code_of(facts)};
    row.push_back(speaking ? SheetCell{speaking->indicator->id} : SheetCell{});
    row.push_back(speaking && speaking->probability ? SheetCell{*speaking->probability} : SheetCell{});
    row.push_back(speaking && speaking->latest ? SheetCell{speaking->latest->period.text()} : SheetCell{});
    row.push_back(speaking && speaking->latest ? SheetCell{speaking->latest->value} : SheetCell{});
    const auto* target = speaking && speaking->target ? &speaking->target->as<record::Target>() : nullptr;
    row.push_back(target && target->value ? SheetCell{*target->value} : SheetCell{});
    row.push_back(target && target->period ? SheetCell{target->period->text()} : SheetCell{});
    std::string leads;
    for (const auto& one : facts.parties) {
      if (one.is_lead()) leads += (leads.empty() ? "" : "; ") + one.organisation->id;
    }
    row.push_back(leads);
    row.push_back(static_cast<std::int64_t>(facts.commitments.size()));
    row.push_back(static_cast<std::int64_t>(facts.undated));
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

Response show_outcomes(const Visit& visit) {
  const auto asked = outcomes_asked(visit);
  if (asks_for_data(visit)) return answered(visit, outcomes_sheet(visit, asked));
  const auto& words = visit.words;
  auto layout = frame(visit, visit.say("outcomes.title"), "/outcomes");
  layout.lead = visit.say("outcomes.lead");
  if (asked.all == 0) {
    EmptyState state{.title = visit.say("outcomes.empty"), .sentences = {visit.say("outcomes.empty.why"), visit.say("outcomes.empty.who")}};
    if (visit.may(access::Act::add, record::kind_of<Outcome>())) state.links.push_back({visit.say("outcomes.add"), form_to_add(visit, "outcome")});
    layout.content += html::rendered(state, words);
    return framed(visit, layout);
  }
  const auto view = outcomes_view(visit, asked);
  layout.content += html::rendered(view.filter, words);
  if (asked.facts.empty()) {
    layout.content += html::rendered(EmptyState{.title = visit.say("outcomes.none_found"), .sentences = {visit.say("overview.none_found.more")},
                                                .links = {{visit.say("filter.clear"), visit.link("/outcomes")}}}, words);
    return framed(visit, layout);
  }
  layout.content += html::rendered(Pagination{.summary = view.found}, words);
  layout.content += html::rendered(view.table, words);
  layout.content += download_links(visit, "/outcomes", query_with(visit));
  Acts acts{{{visit.say("priorities.title"), visit.link("/priorities")}}};
  if (visit.may(access::Act::add, record::kind_of<Outcome>())) {
    acts.links.push_back({visit.say("outcomes.add"), form_to_add(visit, "outcome")});
  }
  layout.content += html::rendered(acts, words);
  return framed(visit, layout);
}

}  // namespace outturn::web
