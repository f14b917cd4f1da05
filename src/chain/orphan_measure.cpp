#include "chain/rules.h"

namespace outturn::chain {

void orphan_measure(Examination& here, const Record& indicator) {
  if (!indicator.as<Indicator>().outcomes.empty()) return;
  here.found({&indicator}, {{"indicator", name_of(indicator)}});
}

}  // namespace outturn::chain
