#pragma once

#include <vector>

#include "record/kind.h"

namespace outturn::record {

/// Appends the kinds of deciding, agreeing and explaining: decision.h, agreement.h, logic_model.h.
void describe_working_together(std::vector<Kind>& all);

}  // namespace outturn::record
