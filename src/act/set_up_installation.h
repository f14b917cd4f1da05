#pragma once

#include "act/add_record.h"

namespace outturn::act {

/// Gives a new register its one record of settings, "this".
/// refuses  access.*, record.*, act.already_set_up
base::Checked<workspace::Receipt> set_up_installation(workspace::Register& store, const access::Reader& reader, const Fields& fields);

}  // namespace outturn::act
