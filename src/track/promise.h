#pragma once

#include <optional>
#include <span>

#include "language/sentence.h"
#include "record/measure.h"
#include "workspace/targets.h"

namespace outturn::track {

/// The target as a phrase: "at most 7.25% by 2030". Units other than per cent are left to the figure beside it.
language::Sentence target_phrase(const record::Indicator& indicator, const record::Target& target);

/// Whether the limit that binds is an upper one; of a range, the end that lies in the desired direction's way.
bool binds_from_above(const record::Target& target, record::Direction desired);

/// How far a figure is from satisfying the target, in the indicator's unit; 0 when it does.
double distance_to(const record::Target& target, record::Direction desired, double value);

/// Whether `now` asks for less than `before` did: an easier limit or more time, and nothing that is harder. Targets
/// that cannot be compared (one from above, one from below) are not called weaker.
bool is_weaker(const record::Target& now, const record::Target& before, record::Direction desired);

/// The value a target starts from: as recorded with it, else the figure of its base period; nothing when neither is known.
/// figures  of the target's series
std::optional<double> starting_value(const record::Target& target, std::span<const workspace::Figure> figures);

/// The target that decides the status of a series. Joint ones before those of one partner, those before milestones;
/// among equals the first whose period is not over, else the one that ended last.
/// targets  of one series; not empty
const workspace::Record* deciding_target(std::span<const workspace::Record* const> targets, base::Day day);

}  // namespace outturn::track
