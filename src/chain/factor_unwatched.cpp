#include "chain/rules.h"

namespace outturn::chain {

void factor_unwatched(Examination& here, const Record& factor) {
  const auto& outside = factor.as<record::Factor>();
  const auto* outcome = here.workspace().find<Outcome>(outside.outcome.id);
  if (!outcome || outcome->retired || !outside.watched.empty() || !outside.indicator.empty()) return;
  here.found({&factor}, {{"factor", name_of(factor)}, {"outcome", name_of(*outcome)}}, leader(here.view(), *outcome));
}

}  // namespace outturn::chain
