#pragma once

#include "gain/answer.h"

namespace outturn::gain {

/// Many places with their own starts: effects by cohort and period after Callaway and Sant'Anna.
/// refuses  what the estimator refuses
base::Checked<Estimate> adopted(const Study& study);

/// Several places against several others: two-way fixed effects, errors clustered by place (wild bootstrap under 40).
/// refuses  what the estimator refuses
base::Checked<Estimate> differenced(const Study& study);

}  // namespace outturn::gain
