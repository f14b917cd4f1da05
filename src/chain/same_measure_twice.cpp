#include "chain/rules.h"

#include "base/text.h"

namespace outturn::chain {

void same_measure_twice(Examination& here, const Record& indicator) {
  const auto unit_of = [](const Record& one) { return base::folded(one.as<Indicator>().unit.in("en")); };
  const auto unit = unit_of(indicator);
  for (const auto* other : here.namesakes(indicator)) {
    if (other == &indicator) return;  // the oldest of them is the one to keep
    if (unit_of(*other) != unit) continue;
    here.found({&indicator, other}, {{"indicator", name_of(indicator)}, {"id", indicator.id}, {"other", other->id}});
    return;
  }
}

}  // namespace outturn::chain
