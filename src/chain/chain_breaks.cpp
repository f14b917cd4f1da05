#include "chain/rules.h"

#include "chain/links.h"

namespace outturn::chain {

void chain_breaks(Examination& here, const Record& link) {
  const auto& duty = link.as<Link>();
  const auto* outcome = here.workspace().find<Outcome>(duty.outcome.id);
  const auto* next = organisation(here.view(), duty.passes_to);
  const auto* holder = organisation(here.view(), duty.organisation);
  if (!outcome || !next || !holder || outcome->retired) return;
  for (const auto* other : links_of(here.view(), *outcome)) {
    if (other->as<Link>().organisation == duty.passes_to) return;
  }
  here.found(around_link(here.view(), link), {{"link", name_of(link)}, {"holder", name_of(*holder)}, {"next", name_of(*next)}, {"outcome", name_of(*outcome)}}, next);
}

}  // namespace outturn::chain
