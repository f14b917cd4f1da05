#include <algorithm>
#include <charconv>

#include <fmt/core.h>

#include "act/decide_together.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "web/together/decision_page.h"
#include "web/forms.h"
#include "web/outcomes/outcome_sections.h"
#include "web/serving/parse.h"
#include "web/records/record_form.h"
#include "web/records/record_pages.h"
#include "web/records/record_shown.h"

namespace outturn::web {
namespace {

using workspace::Record;

std::vector<const record::Field*> fields_of(const record::Kind& kind, std::initializer_list<std::string_view> names) {
  std::vector<const record::Field*> all;
  for (const auto name : names) all.push_back(kind.field(name));
  return all;
}

std::int64_t number_in(std::string_view written) {
  std::int64_t number = 0;
  std::from_chars(written.data(), written.data() + written.size(), number);
  return number;
}

/// A form over some fields of a kind, with what it keeps hidden.
struct Asked {
  const record::Kind& kind;
  std::vector<const record::Field*> fields;
  std::vector<std::pair<std::string, std::string>> hidden{};
};

Response form_page(const Visit& visit, const Record& outcome, const Asked& asked, std::string title, std::string lead, std::string_view rest, Button button,
                   const record::Body& body, const base::Issues& issues, const html::Safe& above = {}) {
  auto layout = outcome_frame(visit, outcome, std::move(title), "decision");
  layout.caption = outcome.title(visit.words.language());
  layout.lead = std::move(lead);
  show_problems(visit, layout, issues);
  layout.content += above;
  const auto* typed = typed_in(visit);
  Form form{.action = outcome_address(visit, outcome, rest), .csrf_token = visit.csrf};
  form.fields = form_fields(visit, asked.kind, asked.fields, body, typed ? typed : &visit.request.query);
  for (const auto& [name, value] : asked.hidden) {
    const auto kept = typed && typed->has(name) ? std::string(typed->get(name)) : value;
    form.fields.push_back({.control = Control::hidden, .name = name, .label = "", .value = kept});
  }
  form.buttons = {std::move(button)};
  form.cancel = {visit.say("records.cancel"), outcome_address(visit, outcome, "/decision")};
  show_issues(form.fields, issues, visit.words);
  layout.content += html::rendered(form, visit.words);
  return framed(visit, layout, issues.empty() ? 200 : 422);
}


template <class T>
access::Decision may_propose(const Visit& visit, T content) {
  return access::decide_proposed(visit.reader, access::Act::add, record::kind_of<T>(), "", std::make_shared<T>(std::move(content)), visit.workspace());
}

Response new_round_page(const Visit& visit, const Record& outcome, const base::Issues& issues) {
  const auto decision = readable_decision(visit, outcome);
  const auto last = decision.rounds.empty() ? 0 : decision.rounds.back()->as<record::DecisionRound>().number.value_or(0);
  const auto& kind = record::kind_of<record::DecisionRound>();
  return form_page(visit, outcome, {kind, fields_of(kind, {"prompted_by", "threshold"}), {{"after", std::to_string(last)}}},
                   visit.say("decision.begin_round", {{"round", last + 1}}), visit.say("decision.begin_lead"), "/decision/new",
                   {.text = visit.say("decision.begin_round", {{"round", last + 1}})}, nullptr, issues);
}

/// The round that answers go to: the newest that is still open; nullptr when there is none.
const Record* open_round(const Visit& visit, const Record& outcome) {
  const auto decision = readable_decision(visit, outcome);
  if (decision.rounds.empty()) return nullptr;
  const auto* round = decision.rounds.back();
  return round->as<record::DecisionRound>().ending == record::Ending::open ? round : nullptr;
}

struct WhatIsAnswered {
  record::Question question{};
  std::string organisation;
  bool known{false};
};

WhatIsAnswered what_is_answered(const Visit& visit) {
  const auto& values = typed_in(visit) ? visit.request.form : visit.request.query;
  const auto& choices = record::kind_of<record::DecisionAnswer>().field("question")->choices;
  const auto found = std::find(choices.begin(), choices.end(), std::string(values.get("question")));
  if (found == choices.end()) return {};
  return {static_cast<record::Question>(found - choices.begin()), std::string(values.get("for")), true};
}

Response answer_page(const Visit& visit, const Record& outcome, const Record& round, const WhatIsAnswered& what, const base::Issues& issues) {
  const auto& kind = record::kind_of<record::DecisionAnswer>();
  const bool reality = what.question == record::Question::new_information || what.question == record::Question::better_option;
  const auto fields = reality ? fields_of(kind, {"answer", "reopens", "evidence"}) : fields_of(kind, {"answer", "evidence", "to_change", "responsible", "due"});
  const decide::Question* asked = nullptr;
  for (const auto& one : decide::questions()) {
    const auto asks = one.asks();
    if (std::find(asks.begin(), asks.end(), what.question) != asks.end()) asked = &one;
  }
  base::ensure(asked, "every question belongs to a gate");
  const auto consequence = visit.say("decide.consequence." + std::string(decide::text_of(asked->consequence)));
  const auto who = what.organisation.empty() ? visit.say("decision.for_all") : visit.say("decision.for_one", {{"name", title_of(visit, "organisation", what.organisation)}});
  const auto above = html::rendered(Saying{.text = visit.say(reality ? "decision.if_yes" : "decision.if_no", {{"consequence", consequence}})}, visit.words);
  return form_page(visit, outcome,
                   {kind, fields, {{"question", decide::code_of(what.question)}, {"for", what.organisation}, {"in_round", round.id}}},
                   visit.say("record.decision_answer.question." + decide::code_of(what.question)), who, "/decision/answer", {.text = visit.say("decision.save_answer")}, nullptr, issues, above);
}

Response end_page(const Visit& visit, const Record& outcome, const Record& round, const base::Issues& issues) {
  const auto& kind = record::kind_of<record::DecisionRound>();
  const auto decision = decide::decision_of(visit.view, outcome);
  html::Safe above;
  if (!decision.consequences.empty()) {
    Bullets says;
    for (const auto& one : decision.consequences) says.items.push_back({visit.say(one), ""});
    above += html::rendered(Saying{.text = visit.say("decision.answers_say")}, visit.words);
    above += html::rendered(says, visit.words);
  }
  auto body = std::make_shared<record::DecisionRound>(round.as<record::DecisionRound>());
  const auto wished = visit.request.query.get("ending");
  if (wished == "work_alone") {
    body->ending = record::Ending::work_alone;
    body->check_again = visit.site.clock.today().plus(365);
  }
  const auto* typed = typed_in(visit);
  auto layout = outcome_frame(visit, outcome, visit.say("decision.end_title"), "decision");
  layout.caption = outcome.title(visit.words.language());
  layout.lead = visit.say("decision.end_lead");
  show_problems(visit, layout, issues);
  layout.content += above;
  Form form{.action = outcome_address(visit, outcome, "/decision/end"), .csrf_token = visit.csrf};
  form.fields = form_fields(visit, kind, fields_of(kind, {"ending", "reason", "check_again", "published"}), body, typed);
  for (auto& field : form.fields) {
    if (field.name == "ending") std::erase_if(field.options, [](const Option& option) { return option.value == "open"; });
  }
  const auto keep = [&](const char* name, std::string value) {
    form.fields.push_back({.control = Control::hidden, .name = name, .label = "", .value = typed && typed->has(name) ? std::string(typed->get(name)) : std::move(value)});
  };
  keep("in_round", round.id);
  form.fields.push_back({.control = Control::hidden, .name = std::string(version_input), .label = "", .value = std::to_string(round.version)});
  form.buttons = {{.text = visit.say("decision.save_end")}};
  form.cancel = {visit.say("records.cancel"), outcome_address(visit, outcome, "/decision")};
  show_issues(form.fields, issues, visit.words);
  layout.content += html::rendered(form, visit.words);
  return framed(visit, layout, issues.empty() ? 200 : 422);
}

Response back(const Visit& visit, const Record& outcome, std::string_view anchor) {
  return see_other(outcome_address(visit, outcome, "/decision" + std::string(anchor)));
}

}  // namespace

Response show_new_round(const Visit& visit) {
  const auto* outcome = outcome_of(visit);
  if (!outcome) return not_found(visit.request);
  if (const auto may = may_propose(visit, record::DecisionRound{.outcome = {outcome->id}}); !may) return refused(visit, may);
  return new_round_page(visit, *outcome, {});
}

Response begin_typed_round(const Visit& visit) {
  const auto* outcome = outcome_of(visit);
  if (!outcome) return not_found(visit.request);
  if (const auto may = may_propose(visit, record::DecisionRound{.outcome = {outcome->id}}); !may) return refused(visit, may);
  const auto& kind = record::kind_of<record::DecisionRound>();
  const auto& typed = visit.request.form;
  base::Issues issues;
  auto fields = typed_fields(visit, kind, fields_of(kind, {"prompted_by", "threshold"}), nullptr, typed, issues);
  if (issues.empty()) {
    const auto receipt = act::begin_round(visit.site.keeper, visit.reader, outcome->id, number_in(typed.get("after")), std::move(fields));
    if (receipt) return back(visit, *outcome, "");
    issues = receipt.error();
  }
  return new_round_page(visit, *outcome, at_inputs(kind, std::move(issues)));
}

Response show_answer(const Visit& visit) {
  const auto* outcome = outcome_of(visit);
  if (!outcome) return not_found(visit.request);
  const auto what = what_is_answered(visit);
  const auto* round = open_round(visit, *outcome);
  if (!round || !what.known) return back(visit, *outcome, "");
  if (const auto may = may_propose(visit, record::DecisionAnswer{.round = {round->id}, .organisation = {what.organisation}}); !may) return refused(visit, may);
  return answer_page(visit, *outcome, *round, what, {});
}

Response give_typed_answer(const Visit& visit) {
  const auto* outcome = outcome_of(visit);
  if (!outcome) return not_found(visit.request);
  const auto what = what_is_answered(visit);
  const auto* round = visit.readable<record::DecisionRound>(visit.request.form.get("in_round"));
  if (!round || !what.known || round->as<record::DecisionRound>().outcome.id != outcome->id) return back(visit, *outcome, "");
  if (const auto may = may_propose(visit, record::DecisionAnswer{.round = {round->id}, .organisation = {what.organisation}}); !may) return refused(visit, may);
  const auto& kind = record::kind_of<record::DecisionAnswer>();
  const bool reality = what.question == record::Question::new_information || what.question == record::Question::better_option;
  base::Issues issues;
  auto fields = typed_fields(visit, kind, reality ? fields_of(kind, {"answer", "reopens", "evidence"}) : fields_of(kind, {"answer", "evidence", "to_change", "responsible", "due"}),
                             nullptr, visit.request.form, issues);
  if (issues.empty()) {
    const auto receipt = act::answer_question(visit.site.keeper, visit.reader, round->id, what.question, what.organisation, std::move(fields));
    if (receipt) {
      for (const auto& one : decide::questions()) {
        const auto asks = one.asks();
        if (std::find(asks.begin(), asks.end(), what.question) != asks.end()) return back(visit, *outcome, "#" + std::string(decide::text_of(one.gate)));
      }
    }
    issues = receipt.error();
  }
  return answer_page(visit, *outcome, *round, what, at_inputs(kind, std::move(issues)));
}

Response show_end(const Visit& visit) {
  const auto* outcome = outcome_of(visit);
  if (!outcome) return not_found(visit.request);
  const auto* round = open_round(visit, *outcome);
  if (!round) return back(visit, *outcome, "");
  if (const auto may = access::decide(visit.reader, access::Act::change, *round->kind, round, visit.workspace()); !may) return refused(visit, may);
  return end_page(visit, *outcome, *round, {});
}

Response end_typed_round(const Visit& visit) {
  const auto* outcome = outcome_of(visit);
  if (!outcome) return not_found(visit.request);
  const auto& typed = visit.request.form;
  const auto* round = visit.readable<record::DecisionRound>(typed.get("in_round"));
  if (!round || round->as<record::DecisionRound>().outcome.id != outcome->id) return back(visit, *outcome, "");
  if (const auto may = access::decide(visit.reader, access::Act::change, *round->kind, round, visit.workspace()); !may) return refused(visit, may);
  const auto& kind = *round->kind;
  base::Issues issues;
  auto fields = typed_fields(visit, kind, fields_of(kind, {"ending", "reason", "check_again", "published"}), round->body, typed, issues);
  if (issues.empty()) {
    const auto receipt = act::end_round(visit.site.keeper, visit.reader, round->id, number_in(typed.get(version_input)), std::move(fields));
    if (receipt) return back(visit, *outcome, "");
    issues = receipt.error();
  }
  return end_page(visit, *outcome, *round, at_inputs(kind, std::move(issues)));
}

}  // namespace outturn::web
