#include "chain/rules.h"

namespace outturn::chain {

void direction_missing(Examination& here, const Record& indicator) {
  if (indicator.as<Indicator>().direction != record::Direction::none) return;
  here.found({&indicator}, {{"indicator", name_of(indicator)}});
}

}  // namespace outturn::chain
