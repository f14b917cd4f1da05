#include "chain/rules.h"

namespace outturn::chain {

void opposite_promises(Examination& here, const Record& indicator) {
  const auto upward = [](const Target& target) { return target.form == record::TargetForm::at_least; };
  const auto downward = [](const Target& target) { return target.form == record::TargetForm::at_most || target.form == record::TargetForm::eliminate; };
  const auto& in_force = here.targets_in_force(indicator);
  for (std::size_t second = 1; second < in_force.size(); ++second) {
    const auto& two = in_force[second]->as<Target>();
    for (std::size_t first = 0; first < second; ++first) {
      const auto& one = in_force[first]->as<Target>();
      const bool same = workspace::place_of(here.view(), one) == workspace::place_of(here.view(), two) && one.group == two.group;
      const bool opposed = (upward(one) && downward(two)) || (downward(one) && upward(two));
      if (!same || !opposed || !one.value || !two.value) continue;
      here.found({in_force[second], in_force[first], &indicator},
                 {{"indicator", name_of(indicator)}, {"first", in_force[first]->id}, {"second", in_force[second]->id}});
      break;  // once for each later target
    }
  }
}

}  // namespace outturn::chain
