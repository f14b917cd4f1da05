#include "chain/rules.h"

#include <set>

namespace outturn::chain {

void too_many_partners(Examination& here, const Record& outcome) {
  std::set<std::string_view> partners;
  for (const auto* record : here.workspace().referring<Party>(outcome)) {
    const auto& party = record->as<Party>();
    if (party.stance != record::Stance::inhibits && party.stance != record::Stance::is_consulted) partners.insert(party.organisation.id);
  }
  if (partners.size() <= manageable_partners) return;
  here.found({&outcome}, {{"outcome", name_of(outcome)},
                          {"count", static_cast<std::int64_t>(partners.size())},
                          {"limit", static_cast<std::int64_t>(manageable_partners)}}, leader(here.view(), outcome));
}

}  // namespace outturn::chain
