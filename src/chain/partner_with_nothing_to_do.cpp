#include "chain/rules.h"

#include <set>

#include "chain/links.h"

namespace outturn::chain {

void partner_with_nothing_to_do(Examination& here, const Record& outcome) {
  const auto parties = here.workspace().referring<Party>(outcome);
  if (parties.empty()) return;
  std::set<std::string_view> busy;
  for (const auto* record : here.workspace().referring<Commitment>(outcome)) {
    const auto& promise = record->as<Commitment>();
    busy.insert(promise.lead.id);
    for (const auto& party : promise.parties) busy.insert(party.id);
  }
  for (const auto* link : links_of(here.view(), outcome)) busy.insert(link->as<Link>().organisation.id);
  const auto* lead = leader(here.view(), outcome);
  for (const auto* record : parties) {
    const auto& party = record->as<Party>();
    const bool has_part = party.stance == record::Stance::contributes || party.stance == record::Stance::co_owns;
    const auto* partner = organisation(here.view(), party.organisation);
    if (!has_part || !partner || !party.contribution.empty() || busy.contains(party.organisation.id)) continue;
    here.found({record, &outcome, partner}, {{"outcome", name_of(outcome)}, {"partner", name_of(*partner)}}, lead);
  }
}

}  // namespace outturn::chain
