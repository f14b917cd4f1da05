#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "base/progress.h"

namespace outturn::stats {

/// Does `count` pieces of work that do not depend on each other, in up to `threads` threads (the caller's is one of
/// them). Each piece writes only its own result, so nothing depends on how many threads there were.
///
/// progress  told after each piece, never by two threads at once; asked before each piece whether to stop
/// returns   false when it was stopped before all was done
/// throws    the first exception of a piece, after the others have ended
bool parallel_each(std::size_t count, int threads, base::Progress& progress, std::string_view stage,
                   const std::function<void(std::size_t)>& piece);

}  // namespace outturn::stats
