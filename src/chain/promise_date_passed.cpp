#include "chain/rules.h"

namespace outturn::chain {

void promise_date_passed(Examination& here, const Record& commitment) {
  const auto& promise = commitment.as<Commitment>();
  if (!promise.due || *promise.due >= here.view().day()) return;
  here.found(around(here.view(), commitment), {{"commitment", name_of(commitment)}, {"due", *promise.due}}, organisation(here.view(), promise.lead));
}

}  // namespace outturn::chain
