#include "track/status.h"

#include <algorithm>
#include <array>

#include "quality/amount.h"
#include "track/promise.h"
#include "track/verdict.h"

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
  const auto& promise = target.as<Target>();
  const auto start = starting_value(promise, reading.all);
  if (start && workspace::meets(promise, reading.indicator.direction, *start)) {
    status.notes.push_back({promise.base_period ? "track.note.easier_than_start_in" : "track.note.easier_than_start",
                            {{"target", language::Phrases{target_phrase(reading.indicator, promise)}},
                             {"start", quality::limit_of(reading.indicator, *start)}}});
    if (promise.base_period) status.notes.back().values.push_back({"period", *promise.base_period});
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
  status.sentence = {"track.sentence.no_target", {{"latest", quality::amount_of(reading.indicator, latest.value)}, {"period", latest.period}}};
  status.evidence = {latest};
}

Status status_of(const View& view, const Record& indicator, const Headline& headline) {
  Status status{.indicator = &indicator, .place = headline.place, .group = headline.group};
  if (headline.place) status.series = view.series(indicator, *headline.place, headline.group);
  const auto reading = read(view, indicator, status.series);
  status.usable_figures = reading.usable.size();
  if (!reading.usable.empty()) status.latest = reading.usable.back();
  if (reading.usable.size() > 1) {
    status.previous = reading.usable[reading.usable.size() - 2];
    status.change = change_between(reading.indicator, *status.previous, *status.latest);
  }
  if (status.series) status.publication = last_publication(view, reading.indicator, *status.series);
  status.freshness = quality::freshness(reading.indicator, reading.all, view.day());
  if (headline.targets.empty()) {
    judge_without_target(reading, status);
    return status;
  }
  judge_target(reading, *deciding_target(headline.targets, view.day()), status);
  for (const auto* target : headline.targets) {
    if (target != status.target) status.other_targets.push_back(verdict_on(reading, *target));
  }
  return status;
}

}  // namespace

std::string_view text_of(StatusCode code) {
  constexpr std::array<std::string_view, 7> texts{"cannot_tell", "promise_changed", "met_then_lost", "met", "missed", "too_early", "no_target"};
  return texts.at(static_cast<std::size_t>(code));
}

std::string_view text_of(Reason reason) {
  constexpr std::array<std::string_view, 8> texts{"",  "no_figures", "no_usable_figures", "definition_changed", "target_without_value",
                                                  "no_figure_by_then", "awaiting_figure", "no_forecast"};
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

std::vector<Status> all_statuses(const View& view) {
  std::vector<Status> all;
  view.workspace().each<record::Indicator>([&](const Record& indicator, const record::Indicator&) {
    auto some = statuses_of_indicator(view, indicator);
    std::move(some.begin(), some.end(), std::back_inserter(all));
  });
  return all;
}

}  // namespace outturn::track
