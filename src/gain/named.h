#pragma once

#include <cmath>
#include <string>
#include <utility>

#include "gain/answer.h"
#include "stats/distributions.h"

namespace outturn::gain {

/// An estimate of the numerical room under its name; without an interval where its error could not be had.
inline Named named(std::string name, const stats::Estimated& value, std::string group = {}) {
  Named made{.name = std::move(name), .group = std::move(group), .estimate = value.estimate};
  if (value.standard_error > 0 && std::isfinite(value.standard_error)) {
    made.standard_error = value.standard_error;
    made.interval = {value.lower, value.upper};
  }
  return made;
}

}  // namespace outturn::gain
