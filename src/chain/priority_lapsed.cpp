#include "chain/rules.h"
#include "chain/vital.h"

namespace outturn::chain {

void priority_lapsed(Examination& here, const Record& priority) {
  const auto& decided = priority.as<Priority>();
  if (!decided.until || here.view().day() <= *decided.until) return;
  const auto* outcome = here.workspace().find<Outcome>(decided.outcome.id);
  if (!outcome || outcome->retired) return;
  const auto* holder = organisation(here.view(), decided.organisation);
  std::vector<const Record*> records{&priority};
  if (holder) records.push_back(holder);
  here.found(std::move(records), {{"outcome", name_of(*outcome)}, {"day", *decided.until}, {"decided_by", decided.decided_by}}, holder);
}

}  // namespace outturn::chain
