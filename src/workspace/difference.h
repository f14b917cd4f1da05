#pragma once

#include <set>
#include <vector>

#include "workspace/workspace.h"

/// What a later state has that an earlier one of the same register had not.
namespace outturn::workspace {

struct RecordChange {
  const Record* before{};  ///< nullptr = new
  const Record* after{};
};

/// Records that were added or changed.  cost  one glance at every record's address
std::vector<RecordChange> record_changes(const Workspace& before, const Workspace& after);

/// Indicators of which a figure came, went, was calculated anew or was withdrawn.
/// cost  one glance at every series' address; where a batch was withdrawn, at every row
std::set<Slot> moved_indicators(const Workspace& before, const Workspace& after);

}  // namespace outturn::workspace
