#include "chain/rules.h"

#include "chain/claims.h"

namespace outturn::chain {

void people_counted_twice(Examination& here, const Record& indicator) {
  for (const auto& set : claim_sets(here.view(), indicator)) {
    if (set.measure != ClaimMeasure::people || !set.is_range()) continue;
    std::vector<const Record*> records{&indicator};
    records.insert(records.end(), set.claims.begin(), set.claims.end());
    here.found(records, {{"indicator", name_of(indicator)}, {"period", set.period}, {"count", static_cast<std::int64_t>(set.claims.size())},
                         {"lowest", language::Amount{.value = set.lowest, .decimals = 0}}, {"highest", language::Amount{.value = set.highest, .decimals = 0}}});
  }
}

}  // namespace outturn::chain
