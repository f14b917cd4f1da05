#include "chain/rules.h"

#include "chain/links.h"

namespace outturn::chain {

void duty_answers_to_nobody(Examination& here, const Record& link) {
  const auto& duty = link.as<Link>();
  const auto* holder = organisation(here.view(), duty.organisation);
  if (!holder || !duty.accountable_to.empty()) return;
  here.found(around_link(here.view(), link), {{"link", name_of(link)}, {"holder", name_of(*holder)}}, holder);
}

}  // namespace outturn::chain
