#include "chain/rules.h"

namespace outturn::chain {

void incentive_against_outcome(Examination& here, const Record& incentive) {
  const auto& reward = incentive.as<record::Incentive>();
  const auto* indicator = here.workspace().find<Indicator>(reward.indicator.id);
  const auto* rewarded = organisation(here.view(), reward.organisation);
  if (!indicator || indicator->retired || !rewarded) return;
  const auto desired = indicator->as<Indicator>().direction;
  const bool rises = reward.rewards == record::Rewards::up;
  if (desired == record::Direction::none || rises == (desired == record::Direction::up)) return;
  here.found({&incentive, indicator, rewarded}, {{"incentive", name_of(incentive)}, {"indicator", name_of(*indicator)}, {"organisation", name_of(*rewarded)},
                                                 {"rises", std::int64_t{rises}}}, rewarded);
}

}  // namespace outturn::chain
