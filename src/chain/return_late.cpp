#include <vector>

#include "chain/rules.h"
#include "quality/returns.h"

namespace outturn::chain {

void return_late(Examination& here, const Record& return_duty) {
  const auto& asks = return_duty.as<record::ReturnDuty>();
  const auto* owes = organisation(here.view(), asks.organisation);
  if (!owes) return;
  const auto day = here.view().day();
  std::vector<quality::AskedReturn> late;
  for (auto& one : quality::returns_of(here.workspace(), return_duty, day)) {
    if (one.days_late(day) > 0 && !quality::cells_of(here.workspace(), one).empty()) late.push_back(std::move(one));
  }
  if (late.empty()) return;
  const auto& oldest = late.front();
  std::vector<const Record*> about{&return_duty, owes};
  for (const auto& reference : asks.indicators) {
    const auto* indicator = here.workspace().find<Indicator>(reference.id);
    if (indicator && !indicator->retired) about.push_back(indicator);
  }
  here.found(std::move(about), {{"holder", name_of(*owes)}, {"duty", name_of(return_duty)}, {"period", oldest.period}, {"due", oldest.due},
                               {"days", static_cast<std::int64_t>(oldest.days_late(day))}, {"others", static_cast<std::int64_t>(late.size() - 1)}}, owes);
}

}  // namespace outturn::chain
