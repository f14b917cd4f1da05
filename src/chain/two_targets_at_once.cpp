#include "chain/rules.h"

#include <map>
#include <tuple>

namespace outturn::chain {

void two_targets_at_once(Examination& here, const Record& indicator) {
  std::map<std::tuple<std::string_view, std::string_view, record::TargetKind, std::int64_t>, const Record*> seen;
  for (const auto* record : here.targets_in_force(indicator)) {
    const auto& target = record->as<Target>();
    if (!target.period) continue;
    const auto* place = workspace::place_of(here.view(), target);
    const std::string_view place_id = place ? std::string_view(place->id) : std::string_view();
    const auto [at, is_new] = seen.emplace(std::tuple(place_id, std::string_view(target.group.id), target.kind, target.period->code()), record);
    if (!is_new) here.found({record, at->second, &indicator}, {{"indicator", name_of(indicator)}, {"period", *target.period}});
  }
}

}  // namespace outturn::chain
