#include "web/outcomes/outcome_page.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/checked.h"
#include "base/json.h"
#include "base/text.h"
#include "quality/freshness.h"
#include "record/keeping.h"
#include "record/organisation.h"
#include "track/change.h"
#include "track/formula_told.h"
#include "track/rollup.h"
#include "web/outcomes/commitments_page.h"
#include "web/measures/formula_history.h"
#include "web/outcomes/outcome_sections.h"
#include "web/measures/outlook.h"
#include "web/outcomes/priorities_page.h"
#include "web/serving/parse.h"
#include "web/measures/quality_page.h"
#include "web/sheet.h"
#include "web/outcomes/opinions.h"
#include "web/together/agreement_page.h"

namespace outturn::web {
namespace {

using record::Indicator;
using record::Outcome;
using record::Party;
using workspace::Record;

constexpr std::size_t most_commitments = 20;

using base::whole;

std::string revisions_address(const Visit& visit, const Record& indicator) {
  return visit.link("/indicators/" + percent_encoded(indicator.id)) + "#revisions";
}

/// How many figures of a series publications changed, by at least the indicator's precision.
std::size_t changes(const Visit& visit, const track::Status& status) {
  if (!status.series) return 0;
  const auto all = visit.view.revisions(*status.series, status.indicator->as<Indicator>().precision.value_or(0));
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const workspace::Revision& one) { return one.before && one.after; }));
}

Verdict verdict(const Visit& visit, const OutcomeFacts& facts, const std::vector<chain::Finding>& findings) {
  Verdict verdict;
  const auto* speaking = facts.speaking();
  if (!speaking) {
    verdict.status = {Tone::doubt, visit.say("overview.no_measure")};
    verdict.sentences = {visit.say("outcome.nothing_measures")};
  } else {
    verdict.status = shown(visit, speaking->code);
    const auto name_of = [&](const track::Status& status) {
      const bool of_all = status.place == workspace::country(visit.view) && !status.group;
      return status.indicator->title(visit.words.language()) + (status.place && !of_all ? " · " + whereabouts(visit, status.place, status.group) : "");
    };
    const auto name = name_of(*speaking);
    verdict.sentences = {visit.say("outcome.speaks", {{"indicator", name}, {"sentence", visit.say(speaking->sentence)}})};
    std::vector<std::string> others;
    for (const auto& one : facts.statuses) {
      if (&one == speaking) continue;
      others.push_back(visit.say("outcome.other_measure", {{"indicator", name_of(one)}, {"status", shown(visit, one.code).text}}));
    }
    if (!others.empty()) verdict.sentences.push_back(visit.say("outcome.other_measures", {{"measures", listed_names(visit, others, 3)}}));
  }
  if (auto vital = vital_to(visit, *facts.outcome); !vital.empty()) verdict.links.push_back({std::move(vital), visit.link("/priorities")});
  if (const auto undated = facts.undated; undated > 0) {
    verdict.links.push_back({visit.say("outcome.undated", {{"count", whole(undated)}, {"all", whole(facts.commitments.size())}}),
                             visit.link("/commitments?outcome=" + percent_encoded(facts.outcome->id) + "&due=none")});
  }
  std::size_t revised = 0;
  for (const auto& status : facts.statuses) revised += changes(visit, status);
  if (revised > 0) verdict.links.push_back({visit.say("outcome.figures_revised", {{"count", whole(revised)}}), "#revised"});
  if (const auto gaps = findings.size(); gaps > 0) verdict.links.push_back({visit.say("outcome.gaps_found", {{"count", whole(gaps)}}), "#gaps"});
  return verdict;
}

