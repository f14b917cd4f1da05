#include "chain/rules.h"

#include <algorithm>

#include "chain/links.h"

namespace outturn::chain {

void local_body_departs(Examination& here, const Record& body) {
  const auto& local = body.as<GovernanceBody>();
  const auto* whole = local.replicates.empty() ? nullptr : here.workspace().find<GovernanceBody>(local.replicates.id);
  if (!whole || whole->retired || is_draft(*whole)) return;
  const auto& governed = whole->as<GovernanceBody>().outcomes;
  const bool shares_one = std::any_of(local.outcomes.begin(), local.outcomes.end(), [&](const record::Reference& one) {
    return std::find(governed.begin(), governed.end(), one) != governed.end();
  });
  if (governed.empty() || shares_one) return;
  here.found({&body, whole}, {{"body", name_of(body)}, {"whole", name_of(*whole)}});
}

}  // namespace outturn::chain
