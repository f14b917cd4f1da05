#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "chain/finding.h"
#include "workspace/register.h"

/// The history of findings: from when to when something was found.
namespace outturn::chain {

/// One finding about the same records without a break, as the register knew them day by day.
struct Spell {
  std::shared_ptr<const workspace::Workspace> state;  ///< the last in which it was found; the finding points into it
  Finding finding;                                    ///< as it was said last
  base::Day from;                                     ///< the first day on which it was found
  std::optional<base::Day> until;                     ///< the day on which it no longer was; nothing = it still is
};

/// What was ever found that names this record, the latest beginning first. A day is looked at as it ended. Between two days
/// with entries only the calendar moves: every day that the record, what refers to it or what refers to that names is tried,
/// the day after it too, and in between what the calendar brings or takes is found by halving, to the day.
/// now   the view at whose state and day the history ends; it must not be one as of another day
/// cost  the whole ledger once, and findings_about for each day with an entry
std::vector<Spell> spells_of(workspace::Register& keeper, const workspace::View& now, const workspace::Record& record);

}  // namespace outturn::chain
