#include "chain/rules.h"

namespace outturn::chain {

void inhibitor_unanswered(Examination& here, const Record& stakeholder) {
  const auto& other = stakeholder.as<record::Stakeholder>();
  const auto* outcome = here.workspace().find<Outcome>(other.outcome.id);
  if (!outcome || outcome->retired || other.stance != record::StakeholderStance::inhibits || !other.engagement.empty()) return;
  here.found({&stakeholder}, {{"stakeholder", name_of(stakeholder)}, {"outcome", name_of(*outcome)}}, leader(here.view(), *outcome));
}

}  // namespace outturn::chain
