#pragma once

#include <memory>

#include "store/scribe.h"
#include "store/sqlite.h"
#include "workspace/workspace.h"

namespace outturn::store {

/// The workspace that a database holds, and where its ledger ends.
struct Loaded {
  std::shared_ptr<const workspace::Workspace> state;
  Head head;
  /// The tables are ahead of the ledger: its latest entries were cut off. It can be read and verified, not written.
  bool is_cut_off{false};
};

/// Reads the tables where they show the end of the ledger; where they lag behind it, rebuilds them first.
Loaded load(Connection& connection);

/// Adds to `state` what other processes have entered since. Call inside a transaction.
/// throws  StoreError: store.damaged when an entry cannot be read
void catch_up(Connection& connection, std::shared_ptr<const workspace::Workspace>& state, Head& head);

/// Writes every record's table anew from the ledger. Call inside a write transaction.
void rebuild_projections(Connection& connection);

}  // namespace outturn::store
