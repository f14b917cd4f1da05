#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "chain/examination.h"
#include "workspace/persistent_vector.h"

namespace outturn::chain {

/// One finding, with the place it has among all: by rule, then by the subject that the rule looked at.
struct Kept {
  std::uint32_t rule{};
  workspace::Slot subject{};
  std::shared_ptr<const Finding> finding;
};
/// Findings in their order, shared between the examinations before and after.
using Piece = std::vector<Kept>;

/// Every finding at one ledger position and day. Holds the workspace that it read; immutable.
class Examined {
 public:
  const workspace::Workspace& workspace() const { return *workspace_; }
  const std::shared_ptr<const workspace::Workspace>& shared() const { return workspace_; }
  base::Day day() const { return day_; }

  std::size_t size() const { return size_; }
  /// Calls visit(finding) for each, in the order of all_findings.
  template <class Visit>
  void each(Visit visit) const {
    for (const auto& piece : pieces_) {
      for (const auto& kept : *piece) visit(*kept.finding);
    }
  }
  /// Those that name this record of the workspace, in the same order: the same as findings_about.  cost  as many as there are
  std::vector<Finding> about(const Record& record) const;

 private:
  friend class Examiner;
  std::shared_ptr<const workspace::Workspace> workspace_;
  base::Day day_{};
  std::vector<std::shared_ptr<const Piece>> pieces_;
  /// By kind in the order of record::kinds(), then by slot: what names the record; nullptr = nothing.
  std::vector<workspace::PersistentVector<std::shared_ptr<const Piece>>> about_;
  std::size_t size_{};
};

/// Keeps the findings of the latest state, and after a change examines again only what the change can affect. Safe to
/// use from any thread. A view as of an earlier day, or of an earlier state, is examined whole and not kept.
class Examiner {
 public:
  /// returns  the same findings as all_findings(view)
  /// cost     the first time, on a new day, and after a change of a place or the installation: as all_findings;
  ///          else one glance at every record's address, and the rules over what lies within two steps of what changed
  std::shared_ptr<const Examined> examine(const workspace::View& view);

  /// How many subjects the latest examination looked at; for benchmarks.
  std::size_t examined_subjects() const { return subjects_; }

 private:
  /// What the findings of one line of states are kept in. Cheap to copy for what it shares, never copied while it changes.
  struct State {
    Examination::ByName names;
    std::vector<std::vector<std::shared_ptr<const Piece>>> by_rule;  ///< for so many subjects each, in order of slots; nullptr = nothing found
    std::vector<workspace::PersistentVector<std::shared_ptr<const Piece>>> about;
  };
  struct Moved;  ///< what came and went, by the records that it names
  void start(State& state, const workspace::View& view);
  bool advance(State& state, const workspace::View& view);
  static void look(State& state, Examination& here, const record::Kind& kind, std::span<const workspace::Slot> slots, Moved& moved);
  static void tell(State& state, const workspace::Workspace& space, Moved& moved);
  static std::shared_ptr<const Examined> assembled(const State& state, const workspace::View& view);

  std::mutex mutex_;
  std::shared_ptr<const Examined> latest_;
  std::int64_t position_{};
  State state_;
  std::size_t subjects_{};
};

}  // namespace outturn::chain
