#include <algorithm>
#include <charconv>

#include "act/change_record.h"
#include "act/measure_gain.h"
#include "base/hash.h"
#include "base/text.h"
#include "gain/planned.h"
#include "record/measure.h"
#include "record/outcome.h"
#include "web/forms.h"
#include "web/gain/gain_measures.h"
#include "web/gain/gain_page.h"
#include "web/outcomes/outcome_sections.h"
#include "web/serving/parse.h"
#include "web/records/record_form.h"
#include "web/records/record_pages.h"
#include "web/records/record_shown.h"

namespace outturn::web {
namespace {

using record::GainPlan;
using record::GainStudy;
using workspace::Record;
using namespace std::chrono_literals;

constexpr std::string_view run_of_power = "power";  // in the place of a run's number
constexpr auto patience = 1500ms;  // most estimates are done by then; others show how far they are

const record::Kind& plan_kind() { return record::kind_of<GainPlan>(); }

/// The form in its order: what is measured, who takes part, with whom they are compared, how it is judged, money.
struct Part {
  std::string_view name;
  std::vector<std::string_view> asked;
  std::vector<std::string_view> rare;  ///< few plans need them
};
const std::vector<Part>& parts_of_plan() {
  static const std::vector<Part> parts{{"measured", {"title", "indicator", "direction", "worthwhile"}, {"group", "target_alone", "target_joint"}},
                                       {"takes_part", {"places", "start", "after", "review", "concurrent"}, {"starts", "controls"}},
                                       {"compared", {"left_out", "left_out_reason"}, {"pool", "neighbours", "negative_control", "covariates", "predictors", "predictor_spans"}},
                                       {"judged", {}, {"method", "method_reason", "season", "level", "seed"}},
                                       {"money", {"people"}, {"currency", "price_year", "discount"}}};
  return parts;
}

std::vector<const record::Field*> fields_of(const std::vector<std::string_view>& names) {
  std::vector<const record::Field*> all;
  for (const auto name : names) all.push_back(plan_kind().field(name));
  return all;
}

std::vector<const record::Field*> asked_of_plan() {
  std::vector<const record::Field*> all;
  for (const auto& part : parts_of_plan()) {
    for (const auto* names : {&part.asked, &part.rare}) {
      for (const auto* field : fields_of(*names)) all.push_back(field);
    }
  }
  return all;
}

/// The plan that the form changes; nullptr for a new one.
const Record* changed_plan(const Visit& visit, const Record& outcome) {
  const auto& form = visit.request.form;
  const auto id = form.has("plan") ? form.get("plan") : visit.request.query.get("plan");
  const auto* plan = id.empty() ? nullptr : visit.readable<GainPlan>(id);
  return plan && plan->as<GainPlan>().outcome.id == outcome.id ? plan : nullptr;
}

access::Decision may_write(const Visit& visit, const Record& outcome, const Record* plan) {
  if (plan) return access::decide(visit.reader, access::Act::change, plan_kind(), plan, visit.workspace());
  return access::decide_proposed(visit.reader, access::Act::add, plan_kind(), "", std::make_shared<GainPlan>(GainPlan{.outcome = {outcome.id}}), visit.workspace());
}

/// Measures of this outcome only, and targets of those.
void narrow(const Visit& visit, const Record& outcome, std::vector<Field>& fields) {
  const auto measures = [&](std::string_view id) {
    const auto* indicator = visit.workspace().get<record::Indicator>(id);
    return indicator && std::find(indicator->outcomes.begin(), indicator->outcomes.end(), record::Reference{outcome.id}) != indicator->outcomes.end();
  };
  for (auto& field : fields) {
    field.compact = field.control == Control::checkboxes;
    if (field.name == "indicator") std::erase_if(field.options, [&](const Option& one) { return !one.value.empty() && !measures(one.value); });
    if (field.name != "target_alone" && field.name != "target_joint") continue;
    std::erase_if(field.options, [&](const Option& one) {
      const auto* target = one.value.empty() ? nullptr : visit.workspace().get<record::Target>(one.value);
      return !one.value.empty() && !(target && measures(target->indicator.id));
    });
  }
}

/// Covariates and predictors, chosen by name, in the place of the fields that would ask for ids.
void ask_for_measures(const Visit& visit, const record::GainPlan* plan, const Values* typed, std::vector<Field>& fields) {
  std::vector<Field> asked;
  const Field* measure = nullptr;
  for (const auto& field : fields) {
    if (field.name == "covariates") {
      for (auto& one : covariate_questions(visit, field)) asked.push_back(std::move(one));
    } else if (field.name == "predictors") {
      measure = &field;
    } else if (field.name == "predictor_spans") {
      for (auto& one : predictor_questions(visit, *measure, field, plan, typed)) asked.push_back(std::move(one));
    } else {
      asked.push_back(field);
    }
  }
  fields = std::move(asked);
}

Response plan_page(const Visit& visit, const Record& outcome, const Record* plan, const base::Issues& issues) {
  auto layout = outcome_frame(visit, outcome, visit.say(plan ? "gain_page.change_plan" : "gain_page.make_plan"), "gain");
  layout.caption = outcome.title(visit.words.language());
  layout.lead = visit.say("gain_page.plan_lead");
  show_problems(visit, layout, issues);
  const auto* typed = is_reading(visit.request.method) ? nullptr : &visit.request.form;
  base::Issues told_already;
  const auto joined = typed ? joined_measures(*typed, told_already) : Values{};
  Form form{.action = gain_address(visit, outcome, "/plan"), .csrf_token = visit.csrf, .fields = {}};
  const auto questions = [&](const std::vector<std::string_view>& names) {
    auto fields = form_fields(visit, plan_kind(), fields_of(names), plan ? plan->body : nullptr, typed ? &joined : plan ? nullptr : &visit.request.query);
    narrow(visit, outcome, fields);
    ask_for_measures(visit, plan ? &plan->as<GainPlan>() : nullptr, typed, fields);
    return fields;
  };
  for (const auto& part : parts_of_plan()) {
    const auto key = "gain_page.form." + std::string(part.name);
    form.groups.push_back({.legend = visit.say(key), .hint = visit.words.has(key + ".hint") ? visit.say(key + ".hint") : "", .fields = questions(part.asked), .rare_summary = visit.say(key + ".rare"), .rare = questions(part.rare)});
  }
  if (plan) {
    form.fields.push_back({.control = Control::hidden, .name = "plan", .label = "", .value = plan->id});
    form.fields.push_back({.control = Control::hidden, .name = std::string(version_input), .label = "", .value = std::to_string(plan->version)});
  }
  form.buttons = {{.text = visit.say("gain_page.save_plan")}};
  form.cancel = {visit.say("records.cancel"), gain_address(visit, outcome, "")};
  show_issues(form, issues, visit.words);
  layout.content += html::rendered(form, visit.words);
  return framed(visit, layout, issues.empty() ? 200 : 422);
}

/// The plan that the reader asks about, and whether they may see it.
GainShown shown_plan(const Visit& visit) {
  const auto* outcome = outcome_of(visit);
  return outcome ? gain_shown(visit, *outcome) : GainShown{};
}

/// While something is computed: what is being done and how far it is; the page asks again by itself.
Response waiting_page(const Visit& visit, const GainShown& shown, std::string title, const GainDesk::State& state, const std::string& run) {
  auto layout = outcome_frame(visit, *shown.outcome, std::move(title), "gain");
  layout.caption = std::string(shown.planned().title.in(visit.words.language()));
  layout.lead = visit.say("gain_page.computing_lead");
  Facts facts;
  const auto key = "progress." + state.stage;
  facts.facts.push_back({.label = visit.say("gain_page.doing"), .value = visit.say(state.stage.empty() || !visit.words.has(key) ? "gain_page.queued" : key)});
  if (state.total > 0) facts.facts.push_back({.label = visit.say("gain_page.so_far"), .value = visit.say("gain_page.done_of", {{"done", state.done}, {"total", state.total}})});
  layout.content += html::rendered(facts, visit.words);
  layout.content += html::rendered(Saying{.link = {visit.say("gain_page.look_again"), visit.link(visit.request.target)}}, visit.words);
  if (!run.empty()) {
    Form form{.action = gain_address(visit, *shown.outcome, "/stop"), .csrf_token = visit.csrf, .fields = {}};
    form.fields.push_back({.control = Control::hidden, .name = "run", .label = "", .value = run});
    form.fields.push_back({.control = Control::hidden, .name = "plan", .label = "", .value = shown.plan->id});
    form.buttons = {{.text = visit.say("gain_page.stop"), .kind = Button::Kind::secondary}};
    layout.content += html::rendered(form, visit.words);
  }
  auto response = framed(visit, layout);
  response.etag.clear();
  response.headers.set("Refresh", "2");
  return response;
}

Response run_page(const Visit& visit, const GainShown& shown, const base::Issues& issues) {
  auto layout = outcome_frame(visit, *shown.outcome, visit.say("gain_page.run_title"), "gain");
  layout.caption = std::string(shown.planned().title.in(visit.words.language()));
  layout.lead = visit.say(shown.planned().published ? "gain_page.run_lead" : "gain_page.run_lead_draft");
  show_problems(visit, layout, issues);
  const auto& typed = visit.request.form;
  Form form{.action = gain_address(visit, *shown.outcome, "/run"), .csrf_token = visit.csrf, .fields = {}};
  form.fields.push_back({.control = Control::date, .name = "known_on", .label = visit.say("gain_page.run_known_on"), .value = typed_date(typed, "known_on"),
                         .hint = visit.say("gain_page.run_known_on_hint"), .optional = true});
  Field method{.control = Control::select, .name = "method", .label = visit.say("record.gain_plan.method"), .value = std::string(typed.get("method")), .hint = visit.say("gain_page.run_method_hint"), .options = {}};
  for (const auto& code : record::kind_of<GainStudy>().field("method")->choices) {
    method.options.push_back({.value = code, .text = code == "automatic" ? visit.say("gain_page.as_planned") : visit.say("record.gain_study.method." + code)});
  }
  form.fields.push_back(std::move(method));
  form.fields.push_back({.control = Control::hidden, .name = "plan", .label = "", .value = shown.plan->id});
  form.buttons = {{.text = visit.say("gain_page.run")}};
  form.cancel = {visit.say("records.cancel"), gain_address(visit, *shown.outcome, "", shown.plan)};
  show_issues(form.fields, issues, visit.words);
  layout.content += html::rendered(form, visit.words);
  return framed(visit, layout, issues.empty() ? 200 : 422);
}

/// What could be seen at all is the same for every reader, so it is computed once for all of them.
std::string power_key(const Visit& visit, const GainShown& shown) {
  return "power " + shown.plan->id + " " + gain::plan_fingerprint(shown.planned()) + " " + visit.view.day().iso() + " " + std::to_string(visit.workspace().position());
}

/// Estimates of one person are nobody else's business until they are kept.
std::string desk_key(const Visit& visit, const std::string& run) { return "run " + visit.reader.person() + " " + run; }

Response after_run(const Visit& visit, const GainShown& shown, const GainDesk::State& state, const std::string& run) {
  if (!state.finished) return waiting_page(visit, shown, visit.say("gain_page.computing"), state, run);
  if (!state.result.study.empty()) return see_other(gain_address(visit, *shown.outcome, "?study=" + percent_encoded(state.result.study), shown.plan));
  if (state.cancelled) return run_page(visit, shown, {{"", "gain.cancelled"}});
  return run_page(visit, shown, state.failed ? base::Issues{{"", "gain.run_failed"}} : state.result.refused);
}

/// The issues of an estimate with names instead of ids, and not about options of a command line or questions of another form.
base::Issues for_page(const Visit& visit, base::Issues issues) {
  for (auto& issue : issues) {
    issue.field.clear();
    for (auto& value : issue.values) {
      if (auto* text = std::get_if<std::string>(&value.value)) {
        const auto said = named(visit, {"", {{"x", *text}}});
        *text = std::get<std::string>(said.values.front().value);
      }
    }
  }
  return issues;
}

}  // namespace

Response show_gain_plan_form(const Visit& visit) {
  const auto* outcome = outcome_of(visit);
  if (!outcome) return not_found(visit.request);
  const auto* plan = changed_plan(visit, *outcome);
  if (const auto may = may_write(visit, *outcome, plan); !may) return refused(visit, may);
  if (plan && plan->as<GainPlan>().published) return see_other(gain_address(visit, *outcome, "", plan));
  return plan_page(visit, *outcome, plan, {});
}

Response save_typed_gain_plan(const Visit& visit) {
  const auto* outcome = outcome_of(visit);
  if (!outcome) return not_found(visit.request);
  const auto* plan = changed_plan(visit, *outcome);
  if (const auto may = may_write(visit, *outcome, plan); !may) return refused(visit, may);
  base::Issues issues;
  auto fields = typed_fields(visit, plan_kind(), asked_of_plan(), plan ? plan->body : nullptr, joined_measures(visit.request.form, issues), issues);
  if (issues.empty()) {
    std::optional<std::int64_t> version;
    if (const auto written = std::string(visit.request.form.get(version_input)); !written.empty()) version = std::strtoll(written.c_str(), nullptr, 10);
    if (!plan) fields.emplace_back("outcome", record::Reference{outcome->id});
    const auto receipt = plan ? act::change_record(visit.site.keeper, visit.reader, plan_kind(), plan->id, version, fields)
                              : act::add_record(visit.site.keeper, visit.reader, plan_kind(), {}, fields);
    if (receipt) {
      const Record* saved = plan ? receipt->workspace->find<GainPlan>(plan->id) : nullptr;
      receipt->workspace->each<GainPlan>([&](const Record& one, const GainPlan&) {
        if (!plan && one.version >= receipt->first && one.version <= receipt->last) saved = &one;
      });
      return see_other(gain_address(visit, *outcome, "/power", saved));
    }
    issues = receipt.error();
  }
  return plan_page(visit, *outcome, plan, at_inputs(plan_kind(), std::move(issues)));
}

Response show_gain_power(const Visit& visit, GainDesk& desk) {
  const auto shown = shown_plan(visit);
  if (!shown.plan) return not_found(visit.request);
  const auto& plan = shown.planned();
  const auto view = visit.view;
  const auto begun = desk.begin(power_key(visit, shown), [view, plan](base::Progress& progress) {
    const auto study = gain::planned_study(view, plan, {}, true);
    if (!study) return GainDesk::Result{.refused = study.error()};
    const auto power = gain::power(*study, static_cast<std::size_t>(plan.after.value_or(0)), progress);
    if (!power) return GainDesk::Result{.refused = power.error()};
    return GainDesk::Result{.power = std::make_shared<const gain::Power>(*power)};
  }, patience);
  const auto title = visit.say("gain_page.power_title");
  const bool may_stop = visit.may(access::Act::change, plan_kind(), shown.plan);
  if (begun && !begun->finished) return waiting_page(visit, shown, title, *begun, may_stop ? std::string(run_of_power) : "");
  auto layout = outcome_frame(visit, *shown.outcome, title, "gain");
  layout.caption = std::string(plan.title.in(visit.words.language()));
  layout.lead = visit.say("gain_page.power_lead");
  if (!begun || !begun->result.power) {
    EmptyState cannot{.title = visit.say("gain_page.power_cannot"), .sentences = {}, .name = visit.say("gain_page.empty_name")};
    for (const auto& issue : for_page(visit, begun ? begun->result.refused : begun.error())) cannot.sentences.push_back(visit.words.issue(issue));
    if (begun && begun->failed) cannot.sentences.push_back(visit.words.issue({"", "gain.run_failed"}));
    layout.content += html::rendered(cannot, visit.words);
  } else {
    const auto& power = *begun->result.power;
    const bool too_weak = !power.can_be_told || (plan.worthwhile && power.smallest_visible > *plan.worthwhile);
    Verdict verdict{.status = {too_weak ? Tone::off : !plan.worthwhile ? Tone::none : Tone::on, visit.say(!plan.worthwhile && power.can_be_told ? "gain_page.power_open" : too_weak ? "gain_page.power_weak" : "gain_page.power_enough")},
                    .sentences = {visit.say(named(visit, power.sentence))}};
    for (const auto& note : power.notes) verdict.sentences.push_back(visit.say(named(visit, note)));
    layout.content += html::rendered(verdict, visit.words);
    const int decimals = gain::decimals_for(power.spread);
    const auto* indicator = visit.workspace().get<record::Indicator>(plan.indicator.id);
    const auto size = [&](double value) {
      return indicator ? difference_text(visit, *indicator, plan.direction == record::GainDirection::up ? value : -value, decimals) : visit.words.number(value, decimals);
    };
    Facts facts;
    facts.facts.push_back({.label = visit.say("gain_page.power_visible"), .value = size(power.smallest_visible), .more = visit.say("gain_page.power_visible_more"), .big = true});
    if (plan.worthwhile) facts.facts.push_back({.label = visit.say("record.gain_plan.worthwhile"), .value = size(*plan.worthwhile)});
    facts.facts.push_back({.label = visit.say("gain_page.power_fakes"), .value = visit.words.integer(static_cast<std::int64_t>(power.fake_starts)), .more = visit.say("gain_page.power_fakes_more")});
    facts.facts.push_back({.label = visit.say("gain_page.method"), .value = visit.say("gain.method." + std::string(gain::text_of(power.method))),
                           .more = visit.say("gain_page.power_shape", {{"places", static_cast<std::int64_t>(power.places)}, {"before", static_cast<std::int64_t>(power.before)}})});
    layout.content += html::rendered(facts, visit.words);
  }
  layout.content += html::rendered(gain_plan_view(visit, shown), visit.words);
  if (!plan.published && visit.may(access::Act::change, plan_kind(), shown.plan)) {
    Form form{.action = gain_address(visit, *shown.outcome, "/publish"), .csrf_token = visit.csrf, .fields = {}};
    form.fields.push_back({.control = Control::hidden, .name = "plan", .label = "", .value = shown.plan->id});
    form.fields.push_back({.control = Control::hidden, .name = std::string(version_input), .label = "", .value = std::to_string(shown.plan->version)});
    form.before_buttons = html::rendered(Warning{.text = visit.say("gain_page.publish_warning")}, visit.words);
    form.buttons = {{.text = visit.say("gain_page.publish")}};
    form.cancel = {visit.say("gain_page.back"), gain_address(visit, *shown.outcome, "", shown.plan)};
    layout.content += html::rendered(form, visit.words);
  }
  return framed(visit, layout);
}

Response show_gain_run(const Visit& visit, GainDesk& desk) {
  const auto shown = shown_plan(visit);
  if (!shown.plan) return not_found(visit.request);
  const auto body = std::make_shared<GainStudy>(GainStudy{.plan = {shown.plan->id}});
  if (const auto may = access::decide_proposed(visit.reader, access::Act::add, record::kind_of<GainStudy>(), "", body, visit.workspace()); !may) return refused(visit, may);
  const std::string run(visit.request.query.get("run"));
  if (run.empty()) return run_page(visit, shown, {});
  auto state = desk.look(desk_key(visit, run), patience);
  if (!state.known) return run_page(visit, shown, {});
  state.result.refused = for_page(visit, std::move(state.result.refused));
  return after_run(visit, shown, state, run);
}

Response run_typed_gain(const Visit& visit, GainDesk& desk) {
  const auto shown = shown_plan(visit);
  if (!shown.plan) return not_found(visit.request);
  const auto body = std::make_shared<GainStudy>(GainStudy{.plan = {shown.plan->id}});
  if (const auto may = access::decide_proposed(visit.reader, access::Act::add, record::kind_of<GainStudy>(), "", body, visit.workspace()); !may) return refused(visit, may);
  base::Issues issues;
  std::optional<base::Day> known_on;
  if (const auto written = typed_date(visit.request.form, "known_on"); !written.empty()) {
    known_on = base::Day::parse(written);
    if (!known_on) issues.push_back({"known_on", "gain.known_on_form", {{"written", written}}});
    else if (*known_on > visit.site.clock.today()) issues.push_back({"known_on", "gain.known_on_future", {{"today", visit.site.clock.today()}}});
  }
  const auto& choices = record::kind_of<GainStudy>().field("method")->choices;
  const auto wished = std::string(visit.request.form.get("method"));
  const auto chosen = std::find(choices.begin(), choices.end(), wished);
  const auto method = chosen == choices.end() ? record::GainMethod::automatic : static_cast<record::GainMethod>(chosen - choices.begin());
  if (!issues.empty()) return run_page(visit, shown, issues);
  const auto run = base::random_hex(16);
  auto& keeper = visit.site.keeper;
  const workspace::View view(keeper.now(), visit.site.clock.today(), known_on);
  auto state = desk.begin(desk_key(visit, run), [&keeper, view, method, plan = shown.plan->id, reader = visit.reader](base::Progress& progress) {
    const auto* found = view.workspace().find<GainPlan>(plan);
    if (!found) return GainDesk::Result{.refused = {{"", "gain.no_study", {{"id", plan}}}}};
    auto study = gain::computed_study(view, *found, method, 1, progress);
    if (!study) return GainDesk::Result{.refused = study.error()};
    if (progress.cancelled()) return GainDesk::Result{.refused = {{"", "gain.cancelled"}}};
    const auto receipt = act::keep_gain_study(keeper, reader, std::move(*study));
    if (!receipt) return GainDesk::Result{.refused = receipt.error()};
    GainDesk::Result result;
    receipt->workspace->each<GainStudy>([&](const Record& one, const GainStudy&) {
      if (one.version >= receipt->first && one.version <= receipt->last) result.study = one.id;
    });
    return result;
  }, patience);
  if (!state) return run_page(visit, shown, state.error());
  if (!state->finished) return see_other(gain_address(visit, *shown.outcome, "/run?run=" + run, shown.plan));
  state->result.refused = for_page(visit, std::move(state->result.refused));
  return after_run(visit, shown, *state, run);
}

Response stop_gain_run(const Visit& visit, GainDesk& desk) {
  const auto shown = shown_plan(visit);
  const std::string run(visit.request.form.get("run"));
  const bool power = run == run_of_power;
  if (!shown.plan || run.empty() || (power && !visit.may(access::Act::change, plan_kind(), shown.plan))) return not_found(visit.request);
  const auto key = power ? power_key(visit, shown) : desk_key(visit, run);
  if (!desk.look(key, 0ms).known) return not_found(visit.request);
  desk.cancel(key);
  return see_other(gain_address(visit, *shown.outcome, "", shown.plan));
}

}  // namespace outturn::web
