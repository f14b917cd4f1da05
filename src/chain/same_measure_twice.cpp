#include "chain/rules.h"

namespace outturn::chain {

void same_measure_twice(Examination& here, const Record& indicator) {
  const auto& alike = here.namesakes(indicator);
  if (alike.size() < 2 || alike.front() == &indicator) return;
  here.found({&indicator, alike.front()}, {{"indicator", name_of(indicator)}, {"id", indicator.id}, {"other", alike.front()->id}});
}

}  // namespace outturn::chain
