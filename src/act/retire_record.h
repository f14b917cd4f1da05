#pragma once

#include <cstdint>
#include <optional>

#include "act/add_record.h"

namespace outturn::act {

/// Takes a record out of force. It stays, with its history, and is still found by its id.
/// refuses  access.*, act.no_record, act.is_retired, act.stale, act.reason_needed, act.still_referred (one for each
///          record in force that names it, ten at most), act.last_administrator, act.installation_stays, act.batch_by_import
base::Checked<workspace::Receipt> retire_record(workspace::Register& store, const access::Reader& reader, const record::Kind& kind,
                                                std::string_view id, std::optional<std::int64_t> version, const std::string& reason);

/// Puts a retired record back in force.
/// refuses  access.*, act.no_record, act.not_retired, act.stale, and the rules of rules.h
base::Checked<workspace::Receipt> restore_record(workspace::Register& store, const access::Reader& reader, const record::Kind& kind,
                                                 std::string_view id, std::optional<std::int64_t> version,
                                                 const std::string& reason = {});

}  // namespace outturn::act
