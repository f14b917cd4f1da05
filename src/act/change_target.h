#pragma once

#include <cstdint>
#include <optional>

#include "act/add_record.h"

namespace outturn::act {

/// Changes a target by making a new one that replaces it; the old one stays and is seen beside it.
/// version  of the old target that the person saw
/// changed  what differs from the old target; must give in_force_from and may not change the indicator
/// reason   why, kept with the new target
/// refuses  access.*, record.*, act.no_record, act.is_retired, act.stale, act.reason_needed, act.in_force_needed,
///          act.in_force_before, act.target_same, act.target_other_series, act.target_already_replaced, act.id_taken
base::Checked<workspace::Receipt> change_target(workspace::Register& store, const access::Reader& reader, std::string_view old_id,
                                                std::optional<std::int64_t> version, std::string new_id, const Fields& changed,
                                                const std::string& reason);

}  // namespace outturn::act
