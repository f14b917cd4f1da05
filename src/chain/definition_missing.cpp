#include "chain/rules.h"

namespace outturn::chain {

void definition_missing(Examination& here, const Record& indicator) {
  if (!indicator.as<Indicator>().description.empty() || !here.workspace().referring<Definition>(indicator).empty()) return;
  here.found({&indicator}, {{"indicator", name_of(indicator)}});
}

}  // namespace outturn::chain
