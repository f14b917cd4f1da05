#pragma once

#include <optional>
#include <span>

#include "track/status.h"
#include "workspace/formula_past.h"

/// What a reader of calculated figures must know of their formula: every figure, also of earlier periods and as of
/// earlier days, is calculated with the formula of today.
namespace outturn::track {

/// The note beside the figures where the formula was changed; read as of a day on which another was in force (or none
/// was entered yet), it says so. Nothing where there is nothing to tell.
/// formulas  oldest first, as workspace::formulas_of gives them
std::optional<language::Sentence> formula_note(std::span<const workspace::FormulaInForce> formulas, std::optional<base::Day> as_of);

/// {"text": …, "in_force_from": …, "reason": …, "earlier": [{"text": …, "from": …, "until": …, "reason": …}]}, newest first;
/// reason = why it came. null where there is no formula; a text that was taken out of the ledger is null.
void write_json(base::JsonWriter& out, std::span<const workspace::FormulaInForce> formulas);

/// The status with the formula that its figures rest on, as member "formula".
void write_json(base::JsonWriter& out, const workspace::View& view, const Status& status, const language::Words& words,
                std::span<const workspace::FormulaInForce> formulas);

}  // namespace outturn::track
