#pragma once

#include <optional>
#include <vector>

#include "track/status.h"

namespace outturn::track {

/// Whether targets of the parts of a place give the target of the whole.
enum class Sum {
  adds_up,        ///< if each part meets its own, the whole meets its
  falls_short,    ///< even if each part meets its own, the whole cannot, or a sum does not
  parts_missing,  ///< some parts have no target, so nobody can add up
  cannot_add,     ///< rates and means add only with weights, and those are not known
};
std::string_view text_of(Sum sum);

/// A target of a place and those of the places in it: same indicator, group, kind and form, same period.
struct Rollup {
  const workspace::Record* target{};                ///< of the whole
  const workspace::Record* place{};
  std::vector<const workspace::Record*> targets{};  ///< of the parts, in order of creation
  std::vector<const workspace::Record*> missing{};  ///< places with figures but no such target
  Sum sum{};
  std::optional<double> total{};                    ///< what the parts' targets give together, where that can be said
  language::Sentence sentence;
};

/// One for each target of the indicator that has parts with targets of their own.
/// Counts and amounts: the parts' limits are added. Percentages, rates, means: with denominators of the latest common
/// period the weighted mean; without them only the bounds hold: a mean of parts lies between the least and the most of them.
std::vector<Rollup> rollups(const workspace::View& view, const workspace::Record& indicator);

/// Takes out, and returns in their order, the statuses of parts whose whole is among these: their target stands beside
/// the same target (group, kind, form, period) of the place they lie in. They speak for their own place, never for the
/// whole or the outcome; there they stand rolled up.  cost  n log n
std::vector<Status> parts_taken_out(std::vector<Status>& statuses);

}  // namespace outturn::track
