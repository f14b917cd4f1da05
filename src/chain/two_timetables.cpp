#include "chain/rules.h"

#include "base/text.h"

namespace outturn::chain {

void two_timetables(Examination& here, const Record& indicator) {
  const auto& one = indicator.as<Indicator>();
  for (const auto* earlier : here.namesakes(indicator)) {
    if (earlier == &indicator) return;
    const auto& other = earlier->as<Indicator>();
    const bool same = one.frequency.empty() || other.frequency.empty() || base::folded(one.frequency) == base::folded(other.frequency);
    if (same) continue;
    here.found({&indicator, earlier}, {{"indicator", name_of(indicator)}, {"id", indicator.id}, {"other", earlier->id},
                                       {"often", one.frequency}, {"other_often", other.frequency}});
    return;
  }
}

}  // namespace outturn::chain
