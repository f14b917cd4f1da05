#include "chain/rules.h"

namespace outturn::chain {

void nobody_leads(Examination& here, const Record& outcome) {
  const auto parties = here.workspace().referring<Party>(outcome);
  const auto promises = here.workspace().referring<Commitment>(outcome);
  if ((parties.empty() && promises.empty()) || leader(here.view(), outcome)) return;
  here.found({&outcome}, {{"outcome", name_of(outcome)},
                          {"parties", static_cast<std::int64_t>(parties.size())},
                          {"commitments", static_cast<std::int64_t>(promises.size())}});
}

}  // namespace outturn::chain
