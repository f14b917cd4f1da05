#pragma once

#include <vector>

#include "record/kind.h"

namespace outturn::record {

/// Appends the kinds of gain_plan.h.
void describe_gain(std::vector<Kind>& all);

}  // namespace outturn::record
