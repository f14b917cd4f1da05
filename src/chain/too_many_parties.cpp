#include "chain/rules.h"

namespace outturn::chain {

void too_many_parties(Examination& here, const Record& commitment) {
  const auto& promise = commitment.as<Commitment>();
  if (promise.parties.size() <= manageable_partners) return;
  here.found(around(here.view(), commitment), {{"commitment", name_of(commitment)},
                                               {"count", static_cast<std::int64_t>(promise.parties.size())},
                                               {"limit", static_cast<std::int64_t>(manageable_partners)}}, organisation(here.view(), promise.lead));
}

}  // namespace outturn::chain
