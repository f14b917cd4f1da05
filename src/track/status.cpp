#include "track/status.h"

#include <algorithm>
#include <array>

#include "quality/amount.h"
#include "record/levels.h"
#include "track/promise.h"
#include "track/verdict.h"
#include "track/why.h"

namespace outturn::track {
namespace {

using record::Target;
using workspace::Record;
using workspace::View;

/// Place and group of a series and the targets in force about it.
struct Headline {
  const Record* place{};
  const Record* group{};
  std::vector<const Record*> targets{};
};

const Record* group_of(const View& view, const Target& target) {
  return target.group.empty() ? nullptr : view.workspace().find<record::Group>(target.group.id);
}

/// Where nobody set a target: the country's figures for everybody, else the first place that has such figures, else
/// the first series there is.
Headline default_headline(const View& view, const Record& indicator) {
  const auto* home = workspace::country(view);
  if (home && view.series(indicator, *home)) return {.place = home};
  const auto& space = view.workspace();
  const auto definition = view.current_definition(indicator);
  const workspace::SeriesKey* best = nullptr;
  const auto rank = [](const workspace::SeriesKey& key) { return std::pair(key.group != workspace::no_slot, key.place); };
  for (const auto number : space.panel().of_indicator(indicator.slot)) {
    const auto& key = space.panel().series(number).key;
    if (key.definition != definition) continue;
    if (!best || rank(key) < rank(*best)) best = &key;
  }
  if (!best) return {.place = home};
  return {.place = &space.at(record::kind_of<record::Place>(), best->place),
          .group = best->group == workspace::no_slot ? nullptr : &space.at(record::kind_of<record::Group>(), best->group)};
}

std::vector<Headline> headlines(const View& view, const Record& indicator) {
  std::vector<Headline> all;
  for (const auto* record : workspace::targets_in_force(view, indicator)) {
    const auto& target = record->as<Target>();
    const auto* place = workspace::place_of(view, target);
    const auto* group = group_of(view, target);
    auto found = std::find_if(all.begin(), all.end(), [&](const Headline& h) { return h.place == place && h.group == group; });
    if (found == all.end()) found = all.insert(all.end(), {.place = place, .group = group});
    found->targets.push_back(record);
  }
  if (all.empty()) all.push_back(default_headline(view, indicator));
  return all;
}

/// The first target in the line of descent that asked for more than today's does; nullptr when none did.
const Record* stricter_ancestor(const View& view, const Record& target, record::Direction desired) {
  constexpr int longest_line = 100;
  const Record* stricter = nullptr;
  const auto* earlier = workspace::predecessor(view, target);
  for (int i = 0; earlier && i < longest_line; ++i, earlier = workspace::predecessor(view, *earlier)) {
    if (is_weaker(target.as<Target>(), earlier->as<Target>(), desired)) stricter = earlier;
  }
  return stricter;
}

language::Phrases label(StatusCode code) { return {{std::string("track.status.") + text_of(code).data()}}; }

void judge_target(const Reading& reading, const Record& target, Status& status) {
  auto verdict = verdict_on(reading, target);
  status.target = &target;
  status.code = verdict.code;
  status.reason = verdict.reason;
  status.sentence = std::move(verdict.sentence);
  status.evidence = std::move(verdict.evidence);
  status.probability = verdict.probability;
  status.steps_ahead = verdict.steps_ahead;
  const auto& promise = target.as<Target>();
  const auto start = starting_value(promise, reading.all);
  if (start && workspace::meets(promise, reading.indicator.direction, *start)) {
    status.notes.push_back({promise.base_period ? "track.note.easier_than_start_in" : "track.note.easier_than_start",
                            {{"target", language::Phrases{target_phrase(reading.indicator, promise)}},
                             {"start", quality::limit_of(reading.indicator, *start)}}});
    if (promise.base_period) status.notes.back().values.push_back({"period", *promise.base_period});
  }
  if (verdict.probability) {
    const char* key = status.reason == Reason::awaiting_figure   ? "track.note.chance_awaited"
                      : status.code == StatusCode::met           ? "track.note.chance_to_hold"
                      : status.code == StatusCode::met_then_lost ? "track.note.chance_again"
                      : status.code == StatusCode::too_early     ? "track.note.chance_early"
                                                                 : nullptr;  // others say it themselves
    if (key) status.notes.push_back({key, {{"chance", language::Phrases{chance_phrase(*verdict.probability)}}}});
  }
  const bool may_be_overruled = status.code != StatusCode::cannot_tell || status.reason == Reason::no_forecast || status.reason == Reason::awaiting_figure;
  status.earlier_target = stricter_ancestor(reading.view, target, reading.indicator.direction);
  if (!status.earlier_target || !may_be_overruled) return;
  const auto earlier = verdict_on(reading, *status.earlier_target);
  status.notes.insert(status.notes.begin(), std::move(status.sentence));
  status.sentence = {"track.sentence.promise_changed",
                     {{"earlier", language::Phrases{target_phrase(reading.indicator, status.earlier_target->as<Target>())}},
                      {"target", language::Phrases{target_phrase(reading.indicator, promise)}},
                      {"earlier_status", label(earlier.code)},
                      {"status", label(verdict.code)}}};
  status.code = StatusCode::promise_changed;
  status.reason = Reason::none;
}

void judge_without_target(const Reading& reading, Status& status) {
  status.code = StatusCode::no_target;
  status.sentence = {"track.sentence.no_target_no_figures"};
  if (reading.usable.empty()) return;
  const auto& latest = reading.usable.back();
  status.evidence = {latest};
  const language::NamedValue figure{"latest", quality::amount_of(reading.indicator, latest.value)};
  const language::NamedValue period{"period", latest.period};
  const auto desired = reading.indicator.direction;
  if (reading.indicator.watched) {
    status.sentence = {"track.sentence.watched", {figure, period}};
    if (!status.noise || desired == record::Direction::none) return;
  }
  if (!status.noise || desired == record::Direction::none) {
    status.sentence = {"track.sentence.no_target", {figure, period}};
    return;
  }
  const auto& noise = *status.noise;
  const language::NamedValue lower{"lower", quality::without_unit(quality::amount_of(reading.indicator, noise.lower))};
  const language::NamedValue upper{"upper", quality::amount_of(reading.indicator, noise.upper)};
  if (noise.signal == Signal::none) {
    status.code = StatusCode::no_change_beyond_noise;
    status.sentence = {"track.sentence.no_change_beyond_noise", {figure, period, lower, upper}};
    return;
  }
  const bool is_better = (noise.direction > 0) == (desired == record::Direction::up);
  status.code = is_better ? StatusCode::better : StatusCode::worse;
  status.sentence = {std::string("track.sentence.") + (is_better ? "better." : "worse.") + std::string(text_of(noise.signal)),
                     {figure, period, lower, upper, {"since", *noise.since}}};
}

/// The rating of the data caps what may be said. Red: nothing. Amber: nothing better than uncertain. Unverified
/// figures are flagged, not capped.
void cap(Status& status) {
  const language::NamedValue trust{"trust", language::Phrases{quality::trust_sentence(status.trust)}};
  const bool says_something = status.code != StatusCode::cannot_tell && status.code != StatusCode::no_target && status.code != StatusCode::too_early;
  if (status.trust.has_failed()) {
    if (says_something) {
      status.notes.insert(status.notes.begin(), {"track.note.without_rating", {{"status", language::Phrases{label(status.code)}},
                                                                               {"sentence", language::Phrases{std::move(status.sentence)}}}});
    }
    status.code = StatusCode::cannot_tell;
    status.reason = Reason::failed_verification;
    status.sentence = {"track.sentence.failed_verification", {trust}};
    for (auto& other : status.other_targets) {
      other.code = StatusCode::cannot_tell;
      other.reason = Reason::failed_verification;
      other.sentence = status.sentence;
    }
  } else if (status.trust.has_weaknesses() && status.code == StatusCode::on_course) {
    status.code = StatusCode::uncertain;
    status.notes.insert(status.notes.begin(), {"track.note.capped_by_amber", {{"status", language::Phrases{label(status.code)}}, trust}});
  }
}

void finish(const Reading& reading, Status& status) {
  cap(status);
  if (record::is_calculated(reading.indicator)) status.notes.push_back({"track.note.calculated"});
  if (reading.indicator.nature != record::Nature::direct) {
    status.notes.push_back({reading.indicator.nature == record::Nature::proxy ? "track.note.proxy" : "track.note.system_health"});
  }
  if (status.open_questions > 0) status.notes.push_back({"track.note.questions", {{"count", static_cast<std::int64_t>(status.open_questions)}}});
  status.why = why(reading, status);
}

Status status_of(const View& view, const Record& indicator, const Headline& headline) {
  Status status{.indicator = &indicator, .place = headline.place, .group = headline.group};
  if (headline.place) status.series = view.series(indicator, *headline.place, headline.group);
  auto reading = read(view, indicator, status.series);
  for (const auto* target : headline.targets) {
    const auto& period = target->as<Target>().period;
    if (period) reading.furthest = std::max(reading.furthest.value_or(period->last_day()), period->last_day());
  }
  status.usable_figures = reading.usable.size();
  if (!reading.usable.empty()) status.latest = reading.usable.back();
  if (reading.usable.size() > 1) {
    status.previous = reading.usable[reading.usable.size() - 2];
    status.change = change_between(reading.indicator, *status.previous, *status.latest);
  }
  if (status.series) status.publication = last_publication(view, reading.indicator, *status.series);
  status.freshness = quality::freshness(reading.indicator, reading.all, view.day());
  if (const auto grid = grid_of(reading.usable); grid && !record::is_assessed(reading.indicator)) status.noise = noise_of(reading.usable, grid->season);
  status.trust = quality::trust_in(view, indicator);
  status.data_quality = quality::text_of(status.trust.standing);
  status.open_questions = quality::questions_about(view, indicator, headline.place, headline.group).size();
  if (headline.targets.empty()) {
    judge_without_target(reading, status);
    finish(reading, status);
    return status;
  }
  judge_target(reading, *deciding_target(headline.targets, view.day()), status);
  for (const auto* target : headline.targets) {
    if (target != status.target) status.other_targets.push_back(verdict_on(reading, *target));
  }
  if (reading.known_outlook) status.forecast = *reading.known_outlook;
  finish(reading, status);
  return status;
}

}  // namespace

std::string_view text_of(StatusCode code) {
  constexpr std::array<std::string_view, status_count> texts{"cannot_tell", "promise_changed", "met_then_lost", "met",   "missed",
                                                             "too_early",   "on_course",       "uncertain",     "off_course", "better",
                                                             "worse",       "no_change_beyond_noise", "no_target"};
  return texts.at(static_cast<std::size_t>(code));
}

std::string_view text_of(Reason reason) {
  constexpr std::array<std::string_view, 11> texts{"",  "no_figures", "no_usable_figures", "definition_changed", "target_without_value",
                                                  "no_figure_by_then", "awaiting_figure", "no_forecast", "failed_verification", "not_forecast", "effect_not_due"};
  return texts.at(static_cast<std::size_t>(reason));
}

std::vector<Status> statuses_of_indicator(const View& view, const Record& indicator) {
  std::vector<Status> all;
  for (const auto& headline : headlines(view, indicator)) all.push_back(status_of(view, indicator, headline));
  return all;
}

std::vector<Status> statuses_of_outcome(const View& view, const Record& outcome) {
  std::vector<Status> all;
  for (const auto* indicator : view.workspace().referring<record::Indicator>(outcome)) {
    auto some = statuses_of_indicator(view, *indicator);
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  return all;
}

std::shared_ptr<const Outlook> outlook_for(const View& view, const record::Indicator& indicator, const workspace::Series& series,
                                           std::optional<base::Day> until) {
  auto figures = view.figures(series);
  std::erase_if(figures, [](const workspace::Figure& figure) { return !figure.is_figure(); });
  return outlook(indicator, figures, until);
}

std::optional<double> chance_before(const View& view, const Status& status) {
  if (!status.series || !status.target || !status.probability) return std::nullopt;
  const auto& target = status.target->as<Target>();
  auto vintages = view.vintages(*status.series, 2);
  if (vintages.size() < 2 || !target.period) return std::nullopt;
  auto& figures = vintages.front().figures;
  std::erase_if(figures, [](const workspace::Figure& figure) { return !figure.is_figure(); });
  const auto& indicator = status.indicator->as<record::Indicator>();
  const auto then = outlook(indicator, figures, target.period->last_day());
  const int steps = then ? then->grid.steps_until(target.period->last_day()) : 0;
  if (steps < 1) return std::nullopt;
  return then->chance(target, indicator.direction, steps);
}

}  // namespace outturn::track
