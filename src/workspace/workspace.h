#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/day.h"
#include "record/kind.h"
#include "workspace/calculation.h"
#include "workspace/panel.h"

namespace outturn::workspace {

/// One record as it stands at a ledger position.
struct Record {
  const record::Kind* kind{};
  std::string id;          ///< permanent
  Slot slot{};
  bool retired{false};     ///< no longer in force; kept, and still found by its id
  std::int64_t version{};  ///< ledger sequence of its last change: the ETag
  std::int64_t created{};  ///< ledger sequence of its first entry
  base::Instant changed_at{};
  record::Body body;

  /// The struct itself.  throws std::logic_error when this is not a record of kind T
  template <class T>
  const T& as() const {
    base::ensure(kind == &record::kind_of<T>(), "a record is read as its own kind");
    return *static_cast<const T*>(body.get());
  }
  std::string title(std::string_view language) const { return kind->title(body, language); }
};

/// One numbered change, as the ledger has it, ready to be applied.
struct Change {
  std::int64_t sequence{};
  base::Instant at{};
  const record::Kind* kind{};
  std::string id;
  record::Body body;  ///< the whole record after the change
  bool retired{false};
  std::shared_ptr<const BatchRows> rows{};  ///< with the entry of a new batch
};

/// The state of all records and observations at one ledger position. Immutable to its readers; a copy is cheap and
/// shares everything; apply() costs what the change costs. Whoever holds a copy may read it from any thread.
class Workspace {
 public:
  Workspace();

  std::int64_t position() const { return position_; }      ///< sequence of the last entry; 0 = empty
  base::Instant last_change() const { return last_change_; }

  /// The record with this id, retired or not; nullptr when there is none.
  const Record* find(const record::Kind& kind, std::string_view id) const;
  template <class T>
  const Record* find(std::string_view id) const {
    return find(record::kind_of<T>(), id);
  }
  /// The struct of a record in force; nullptr when there is none or it is retired.
  template <class T>
  const T* get(std::string_view id) const {
    const auto* found = find(record::kind_of<T>(), id);
    return found && !found->retired ? static_cast<const T*>(found->body.get()) : nullptr;
  }

  /// How many records of a kind there are, retired ones included; their slots are 0 to count − 1.
  Slot count(const record::Kind& kind) const;
  const Record& at(const record::Kind& kind, Slot slot) const;

  /// Calls visit(record) for each record of the kind that is in force, in order of creation.
  template <class Visit>
  void each(const record::Kind& kind, Visit visit) const {
    for (Slot slot = 0; slot < count(kind); ++slot) {
      const auto& record = at(kind, slot);
      if (!record.retired) visit(record);
    }
  }
  /// Calls visit(record, struct) for each record of kind T in force.
  template <class T, class Visit>
  void each(Visit visit) const {
    each(record::kind_of<T>(), [&](const Record& record) { visit(record, *static_cast<const T*>(record.body.get())); });
  }

  /// The records in force of kind `by` that refer to `record` through any of their fields (or only through
  /// `field`), in order of creation.  cost  number of references to the record
  std::vector<const Record*> referring(const Record& record, const record::Kind& by, std::string_view field = {}) const;
  template <class T>
  std::vector<const Record*> referring(const Record& record, std::string_view field = {}) const {
    return referring(record, record::kind_of<T>(), field);
  }

  const Panel& panel() const { return panel_; }
  /// The formulas in force.
  const Calculations& calculations() const { return *calculations_; }
  /// Slots of the batches withdrawn, ascending.
  const std::vector<Slot>& withdrawn_batches() const { return *withdrawn_; }

  /// Makes this copy the state after one more change. Only stores call it, in order of sequence.
  void apply(const Change& change);
  /// Puts a stored record in its place at start-up, without replaying its history: slots of a kind in order, version
  /// and created as stored. loaded() follows once, after the last one.
  void load(Record record);
  void loaded(std::int64_t position, base::Instant last_change);
  /// Where stored observations enter at start-up, and where redaction removes them: only for stores.
  Panel& panel_for_store() { return panel_; }
  /// Derives every calculated and assessed series anew: stores call it after they changed the panel themselves.
  void derive_all();

 private:
  struct Ids;
  struct Referrer {
    std::uint16_t kind{};
    Slot slot{};
    auto operator<=>(const Referrer&) const = default;
  };
  struct Table {
    PersistentVector<std::shared_ptr<const Record>> records;
    PersistentVector<std::shared_ptr<std::vector<Referrer>>> referrers;
    std::shared_ptr<Ids> ids;
  };
  /// References to records that do not exist yet: (kind, id) → who refers to it. Nearly always empty.
  using Awaited = std::map<std::pair<std::uint16_t, std::string>, std::vector<Referrer>>;
  void link(const record::Kind& kind, Slot slot, const record::Body& before, const record::Body& after);
  bool note_whether_withdrawn(const Record& record);
  /// What has other figures than before: an indicator → where; nothing = everywhere.
  using Moved = std::map<Slot, std::optional<std::vector<Where>>>;
  void derive_after(const Record& record, const record::Body& before, Moved moved);
  void derive_assessed(const Record& indicator);
  void derive(Moved moved);

  std::int64_t position_{0};
  base::Instant last_change_{};
  std::vector<std::shared_ptr<Table>> tables_;  ///< in the order of record::kinds()
  Panel panel_;
  std::shared_ptr<const std::vector<Slot>> withdrawn_;
  std::shared_ptr<Awaited> awaited_;
  std::shared_ptr<const Calculations> calculations_;
};

}  // namespace outturn::workspace
