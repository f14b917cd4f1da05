#include "web/gain/gain_page.h"

#include <algorithm>
#include <cstdlib>

#include "act/measure_gain.h"
#include "base/json.h"
#include "record/outcome.h"
#include "web/api/api.h"
#include "web/forms.h"
#include "web/outcomes/judgement.h"
#include "web/outcomes/outcome_sections.h"
#include "web/serving/parse.h"
#include "web/sheet.h"

namespace outturn::web {
namespace {

using record::GainPlan;
using record::GainStudy;
using workspace::Record;

bool may_run(const Visit& visit, const GainShown& shown) {
  const auto body = std::make_shared<GainStudy>(GainStudy{.plan = {shown.plan->id}});
  return bool(access::decide_proposed(visit.reader, access::Act::add, record::kind_of<GainStudy>(), "", body, visit.workspace()));
}

bool may_plan(const Visit& visit, const Record& outcome) {
  const auto body = std::make_shared<GainPlan>(GainPlan{.outcome = {outcome.id}});
  return bool(access::decide_proposed(visit.reader, access::Act::add, record::kind_of<GainPlan>(), "", body, visit.workspace()));
}

/// The verdict as the record has it, also where nobody can read the rest.
const std::string& kept_verdict(const Record& study) {
  return study.kind->field("verdict")->choices.at(static_cast<std::size_t>(study.as<GainStudy>().verdict));
}

Response as_data(const Visit& visit, const GainShown& shown) {
  base::JsonWriter out;
  out.begin_object().member("outcome", shown.outcome->id).key("plan");
  if (shown.plan) write_record_json(out, visit, *shown.plan);
  else out.null();
  out.key("study");
  if (shown.study && !shown.answer) {
    const auto& study = shown.study->as<GainStudy>();
    out.begin_object().member("id", shown.study->id).key("number").integer(study.number.value_or(0));
    out.member("label", study.confirmatory ? "confirmatory" : "exploratory").member("verdict", kept_verdict(*shown.study));
    out.member("sentence", visit.words.issue(shown.unreadable.front())).key("result").null().end_object();
  } else if (shown.study) {
    const auto& study = shown.study->as<GainStudy>();
    out.begin_object().member("id", shown.study->id).key("number").integer(study.number.value_or(0));
    out.member("known_on", study.known_on ? study.known_on->iso() : "").member("label", study.confirmatory ? "confirmatory" : "exploratory");
    out.member("departure", study.departure).member("verdict", gain::text_of(shown.answer->answer.verdict));
    out.member("sentence", visit.say(named(visit, shown.answer->answer.sentence))).key("result").raw(study.result).end_object();
  } else {
    out.null();
  }
  out.key("studies").begin_array();
  for (const auto* record : shown.studies) {
    const auto& study = record->as<GainStudy>();
    out.begin_object().member("id", record->id).key("number").integer(study.number.value_or(0)).member("known_on", study.known_on ? study.known_on->iso() : "");
    out.member("label", study.confirmatory ? "confirmatory" : "exploratory");
    out.member("verdict", kept_verdict(*record)).end_object();
  }
  out.end_array().key("net");
  const auto question = shown.plan ? net_question(visit, shown) : std::nullopt;
  if (const auto net = question ? gain::net_gain(*question) : base::Checked<gain::NetGain>(base::refuse("", "gain.net_no_costs"))) gain::write_json(out, *question, *net, visit.words);
  else out.null();
  out.end_object();
  return as_json(visit, std::move(out).str());
}

/// What stands in the way of nothing: how to begin.
void show_empty(const Visit& visit, const Record& outcome, Layout& layout) {
  EmptyState empty{.title = visit.say("gain_page.empty_title"), .sentences = {visit.say("gain_page.empty_why"), visit.say("gain_page.empty_how"), visit.say("gain_page.empty_when")},
                   .name = visit.say("gain_page.empty_name")};
  if (may_plan(visit, outcome)) empty.links.push_back({visit.say("gain_page.make_plan"), gain_address(visit, outcome, "/plan")});
  else empty.sentences.push_back(visit.say("gain_page.empty_who"));
  layout.content += html::rendered(empty, visit.words);
}

html::Safe publish_form(const Visit& visit, const GainShown& shown) {
  if (shown.planned().published || !visit.may(access::Act::change, *shown.plan->kind, shown.plan)) return {};
  Form form{.action = gain_address(visit, *shown.outcome, "/publish"), .csrf_token = visit.csrf, .fields = {}};
  form.fields.push_back({.control = Control::hidden, .name = "plan", .label = "", .value = shown.plan->id});
  form.fields.push_back({.control = Control::hidden, .name = "act.version", .label = "", .value = std::to_string(shown.plan->version)});
  form.before_buttons = html::rendered(Warning{.text = visit.say("gain_page.publish_warning")}, visit.words);
  form.buttons = {{.text = visit.say("gain_page.publish")}};
  return html::rendered(form, visit.words);
}

/// A plan that has no estimate yet.
void show_waiting(const Visit& visit, const GainShown& shown, Layout& layout) {
  const auto& plan = shown.planned();
  EmptyState empty{.title = visit.say("gain_page.not_run_title"), .sentences = {visit.say(plan.published ? "gain_page.not_run_published" : "gain_page.not_run_draft")},
                   .name = visit.say("gain_page.empty_name")};
  if (plan.published && plan.review && *plan.review < visit.view.day()) empty.sentences.push_back(visit.say("gain_page.not_run_late", {{"review", *plan.review}}));
  empty.links.push_back({visit.say("gain_page.see_power"), gain_address(visit, *shown.outcome, "/power", shown.plan)});
  if (may_run(visit, shown)) empty.links.push_back({visit.say("gain_page.run_now"), gain_address(visit, *shown.outcome, "/run", shown.plan)});
  if (may_plan(visit, *shown.outcome)) empty.links.push_back({visit.say("gain_page.new_plan"), gain_address(visit, *shown.outcome, "/plan")});
  layout.content += html::rendered(empty, visit.words);
  layout.content += html::rendered(gain_plan_view(visit, shown), visit.words);
  layout.content += publish_form(visit, shown);
}

/// An estimate that this program cannot read is not hidden: its verdict stands, and why the rest is missing.
void show_unreadable(const Visit& visit, const GainShown& shown, Layout& layout) {
  const auto& study = shown.study->as<GainStudy>();
  Verdict verdict{.status = {Tone::doubt, visit.say("gain.verdict." + kept_verdict(*shown.study))}, .sentences = {visit.say("gain_page.unreadable", {{"number", study.number.value_or(0)}})}};
  for (const auto& issue : shown.unreadable) verdict.sentences.push_back(visit.words.issue(issue));
  layout.content += html::rendered(verdict, visit.words);
  LinkList runs;
  for (const auto* record : shown.studies) {
    const auto& one = record->as<GainStudy>();
    runs.items.push_back({{visit.say("gain_page.run_named", {{"number", one.number.value_or(0)}, {"verdict", visit.say("gain.verdict." + kept_verdict(*record))}}),
                           gain_address(visit, *shown.outcome, "?study=" + percent_encoded(record->id), shown.plan)}, {}});
  }
  layout.content += html::rendered(runs, visit.words);
  if (may_run(visit, shown)) layout.content += html::rendered(Acts{{{visit.say("gain_page.run_again"), gain_address(visit, *shown.outcome, "/run", shown.plan)}}}, visit.words);
  layout.content += html::rendered(gain_plan_view(visit, shown), visit.words);
}

}  // namespace

Response show_gain(const Visit& visit) {
  const auto* outcome = visit.readable<record::Outcome>(visit.parameter("id"));
  if (!outcome) return not_found(visit.request);
  const auto shown = gain_shown(visit, *outcome);
  const bool asked_in_vain = (!visit.request.query.get("plan").empty() && !shown.plan) || (!visit.request.query.get("study").empty() && !shown.study);
  if (asked_in_vain) return not_found(visit.request);
  if (visit.request.format == "json") return as_data(visit, shown);
  auto layout = outcome_frame(visit, *outcome, visit.say("gain_page.title"), "gain");
  layout.caption = outcome->title(visit.words.language());
  if (!shown.plan) {
    show_empty(visit, *outcome, layout);
  } else if (shown.study && !shown.answer) {
    layout.caption += " · " + std::string(shown.planned().title.in(visit.words.language()));
    show_unreadable(visit, shown, layout);
  } else if (!shown.answer) {
    layout.caption += " · " + std::string(shown.planned().title.in(visit.words.language()));
    show_waiting(visit, shown, layout);
  } else {
    layout.caption += " · " + std::string(shown.planned().title.in(visit.words.language()));
    auto view = gain_view(visit, shown);
    if (may_run(visit, shown)) view.acts.links.push_back({visit.say("gain_page.run_again"), gain_address(visit, *outcome, "/run", shown.plan)});
    if (may_plan(visit, *outcome)) view.acts.links.push_back({visit.say("gain_page.new_plan"), gain_address(visit, *outcome, "/plan")});
    layout.content += html::rendered(view, visit.words);
    layout.content += publish_form(visit, shown);
    std::string query = "?plan=" + percent_encoded(shown.plan->id) + "&study=" + percent_encoded(shown.study->id);
    Acts data{{{visit.say("gain_page.as_json"), visit.link("/outcomes/" + percent_encoded(outcome->id) + "/gain.json" + query)}}};
    layout.content += html::rendered(data, visit.words);
  }
  return framed(visit, layout);
}

Response publish_shown_gain_plan(const Visit& visit) {
  const auto* outcome = visit.readable<record::Outcome>(visit.parameter("id"));
  if (!outcome) return not_found(visit.request);
  const auto shown = gain_shown(visit, *outcome);
  if (!shown.plan) return not_found(visit.request);
  std::optional<std::int64_t> version;
  if (const auto written = std::string(visit.request.form.get("act.version")); !written.empty()) version = std::strtoll(written.c_str(), nullptr, 10);
  const auto receipt = act::publish_gain_plan(visit.site.keeper, visit.reader, shown.plan->id, version);
  if (!receipt) {
    const auto& issues = receipt.error();
    const bool refused = std::any_of(issues.begin(), issues.end(), [](const base::Issue& one) { return one.code.starts_with("access."); });
    return refusal(visit.request, {.status = refused ? 403 : 422, .code = refused ? "forbidden" : "not_accepted", .issues = issues});
  }
  return see_other(gain_address(visit, *outcome, "", shown.plan));
}

}  // namespace outturn::web
