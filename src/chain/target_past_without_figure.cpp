#include "chain/rules.h"

#include "quality/freshness.h"

namespace outturn::chain {

void target_past_without_figure(Examination& here, const Record& target) {
  const auto& promise = target.as<Target>();
  const auto* indicator = here.workspace().find<Indicator>(promise.indicator.id);
  if (!promise.period || !indicator || indicator->retired || !here.is_in_force(target)) return;
  const auto end = promise.period->last_day();
  const auto delay = static_cast<int>(indicator->as<Indicator>().publication_delay.value_or(0));
  if (here.view().day() <= end.plus(delay)) return;
  const auto figures = usable(figures_of(here.view(), promise));
  if (!figures.empty()) {
    const auto next = quality::next_period_ends(figures);
    if (figures.back().period.last_day() >= end || (next && *next > end)) return;
  }
  here.found({&target, indicator}, {{"indicator", name_of(*indicator)}, {"period", *promise.period}, {"due", end.plus(delay)}});
}

}  // namespace outturn::chain
