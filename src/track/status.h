#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "language/sentence.h"
#include "quality/freshness.h"
#include "quality/trust.h"
#include "track/change.h"
#include "track/noise.h"
#include "track/outlook.h"
#include "workspace/targets.h"

namespace outturn::track {

/// Where a series stands. In the order in which they apply; label: message "track.status.<code>".
enum class StatusCode {
  cannot_tell,
  promise_changed,
  met_then_lost,
  met,
  missed,
  too_early,
  on_course,   ///< a target in the future, and the chance of meeting it is at least 65 %
  uncertain,   ///< at least 35 %
  off_course,
  better,      ///< no target; the newest figures are more than the series' own noise
  worse,
  no_change_beyond_noise,
  no_target,
};
constexpr std::size_t status_count = 13;

std::string_view text_of(StatusCode code);

/// Why it cannot be told; text: "no_forecast" and so on, stable, part of the API.
enum class Reason {
  none,
  no_figures,            ///< nothing has arrived
  no_usable_figures,     ///< periods were reported, all without a figure
  definition_changed,    ///< the target was set under another definition, and no bridge is recorded
  target_without_value,  ///< redacted, or a promise without a number
  no_figure_by_then,     ///< there are figures, but none between the start and the target's period
  awaiting_figure,       ///< the target's period is over and its figure has not arrived
  no_forecast,           ///< a target in the future, and no forecast reaches it
  failed_verification,   ///< the data behind the figures were rated red
  not_forecast,          ///< people judge it: there is no forecast of what they will say
  effect_not_due,        ///< by the logic model the work cannot show yet
};

/// The least chances of `on_course` and of `uncertain`.
constexpr double on_course_from = 0.65;
constexpr double uncertain_from = 0.35;

std::string_view text_of(Reason reason);

/// A verdict needs so many figures.
constexpr std::size_t fewest_figures = 5;

/// One step on the way to a status, for who asks why. code: "figures_used" and so on, stable, part of the API.
struct WhyStep {
  std::string_view code;
  language::Sentence sentence;
};

/// One target held against the figures up to its period.
struct Verdict {
  const workspace::Record* target{};
  StatusCode code{};
  Reason reason{};
  language::Sentence sentence;
  std::vector<workspace::Figure> evidence{};  ///< the figures the sentence rests on, in order of period
  std::optional<double> probability{};        ///< of meeting it, unrounded; nothing where that is settled or cannot be said
  int steps_ahead{};                          ///< periods from the latest figure to the one that decides
};

/// The status of one headline series. Pointers and figures point into the workspace that was read.
struct Status {
  const workspace::Record* indicator{};
  const workspace::Record* place{};   ///< nullptr when neither target nor installation names one
  const workspace::Record* group{};   ///< nullptr = everybody
  const workspace::Series* series{};  ///< nullptr when nothing was ever stored
  const workspace::Record* target{};  ///< the one that decides; nullptr = none
  StatusCode code{};
  Reason reason{};
  language::Sentence sentence;
  std::vector<language::Sentence> notes{};  ///< what a reader should know beside it, such as a target easier than its start
  std::vector<workspace::Figure> evidence{};
  std::vector<Verdict> other_targets{};     ///< milestones and further targets of the same series, each on its own
  const workspace::Record* earlier_target{};  ///< with promise_changed: the stricter one that was replaced
  std::optional<double> probability{};      ///< of meeting the target that decides, unrounded
  int steps_ahead{};
  std::shared_ptr<const Outlook> forecast{};  ///< what the chance rests on; shared with the memory of forecasts
  std::optional<Noise> noise{};             ///< nothing for fewer than five figures
  std::vector<WhyStep> why{};               ///< every step, in order

  std::size_t usable_figures{};
  std::optional<workspace::Figure> latest{};
  std::optional<workspace::Figure> previous{};
  std::optional<Change> change{};           ///< from the previous figure to the latest
  std::optional<Publication> publication{};
  std::optional<quality::Freshness> freshness{};
  quality::Trust trust{};
  std::string data_quality{"unverified"};   ///< what the data have earned: quality::text_of(trust.standing)
  std::size_t open_questions{};             ///< about this series, open or disputed
};

/// The statuses of an indicator: one a place and group that a target in force names; without targets one, for the
/// installation's country (or the first place that has figures) and everybody.
std::vector<Status> statuses_of_indicator(const workspace::View& view, const workspace::Record& indicator);

/// Of all indicators of an outcome, in order of creation.
std::vector<Status> statuses_of_outcome(const workspace::View& view, const workspace::Record& outcome);

/// Of all indicators in force, in order of creation.  cost  linear in their rows
std::vector<Status> all_statuses(const workspace::View& view);

/// The coming periods of the series that a status is about, up to the last target or a few periods; nullptr where no
/// forecast can be made.
std::shared_ptr<const Outlook> outlook_for(const workspace::View& view, const record::Indicator& indicator, const workspace::Series& series,
                                           std::optional<base::Day> until = std::nullopt);

/// The chance of meeting the status's target as it stood before the series' last publication; nothing where there was
/// none yet. For "chance now and last time".
std::optional<double> chance_before(const workspace::View& view, const Status& status);

/// {"model": …, "periods": [{"period": …, "median": …, "low50": …, …}], …}
void write_json(base::JsonWriter& out, const Outlook& outlook);

/// {"outcome": …, "indicator": …, "place": …, "group": …, "target": {…}, "latest": {…}, "status": …, …}
void write_json(base::JsonWriter& out, const workspace::View& view, const Status& status, const language::Words& words);

}  // namespace outturn::track
