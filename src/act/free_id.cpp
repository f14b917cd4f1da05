#include <fmt/format.h>

#include "act/add_record.h"
#include "base/text.h"

namespace outturn::act {

std::string free_id(const workspace::Workspace& workspace, const record::Kind& kind, std::string_view title) {
  auto stem = base::slug(title);
  if (stem.empty()) stem = kind.code;
  auto id = stem;
  for (int n = 2; workspace.find(kind, id); ++n) id = fmt::format("{}-{}", stem, n);
  return id;
}

}  // namespace outturn::act
