#pragma once

#include <cstdint>
#include <optional>

#include "act/add_record.h"

namespace outturn::act {

/// Changes the given fields of a record and leaves the others. What changes nothing writes nothing.
/// version  of the record that the person saw; nothing = whatever stands there now (the command line)
/// refuses  access.*, record.*, act.no_record, act.is_retired, act.stale (with the current version, so that both can
///          be shown), act.field_not_yours, act.batch_by_import, and the rules of rules.h; all at once
base::Checked<workspace::Receipt> change_record(workspace::Register& store, const access::Reader& reader, const record::Kind& kind,
                                                std::string_view id, std::optional<std::int64_t> version, const Fields& fields,
                                                const std::string& reason = {});

}  // namespace outturn::act
