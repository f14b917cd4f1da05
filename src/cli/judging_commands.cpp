#include <algorithm>
#include <ostream>

#include "base/json.h"
#include "chain/examiner.h"
#include "chain/rules.h"
#include "cli/telling.h"
#include "record/levels.h"
#include "record/outcome.h"
#include "track/formula_told.h"

namespace outturn::cli {
namespace {

/// The view that a command judges, or what is wrong with the days asked for.
base::Checked<workspace::View> view_of(World& world, workspace::Keeper& keeper, const std::string& as_of, const std::string& as_entered) {
  const auto known = day_asked(world, "--as-of", as_of);
  const auto entered = day_asked(world, "--as-entered", as_entered);
  base::Issues issues;
  if (!known) issues.insert(issues.end(), known.error().begin(), known.error().end());
  if (!entered) issues.insert(issues.end(), entered.error().begin(), entered.error().end());
  if (known && *known && !as_entered.empty()) issues.push_back({"--as-entered", "cli.two_days", {}});
  if (!issues.empty()) return base::refuse(std::move(issues));
  if (!*entered) return workspace::View(keeper.now(), world.clock.today(), *known);
  auto then = keeper.as_entered(base::end_of(**entered));
  if (then->position() == 0) {
    const auto first = keeper.entries(0, 1);
    const auto day = first.empty() ? world.clock.today() : base::civil_day(first.front().entry.at);
    return base::refuse("--as-entered", "cli.before_register", {{"written", **entered}, {"first", day}});
  }
  return workspace::View(std::move(then), **entered);
}

/// What the day asked for applies to: a person must not take today's promises for those of that day.
void tell_day(World& world, const Common& common, const language::Words& words, const workspace::View& view, const std::string& as_entered) {
  if (common.json) return;
  if (view.as_of()) world.out << words.say("cli.as_of", {{"day", *view.as_of()}}) << '\n';
  else if (!as_entered.empty()) world.out << words.say("cli.as_entered", {{"day", view.day()}}) << '\n';
}

/// What is wrong with the codes of --fail-on: one that nothing can ever have would never fail, and nobody would notice.
base::Issues unknown_codes(const std::vector<std::string>& fail_on, const std::vector<std::string>& known) {
  base::Issues issues;
  for (const auto& code : fail_on) {
    if (std::ranges::find(known, code) != known.end()) continue;
    std::string all;
    for (const auto& one : known) all += (all.empty() ? "" : ", ") + one;
    issues.push_back({"--fail-on", "cli.no_such_code", {{"written", code}, {"codes", all}}});
  }
  return issues;
}

std::vector<std::string> status_codes() {
  std::vector<std::string> all;
  for (std::size_t c = 0; c < track::status_count; ++c) all.emplace_back(track::text_of(static_cast<track::StatusCode>(c)));
  return all;
}

std::vector<std::string> finding_codes() {
  std::vector<std::string> all;
  for (const auto& rule : chain::rules()) all.emplace_back(rule.code);
  return all;
}

/// Whether one of the codes asked for is among those found.
int exit_for(const std::vector<std::string>& fail_on, const std::vector<std::string>& found) {
  const bool any = std::any_of(fail_on.begin(), fail_on.end(),
                               [&](const auto& code) { return std::find(found.begin(), found.end(), code) != found.end(); });
  return any ? found_something : done;
}

}  // namespace

int status(World& world, const Common& common, const StatusOptions& options) {
  if (const auto unknown = unknown_codes(options.fail_on, status_codes()); !unknown.empty()) return refused(world, common, unknown);
  const auto words = words_for(world, common);
  const auto keeper = opened(world, common);
  const auto view = view_of(world, *keeper, options.as_of, options.as_entered);
  if (!view) return refused(world, common, view.error());
  tell_day(world, common, words, *view, options.as_entered);
  std::vector<track::Status> statuses;
  if (options.outcome.empty()) {
    statuses = track::all_statuses(*view);
  } else {
    const auto* outcome = view->workspace().find<record::Outcome>(options.outcome);
    if (!outcome) return refused(world, common, {{"--outcome", "cli.no_such_record", {{"kind", std::string("outcome")}, {"id", options.outcome}}}});
    statuses = track::statuses_of_outcome(*view, *outcome);
  }
  std::vector<std::string> codes;
  base::JsonWriter json;
  json.begin_array();
  for (const auto& one : statuses) {
    codes.emplace_back(track::text_of(one.code));
    std::vector<workspace::FormulaInForce> formulas;
    if (record::is_calculated(one.indicator->as<record::Indicator>())) formulas = workspace::formulas_of(*keeper, view->workspace(), *one.indicator);
    if (common.json) {
      track::write_json(json, *view, one, words, formulas);
    } else {
      world.out << (one.indicator ? one.indicator->id : "") << (one.place ? " · " + one.place->title(words.language()) : "")
                << (one.group ? " · " + one.group->id : "") << "\n  " << words.say("track.status." + codes.back()) << ": "
                << language::say(words, one.sentence) << '\n';
      for (const auto& note : one.notes) world.out << "  " << language::say(words, note) << '\n';
      if (const auto note = track::formula_note(formulas, view->as_of())) world.out << "  " << language::say(words, *note) << '\n';
      if (options.outcome.empty()) continue;  // every step of every series would be too much to read
      for (const auto& step : one.why) world.out << "    - " << language::say(words, step.sentence) << '\n';
    }
  }
  json.end_array();
  if (common.json) world.out << json.str() << '\n';
  return exit_for(options.fail_on, codes);
}

int gaps(World& world, const Common& common, const GapsOptions& options) {
  if (const auto unknown = unknown_codes(options.fail_on, finding_codes()); !unknown.empty()) return refused(world, common, unknown);
  const auto words = words_for(world, common);
  const auto keeper = opened(world, common);
  const auto view = view_of(world, *keeper, options.as_of, options.as_entered);
  if (!view) return refused(world, common, view.error());
  tell_day(world, common, words, *view, options.as_entered);
  chain::Examiner examiner;
  const auto examined = examiner.examine(*view);
  std::vector<std::string> codes;
  base::JsonWriter json;
  json.begin_array();
  examined->each([&](const chain::Finding& finding) {
    codes.emplace_back(finding.code);
    if (common.json) {
      chain::write_json(json, finding, words);
    } else {
      world.out << words.say("chain.severity." + std::string(chain::text_of(finding.severity))) << " · " << finding.code << '\n'
                << "  " << language::say(words, finding.sentence) << '\n'
                << "  " << language::say(words, finding.what_to_do) << '\n';
    }
  });
  json.end_array();
  if (common.json) {
    world.out << json.str() << '\n';
  } else {
    world.out << words.say("cli.gaps.count", {{"count", static_cast<std::int64_t>(examined->size())}}) << '\n';
  }
  return exit_for(options.fail_on, codes);
}

}  // namespace outturn::cli
