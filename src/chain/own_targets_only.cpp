#include "chain/rules.h"

#include <algorithm>

namespace outturn::chain {

void own_targets_only(Examination& here, const Record& indicator) {
  const auto& in_force = here.targets_in_force(indicator);
  const auto count = [&](record::TargetKind kind) {
    return std::count_if(in_force.begin(), in_force.end(), [&](const Record* target) { return target->as<Target>().kind == kind; });
  };
  const auto alone = count(record::TargetKind::alone);
  if (alone == 0 || count(record::TargetKind::joint) > 0) return;
  here.found({&indicator}, {{"indicator", name_of(indicator)}, {"count", std::int64_t{alone}}});
}

}  // namespace outturn::chain