MeasureView measure(const Visit& visit, const track::Status& status, std::size_t number) {
  const auto& words = visit.words;
  const auto& indicator = status.indicator->as<Indicator>();
  MeasureView view{.status = shown(visit, status.code),
                   .indicator = {status.indicator->title(words.language()), visit.link_to(*status.indicator)},
                   .figure = trend_figure(visit, status, fmt::format("measure-{}", number), 3),
                   .facts = {}};
  for (const auto& note : status.notes) view.notes.push_back(visit.say(note));
  if (const auto note = formula_note(visit, *status.indicator)) view.notes.push_back(visit.say(*note));
  for (const auto& other : status.other_targets) view.notes.push_back(visit.say(other.sentence));
  for (const auto& rollup : track::rollups(visit.view, *status.indicator)) {
    if (rollup.target == status.target) view.notes.push_back(visit.say(rollup.sentence));
  }
  for (auto& dissent : dissents(visit, *status.indicator)) view.notes.push_back(std::move(dissent));

  view.why = why_panel(visit, status);
  auto& facts = view.facts.facts;
  if (status.latest) {
    facts.push_back({.label = visit.say("overview.latest_for", {{"period", words.period(status.latest->period)}}),
                     .value = figure_text(visit, indicator, status.latest->value),
                     .more = visit.say("overview.published_on", {{"day", status.latest->known_from.day}}),
                     .big = true});
  } else {
    facts.push_back({.label = visit.say("overview.latest"), .value = visit.say("overview.no_figure"), .more = visit.say("overview.no_figure.more")});
  }
  facts.push_back({.label = visit.say("overview.change"),
                   .value = status.change ? visit.say(track::change_sentence(indicator, *status.change)) : visit.say("overview.no_change")});
  if (status.probability) {
    Fact chance{.label = visit.say("outlook.chance_label"), .value = visit.say(track::chance_phrase(*status.probability))};
    if (const auto before = track::chance_before(visit.view, status)) {
      chance.more = visit.say("outlook.chance_before", {{"chance", visit.say(track::chance_phrase(*before))}});
    }
    facts.push_back(std::move(chance));
  }
  if (status.target) {
    const auto& target = status.target->as<record::Target>();
    facts.push_back({.label = visit.say("record.target"), .value = target_text(visit, indicator, target), .more = std::string(target.text.in(words.language()))});
  } else {
    Fact none{.label = visit.say("record.target"), .value = visit.say("overview.no_target")};
    if (visit.may(access::Act::add, record::kind_of<record::Target>())) {
      none.value = visit.say("overview.propose_target");
      none.address = form_to_add(visit, "target", "indicator=" + percent_encoded(status.indicator->id));
      none.more = visit.say("overview.no_target");
    }
    facts.push_back(std::move(none));
  }
  if (status.freshness) {
    const auto& fresh = *status.freshness;
    Fact fact{.label = visit.say("overview.freshness"),
              .value = fresh.days_late > 0 ? visit.say("overview.days_late", {{"count", std::int64_t{fresh.days_late}}})
                       : fresh.next_due    ? visit.say("overview.in_date")
                                           : visit.say("overview.due_unknown"),
              .more = visit.say(quality::freshness_sentence(fresh))};
    if (fresh.days_late > 0 && visit.may(access::Act::import, record::kind_of<record::Batch>())) fact.address = visit.link("/data/imports/new");
    facts.push_back(std::move(fact));
  }
  facts.push_back(trust_fact(visit, *status.indicator));
  return view;
}

void add_parties(const Visit& visit, const OutcomeFacts& facts, OutcomeView& view) {
  const auto& words = visit.words;
  if (facts.parties.empty()) {
    view.no_parties = {.title = visit.say("outcome.no_parties"), .sentences = {visit.say("outcome.no_parties.more")}, .heading_level = 3};
    if (visit.may(access::Act::add, record::kind_of<Party>())) {
      view.no_parties.links.push_back({visit.say("gaps.do.add_party"), form_to_add(visit, "party", "outcome=" + percent_encoded(facts.outcome->id))});
    }
    return;
  }
  const auto recorded = std::count_if(facts.parties.begin(), facts.parties.end(), [](const Taking& one) { return one.party != nullptr; });
  view.parties_lead = recorded == 0 ? visit.say("outcome.parties_by_commitment", {{"count", whole(facts.parties.size())}})
                                    : visit.say("outcome.parties_recorded", {{"count", whole(facts.parties.size())}, {"recorded", std::int64_t{recorded}}});
  view.parties = {.caption = visit.say("outcome.parties"),
                  .columns = {{visit.say("record.organisation")}, {visit.say("outcome.part")}, {visit.say("outcome.leads_count"), true}, {visit.say("outcome.shares_count"), true}},
                  .rows = {}};
  view.parties.light = true;
  for (const auto& one : facts.parties) {
    Row row;
    row.cells.push_back({.text = one.organisation->title(words.language()), .address = visit.link_to(*one.organisation)});
    if (one.party) {
      const auto& party = one.party->as<Party>();
      const auto stance = record::plain_text(record::kind_of<Party>().field("stance")->read(one.party->body.get()));
      row.cells.push_back({.text = visit.say("record.party.stance." + stance), .sub = std::string(party.contribution.in(words.language()))});
      if (party.illustrative) row.cells.back().content = html::rendered(Tag{.text = visit.say("overview.illustrative"), .outlined = true}, words);
    } else {
      row.cells.push_back({.text = visit.say(one.leads > 0 ? "outcome.leads_by_commitment" : "outcome.named_by_commitment")});
    }
    row.cells.push_back({.text = words.integer(one.leads)});
    row.cells.push_back({.text = words.integer(one.shares)});
    view.parties.rows.push_back(std::move(row));
  }
}

