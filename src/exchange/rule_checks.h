#pragma once

#include "base/day.h"
#include "exchange/observation_import.h"
#include "exchange/row_settling.h"
#include "quality/checks.h"

namespace outturn::exchange {

/// Holds the rows that are about to be stored against the rules of their indicators, with what is stored already
/// beside them (quality/checks.h has the rules; pages and returns ask the same). Each finding goes to the report with
/// its row: a rule of severity error refuses the row, a warning is only told. Rows refused are taken out of
/// staged.rows and counted as left out. Of several publications of one period in the file the last is looked at.
///   rules.below, .above, .jump, .outlier, .parts, .ratio, .total, .duplicate
void check_rules(const workspace::Workspace& known, base::Day today, const Settled& settled, Staged& staged);

/// A finding of a rule as an issue of a report: its sentence with values and what the rule says is to be done.
base::Issue issue_of(const quality::DataFinding& finding);

}  // namespace outturn::exchange
