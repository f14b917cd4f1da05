#include "chain/rules.h"

#include <algorithm>

namespace outturn::chain {

void two_leads(Examination& here, const Record& outcome) {
  std::vector<const Record*> records{&outcome};
  language::Phrases names;
  for (const auto* record : here.workspace().referring<Party>(outcome)) {
    const auto& party = record->as<Party>();
    const auto* lead = party.stance == record::Stance::leads ? organisation(here.view(), party.organisation) : nullptr;
    if (!lead || std::find(records.begin(), records.end(), lead) != records.end()) continue;
    records.push_back(lead);
    names.push_back({"chain.name", {{"name", name_of(*lead)}}});
  }
  if (names.size() < 2) return;
  const auto count = static_cast<std::int64_t>(names.size());
  here.found(records, {{"outcome", name_of(outcome)}, {"count", count}, {"leads", names}});
}

}  // namespace outturn::chain
