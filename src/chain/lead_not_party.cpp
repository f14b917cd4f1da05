#include "chain/rules.h"

#include <algorithm>

namespace outturn::chain {

void lead_not_party(Examination& here, const Record& commitment) {
  const auto& promise = commitment.as<Commitment>();
  const auto* lead = organisation(here.view(), promise.lead);
  if (!lead || promise.parties.empty()) return;  // a lead without partners acts alone
  if (std::find(promise.parties.begin(), promise.parties.end(), promise.lead) != promise.parties.end()) return;
  here.found(around(here.view(), commitment), {{"commitment", name_of(commitment)},
                                               {"lead", name_of(*lead)},
                                               {"parties", static_cast<std::int64_t>(promise.parties.size())}}, lead);
}

}  // namespace outturn::chain
