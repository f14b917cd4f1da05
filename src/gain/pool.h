#pragma once

#include <vector>

#include "gain/study.h"

namespace outturn::gain {

/// A predictor's mean for each place; NaN where it has no figure in the span.
/// returns  shape units
std::vector<double> predictor_means(const Study& study, const Predictor& predictor);

/// What looks wrong with the places compared: one that is about the sum or the average of the others (a national total?),
/// or one far larger than all others.
/// cost  linear in the figures
std::vector<language::Sentence> remarks_on_pool(const Study& study);

}  // namespace outturn::gain
