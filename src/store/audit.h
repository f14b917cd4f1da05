#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "base/progress.h"
#include "store/scribe.h"
#include "workspace/register.h"

namespace outturn::store {

/// Rebuilds the records from the ledger, entry by entry. Rows of batches come apart from it.
class Replay {
 public:
  /// Whether the entry could be applied: its kind is known and its payload fits.
  bool apply(const workspace::Told& told);
  workspace::Workspace& state() { return state_; }

 private:
  workspace::Workspace state_;
};

/// Copies from `now` the rows of all batches that `past` knows of.
void add_rows_of_known_batches(const workspace::Workspace& now, workspace::Workspace& past);

/// Numbers of all series in the order in which a batch's rows are hashed.
std::vector<std::size_t> series_in_order(const workspace::Workspace& state);

/// Checks a ledger and what was made from it. Call the steps in the order in which they stand here.
class Audit {
 public:
  /// Calls its argument for every stored entry, in order of sequence.
  using EachEntry = std::function<void(const std::function<void(const workspace::Told&)>&)>;

  Audit(base::Progress& progress, std::int64_t total, EachEntry each_entry, std::optional<workspace::KnownHead> known = {});

  /// The chain, the payloads, and the replay to which everything else is compared.
  void check_ledger();
  /// One stored record against the replayed one.
  void check_record(const workspace::Record& stored);
  void check_no_record_is_missing();
  /// The rows of a series follow, in order of (period, known_from); series come in the order of batches.
  void begin_series(const workspace::SeriesName& name);
  void check_row(const workspace::Row& row, const workspace::Extras* extras);
  void check_batches();
  void add_fault(std::string code, std::int64_t sequence, std::string detail);

  workspace::Workspace& replayed() { return replay_.state(); }
  workspace::Verification verification();

 private:
  struct RowsOfBatch {
    base::Sha256 hash;
    std::string text;
    std::int64_t rows{0};
  };
  void classify_broken_chain();
  RowsOfBatch& rows_of(workspace::Slot batch);

  base::Progress& progress_;
  std::int64_t total_;
  EachEntry each_entry_;
  std::optional<workspace::KnownHead> known_;
  workspace::Verification found_;
  Replay replay_;
  std::map<std::int64_t, std::vector<std::pair<base::Digest, base::Digest>>> replaced_;  ///< sequence → was, now
  std::map<std::string, std::vector<bool>> seen_;  ///< kind → slots met
  std::map<workspace::Slot, RowsOfBatch> rows_;
  workspace::SeriesName series_;
};

}  // namespace outturn::store
