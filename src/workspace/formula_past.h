#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/day.h"
#include "workspace/register.h"

/// Which formula of a calculated indicator was in force when: read from the ledger, where every change of it stands.
namespace outturn::workspace {

/// A formula from the day on which it was entered until the next one was.
struct FormulaInForce {
  base::Day from;
  std::optional<base::Day> until;  ///< the day on which the next one came; nothing = it is in force
  std::string formula;             ///< empty = none then: its figures were imported
  bool redacted{};                 ///< what it was is taken out of the ledger
  std::string reason;              ///< why it was changed; empty for the first, and where it was taken out
};

/// Oldest first; the last is the one in force in this state. Empty where the ledger says nothing of it.
/// from_entry  what was entered before this ledger entry is not told (0 = everything)
/// cost        the record's history
std::vector<FormulaInForce> formulas_of(Register& keeper, const Workspace& space, const Record& indicator, std::int64_t from_entry = 0);

}  // namespace outturn::workspace
