#include "cli/gain_study_command.h"

#include <ostream>

#include "act/measure_gain.h"
#include "base/json.h"
#include "cli/telling.h"
#include "gain/planned.h"
#include "gain/stored.h"

namespace outturn::cli {
namespace {

using record::GainPlan;
using record::GainStudy;

std::optional<record::GainMethod> method_named(const std::string& code) {
  const auto& choices = record::kind_of<GainStudy>().field("method")->choices;
  for (std::size_t c = 0; c < choices.size(); ++c) {
    if (choices[c] == code) return static_cast<record::GainMethod>(c);
  }
  return {};
}

std::string id_of_study(const workspace::Receipt& receipt, const std::string& plan) {
  const auto all = act::studies_of(*receipt.workspace, *receipt.workspace->find<GainPlan>(plan));
  return all.empty() ? std::string() : all.back()->id;
}

void member(base::JsonWriter& json, const char* name, bool value) { json.key(name).boolean(value); }

}  // namespace

int gain_run(World& world, const Common& common, const GainStudyOptions& options) {
  const auto words = words_for(world, common);
  const auto keeper = opened(world, common);
  const auto today = world.clock.today();
  base::Issues issues;
  const auto as_of = day_asked(world, "--as-of", options.as_of);
  if (!as_of) issues = as_of.error();
  const auto method = options.method.empty() ? record::GainMethod::automatic : method_named(options.method);
  if (!method) issues.push_back({"--method", "cli.gain_method", {{"written", options.method}}});
  const workspace::View view(keeper->now(), today, as_of.value_or(std::nullopt));
  const auto* plan = view.workspace().find<GainPlan>(options.id);
  if (!plan) issues.push_back({"PLAN", "cli.no_such_record", {{"kind", std::string("gain_plan")}, {"id", options.id}}});
  if (!issues.empty()) return refused(world, common, issues);
  TerminalProgress progress(world, common);
  const auto study = gain::computed_study(view, *plan, *method, options.threads, progress);
  if (!study) return refused(world, common, study.error());
  const auto receipt = act::keep_gain_study(*keeper, access::Reader::host(today), *study);
  if (!receipt) return refused(world, common, receipt.error());
  const auto id = id_of_study(*receipt, options.id);
  if (common.json) {
    base::JsonWriter json;
    json.begin_object().member("study", id).member("plan", options.id).key("confirmatory").boolean(study->confirmatory);
    json.member("departure", study->departure).member("known_on", study->known_on->iso()).key("result").raw(study->result).end_object();
    world.out << json.str() << '\n';
    return done;
  }
  const auto answer = gain::stored_answer(study->result);
  world.out << language::say(words, answer->answer.sentence) << '\n'
            << words.say(study->confirmatory ? "cli.gain.confirmatory" : "cli.gain.exploratory") << '\n'
            << words.say("cli.gain.kept", {{"id", id}}) << '\n';
  return done;
}

int gain_verify(World& world, const Common& common, const GainStudyOptions& options) {
  const auto words = words_for(world, common);
  const auto keeper = opened(world, common);
  const auto now = keeper->now();
  const auto* record = now->find<GainStudy>(options.id);
  if (!record) return refused(world, common, {{"STUDY", "cli.no_such_record", {{"kind", std::string("gain_study")}, {"id", options.id}}}});
  const auto& study = record->as<GainStudy>();
  // The register as it was when the study was computed: what came or was withdrawn since is no fault of the study.
  auto then = now;
  if (const auto position = study.position.value_or(0); position > 0 && position <= now->position()) {
    const auto entries = keeper->entries(position - 1, 1);
    if (!entries.empty()) then = keeper->as_entered(entries.front().entry.at);
  }
  TerminalProgress progress(world, common);
  const auto again = gain::reproduced(workspace::View(then, world.clock.today(), study.known_on), study, options.threads, progress);
  if (!again) return refused(world, common, again.error());
  if (common.json) {
    base::JsonWriter json;
    json.begin_object().member("study", options.id);
    member(json, "reproduced", again->whole());
    member(json, "same_plan", again->same_plan);
    member(json, "same_figures", again->same_figures);
    member(json, "same_program", again->same_program);
    member(json, "same_result", again->same_result);
    json.end_object();
    world.out << json.str() << '\n';
  } else {
    const char* key = again->whole()          ? "cli.gain.reproduced"
                      : !again->same_plan     ? "cli.gain.other_plan"
                      : !again->same_figures  ? "cli.gain.other_figures"
                      : !again->same_program  ? "cli.gain.other_program"
                                              : "cli.gain.other_result";
    world.out << words.say(key, {{"id", options.id}, {"version", study.engine}, {"now", gain::engine_version()}}) << '\n';
  }
  return again->whole() ? done : found_something;
}

void run_published_plans(workspace::Register& store, base::Day today, base::Progress& progress) {
  const auto host = access::Reader::host(today);
  std::vector<std::string> plans;
  store.now()->each<GainPlan>([&](const workspace::Record& record, const GainPlan& plan) {
    if (plan.published) plans.push_back(record.id);
  });
  for (const auto& id : plans) {
    const auto review = store.now()->get<GainPlan>(id)->review;
    std::vector<std::optional<base::Day>> days{std::nullopt};
    if (review && *review < today) days.insert(days.begin(), review);
    for (const auto& day : days) {
      const workspace::View view(store.now(), today, day);
      const auto study = gain::computed_study(view, *view.workspace().find<GainPlan>(id), record::GainMethod::automatic, 1, progress);
      if (study) act::keep_gain_study(store, host, *study);  // a plan whose figures are not in yet has no study
    }
  }
}

}  // namespace outturn::cli
