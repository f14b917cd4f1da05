#pragma once

#include <vector>

#include "chain/examination.h"

/// Agreements that promise something about one indicator.
namespace outturn::chain {

/// A clause of an agreement in force that is bound to a target in force.
struct Promise {
  const Record* agreement{};
  const Record* clause{};
  const Record* target{};
};
/// All of an indicator, in order of creation of the targets.
std::vector<Promise> promises_about(const workspace::Workspace& space, const Record& indicator);

/// The indicators of which the clauses of an agreement speak, each once.
std::vector<const Record*> indicators_of(const workspace::Workspace& space, const Record& agreement);

/// The agreements that a change of this agreement, clause or target may set against each other; of other kinds, none.
std::vector<const Record*> rivals(const workspace::Workspace& space, const Record& record);

}  // namespace outturn::chain
