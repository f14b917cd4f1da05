#include "chain/rules.h"

namespace outturn::chain {

void promise_without_money(Examination& here, const Record& commitment) {
  const auto& promise = commitment.as<Commitment>();
  if (!promise.money.empty()) return;
  here.found(around(here.view(), commitment), {{"commitment", name_of(commitment)}}, organisation(here.view(), promise.lead));
}

}  // namespace outturn::chain
