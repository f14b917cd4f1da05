#pragma once

#include <string_view>

#include "act/add_record.h"

namespace outturn::act {

/// Says for the organisation that holds a link of a delivery chain: this is ours to do. Bound to the words that the person read,
/// with their name, the day, and the post they hold there where the register knows it.
/// words    record::words_of the link as it was shown
/// refuses  access.*, act.no_record, act.is_retired, act.words_changed, act.already_acknowledged
base::Checked<workspace::Receipt> acknowledge_link(workspace::Register& store, const access::Reader& reader, std::string_view id, std::string_view words);

}  // namespace outturn::act
