#pragma once

#include <optional>
#include <string>
#include <vector>

#include "language/sentence.h"
#include "web/measures/course.h"
#include "web/visit.h"
#include "workspace/formula_past.h"

/// Which formula of a calculated measure was in force when, and what each gives.
namespace outturn::web {

using FormulaVersion = workspace::FormulaInForce;

/// Oldest first; the last is the one in force. Empty where the register says nothing of it, and where the indicator is
/// not calculated; without reasons where the reader may not read the history.
/// cost  the record's history
std::vector<FormulaVersion> formula_versions(const Visit& visit, const workspace::Record& indicator);

/// The note that stands beside figures whose formula was changed, on every page that tells their status.
std::optional<language::Sentence> formula_note(const Visit& visit, const workspace::Record& indicator);
/// The same in a few words, for a cell: "formula changed on 3 May 2026"; "" where it was not.
std::string formula_mark(const Visit& visit, const workspace::Record& indicator);
/// A period with that mark, as it stands under a figure.
std::string period_with_mark(const Visit& visit, const workspace::Record& indicator, const base::Period& period);

/// What stands under the formula: since when it is in force, what was before it and what that would give now; read as
/// of a day, whether another was in force then. Figures are always calculated with the formula in force today.
html::Safe formula_history(const Visit& visit, const Course& course);

}  // namespace outturn::web
