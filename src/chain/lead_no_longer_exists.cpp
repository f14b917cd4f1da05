#include "chain/rules.h"

namespace outturn::chain {

void lead_no_longer_exists(Examination& here, const Record& commitment) {
  const auto* lead = organisation(here.view(), commitment.as<Commitment>().lead);
  if (!lead || !lead->retired) return;
  here.found(around(here.view(), commitment), {{"commitment", name_of(commitment)}, {"lead", name_of(*lead)}});
}

}  // namespace outturn::chain
