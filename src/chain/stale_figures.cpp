#include "chain/rules.h"

#include "quality/freshness.h"

namespace outturn::chain {

void stale_figures(Examination& here, const Record& indicator) {
  const auto fresh = quality::freshness(indicator.as<Indicator>(), headline_figures(here.view(), indicator), here.view().day());
  if (!fresh || fresh->days_late == 0) return;
  here.found({&indicator}, {{"indicator", name_of(indicator)},
                                                        {"period", fresh->period},
                                                        {"due", *fresh->next_due},
                                                        {"late", std::int64_t{fresh->days_late}}});
}

}  // namespace outturn::chain
