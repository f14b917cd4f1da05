#include "chain/rules.h"
#include "record/levels.h"

namespace outturn::chain {

void source_missing(Examination& here, const Record& indicator) {
  if (!indicator.as<Indicator>().sources.empty() || record::is_derived(indicator.as<Indicator>())) return;
  here.found({&indicator}, {{"indicator", name_of(indicator)}});
}

}  // namespace outturn::chain
