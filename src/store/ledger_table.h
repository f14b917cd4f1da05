#pragma once

#include <functional>
#include <optional>

#include "store/scribe.h"
#include "store/sqlite.h"

/// The tables ledger, payload and watermark.
namespace outturn::store {

void append_entry(Connection& connection, const workspace::Told& told);
void replace_payload(Connection& connection, std::int64_t sequence, const workspace::Payload& payload);

/// Calls visit(told) for the entries after a sequence, oldest first, until it answers false.
void each_entry(Connection& connection, std::int64_t after, const std::function<bool(const workspace::Told&)>& visit);
std::vector<workspace::Told> entries_about(Connection& connection, const record::Kind& kind, std::string_view id);

void each_payload_without_entry(Connection& connection, const std::function<void(std::int64_t sequence)>& visit);

Head stored_head(Connection& connection);
std::int64_t last_sequence(Connection& connection);
std::int64_t entry_count(Connection& connection);

/// The ledger position that the projections show.
Head watermark(Connection& connection);
void set_watermark(Connection& connection, const Head& head);

}  // namespace outturn::store
