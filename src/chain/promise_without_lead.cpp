#include "chain/rules.h"

namespace outturn::chain {

void promise_without_lead(Examination& here, const Record& commitment) {
  if (!commitment.as<Commitment>().lead.empty()) return;
  here.found(around(here.view(), commitment), {{"commitment", name_of(commitment)}});
}

}  // namespace outturn::chain
