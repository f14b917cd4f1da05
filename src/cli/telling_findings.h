#pragma once

#include <string_view>

#include "cli/world.h"
#include "exchange/report.h"
#include "language/words.h"

namespace outturn::cli {

/// Writes what was found in a file on `err`, a line each: where it is, what is wrong, what to do.
/// file  named in front where several are read; may be empty
void tell_findings(World& world, const language::Words& words, const exchange::Report& report, std::string_view file = {});

}  // namespace outturn::cli
