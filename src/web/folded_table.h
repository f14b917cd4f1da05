#pragma once

#include <string>

#include "web/components.h"

namespace outturn::web {

/// The rest of a list under a summary such as "6 more rows". On paper it is open.
struct More {
  std::string summary;
  std::string of{};  ///< what goes on, for those who do not see what stands above
  html::Safe content{};
};

void write(html::Output& out, const More& more);

/// A table whose first rows are seen at once and whose others lie in a fold below, so that a page stays short on a
/// phone; the whole table where only a few would be left.
html::Safe folded(Table table, std::size_t seen_at_once, const language::Words& words);

}  // namespace outturn::web
