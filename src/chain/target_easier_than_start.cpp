#include "chain/rules.h"

#include "quality/amount.h"

namespace outturn::chain {

void target_easier_than_start(Examination& here, const Record& target) {
  const auto& promise = target.as<Target>();
  const auto* indicator = here.workspace().find<Indicator>(promise.indicator.id);
  if (!indicator || indicator->retired || !promise.value || !here.is_in_force(target)) return;
  auto start = promise.base_value;
  if (!start && promise.base_period) {
    for (const auto& figure : figures_of(here.view(), promise)) {
      if (figure.is_figure() && figure.period == *promise.base_period) start = figure.value;
    }
  }
  const auto& measured = indicator->as<Indicator>();
  if (!start || !workspace::meets(promise, measured.direction, *start)) return;
  here.found({&target, indicator}, {{"indicator", name_of(*indicator)},
                                    {"limit", quality::without_unit(quality::limit_of(measured, *promise.value))},
                                    {"start", quality::limit_of(measured, *start)}});
}

}  // namespace outturn::chain
