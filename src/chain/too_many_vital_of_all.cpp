#include "chain/rules.h"
#include "chain/vital.h"

namespace outturn::chain {

void too_many_vital_of_all(Examination& here, const Record&) { found_too_many(here, vital(here.view(), nullptr), nullptr); }

}  // namespace outturn::chain
