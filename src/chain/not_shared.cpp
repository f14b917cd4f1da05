#include "chain/rules.h"

#include <set>

namespace outturn::chain {

void not_shared(Examination& here, const Record& outcome) {
  std::set<std::string_view> organisations;
  for (const auto* record : here.workspace().referring<Party>(outcome)) organisations.insert(record->as<Party>().organisation.id);
  for (const auto* record : here.workspace().referring<Commitment>(outcome)) {
    const auto& promise = record->as<Commitment>();
    if (!promise.lead.empty()) organisations.insert(promise.lead.id);
    for (const auto& party : promise.parties) organisations.insert(party.id);
  }
  if (organisations.size() > 1) return;
  here.found({&outcome}, {{"outcome", name_of(outcome)}, {"count", static_cast<std::int64_t>(organisations.size())}}, leader(here.view(), outcome));
}

}  // namespace outturn::chain
