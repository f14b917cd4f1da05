#pragma once

#include "access/reader.h"
#include "act/add_record.h"

namespace outturn::act {

/// The fields of a question, an opinion, an entry of a return and the like with its author and day filled in: who asks or answers does so in their own
/// name. Other kinds, and what the host writes, stay as they are.
/// before  the record as it stands, or nullptr for a new one
/// refuses  act.not_yourself: another person is named as author
base::Checked<Fields> signed_by(const access::Reader& reader, const record::Kind& kind, const record::Body& before, Fields fields);

}  // namespace outturn::act
