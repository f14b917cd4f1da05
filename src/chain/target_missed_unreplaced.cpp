#include "chain/rules.h"

#include <algorithm>

#include "quality/amount.h"
#include "quality/freshness.h"

namespace outturn::chain {

void target_missed_unreplaced(Examination& here, const Record& target) {
  const auto& promise = target.as<Target>();
  const auto* indicator = here.workspace().find<Indicator>(promise.indicator.id);
  if (!promise.period || !promise.value || !indicator || indicator->retired || promise.period->last_day() >= here.view().day()) return;
  const auto& in_force = here.targets_in_force(*indicator);
  if (std::find(in_force.begin(), in_force.end(), &target) == in_force.end()) return;
  const bool goes_on = std::any_of(in_force.begin(), in_force.end(), [&](const Record* other) {
    const auto& later = other->as<Target>();
    return later.place == promise.place && later.group == promise.group && (!later.period || later.period->last_day() >= here.view().day());
  });
  if (goes_on) return;
  const auto figures = usable(figures_of(here.view(), promise));
  const auto end = promise.period->last_day();
  const auto after = std::find_if(figures.begin(), figures.end(), [&](const auto& f) { return f.period.last_day() > end; });
  if (after == figures.begin()) return;
  const auto& last = *(after - 1);
  const auto next = quality::next_period_ends(figures);
  const bool is_settled = after != figures.end() || last.period.last_day() == end || (next && *next > end);
  const auto& measured = indicator->as<Indicator>();
  if (!is_settled || workspace::meets(promise, measured.direction, last.value)) return;
  here.found({&target, indicator}, {{"indicator", name_of(*indicator)},
                                    {"target_period", *promise.period},
                                    {"figure", quality::amount_of(measured, last.value)},
                                    {"period", last.period}});
}

}  // namespace outturn::chain
