#include "chain/rules.h"

#include "chain/claims.h"
#include "quality/amount.h"

namespace outturn::chain {

void claims_exceed_whole(Examination& here, const Record& indicator) {
  for (const auto& set : claim_sets(here.view(), indicator)) {
    if (!set.exceeds()) continue;
    std::vector<const Record*> records{&indicator};
    records.insert(records.end(), set.claims.begin(), set.claims.end());
    const bool share = set.measure == ClaimMeasure::share;
    const auto amount = [&](double value) {
      return share ? language::Amount{.value = value, .decimals = 0, .form = language::AmountForm::percentage} : quality::amount_of(indicator.as<Indicator>(), value);
    };
    here.found(records, {{"indicator", name_of(indicator)}, {"period", set.period}, {"count", static_cast<std::int64_t>(set.claims.size())},
                         {"claimed", amount(set.lowest)}, {"whole", amount(*set.whole)}});
  }
}

}  // namespace outturn::chain
