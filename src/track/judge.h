#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "track/status.h"
#include "workspace/persistent_vector.h"

namespace outturn::track {

/// Every status at one ledger position and day. Holds the workspace that it read; immutable.
class Judged {
 public:
  const workspace::Workspace& workspace() const { return *workspace_; }

  /// The same as statuses_of_indicator; empty for a retired indicator.
  const std::vector<Status>& of(const workspace::Record& indicator) const;
  /// The same as statuses_of_outcome.
  std::vector<Status> of_outcome(const workspace::Record& outcome) const;
  /// Calls visit(status) for each, in the order of all_statuses.
  template <class Visit>
  void each(Visit visit) const {
    for (std::size_t slot = 0; slot < by_indicator_.size(); ++slot) {
      if (!by_indicator_[slot]) continue;
      for (const auto& status : *by_indicator_[slot]) visit(status);
    }
  }

 private:
  friend class Judge;
  using OfIndicator = std::shared_ptr<const std::vector<Status>>;
  std::shared_ptr<const workspace::Workspace> workspace_;
  base::Day day_{};
  workspace::PersistentVector<OfIndicator> by_indicator_;  ///< in order of slots; nullptr = retired
};

/// Keeps the statuses of the latest state, and after a change judges again only the indicators on which the change can
/// bear. Safe to use from any thread. A view as of an earlier day, or of an earlier state, is judged whole and not kept.
class Judge {
 public:
  /// returns  the same statuses as all_statuses(view)
  /// cost     the first time, on a new day, and after a change of a place, a group or the installation: as all_statuses;
  ///          else one glance at every record's and series' address, and the indicators that the change can affect
  std::shared_ptr<const Judged> judge(const workspace::View& view);

  /// How many indicators the latest call judged; for benchmarks and tests.
  std::size_t judged_indicators() const { return judged_; }

 private:
  std::shared_ptr<const Judged> judged(const workspace::View& view, const Judged* before);

  std::mutex mutex_;
  std::shared_ptr<const Judged> latest_;
  std::size_t judged_{};
};

}  // namespace outturn::track
