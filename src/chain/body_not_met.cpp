#include "chain/rules.h"

#include "chain/links.h"

namespace outturn::chain {

void body_not_met(Examination& here, const Record& body) {
  const auto& group = body.as<GovernanceBody>();
  if (!group.interval) return;
  const auto& space = here.workspace();
  const auto* chair = group.chair.empty() ? nullptr : space.get<Post>(group.chair.id);
  const auto* who = chair && !chair->draft ? organisation(here.view(), chair->organisation) : nullptr;
  if (!group.met_on) return here.found({&body}, {{"body", name_of(body)}, {"days", *group.interval}, {"late", std::int64_t{0}}, {"ever", std::int64_t{0}}}, who);
  const auto late = base::days_between(*group.met_on, here.view().day()) - *group.interval;
  if (late > 0) here.found({&body}, {{"body", name_of(body)}, {"days", *group.interval}, {"late", std::int64_t{late}}, {"ever", std::int64_t{1}}}, who);
}

}  // namespace outturn::chain
