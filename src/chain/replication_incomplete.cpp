#include "chain/rules.h"

#include <algorithm>
#include <map>
#include <set>

#include "chain/links.h"

namespace outturn::chain {

/// From so many local forms on, a body is meant to be everywhere. Ours; the source asks for replication and states no number.
constexpr std::size_t meant_for_all = 2;
constexpr std::size_t most_named = 6;

void replication_incomplete(Examination& here, const Record& body) {
  const auto& space = here.workspace();
  std::map<const Record*, std::set<const Record*>> covered;  ///< the places of the local forms, by the place that they are parts of
  for (const auto* local : referring<GovernanceBody>(space, body, "replicates")) {
    const auto& at = local->as<GovernanceBody>().place;
    const auto* place = at.empty() ? nullptr : space.find<record::Place>(at.id);
    const auto* whole = place && !place->retired ? space.find<record::Place>(place->as<record::Place>().parent.id) : nullptr;
    if (whole) covered[whole].insert(place);
  }
  for (const auto& [whole, places] : covered) {
    if (places.size() < meant_for_all) continue;
    std::vector<const Record*> missing;
    for (const auto* part : space.referring<record::Place>(*whole, "parent")) {
      if (!places.contains(part)) missing.push_back(part);
    }
    if (missing.empty()) continue;
    const auto count = static_cast<std::int64_t>(missing.size());
    if (missing.size() > most_named) missing.resize(most_named);
    here.found({&body}, {{"body", name_of(body)}, {"there", static_cast<std::int64_t>(places.size())}, {"count", count}, {"places", names_of(missing)}});
  }
}

}  // namespace outturn::chain
