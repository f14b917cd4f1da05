#pragma once

#include <vector>

#include "gain/study.h"

namespace outturn::gain {

/// Which estimator the shape of the figures calls for, and which to show beside it.
struct Choice {
  Method method{};
  std::vector<Method> beside{};
  language::Sentence why;
};

/// The rule of docs/methods/gain.md, first row that fits.
Choice choice_for(const Study& study);

/// What a method that was asked for lacks in these figures; empty when it can be computed.
///
/// refuses  gain.needs_places, gain.needs_one_series, gain.needs_one_start, gain.needs_predictors_off
base::Issues lacking(const Study& study, Method method);

}  // namespace outturn::gain
