#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "store/scribe.h"

namespace outturn::store {

/// Everything a redaction does, worked out before anything is written.
struct RedactionWork {
  /// Entries whose payload is replaced, with the new payload (fresh salt, so that the old digest tells nothing).
  std::vector<workspace::Told> replaced;
  workspace::Told entry;     ///< the entry that records it
  workspace::Change change;  ///< what it does to the record
  std::vector<std::pair<workspace::SeriesKey, std::int64_t>> rows;  ///< series and period codes of the batch's rows that go
};

/// history  all entries about the record, oldest first
/// refuses  as workspace::Register::redact, and redact.no_row
base::Checked<RedactionWork> work_out(const workspace::Workspace& state, Head& head, base::Instant now, const workspace::Author& author,
                                      const workspace::Redaction& redaction, const std::vector<workspace::Told>& history);

/// Which payload digests a redaction replaced, as its own payload says.
struct Replacement {
  std::int64_t sequence{};
  base::Digest was;
  base::Digest now;
};
/// refuses  ledger.payload
base::Checked<std::vector<Replacement>> replacements_of(const std::string& redaction_payload);

/// Series and periods of a batch that a redaction took out, as its own payload says.  refuses  ledger.payload
base::Checked<std::vector<std::pair<workspace::SeriesName, std::int64_t>>> rows_taken_out(const std::string& redaction_payload);

/// The order of series in a batch and in its hash: by indicator, definition, group, place.
bool before_in_batch(const workspace::SeriesName& a, const workspace::SeriesName& b);

/// The rows of one batch as the panel holds them, in the canonical order.
workspace::BatchRows rows_of_batch(const workspace::Workspace& state, workspace::Slot batch);

/// Takes rows of a batch out of the panel.
void remove_rows(workspace::Workspace& state, workspace::Slot batch,
                 const std::vector<std::pair<workspace::SeriesKey, std::int64_t>>& rows);
/// The key of a series by the slots of its records; nothing when one of them does not exist.
std::optional<workspace::SeriesKey> key_of(const workspace::Workspace& state, const workspace::SeriesName& name);
workspace::SeriesName name_of(const workspace::Workspace& state, const workspace::SeriesKey& key);

}  // namespace outturn::store
