#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "store/sqlite.h"
#include "workspace/workspace.h"

/// The tables observation, observation_extra and batch_indicator. Ids there are slots + 1; group 0 is the headline.
namespace outturn::store {

/// superseded_at of a row that nothing supersedes.
constexpr std::int64_t never_superseded = std::numeric_limits<std::int64_t>::max();

/// For each row of a series, the known_from of the row that takes its place, itself for rows of withdrawn batches.
/// A row counts at T when known_from ≤ T < superseded_at.
std::vector<std::int64_t> superseded_at(const workspace::Series& series, const std::vector<workspace::Slot>& withdrawn);

/// Inserts the rows of a new batch and moves superseded_at of those that they take the place of.
/// before, after  the workspace without and with the batch
void insert_batch(Connection& connection, const workspace::Workspace& before, const workspace::Workspace& after, workspace::Slot batch,
                  const workspace::BatchRows& rows);

/// Brings superseded_at up to date after a batch was withdrawn or is in force again, or rows went.
void move_superseded(Connection& connection, const workspace::Workspace& before, const workspace::Workspace& after,
                     const std::vector<workspace::SeriesKey>& series);
/// The series in which a batch has rows.
std::vector<workspace::SeriesKey> series_of_batch(Connection& connection, const workspace::Workspace& state, workspace::Slot batch);

/// Deletes a batch's rows of one period of a series.
void delete_rows(Connection& connection, const workspace::SeriesKey& key, std::int64_t period, workspace::Slot batch);

/// A stored row with what lies beside it.
struct StoredRow {
  workspace::SeriesKey key;
  workspace::Row row;
  std::int64_t superseded_at{};
  std::optional<workspace::Extras> extras;
};

/// Calls visit(row) for every stored row in order of the key; `stray` for extras that belong to no row.
void each_observation(Connection& connection, const std::function<void(const StoredRow&)>& visit, const std::function<void()>& stray = {});
/// The same for one series.
void each_observation_of(Connection& connection, const workspace::SeriesKey& key, const std::function<void(const StoredRow&)>& visit,
                         const std::function<void()>& stray = {});
std::vector<workspace::SeriesKey> stored_series(Connection& connection);
/// Which batches are said to have rows of which indicators.
std::set<std::pair<workspace::Slot, workspace::Slot>> stored_batch_indicators(Connection& connection);

/// Reads all observations into the panel of a workspace.
void load_panel(Connection& connection, workspace::Workspace& state);
/// Reads the rows of one batch into the panel.
void load_batch(Connection& connection, workspace::Workspace& state, workspace::Slot batch);

/// Writes superseded_at of every row anew, from the panel.
void rebuild_superseded(Connection& connection, const workspace::Workspace& state);

}  // namespace outturn::store
