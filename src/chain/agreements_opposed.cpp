#include "chain/rules.h"

#include <set>

#include "chain/rivals.h"
#include "record/agreement.h"

namespace outturn::chain {
namespace {

bool pulls_up(const Record& target) { return target.as<Target>().form == record::TargetForm::at_least; }
bool pulls_down(const Record& target) {
  const auto form = target.as<Target>().form;
  return form == record::TargetForm::at_most || form == record::TargetForm::eliminate;
}

}  // namespace

void agreements_opposed(Examination& here, const Record& agreement) {
  if (agreement.as<record::Agreement>().closed) return;
  for (const auto* indicator : indicators_of(here.workspace(), agreement)) {
    const auto all = promises_about(here.workspace(), *indicator);
    std::set<const Record*> told;
    for (const auto& own : all) {
      for (const auto& other : all) {
        if (own.agreement != &agreement || other.agreement->slot >= agreement.slot || !here.is_in_force(*own.target) || !here.is_in_force(*other.target)) continue;
        const bool opposed = (pulls_up(*own.target) && pulls_down(*other.target)) || (pulls_down(*own.target) && pulls_up(*other.target));
        if (!opposed || !told.insert(other.agreement).second) continue;
        // Clauses are for the parties until a version is published, so only whoever may read both learns of it.
        here.found({&agreement, other.agreement, indicator, own.clause, other.clause},
                   {{"first", name_of(*other.agreement)}, {"second", name_of(agreement)}, {"indicator", name_of(*indicator)}});
      }
    }
  }
}

}  // namespace outturn::chain
