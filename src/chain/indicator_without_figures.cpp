#include "chain/rules.h"

namespace outturn::chain {

void indicator_without_figures(Examination& here, const Record& indicator) {
  const auto& panel = here.workspace().panel();
  for (const auto number : panel.of_indicator(indicator.slot)) {
    if (!usable(here.view().figures(panel.series(number))).empty()) return;
  }
  here.found({&indicator}, {{"indicator", name_of(indicator)}});
}

}  // namespace outturn::chain
