#include <algorithm>

#include "chain/rules.h"
#include "chain/vital.h"

namespace outturn::chain {

void vital_without_part(Examination& here, const Record& priority) {
  const auto& decided = priority.as<Priority>();
  if (decided.level != record::PriorityLevel::vital || !record::stands(decided, here.view().day())) return;
  const auto* outcome = here.workspace().find<Outcome>(decided.outcome.id);
  const auto* holder = organisation(here.view(), decided.organisation);
  if (!outcome || outcome->retired || !holder) return;
  const auto parties = referring<Party>(here.workspace(), *outcome, "outcome");
  if (std::any_of(parties.begin(), parties.end(), [&](const Record* one) { return one->as<Party>().organisation == decided.organisation; })) return;
  const auto promises = referring<Commitment>(here.workspace(), *outcome, "outcomes");
  const bool has_promised = std::any_of(promises.begin(), promises.end(), [&](const Record* one) {
    const auto& promise = one->as<Commitment>();
    return promise.lead == decided.organisation || std::find(promise.parties.begin(), promise.parties.end(), decided.organisation) != promise.parties.end();
  });
  if (has_promised) return;
  here.found({&priority, holder}, {{"organisation", name_of(*holder)}, {"outcome", name_of(*outcome)}}, holder);
}

}  // namespace outturn::chain
