#pragma once

#include "gain/answer.h"

namespace outturn::gain {

/// What change could be seen at all, from how much the figures move before anything began.
struct Power {
  Method method{};            ///< the estimator that was tried: the one asked for or proposed, where the figures before the start allow it
  std::size_t places{};       ///< whose figures were used, the one taking part included
  std::size_t before{};       ///< periods before the start
  std::size_t after{};        ///< periods that will be watched, as used: never more than a third of those before
  std::size_t fake_starts{};  ///< effects computed where nothing had begun
  double spread{};            ///< their standard deviation, unit of the value
  double smallest_visible{};  ///< (z of the level + 0.84) × spread: seen in four of five studies
  bool can_be_told{true};     ///< false where too few places are left to compare with for any verdict but "cannot tell"
  language::Sentence sentence;
  std::vector<language::Sentence> notes{};
};

/// Pretends a start at every feasible date for every place, before anything began, and looks at the effects found.
///
/// after    periods that will be watched; 0 takes those in the figures, or a third of the periods before
/// refuses  gain.power_too_short (fewer than 8 periods before the start), gain.power_needs_figures (no effect could be computed),
///          gain.cancelled
/// cost     a fit for each place and date, at most 3,000 (dates are then taken at even distances)
base::Checked<Power> power(const Study& study, std::size_t after, base::Progress& progress);

void write_json(base::JsonWriter& out, const Study& study, const Power& power, const language::Words& words);

}  // namespace outturn::gain
