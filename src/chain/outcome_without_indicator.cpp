#include "chain/rules.h"

namespace outturn::chain {

void outcome_without_indicator(Examination& here, const Record& outcome) {
  if (!here.workspace().referring<Indicator>(outcome).empty()) return;
  here.found({&outcome}, {{"outcome", name_of(outcome)}}, leader(here.view(), outcome));
}

}  // namespace outturn::chain