void add_commitments(const Visit& visit, const OutcomeFacts& facts, OutcomeView& view) {
  const auto outcome = percent_encoded(facts.outcome->id);
  if (facts.commitments.empty()) {
    view.no_commitments = {.title = visit.say("outcome.no_commitments"), .sentences = {visit.say("outcome.no_commitments.more")}, .heading_level = 3};
    if (visit.may(access::Act::add, record::kind_of<record::Commitment>())) {
      view.no_commitments.links.push_back({visit.say("commitments.add"), form_to_add(visit, "commitment", "outcomes=" + outcome)});
    }
    return;
  }
  auto worst_first = facts.commitments;
  std::stable_sort(worst_first.begin(), worst_first.end(),
                   [&](const Record* a, const Record* b) { return commitment_trouble(visit, *a) > commitment_trouble(visit, *b); });
  if (worst_first.size() > most_commitments) {
    worst_first.resize(most_commitments);
    view.all_commitments = {visit.say("outcome.all_commitments", {{"count", whole(facts.commitments.size())}}), visit.link("/commitments?outcome=" + outcome)};
  }
  view.commitments = commitments_table(visit, worst_first);
  view.commitments_lead = visit.say("outcome.commitments_lead", {{"count", whole(facts.commitments.size())}, {"undated", whole(facts.undated)}});
}

void add_revisions(const Visit& visit, const OutcomeFacts& facts, OutcomeView& view) {
  const auto& words = visit.words;
  view.revisions = {.caption = visit.say("outcome.revised"),
                    .columns = {{visit.say("record.indicator")}, {visit.say("outcome.last_publication")}, {visit.say("outcome.revised_ever"), true}},
                    .rows = {}};
  view.revisions.light = true;
  for (const auto& status : facts.statuses) {
    if (!status.publication) continue;
    const auto revised = changes(visit, status);
    Cell count{.text = words.integer(whole(revised))};
    if (revised > 0) count.address = revisions_address(visit, *status.indicator);
    view.revisions.rows.push_back({{{.text = status.indicator->title(words.language()), .address = visit.link_to(*status.indicator)},
                                    {.text = visit.say(track::publication_sentence(*status.publication))},
                                    std::move(count)}});
  }
  view.revisions_lead = visit.say(view.revisions.rows.empty() ? "outcome.nothing_published" : "outcome.revised_lead");
}

Response data(const Visit& visit, const OutcomeFacts& facts, const std::vector<chain::Finding>& findings) {
  const auto& language = visit.words.language();
  if (visit.request.format == "csv") {
    Sheet sheet{.name = facts.outcome->id, .columns = {"indicator", "name", "place", "group", "status", "latest_period", "latest_value", "target_value", "target_period"}, .rows = {}};
    const auto add = [&](const track::Status& status) {
      const auto* target = status.target ? &status.target->as<record::Target>() : nullptr;
      sheet.rows.push_back({status.indicator->id, status.indicator->title(language), status.place ? status.place->id : "", status.group ? status.group->id : "",
                            std::string(track::text_of(status.code)), status.latest ? SheetCell{status.latest->period.text()} : SheetCell{},
                            status.latest ? SheetCell{status.latest->value} : SheetCell{}, target && target->value ? SheetCell{*target->value} : SheetCell{},
                            target && target->period ? SheetCell{target->period->text()} : SheetCell{}});
    };
    for (const auto* some : {&facts.statuses, &facts.parts}) std::for_each(some->begin(), some->end(), add);
    return answered(visit, sheet);
  }
  base::JsonWriter json;
  json.begin_object().member("id", facts.outcome->id).key("record");
  facts.outcome->kind->write_json(json, facts.outcome->body);
  json.key("statuses").begin_array();
  for (const auto* some : {&facts.statuses, &facts.parts}) {
    for (const auto& status : *some) track::write_json(json, visit.view, status, visit.words, formula_versions(visit, *status.indicator));
  }
  json.end_array().key("parties").begin_array();
  for (const auto& one : facts.parties) {
    json.begin_object().member("organisation", one.organisation->id).key("leads").integer(one.leads).key("shares").integer(one.shares).key("recorded").boolean(one.party != nullptr).end_object();
  }
  json.end_array().key("commitments").begin_array();
  for (const auto* commitment : facts.commitments) json.text(commitment->id);
  json.end_array().key("gaps").begin_array();
  for (const auto& finding : findings) chain::write_json(json, finding, visit.words);
  json.end_array().member("as_of", visit.view.day().iso()).end_object();
  return as_json(visit, std::move(json).str());
}

}  // namespace

