#pragma once

#include <vector>

#include "record/kind.h"

namespace outturn::record {

/// Appends the kinds of returns and of samples of source records: returns.h.
void describe_returns(std::vector<Kind>& all);

}  // namespace outturn::record
