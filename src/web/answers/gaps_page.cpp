#include "web/answers/gaps_page.h"

#include <algorithm>

#include <fmt/core.h>

#include "web/folded_table.h"
#include "web/outcomes/judgement.h"
#include "web/outcomes/outcome_facts.h"

namespace outturn::web {
namespace {

constexpr std::size_t gaps_at_once = 8;
constexpr std::size_t kinds_at_once = 6;
constexpr std::size_t worth_folding = 3;

FilterForm filter_form(const Visit& visit, const GapsAsked& asked) {
  const auto& query = visit.request.query;
  Field code{.control = Control::select, .name = "code", .label = visit.say("gaps.kind"), .value = std::string(query.get("code")),
             .options = {{"", visit.say("gaps.all_kinds")}}};
  for (const auto& tally : asked.tallies()) {
    code.options.push_back({std::string(tally.code), visit.say("gaps.kind_with_count", {{"kind", gap_name(visit, tally.code)},
                                                                                          {"count", visit.words.integer(static_cast<std::int64_t>(tally.count))}})});
  }
  Field severity{.control = Control::select, .name = "severity", .label = visit.say("gaps.severity"), .value = std::string(query.get("severity")),
                 .options = {{"", visit.say("gaps.all_severities")}}};
  for (const auto one : {chain::Severity::serious, chain::Severity::moderate, chain::Severity::minor}) {
    severity.options.push_back({std::string(chain::text_of(one)), visit.say(fmt::format("chain.severity.{}", chain::text_of(one)))});
  }
  Field outcome{.control = Control::select, .name = "outcome", .label = visit.say("record.outcome"), .value = std::string(query.get("outcome")),
                .options = {{"", visit.say("overview.filter.all_outcomes")}}};
  for (const auto* one : readable_outcomes(visit)) outcome.options.push_back({one->id, one->title(visit.words.language())});
  FilterForm form{.action = "/gaps", .fields = {code, severity, outcome}, .clear_address = query_with(visit).empty() ? "" : visit.link("/gaps")};
  keep_days(visit, form);
  return form;
}

}  // namespace

std::vector<chain::Tally> GapsAsked::tallies() const {
  std::vector<chain::Tally> counted;
  for (const auto* finding : all) {
    if (counted.empty() || counted.back().code != finding->code) counted.push_back({finding->code, finding->severity, 0});
    ++counted.back().count;
  }
  return counted;
}

GapsAsked gaps_asked(const Visit& visit, SharedJudgements& judgements) {
  GapsAsked asked;
  asked.examined = judgements.examined(visit);
  const auto code = visit.request.query.get("code");
  const auto severity = visit.request.query.get("severity");
  const auto outcome = visit.request.query.get("outcome");
  const auto names_outcome = [&](const chain::Finding& finding) {
    return std::any_of(finding.records.begin(), finding.records.end(),
                       [&](const workspace::Record* record) { return record->kind == &record::kind_of<record::Outcome>() && record->id == outcome; });
  };
  asked.examined->each([&](const chain::Finding& finding) {
    if (!may_know(visit, finding)) return;
    asked.all.push_back(&finding);
    if ((code.empty() || finding.code == code) && (severity.empty() || chain::text_of(finding.severity) == severity) && (outcome.empty() || names_outcome(finding))) {
      asked.shown.push_back(&finding);
    }
  });
  return asked;
}

Table gap_tallies(const Visit& visit, const GapsAsked& asked) {
  Table table{.caption = visit.say("gaps.by_kind"),
              .columns = {{visit.say("gaps.kind")}, {visit.say("gaps.severity")}, {visit.say("gaps.number"), true}},
              .rows = {}};
  table.light = true;
  for (const auto& tally : asked.tallies()) {
    const Flag flag{glyph_of(tone_of(tally.severity)), visit.say(fmt::format("chain.severity.{}", chain::text_of(tally.severity))), tone_of(tally.severity)};
    table.rows.push_back({{{.text = gap_name(visit, tally.code), .address = visit.link(fmt::format("/gaps?code={}", tally.code))},
                           {.content = html::rendered(flag, visit.words)},
                           {.text = visit.words.integer(static_cast<std::int64_t>(tally.count))}}});
  }
  return table;
}

Sheet gaps_sheet(const Visit& visit, const GapsAsked& asked) {
  Sheet sheet{.name = "gaps", .columns = {"code", "severity", "sentence", "what_to_do", "who", "records"}, .rows = {}};
  for (const auto* shown : asked.shown) {
    const auto& finding = *shown;
    std::string records;
    for (const auto* record : finding.records) records += fmt::format("{}{}/{}", records.empty() ? "" : "; ", record->kind->code, record->id);
    sheet.rows.push_back({std::string(finding.code), std::string(chain::text_of(finding.severity)), visit.say(finding.sentence), visit.say(finding.what_to_do),
                          finding.who ? SheetCell{finding.who->id} : SheetCell{}, records});
  }
  return sheet;
}

Response show_gaps(const Visit& visit, SharedJudgements& judgements) {
  const auto asked = gaps_asked(visit, judgements);
  if (visit.request.format == "json") {
    base::JsonWriter json;
    json.begin_array();
    for (const auto* finding : asked.shown) chain::write_json(json, *finding, visit.words);
    json.end_array();
    return as_json(visit, std::move(json).str());
  }
  if (asks_for_data(visit)) return answered(visit, gaps_sheet(visit, asked));
  const auto& words = visit.words;
  auto layout = frame(visit, visit.say("gaps.title"), "/gaps");
  layout.lead = visit.say("gaps.lead");
  if (asked.all.empty()) {
    layout.content += html::rendered(EmptyState{.title = visit.say("gaps.none"), .sentences = {visit.say("gaps.none.more")}}, words);
    return framed(visit, layout);
  }
  layout.content += html::rendered(filter_form(visit, asked), words);
  const bool filtered = !query_with(visit).empty();
  if (!filtered) {
    layout.content += folded(gap_tallies(visit, asked), kinds_at_once, words);
  }
  if (asked.shown.empty()) {
    layout.content += html::rendered(EmptyState{.title = visit.say("gaps.none_found"), .sentences = {visit.say("overview.none_found.more")},
                                                .links = {{visit.say("filter.clear"), visit.link("/gaps")}}}, words);
    return framed(visit, layout);
  }
  const auto paging = paged(visit, "/gaps", asked.shown.size());
  FindingsView view{.id = "gaps-list", .title = filtered ? visit.say("gaps.found") : visit.say("gaps.all"), .findings = {}};
  FindingsView rest{.id = "gaps-rest", .title = {}, .heading_level = 0, .findings = {}};
  const auto seen = paging.last - paging.first < gaps_at_once + worth_folding ? paging.last : paging.first + gaps_at_once;
  for (auto i = paging.first; i < paging.last; ++i) (i < seen ? view : rest).findings.push_back(finding_view(visit, *asked.shown[i]));
  layout.content += html::rendered(view, words);
  if (!rest.findings.empty()) {
    layout.content += html::rendered(More{.summary = visit.say("gaps.rest", {{"count", static_cast<std::int64_t>(rest.findings.size())}}), .of = view.title,
                                          .content = html::rendered(rest, words)},
                                     words);
  }
  layout.content += html::rendered(paging.links, words);
  layout.content += download_links(visit, "/gaps", query_with(visit));
  return framed(visit, layout);
}

}  // namespace outturn::web
