#pragma once

#include "access/reader.h"
#include "base/checked.h"
#include "workspace/register.h"

namespace outturn::act {

/// Takes content out of the register for good; the chain still verifies and says what went, when and why.
/// second   a second person who may redact too, known to have agreed just now (by password, see Sessions::confirmed)
/// refuses  access.*, act.no_record, redact.*, act.second_person
base::Checked<workspace::Receipt> redact(workspace::Register& store, const access::Reader& reader, const access::Reader& second,
                                         workspace::Redaction redaction);

}  // namespace outturn::act
