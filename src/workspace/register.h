#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/progress.h"
#include "workspace/ledger.h"
#include "workspace/workspace.h"

namespace outturn::workspace {

/// The disk, the database or the network failed; nothing was half done. `issue` is what the person is told (a
/// sentence of the catalogue, in whichever language they read); what() is for the log.
class StoreError : public std::runtime_error {
 public:
  StoreError(base::Issue told, const std::string& for_the_log) : std::runtime_error(for_the_log), issue_(std::move(told)) {}
  const base::Issue& issue() const { return issue_; }

 private:
  base::Issue issue_;
};

/// One change that an act proposes: the whole record after it.
struct Draft {
  const record::Kind* kind{};
  std::string id;
  record::Body body;
  bool retired{false};
  std::string act{};
  std::string reason{};
  std::shared_ptr<const BatchRows> rows{};  ///< only with a new batch
};

/// Given the latest state, what to write, or why not. Runs under the write lock, so that what it checks still holds
/// when its drafts are written; it may run again and must not have effects of its own.
using Plan = std::function<base::Checked<std::vector<Draft>>(const Workspace&)>;

struct Receipt {
  std::int64_t first{};  ///< ledger sequences of what was written
  std::int64_t last{};   ///< last < first = nothing needed writing
  std::shared_ptr<const Workspace> workspace;  ///< the state right after
};

/// What to take out of the ledger for good. Both persons are named in the entry that records it.
struct Redaction {
  std::string kind;
  std::string id;
  std::vector<std::string> fields;  ///< of the record; "reason" means the reasons of its entries
  /// Rows of a batch (kind "batch"): series and period codes whose figures go.
  std::vector<std::pair<SeriesName, std::int64_t>> rows;
  std::string reason;
  std::string second_person;
};

/// One thing that does not hold.
struct Fault {
  std::string code;  ///< ledger.changed, ledger.removed, ledger.inserted, ledger.reordered, ledger.payload_changed,
                     ///< projection.differs, batch.rows_changed, …: a sentence "fault.<code>" that names {sequence}
                     ///< and {detail}
  std::int64_t sequence{};  ///< entry concerned; 0 = none
  std::string detail;       ///< kind and id, or table and key
};

struct Verification {
  std::int64_t entries{};
  std::int64_t records{};
  std::int64_t observations{};
  std::int64_t redacted{};  ///< entries whose content was taken out with a recorded redaction
  base::Digest head;        ///< hash of the last entry
  std::vector<Fault> faults;
};

/// The end of the chain as somebody noted it earlier, to find a ledger whose latest entries were cut off.
struct KnownHead {
  std::int64_t sequence{};
  base::Digest hash;
};

/// An entry with its payload.
struct Told {
  Entry entry;
  Payload payload;
};

/// The register of one installation: every write goes through commit(), every reader holds a Workspace. Safe to use
/// from any thread. store implements it over SQLite and in plain memory.
class Register {
 public:
  virtual ~Register() = default;

  /// The latest state, other processes' writes included.
  virtual std::shared_ptr<const Workspace> now() = 0;

  /// Writes what the plan proposes, all or nothing; returns only when it is durable.
  /// refuses  what the plan refuses   throws StoreError
  virtual base::Checked<Receipt> commit(const Author& author, const Plan& plan) = 0;

  /// Entries about one record, oldest first.
  virtual std::vector<Told> history(const record::Kind& kind, std::string_view id) = 0;
  /// Entries after a sequence, oldest first, at most `limit`.
  virtual std::vector<Told> entries(std::int64_t after, std::size_t limit) = 0;

  /// The state as this register knew it at an instant: the ledger replayed up to it.
  virtual std::shared_ptr<const Workspace> as_entered(base::Instant instant) = 0;

  /// refuses  redact.no_record, redact.no_field, redact.same_person, redact.no_reason
  virtual base::Checked<Receipt> redact(const Author& author, const Redaction& redaction) = 0;

  /// Replays the whole ledger, checks the chain and compares every projection.
  /// known  a head noted earlier, which must still be in the chain
  virtual Verification verify(base::Progress& progress, const std::optional<KnownHead>& known = std::nullopt) = 0;
};

}  // namespace outturn::workspace
