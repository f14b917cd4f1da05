#pragma once

#include <vector>

#include "chain/examination.h"
#include "record/priority.h"

namespace outturn::chain {

using record::Priority;

/// The outcomes that an organisation, or the whole government (nullptr), calls vital on the view's day: those decided
/// last come first. Of outcomes that are retired none.
std::vector<const Record*> vital(const workspace::View& view, const Record* organisation);

/// Says of so many vital ones that they are no longer a few; nothing where they are.
void found_too_many(Examination& here, std::vector<const Record*> all, const Record* organisation);

}  // namespace outturn::chain
