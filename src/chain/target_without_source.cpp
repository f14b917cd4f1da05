#include "chain/rules.h"

namespace outturn::chain {

void target_without_source(Examination& here, const Record& target) {
  const auto& promise = target.as<Target>();
  const auto* indicator = here.workspace().find<Indicator>(promise.indicator.id);
  if (!promise.source.empty() || !indicator || indicator->retired || !here.is_in_force(target)) return;
  here.found({&target, indicator}, {{"indicator", name_of(*indicator)}});
}

}  // namespace outturn::chain
