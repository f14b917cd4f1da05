#include "chain/rules.h"

#include <algorithm>

#include "chain/links.h"

namespace outturn::chain {

void split_responsibility(Examination& here, const Record& outcome) {
  std::vector<const Record*> holders;
  const auto note = [&](const record::Reference& reference) {
    const auto* holder = organisation(here.view(), reference);
    if (holder && std::find(holders.begin(), holders.end(), holder) == holders.end()) holders.push_back(holder);
  };
  for (const auto* record : here.workspace().referring<Party>(outcome)) {
    const auto& party = record->as<Party>();
    if (party.stance == record::Stance::leads || party.stance == record::Stance::co_owns) note(party.organisation);
  }
  for (const auto* link : links_of(here.view(), outcome)) note(link->as<Link>().organisation);
  if (holders.size() < 2) return;
  for (const auto* body : referring<GovernanceBody>(here.workspace(), outcome)) {
    if (body->as<GovernanceBody>().members.size() > 1) return;
  }
  here.found({&outcome}, {{"outcome", name_of(outcome)}, {"count", static_cast<std::int64_t>(holders.size())}, {"holders", names_of(holders)}},
             leader(here.view(), outcome));
}

}  // namespace outturn::chain