OutcomeView outcome_view(const Visit& visit, const OutcomeFacts& facts, const std::vector<chain::Finding>& findings) {
  OutcomeView view{.verdict = verdict(visit, facts, findings), .measures = {}};
  auto worst_first = std::vector<const track::Status*>{};
  for (const auto& status : facts.statuses) worst_first.push_back(&status);
  std::stable_sort(worst_first.begin(), worst_first.end(), [](const auto* a, const auto* b) { return asks_more(*a, *b); });
  for (std::size_t i = 0; i < worst_first.size(); ++i) view.measures.push_back(measure(visit, *worst_first[i], i + 1));
  const auto id = percent_encoded(facts.outcome->id);
  if (view.measures.empty()) {
    view.no_measures = {.title = visit.say("outcome.no_measures"), .sentences = {visit.say("outcome.no_measures.more")}, .heading_level = 3};
    if (visit.may(access::Act::add, record::kind_of<Indicator>())) {
      view.no_measures.links.push_back({visit.say("gaps.do.add_indicator"), form_to_add(visit, "indicator", "outcomes=" + id)});
    }
  }
  add_commitments(visit, facts, view);
  add_parties(visit, facts, view);
  view.agreements = agreements_of(visit, *facts.outcome);
  add_revisions(visit, facts, view);
  view.no_gaps = visit.say("outcome.no_gaps");
  view.gaps = {.id = "gaps-heading", .title = {}, .heading_level = 0, .findings = {}};
  // Several of a kind are one line that leads to their list: the commitments stand above, each with its own.
  for (const auto& tally : chain::tallies(findings)) {
    const auto& first = *std::find_if(findings.begin(), findings.end(), [&](const chain::Finding& one) { return one.code == tally.code; });
    auto gap = finding_view(visit, first);
    if (tally.count > 1) {
      gap.sentence = visit.say("gaps.several", {{"kind", gap_name(visit, tally.code)}, {"count", visit.words.integer(whole(tally.count))}});
      gap.who.clear();
      gap.next = {.text = visit.say("gaps.see_all", {{"count", whole(tally.count)}}),
                  .address = visit.link(fmt::format("/gaps?outcome={}&code={}", id, tally.code)), .hidden = gap_name(visit, tally.code)};
    }
    view.gaps.findings.push_back(std::move(gap));
  }
  if (!findings.empty()) view.gaps.more = {visit.say("outcome.all_gaps", {{"count", whole(findings.size())}}), visit.link("/gaps?outcome=" + id)};
  const auto offer = [&](std::string_view kind, std::string_view field, std::string_view key) {
    if (visit.may(access::Act::add, *record::kind(kind))) view.next.links.push_back({visit.say(key), form_to_add(visit, kind, fmt::format("{}={}", field, id))});
  };
  if (visit.may(access::Act::change, *facts.outcome->kind, facts.outcome)) view.next.links.push_back({visit.say("overview.change_record"), form_to_change(visit, *facts.outcome)});
  offer("indicator", "outcomes", "gaps.do.add_indicator");
  offer("party", "outcome", "gaps.do.add_party");
  offer("commitment", "outcomes", "commitments.add");
  offer("priority", "outcome", "priorities.add");
  return view;
}

Response show_outcome(const Visit& visit) {
  const auto* outcome = visit.readable<Outcome>(visit.parameter("id"));
  if (!outcome) return not_found(visit.request);
  const auto facts = outcome_facts(visit, *outcome);
  const auto findings = readable_findings(visit, chain::findings_about(visit.view, *outcome));
  if (asks_for_data(visit)) return data(visit, facts, findings);
  const auto& words = visit.words;
  const auto& content = outcome->as<Outcome>();
  auto layout = frame(visit, outcome->title(words.language()), "/outcomes");
  layout.breadcrumbs = {{.text = visit.say("outcomes.title"), .address = visit.link("/outcomes")}};
  layout.caption = visit.say("outcome.caption", {{"area", std::string(content.area.in(words.language()))}, {"labels", content.labels},
                                                 {"parties", whole(facts.parties.size())}});
  layout.lead = std::string(content.description.in(words.language()));
  layout.description = layout.lead;
  layout.sections_name = visit.say("outcome.sections");
  layout.sections = outcome_sections(visit, *outcome, "overview");
  if (outcome->retired) layout.content += html::rendered(Warning{visit.say("overview.retired")}, words);
  if (content.illustrative) layout.content += html::rendered(Tag{.text = visit.say("overview.illustrative"), .outlined = true}, words);
  layout.content += html::rendered(outcome_view(visit, facts, findings), words);
  layout.content += download_links(visit, "/outcomes/" + percent_encoded(outcome->id));
  return framed(visit, layout);
}

}  // namespace outturn::web
