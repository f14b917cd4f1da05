#include "chain/rules.h"

namespace outturn::chain {

void definition_without_bridge(Examination& here, const Record& definition) {
  const auto& text = definition.as<Definition>();
  const auto* indicator = here.workspace().find<Indicator>(text.indicator.id);
  if (text.version.value_or(1) < 2 || !text.bridge.empty() || !indicator || indicator->retired) return;
  here.found({&definition, indicator}, {{"indicator", name_of(*indicator)}, {"version", *text.version}});
}

}  // namespace outturn::chain
