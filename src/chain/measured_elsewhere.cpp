#include "chain/rules.h"

#include <algorithm>

namespace outturn::chain {

void measured_elsewhere(Examination& here, const Record& commitment) {
  const auto& promise = commitment.as<Commitment>();
  if (promise.outcomes.empty() || promise.indicators.empty()) return;
  for (const auto& reference : promise.indicators) {
    const auto* indicator = here.workspace().get<Indicator>(reference.id);
    if (!indicator) continue;
    for (const auto& outcome : indicator->outcomes) {
      if (std::find(promise.outcomes.begin(), promise.outcomes.end(), outcome) != promise.outcomes.end()) return;
    }
  }
  here.found(around(here.view(), commitment), {{"commitment", name_of(commitment)}, {"count", static_cast<std::int64_t>(promise.indicators.size())}},
             organisation(here.view(), promise.lead));
}

}  // namespace outturn::chain
