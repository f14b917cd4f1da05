#include "chain/rules.h"

namespace outturn::chain {

void indicator_without_target(Examination& here, const Record& indicator) {
  if (indicator.as<Indicator>().watched) return;
  if (!here.targets_in_force(indicator).empty()) return;
  here.found({&indicator}, {{"indicator", name_of(indicator)}});
}

}  // namespace outturn::chain
