#include "store/verifying.h"

#include <algorithm>

#include <fmt/format.h>

#include "record/keeping.h"
#include "record/measure.h"
#include "store/audit.h"
#include "store/ledger_table.h"
#include "store/observations.h"
#include "store/records.h"
#include "store/redactor.h"

namespace outturn::store {
namespace {

using workspace::SeriesKey;
using workspace::SeriesName;

bool has_all_names(const workspace::Workspace& state, const SeriesKey& key) {
  return key.indicator < state.count(record::kind_of<record::Indicator>()) && key.place < state.count(record::kind_of<record::Place>()) &&
         (key.group == workspace::no_slot || key.group < state.count(record::kind_of<record::Group>()));
}

void check_observations(Connection& connection, Audit& audit) {
  auto& state = audit.replayed();
  std::vector<std::pair<SeriesName, SeriesKey>> named;
  for (const auto& key : stored_series(connection)) {
    if (has_all_names(state, key)) {
      named.emplace_back(name_of(state, key), key);
    } else {
      audit.add_fault("batch.rows_unknown", 0, fmt::format("observation ({}, {})", std::int64_t{key.indicator} + 1, std::int64_t{key.place} + 1));
    }
  }
  std::sort(named.begin(), named.end(), [](const auto& a, const auto& b) { return before_in_batch(a.first, b.first); });
  std::vector<std::int64_t> stored_superseded;
  auto listed = stored_batch_indicators(connection);
  for (const auto& [name, key] : named) {
    audit.begin_series(name);
    workspace::Series series{.key = key};
    stored_superseded.clear();
    const auto text = fmt::format("observation {} {} {}", name.indicator, name.place, name.group);
    each_observation_of(
        connection, key,
        [&](const StoredRow& stored) {
          audit.check_row(stored.row, stored.extras ? &*stored.extras : nullptr);
          series.rows.push_back(stored.row);
          stored_superseded.push_back(stored.superseded_at);
          if (listed.emplace(stored.row.batch, key.indicator).second) {
            audit.add_fault("projection.differs", 0, fmt::format("batch_indicator {} {}", stored.row.batch + 1, name.indicator));
          }
        },
        [&] { audit.add_fault("projection.differs", 0, text); });
    if (superseded_at(series, state.withdrawn_batches()) != stored_superseded) audit.add_fault("projection.differs", 0, text);
  }
}

}  // namespace

workspace::Verification verify_database(Connection& connection, base::Progress& progress, const std::optional<workspace::KnownHead>& known) {
  struct ReadTransaction {
    Connection& connection;
    explicit ReadTransaction(Connection& c) : connection(c) { connection.run("BEGIN"); }
    ~ReadTransaction() {
      try {
        connection.run("COMMIT");
      } catch (const workspace::StoreError&) {  // it only read
      }
    }
  } const transaction(connection);

  Audit audit(
      progress, entry_count(connection),
      [&](const std::function<void(const workspace::Told&)>& visit) {
        each_entry(connection, 0, [&](const workspace::Told& told) {
          visit(told);
          return true;
        });
      },
      known);
  audit.check_ledger();
  each_payload_without_entry(connection, [&](std::int64_t sequence) { audit.add_fault("ledger.inserted", sequence, "payload"); });
  const auto shown = watermark(connection);
  const auto head = stored_head(connection);
  if (shown.sequence > head.sequence || (shown.sequence == head.sequence && shown.hash != head.hash)) {
    audit.add_fault("ledger.head_missing", shown.sequence, shown.hash.hex());
  }
  for (const auto& kind : record::kinds()) {
    std::string last_unreadable;
    each_record(
        connection, kind,
        [&](workspace::Record record) {
          if (record.id != last_unreadable) return audit.check_record(record);
          record.version = -1;  // cannot be equal
          audit.check_record(record);
        },
        [&](const std::string& id, const std::string&) { last_unreadable = id; });
  }
  audit.check_no_record_is_missing();
  check_observations(connection, audit);
  audit.check_batches();
  return audit.verification();
}

}  // namespace outturn::store
