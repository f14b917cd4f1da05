#include "chain/rules.h"
#include "record/levels.h"

namespace outturn::chain {

void unit_missing(Examination& here, const Record& indicator) {
  const auto& measured = indicator.as<Indicator>();
  if (!measured.unit.empty() || measured.value_kind == record::ValueKind::percentage || measured.value_kind == record::ValueKind::count || record::is_assessed(measured)) return;
  here.found({&indicator}, {{"indicator", name_of(indicator)}});
}

}  // namespace outturn::chain
