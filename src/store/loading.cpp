#include "store/loading.h"

#include <fmt/format.h>

#include "record/keeping.h"
#include "store/audit.h"
#include "store/ledger_table.h"
#include "store/observations.h"
#include "store/records.h"
#include "store/redactor.h"

namespace outturn::store {

using workspace::Told;
using workspace::Workspace;

namespace {

workspace::StoreError unreadable(const Connection& connection, const Told& told) {
  return {base::Issue{.field = {}, .code = "store.damaged", .values = {{"file", connection.file()}, {"detail", std::string("ledger")}}},
          fmt::format("{}: entry {} cannot be applied", connection.file(), told.entry.sequence)};
}

/// The records as their tables show them; nothing when somebody has been at the tables.
std::optional<Workspace> records_from_tables(Connection& connection, const Head& head) {
  Workspace state;
  bool is_whole = true;
  for (const auto& kind : record::kinds()) {
    each_record(
        connection, kind,
        [&](workspace::Record record) {
          is_whole = is_whole && record.slot == state.count(kind);
          if (is_whole) state.load(std::move(record));
        },
        [&](const std::string&, const std::string&) { is_whole = false; });
    if (!is_whole) return std::nullopt;
  }
  state.loaded(head.sequence, head.at);
  return state;
}

Workspace records_from_ledger(Connection& connection) {
  Replay replay;
  each_entry(connection, 0, [&](const Told& told) {
    replay.apply(told);  // what cannot be applied is for `verify` to name
    return true;
  });
  return std::move(replay.state());
}

}  // namespace

Loaded load(Connection& connection) {
  connection.run("BEGIN");
  Loaded loaded{.head = stored_head(connection)};
  auto shown = watermark(connection);
  if (shown.sequence < loaded.head.sequence) {
    connection.run("ROLLBACK");
    connection.run("BEGIN IMMEDIATE");
    loaded.head = stored_head(connection);
    shown = watermark(connection);
    if (shown.sequence < loaded.head.sequence) {
      rebuild_projections(connection);
      shown = loaded.head;
    }
  }
  loaded.is_cut_off = shown.sequence > loaded.head.sequence;
  auto records = records_from_tables(connection, loaded.head);
  auto state = std::make_shared<Workspace>(records ? std::move(*records) : records_from_ledger(connection));
  load_panel(connection, *state);
  connection.run("COMMIT");
  loaded.state = std::move(state);
  return loaded;
}

void catch_up(Connection& connection, std::shared_ptr<const Workspace>& state, Head& head) {
  if (last_sequence(connection) == head.sequence) return;
  auto next = std::make_shared<Workspace>(*state);
  each_entry(connection, head.sequence, [&](const Told& told) {
    const auto& entry = told.entry;
    const auto* kind = record::kind(entry.kind);
    if (!kind || entry.sequence != head.sequence + 1) throw unreadable(connection, told);
    const auto* before = next->find(*kind, entry.id);
    const bool is_new = !before;
    auto after = workspace::replayed(*kind, before ? before->body : record::Body{}, before && before->retired, told.payload.json);
    if (!after) throw unreadable(connection, told);
    next->apply({.sequence = entry.sequence, .at = entry.at, .kind = kind, .id = entry.id, .body = after->first, .retired = after->second});
    if (kind == &record::kind_of<record::Batch>()) {
      const auto slot = next->find(*kind, entry.id)->slot;
      if (is_new) load_batch(connection, *next, slot);
      if (entry.act == "redact") {
        const auto taken = rows_taken_out(told.payload.json);
        if (!taken) throw unreadable(connection, told);
        std::vector<std::pair<workspace::SeriesKey, std::int64_t>> rows;
        for (const auto& [name, period] : *taken) {
          if (const auto key = key_of(*next, name)) rows.emplace_back(*key, period);
        }
        remove_rows(*next, slot, rows);
      }
    }
    head = {.sequence = entry.sequence, .at = entry.at, .hash = entry.hash};
    return true;
  });
  state = std::move(next);
}

void rebuild_projections(Connection& connection) {
  auto state = records_from_ledger(connection);
  for (const auto& kind : record::kinds()) {
    remove_records(connection, kind);
    for (workspace::Slot slot = 0; slot < state.count(kind); ++slot) write_record(connection, state.at(kind, slot));
  }
  load_panel(connection, state);
  rebuild_superseded(connection, state);
  set_watermark(connection, stored_head(connection));
}

}  // namespace outturn::store
