#include "chain/rules.h"

#include <algorithm>

#include "chain/links.h"

namespace outturn::chain {

void accountability_circle(Examination& here, const Record& link) {
  const auto& duty = link.as<Link>();
  const auto* outcome = here.workspace().find<Outcome>(duty.outcome.id);
  if (!outcome || outcome->retired || duty.accountable_to.empty()) return;
  const auto links = links_of(here.view(), *outcome);
  // Breadth first from whom it answers to; whoever comes back to the holder closes a circle. The oldest link tells it.
  std::vector<record::Reference> reached{duty.accountable_to};
  for (std::size_t at = 0; at < reached.size(); ++at) {
    if (reached[at] == duty.organisation) {
      const auto* holder = organisation(here.view(), duty.organisation);
      if (holder) here.found(around_link(here.view(), link), {{"link", name_of(link)}, {"holder", name_of(*holder)}, {"outcome", name_of(*outcome)}}, leader(here.view(), *outcome));
      return;
    }
    for (const auto* other : links) {
      const auto& further = other->as<Link>();
      if (further.organisation != reached[at] || further.accountable_to.empty()) continue;
      if (std::find(reached.begin(), reached.end(), further.accountable_to) == reached.end()) reached.push_back(further.accountable_to);
    }
  }
}

}  // namespace outturn::chain
