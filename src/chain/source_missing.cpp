#include "chain/rules.h"

namespace outturn::chain {

void source_missing(Examination& here, const Record& indicator) {
  if (!indicator.as<Indicator>().sources.empty()) return;
  here.found(around_indicator(here.view(), indicator), {{"indicator", name_of(indicator)}});
}

}  // namespace outturn::chain
