#pragma once

#include "gain/answer.h"

namespace outturn::gain {

/// One series against its own past: interrupted time series.
/// refuses  gain.irregular_times, and what the estimator refuses
base::Checked<Estimate> interrupted(const Study& study);

/// One series against what its own course and its covariates foretold: structural time series.
/// refuses  gain.irregular_times, and what the estimator refuses
base::Checked<Estimate> structural(const Study& study);

/// The effect that a start invented at `start` would show, from the figures before `until` only.
///
/// method  structural, or any other for interrupted time series with a level change alone
std::optional<double> pretended_effect(const Study& study, Method method, std::size_t start, std::size_t until);

/// The periods of a cycle: as asked, else 12 for months, 4 for quarters, 0 for all else.
int season_of(const Study& study);

}  // namespace outturn::gain
