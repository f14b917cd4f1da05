#include "web/together/decision_page.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/checked.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "web/measures/course.h"
#include "web/outcomes/judgement.h"
#include "web/outcomes/outcome_sections.h"
#include "web/serving/parse.h"
#include "web/records/record_shown.h"
#include "web/sheet.h"

namespace outturn::web {
namespace {

using decide::Decision;
using decide::Gate;
using decide::GateStand;
using decide::Phase;
using record::Answer;
using workspace::Record;

using base::whole;
std::int64_t number_of(const Record& round) { return round.as<record::DecisionRound>().number.value_or(0); }

Tone tone_of_phase(Phase phase) {
  switch (phase) {
    case Phase::not_begun: return Tone::none;
    case Phase::ready_to_engage:
    case Phase::ready_to_plan: return Tone::half;
    case Phase::ready_to_manage:
    case Phase::proceeding:
    case Phase::working_alone:
    case Phase::stopped: return Tone::on;
    case Phase::advised_to_stop:
    case Phase::advised_to_work_alone: return Tone::off;
    case Phase::further_work:
    case Phase::reconsider: return Tone::doubt;
  }
  return Tone::none;
}

/// How an answer looks: whether it lets partners go on is what counts, not "yes" or "no".
std::pair<Glyph, std::string> look_of(const decide::Given& given, Answer goes_on) {
  if (!given.record || given.answer == Answer::not_yet) return {Glyph::half, "none"};
  const bool yes = given.answer == Answer::yes;
  return {yes ? Glyph::yes : Glyph::no, given.answer == goes_on ? "on" : "off"};
}

std::string answer_text(const Visit& visit, const decide::Given& given) {
  if (!given.record) return visit.say("decision.unanswered");
  return visit.say("record.decision_answer.answer." + std::string(decide::code_of(given.answer)));
}

std::string answer_address(const Visit& visit, const Decision& decision, record::Question question, std::string_view organisation) {
  return outcome_address(visit, *decision.outcome, fmt::format("/decision/answer?question={}&for={}", decide::code_of(question), percent_encoded(organisation)));
}

/// The organisations for which this reader may answer in the round; "" = the agreed answer.
std::vector<std::string> may_answer_for(const Visit& visit, const Decision& decision) {
  std::vector<std::string> all;
  if (!decision.round || decision.content()->ending != record::Ending::open || decision.round != decision.rounds.back()) return all;
  const auto& kind = record::kind_of<record::DecisionAnswer>();
  const auto try_for = [&](const std::string& organisation) {
    auto body = std::make_shared<record::DecisionAnswer>(record::DecisionAnswer{.round = {decision.round->id}, .organisation = {organisation}});
    if (access::decide_proposed(visit.reader, access::Act::add, kind, "", body, visit.workspace())) all.push_back(organisation);
  };
  try_for("");
  for (const auto* party : decision.parties) try_for(party->id);
  return all;
}

std::string partners_text(const Visit& visit, const decide::Part& part) {
  if (part.partners.empty()) return {};
  std::string differ;
  for (const auto& one : part.partners) {
    if (part.agreed.record && one.answer == part.agreed.answer) continue;
    differ += (differ.empty() ? "" : "; ") + visit.say("decision.dot", {{"name", one.organisation->title(visit.words.language())}, {"answer", answer_text(visit, one)}});
  }
  if (differ.empty()) return visit.say(part.silent.empty() ? "decision.all_say_so" : "decision.those_say_so", {{"count", whole(part.partners.size())}});
  return differ;
}

PartView part_view(const Visit& visit, const Decision& decision, const decide::QuestionStand& stand, const decide::Part& part, const std::vector<std::string>& mine) {
  const auto goes_on = stand.question->goes_on();
  PartView view;
  if (stand.parts.size() > 1) view.title = visit.say("record.decision_answer.question." + decide::code_of(part.question));
  std::tie(view.glyph, view.tone) = look_of(part.agreed, goes_on);
  view.answer = answer_text(visit, part.agreed);
  if (part.agreed.carried) view.carried = visit.say("decision.carried", {{"round", part.agreed.round}});
  for (const auto& one : part.partners) {
    if (!reads(visit, one.record)) continue;
    const auto [glyph, tone] = look_of(one, goes_on);
    view.dots.push_back({glyph, tone, visit.say("decision.dot", {{"name", one.organisation->title(visit.words.language())}, {"answer", answer_text(visit, one)}})});
  }
  if (view.dots.size() == part.partners.size()) view.partners = partners_text(visit, part);
  if (reads(visit, part.agreed.record)) {
    const auto& content = *part.agreed.content();
    view.evidence = in_language(visit, content.evidence);
    if (!content.to_change.empty()) {
      const auto* who = visit.workspace().get<record::Organisation>(content.responsible.id);
      view.to_change = visit.say(!who ? "decision.change_plain" : content.due ? "decision.change_who_when" : "decision.change_who",
                                 {{"what", in_language(visit, content.to_change)}, {"who", who ? in_language(visit, who->name) : ""},
                                  {"due", content.due.value_or(base::Day{})}});
    }
    view.links.push_back({visit.say("decision.read_answer"), visit.link_to(*part.agreed.record), view.title.empty() ? visit.say("decide.question." + std::string(stand.question->code)) : view.title});
  }
  for (const auto& organisation : mine) {
    const auto* own = organisation.empty() ? &part.agreed : nullptr;
    for (const auto& one : part.partners) {
      if (one.organisation->id == organisation) own = &one;
    }
    if (own && own->record && !own->carried) continue;  // answered in this round
    view.links.push_back({organisation.empty() ? visit.say("decision.answer_agreed") : visit.say("decision.answer_for", {{"name", title_of(visit, "organisation", organisation)}}),
                          answer_address(visit, decision, part.question, organisation), visit.say("record.decision_answer.question." + decide::code_of(part.question))});
  }
  return view;
}

std::string gate_state(const Visit& visit, const decide::GateState& gate) {
  return visit.say("decide.stand." + std::string(decide::text_of(gate.stand)), {{"count", whole(gate.in_the_way)}});
}

std::pair<Glyph, std::string> gate_look(GateStand stand) {
  switch (stand) {
    case GateStand::passed: return {Glyph::yes, "on"};
    case GateStand::held: return {Glyph::no, "off"};
    case GateStand::reopened: return {Glyph::doubt, "doubt"};
    case GateStand::unfinished: return {Glyph::half, "none"};
    case GateStand::not_begun: break;
  }
  return {Glyph::none, "none"};
}

void add_gates(const Visit& visit, const Decision& decision, DecisionView& view) {
  const auto mine = may_answer_for(visit, decision);
  for (const auto& gate : decision.gates) {
    const std::string code(decide::text_of(gate.gate));
    const auto [glyph, tone] = gate_look(gate.stand);
    const auto title = visit.say("decide.gate." + code);
    const bool reality = gate.gate == Gate::reality_check;
    if (!reality) {
      view.gates.push_back({.name = visit.say("decision.gate", {{"number", static_cast<std::int64_t>(gate.gate) + 1}}), .title = title, .anchor = code, .glyph = glyph,
                            .state = gate_state(visit, gate), .tone = tone});
    } else {
      view.reality = gate.stand == GateStand::held ? visit.say("decision.reality_held", {{"count", whole(gate.in_the_way)}})
                                                   : visit.say(gate.stand == GateStand::passed ? "decision.reality_passed" : "decision.reality_open");
    }
    GateSection section{.id = code, .title = reality ? title : visit.say("decision.gate_titled", {{"number", static_cast<std::int64_t>(gate.gate) + 1}, {"title", title}}),
                        .when = visit.say("decide.gate." + code + ".when"),
                        .tag = {.text = gate_state(visit, gate), .tone = tone == "on" ? Tone::on : tone == "off" ? Tone::off : tone == "doubt" ? Tone::doubt : Tone::none}};
    for (const auto& stand : decision.questions) {
      if (stand.question->gate != gate.gate) continue;
      QuestionView question{.title = visit.say("decide.question." + std::string(stand.question->code)),
                            .consequence = visit.say(reality ? "decision.if_yes" : "decision.if_no",
                                                     {{"consequence", visit.say("decide.consequence." + std::string(decide::text_of(stand.question->consequence)))}}),
                            .stops = stand.stand == decide::Stand::stands_in_the_way && !reality,
                            .looks_again = stand.stand == decide::Stand::stands_in_the_way && reality};
      for (const auto& part : stand.parts) question.parts.push_back(part_view(visit, decision, stand, part, mine));
      section.questions.push_back(std::move(question));
    }
    view.sections.push_back(std::move(section));
  }
  view.end_title = visit.say("decision.manage");
  view.end_state = visit.say(decision.phase == Phase::ready_to_manage ? "decision.manage_open" : decision.phase == Phase::proceeding ? "decision.manage_decided" : "decision.manage_closed");
}

std::string cost_text(const Visit& visit, const std::optional<double>& cost) { return cost ? visit.words.number(*cost, 0) : visit.say("decision.not_said"); }

void add_options(const Visit& visit, const Decision& decision, DecisionView& view) {
  view.comparison = decision.comparison ? visit.say(decision.comparison->sentence) : visit.say("decision.no_options");
  view.options = {.caption = visit.say("decision.options"),
                  .columns = {{visit.say("record.decision_option.name")}, {visit.say("record.decision_option.way")}, {visit.say("decision.effect"), true},
                              {visit.say("record.decision_option.direct_cost"), true}, {visit.say("record.decision_option.indirect_cost"), true},
                              {visit.say("record.decision_option.opportunity_cost"), true}, {visit.say("decision.for_and_against")}},
                  .rows = {}};
  for (const auto* option : decision.options) {
    if (!reads(visit, option)) continue;
    const auto& one = option->as<record::DecisionOption>();
    std::string sides = in_language(visit, one.strengths);
    view.options.rows.push_back({{{.text = in_language(visit, one.name), .address = visit.link_to(*option), .sub = in_language(visit, one.effect_text)},
                                  {.content = html::rendered(Actors{.joint = one.way == record::Way::together, .text = choice_text(visit, *option, "way")}, visit.words)},
                                  {.text = cost_text(visit, one.effect)}, {.text = cost_text(visit, one.direct_cost)}, {.text = cost_text(visit, one.indirect_cost)},
                                  {.text = cost_text(visit, one.opportunity_cost)}, {.text = sides, .sub = in_language(visit, one.weaknesses)}}});
  }
  if (decision.round && visit.may(access::Act::add, record::kind_of<record::DecisionOption>())) {
    view.add_option.links = {{visit.say("decision.add_option"), form_to_add(visit, "decision_option", "round=" + percent_encoded(decision.round->id))}};
  }
}

void add_readiness(const Visit& visit, const Decision& decision, DecisionView& view) {
  const bool may_add = decision.round && visit.may(access::Act::add, record::kind_of<record::Readiness>());
  for (const auto& tally : decision.readiness) {
    ReadinessView one{.title = visit.say("decide.group." + std::string(tally.group->code)),
                      .tally = tally.in_place + tally.partial + tally.absent == 0
                                   ? visit.say("decision.not_looked_at")
                                   : visit.say("decision.tally", {{"in_place", whole(tally.in_place)}, {"partial", whole(tally.partial)}, {"absent", whole(tally.absent)}}),
                      .table = {}};
    one.table = {.caption = one.title, .columns = {{visit.say("record.readiness.item")}, {visit.say("record.readiness.state")}, {visit.say("record.readiness.evidence")}, {visit.say("record.readiness.path")}}, .rows = {}};
    one.table.light = true;
    for (const auto& item : tally.items) {
      Row row{.cells = {{.text = visit.say("record.readiness.item." + item.code)}}};
      if (reads(visit, item.agreed)) {
        const auto& content = item.agreed->as<record::Readiness>();
        const auto tone = content.state == record::InPlace::in_place ? Tone::on : content.state == record::InPlace::partial ? Tone::half : Tone::off;
        row.cells.push_back({.content = html::rendered(Status{tone, choice_text(visit, *item.agreed, "state")}, visit.words)});
        row.cells.push_back({.text = in_language(visit, content.evidence)});
        Cell path{.text = in_language(visit, content.path)};
        if (content.due) path.sub = visit.say("decision.by", {{"due", *content.due}});
        row.cells.push_back(std::move(path));
      } else {
        Cell state{.text = visit.say("decision.not_looked_at")};
        if (may_add) {
          state.text = visit.say("decision.look_at");
          state.address = form_to_add(visit, "readiness", fmt::format("round={}&item={}", percent_encoded(decision.round->id), item.code));
        }
        row.cells.push_back(std::move(state));
        row.cells.push_back({});
        row.cells.push_back({});
      }
      one.table.rows.push_back(std::move(row));
    }
    view.readiness.push_back(std::move(one));
  }
}

void add_barriers(const Visit& visit, const Decision& decision, DecisionView& view) {
  view.barriers = {.caption = visit.say("decision.barriers"),
                   .columns = {{visit.say("record.barrier")}, {visit.say("record.barrier.nature")}, {visit.say("record.barrier.plan")}, {visit.say("record.barrier.managed")}},
                   .rows = {}};
  view.barriers.light = true;
  for (const auto* barrier : decision.barriers) {
    if (!reads(visit, barrier)) continue;
    const auto& one = barrier->as<record::Barrier>();
    Cell plan{.text = one.plan.empty() ? visit.say("decision.no_plan") : in_language(visit, one.plan)};
    if (one.due) plan.sub = visit.say("decision.by", {{"due", *one.due}});
    view.barriers.rows.push_back({{{.text = in_language(visit, one.description), .address = visit.link_to(*barrier)}, {.text = choice_text(visit, *barrier, "nature")}, std::move(plan),
                                   {.text = visit.say(one.managed ? "records.yes" : "records.no")}}});
  }
  if (visit.may(access::Act::add, record::kind_of<record::Barrier>())) {
    view.add_barrier.links = {{visit.say("decision.add_barrier"), form_to_add(visit, "barrier", "outcome=" + percent_encoded(decision.outcome->id))}};
  }
}

/// One column a round, in order: going back is normal, and what was said stays.
void add_rounds(const Visit& visit, const Decision& decision, DecisionView& view) {
  view.rounds = {.caption = visit.say("decision.rounds"), .columns = {{visit.say("record.decision_answer.question")}}, .rows = {}};
  view.rounds.light = true;
  std::vector<Decision> all;
  for (const auto* round : decision.rounds) {
    if (!reads(visit, round)) continue;
    all.push_back(decide::decision_of(visit.view, *decision.outcome, number_of(*round)));
    view.rounds.columns.push_back({.text = visit.say("decision.round", {{"round", number_of(*round)}}),
                                   .address = outcome_address(visit, *decision.outcome, fmt::format("/decision?round={}", number_of(*round)))});
  }
  if (all.empty()) return;
  Row opened{.cells = {{.text = visit.say("record.decision_round.prompted_by")}}};
  Row phase{.cells = {{.text = visit.say("decision.came_to")}}};
  for (const auto& one : all) {
    opened.cells.push_back({.text = in_language(visit, one.content()->prompted_by), .sub = visit.words.day(one.content()->opened.value_or(base::Day{}))});
    phase.cells.push_back({.text = visit.say("decide.phase." + std::string(decide::text_of(one.phase))), .sub = one.ending == record::Ending::open ? "" : in_language(visit, one.content()->reason)});
  }
  view.rounds.rows.push_back(std::move(opened));
  for (std::size_t q = 0; q < decide::questions().size(); ++q) {
    Row row{.cells = {{.text = visit.say("decide.question." + std::string(decide::questions()[q].code))}}};
    for (const auto& one : all) {
      const auto& stand = one.questions[q];
      const auto yes = stand.question->goes_on() == Answer::yes;
      const bool says_yes = (stand.stand == decide::Stand::goes_on) == yes;
      const bool carried = stand.parts.front().agreed.carried;
      row.cells.push_back({.text = stand.stand == decide::Stand::open ? "–" : visit.say(std::string("record.decision_answer.answer.") + (says_yes ? "yes" : "no")),
                           .sub = carried ? visit.say("decision.carried", {{"round", stand.parts.front().agreed.round}}) : ""});
    }
    view.rounds.rows.push_back(std::move(row));
  }
  view.rounds.rows.push_back(std::move(phase));
}

Response data(const Visit& visit, const Decision& decision) {
  base::JsonWriter json;
  json.begin_object().member("outcome", decision.outcome->id).member("phase", decide::text_of(decision.phase)).member("verdict", visit.say(decision.verdict));
  json.key("illustrative").boolean(decision.round && decision.content()->illustrative);
  json.key("round");
  if (decision.round) json.integer(number_of(*decision.round));
  else json.null();
  json.key("gates").begin_array();
  for (const auto& gate : decision.gates) json.begin_object().member("gate", decide::text_of(gate.gate)).member("state", decide::text_of(gate.stand)).end_object();
  json.end_array().key("questions").begin_array();
  for (const auto& stand : decision.questions) {
    json.begin_object().member("question", stand.question->code).member("text", visit.say("decide.question." + std::string(stand.question->code)));
    json.key("answers").begin_array();
    for (const auto& part : stand.parts) {
      json.begin_object().member("question", decide::code_of(part.question)).key("agreed");
      if (part.agreed.record) json.text(decide::code_of(part.agreed.answer));
      else json.null();
      json.key("partners").begin_object();
      for (const auto& one : part.partners) {
        if (reads(visit, one.record)) json.member(one.organisation->id, decide::code_of(one.answer));
      }
      json.end_object().end_object();
    }
    json.end_array().end_object();
  }
  json.end_array().key("missing").begin_array();
  for (const auto& one : decision.missing) json.text(visit.say(one));
  json.end_array().member("as_of", visit.view.day().iso()).end_object();
  return as_json(visit, std::move(json).str());
}

/// Descriptions, the same for every outcome: they help to choose, and record nothing.
void add_types(const Visit& visit, DecisionView& view) {
  view.types = {.caption = visit.say("decision.types_four"), .columns = {{visit.say("decision.type")}, {visit.say("decision.type_is")}, {visit.say("decision.type_matters")}}, .rows = {}};
  for (const std::string type : {"councils", "connectors", "agents", "markets"}) {
    view.types.rows.push_back({{{.text = visit.say("decision.type." + type)}, {.text = visit.say("decision.type." + type + ".is")}, {.text = visit.say("decision.type." + type + ".matters")}}});
  }
  view.funding = {.caption = visit.say("decision.funding"), .columns = {{visit.say("decision.fund")}, {visit.say("decision.type_matters")}}, .rows = {}};
  for (const std::string fund : {"none", "grants", "contracts", "alliance", "mixed"}) {
    view.funding.rows.push_back({{{.text = visit.say("decision.fund." + fund)}, {.text = visit.say("decision.fund." + fund + ".matters")}}});
  }
}

}  // namespace

Decision readable_decision(const Visit& visit, const Record& outcome) {
  std::int64_t asked = 0;
  const auto written = visit.request.query.get("round");
  for (const char digit : written) asked = digit >= '0' && digit <= '9' && asked < 1'000'000 ? asked * 10 + (digit - '0') : asked;
  auto newest = decide::decision_of(visit.view, outcome);
  std::int64_t chosen = 0;
  std::erase_if(newest.rounds, [&](const Record* round) { return !reads(visit, round); });
  for (const auto* round : newest.rounds) {
    if (asked == 0 || number_of(*round) == asked) chosen = number_of(*round);
  }
  if (newest.rounds.empty()) {  // nothing this reader may know of: as if nobody had asked
    Decision none{.outcome = &outcome};
    none.verdict = {"decide.verdict.not_begun"};
    return none;
  }
  if (chosen == 0) chosen = number_of(*newest.rounds.back());
  auto decision = decide::decision_of(visit.view, outcome, chosen);
  decision.rounds = newest.rounds;
  return decision;
}

DecisionView decision_view(const Visit& visit, const Decision& decision) {
  DecisionView view{.verdict = {.status = {tone_of_phase(decision.phase), visit.say("decide.phase." + std::string(decide::text_of(decision.phase)))}, .sentences = {visit.say(decision.verdict)}},
                    .source = visit.say("decision.source")};
  if (decision.check_is_due) view.verdict.status.tone = Tone::doubt;
  if (decision.ending != record::Ending::open && !decision.content()->reason.empty()) view.verdict.sentences.push_back(in_language(visit, decision.content()->reason));
  const bool newest = decision.rounds.empty() || decision.round == decision.rounds.back();
  if (newest && visit.may(access::Act::add, record::kind_of<record::DecisionRound>())) {
    const auto next = decision.round ? number_of(*decision.round) + 1 : 1;
    view.verdict.links.push_back({visit.say("decision.begin_round", {{"round", next}}), outcome_address(visit, *decision.outcome, "/decision/new")});
  }
  if (newest && decision.round && decision.content()->ending == record::Ending::open && visit.may(access::Act::change, *decision.round->kind, decision.round)) {
    view.verdict.links.push_back({visit.say("decision.record_end"), outcome_address(visit, *decision.outcome, "/decision/end")});
    view.verdict.links.push_back({visit.say("decision.decide_alone"), outcome_address(visit, *decision.outcome, "/decision/end?ending=work_alone")});
  }
  if (!newest) view.verdict.links.push_back({visit.say("decision.newest_round"), outcome_address(visit, *decision.outcome, "/decision")});
  if (!decision.round) return view;
  for (const auto& one : decision.consequences) view.consequences.items.push_back({visit.say(one), ""});
  for (const auto& one : decision.missing) view.missing.items.push_back({visit.say(one), ""});
  add_gates(visit, decision, view);
  add_options(visit, decision, view);
  add_readiness(visit, decision, view);
  add_barriers(visit, decision, view);
  add_rounds(visit, decision, view);
  add_types(visit, view);
  return view;
}

Response show_decision(const Visit& visit) {
  const auto* outcome = visit.readable<record::Outcome>(visit.parameter("id"));
  if (!outcome) return not_found(visit.request);
  const auto decision = readable_decision(visit, *outcome);
  if (asks_for_data(visit)) return data(visit, decision);
  auto layout = outcome_frame(visit, *outcome, visit.say("decision.title"), "decision");
  const auto title = outcome->title(visit.words.language());
  layout.caption = decision.round ? visit.say("decision.caption", {{"outcome", title}, {"round", number_of(*decision.round)}}) : title;
  if (decision.round && decision.content()->illustrative) layout.notices.push_back({.lead = visit.say("overview.illustrative") + ".", .text = visit.say("decision.illustrative")});
  const auto view = decision_view(visit, decision);
  if (decision.round) {
    layout.content += html::rendered(view, visit.words);
  } else {
    layout.content += html::rendered(view.verdict, visit.words);
    layout.content += html::rendered(Saying{.text = visit.say("decision.source")}, visit.words);
  }
  layout.content += html::rendered(Acts{.links = {{visit.say("overview.as_json"), outcome_address(visit, *outcome, "/decision.json")}}}, visit.words);
  return framed(visit, layout);
}

}  // namespace outturn::web
