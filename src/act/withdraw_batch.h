#pragma once

#include <string>
#include <string_view>

#include "access/reader.h"
#include "base/checked.h"
#include "workspace/register.h"

namespace outturn::act {

/// Withdraws a batch: its figures stay in the register and count no longer.
/// refuses  access.*, act.no_record, act.already_withdrawn, act.reason_needed   cost  all rows of the panel
base::Checked<workspace::Receipt> withdraw_batch(workspace::Register& store, const access::Reader& reader, std::string_view id,
                                                 const std::string& reason);

}  // namespace outturn::act
