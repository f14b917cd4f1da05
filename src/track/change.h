#pragma once

#include <optional>
#include <span>

#include "language/sentence.h"
#include "record/measure.h"
#include "workspace/view.h"

namespace outturn::track {

/// How far a figure lies from an earlier one. A figure about figures; it judges nothing.
struct Change {
  base::Period from;
  base::Period to;
  double before{};
  double after{};
  double difference{};             ///< after − before; percentage points where the indicator is a percentage
  std::optional<double> per_cent;  ///< of `before`; nothing for percentages and where `before` is not above 0
};

/// before, after  figures, not absences
Change change_between(const record::Indicator& indicator, const workspace::Figure& before, const workspace::Figure& after);

/// "10.4% in 2023, 0.1 percentage points up from 10.3% in 2022."
language::Sentence change_sentence(const record::Indicator& indicator, const Change& change);

/// What the last publication of a series brought.
struct Publication {
  workspace::KnownFrom known_from;
  int added{};    ///< periods that had no figure before
  int revised{};  ///< figures changed by at least the indicator's precision
  int removed{};  ///< figures taken back, or replaced by an absence
  bool is_first{};
  std::optional<Change> newest;  ///< from the newest figure before this publication to the newest after it
};

/// returns  nothing when the series has no visible rows
std::optional<Publication> last_publication(const workspace::View& view, const record::Indicator& indicator, const workspace::Series& series);

/// "Published on 26 May 2026: 1 new figure, 5 revised, none taken back."
language::Sentence publication_sentence(const Publication& publication);

}  // namespace outturn::track
