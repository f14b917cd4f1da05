#pragma once

#include <span>
#include <vector>

#include "record/measure.h"
#include "web/components.h"
#include "web/visit.h"
#include "workspace/view.h"

/// What publications changed in one series, and how a page tells it.
namespace outturn::web {

/// What one publication did to the figures that stood before it.
struct PublishedChanges {
  workspace::KnownFrom known_from;
  std::vector<workspace::Revision> revised{};     ///< figures changed by more than noise, in order of period
  std::vector<workspace::Revision> taken_back{};  ///< figures removed, or replaced by an absence
  int added{};       ///< figures for periods that had none just before
  int noise{};       ///< changes smaller than the indicator's precision: counted, not listed
  std::size_t stood{};  ///< figures there were before it
  bool is_first{};

  bool re_estimated_all() const { return stood >= 3 && revised.size() == stood; }
  bool changed_anything() const { return !revised.empty() || !taken_back.empty(); }
};

/// Newest first.  cost  rows of the series × log
std::vector<PublishedChanges> published_changes(const workspace::View& view, const record::Indicator& indicator, const workspace::Series& series);

/// Each publication in a row, newest first, with how to see the page as known then; at most `most`.
Table publications_table(const Visit& visit, std::span<const PublishedChanges> all, std::string_view address, std::size_t most);

/// Each listed change in a row, newest first.
std::vector<Row> change_rows(const Visit& visit, const record::Indicator& indicator, std::span<const PublishedChanges> all);

}  // namespace outturn::web
