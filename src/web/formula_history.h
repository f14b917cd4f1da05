#pragma once

#include <optional>
#include <string>
#include <vector>

#include "web/course.h"
#include "web/visit.h"

/// Which formula of a calculated measure was in force when, and what each gives.
namespace outturn::web {

/// A formula from the day on which it was entered until the next one was.
struct FormulaVersion {
  base::Day from;
  std::optional<base::Day> until;  ///< the day on which the next one came; nothing = it is in force
  std::string formula;             ///< empty = none then: its figures were imported
  bool redacted{};                 ///< what it was is taken out of the ledger
  std::string reason;              ///< empty also where the reader may not read the history
};

/// Oldest first; the last is the one in force. Empty where the register says nothing of it.
/// cost  the record's history
std::vector<FormulaVersion> formula_versions(const Visit& visit, const workspace::Record& indicator);

/// What stands under the formula: since when it is in force, what was before it and what that would give now; read as
/// of a day, whether another was in force then. Figures are always calculated with the formula in force today.
html::Safe formula_history(const Visit& visit, const Course& course);

}  // namespace outturn::web
