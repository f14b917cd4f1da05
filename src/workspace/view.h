#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/day.h"
#include "base/period.h"
#include "workspace/workspace.h"

namespace outturn::workspace {

/// What is known of one period of a series: a figure or an absence, with where it comes from.
struct Figure {
  base::Period period;
  Status status{};
  double value{};  ///< meaningful where status is figure
  KnownFrom known_from;
  Slot batch{};
  const Extras* extras{};  ///< nullptr = none
  bool is_figure() const { return status == Status::figure; }
};

/// One change of a period's figure from a publication to the next.
struct Revision {
  base::Period period;
  KnownFrom known_from;
  std::optional<double> before;  ///< nothing = there was no figure before
  std::optional<double> after;   ///< nothing = the source took it back, or put an absence
};

/// How the workspace is read: what day it is, and up to which day publications count (?as-of=). Judgements take a
/// View and nothing else. Holds the workspace it reads.
class View {
 public:
  View(std::shared_ptr<const Workspace> workspace, base::Day today, std::optional<base::Day> as_of = std::nullopt)
      : workspace_(std::move(workspace)), today_(today), as_of_(as_of) {}

  const Workspace& workspace() const { return *workspace_; }
  const std::shared_ptr<const Workspace>& shared() const { return workspace_; }
  /// The day from which things are judged: the as-of day where one is asked for, else today.
  base::Day day() const { return as_of_.value_or(today_); }
  std::optional<base::Day> as_of() const { return as_of_; }

  /// Current figures of a series in order of period: for each period the last publication known by then, from
  /// batches not withdrawn. What the source took back is left out.  cost  rows of the series
  std::vector<Figure> figures(const Series& series) const;

  /// All vintages of a series in order of publication, each with the figures as they stood right after it; at most
  /// the last `most`, the newest last.
  struct Vintage {
    KnownFrom known_from;
    std::vector<Figure> figures;
  };
  std::vector<Vintage> vintages(const Series& series, std::size_t most = 1000) const;

  /// What publications changed, newest first. Changes below `precision` are told once they add up to it (0 tells all).
  std::vector<Revision> revisions(const Series& series, double precision = 0) const;

  /// The newest publication day of a series; nothing when it has no visible rows.
  std::optional<KnownFrom> last_published(const Series& series) const;

  /// The newest definition version of an indicator that has figures in this view, else 1.
  std::int32_t current_definition(const Record& indicator) const;

  /// The series of an indicator in a place and group, in its current definition; nullptr where there is none.
  const Series* series(const Record& indicator, const Record& place, const Record* group = nullptr) const;

 private:
  bool visible(const Row& row) const;

  std::shared_ptr<const Workspace> workspace_;
  base::Day today_;
  std::optional<base::Day> as_of_;
};

}  // namespace outturn::workspace
