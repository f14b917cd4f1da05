#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "chain/examination.h"

namespace outturn::chain {

/// Every finding at one ledger position and day, in the order of all_findings. Holds the workspace that it read.
struct Examined {
  std::shared_ptr<const workspace::Workspace> workspace;
  base::Day day;
  std::vector<std::shared_ptr<const Finding>> findings;  ///< shared with the examinations before and after it
};

/// Keeps the findings of the latest state, and after a change examines again only what the change can affect. Safe to
/// use from any thread. A view as of an earlier day, or of an earlier state, is examined whole and not kept.
class Examiner {
 public:
  /// returns  the same findings as all_findings(view)
  /// cost     the first time, on a new day, and after a change of a place or the installation: as all_findings;
  ///          else one look at every record, and the rules over what lies within two steps of what changed
  std::shared_ptr<const Examined> examine(const workspace::View& view);

  /// How many subjects the latest examination looked at; for benchmarks.
  std::size_t examined_subjects() const { return subjects_; }

 private:
  using Found = std::vector<std::shared_ptr<const Finding>>;
  void start(const workspace::View& view);
  bool advance(const workspace::View& view);
  void examine_again(const workspace::View& view, const Record& subject);
  void assemble(const workspace::View& view);

  std::mutex mutex_;
  std::shared_ptr<const Examined> latest_;
  std::int64_t position_{};
  Examination::ByName names_;
  std::vector<std::map<workspace::Slot, Found>> by_rule_;  ///< in the order of the rules; nothing found, no entry
  std::size_t subjects_{};
};

}  // namespace outturn::chain
