#pragma once

#include "act/rules.h"

namespace outturn::act {

/// What must hold between a calculated or judged indicator and the rest of the register: formula.no_such_indicator,
/// formula.no_such_dimension, formula.circle, formula.units_differ, formula.percentage_of_percentages,
/// formula.not_a_number, act.has_figures; of an assessment act.not_assessed, act.no_such_level. All at once.
void check_figures_from(const Proposal& proposal, const workspace::Draft& draft, base::Issues& issues);

}  // namespace outturn::act
