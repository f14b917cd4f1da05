#pragma once

#include "gain/answer.h"

namespace outturn::gain {

/// Many places with their own starts: effects by cohort and period after Callaway and Sant'Anna. With fewer than 20 places
/// taking part, and enough that never begin, chance is judged by drawn groups of those.
/// refuses  what the estimator refuses; gain.cancelled
base::Checked<Estimate> adopted(const Study& study, base::Progress& progress);

/// Several places against several others: two-way fixed effects, errors clustered by place (wild bootstrap under 40).
/// refuses  what the estimator refuses
base::Checked<Estimate> differenced(const Study& study);

/// The effect that starts invented in `panel` would show: the aggregate over all cells after them, without covariates.
std::optional<double> pretended_adoption(const Study& study, const stats::Panel& panel);

}  // namespace outturn::gain
