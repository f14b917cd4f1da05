#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "language/sentence.h"
#include "record/measure.h"
#include "record/trust.h"
#include "workspace/view.h"

namespace outturn::quality {

/// Something about a series that somebody should look at. code: that of the rule's check ("range", "jump", …), or "gap"
/// for a period that nobody reported between two that were, "unverified", "expired".
struct DataFinding {
  std::string_view code;
  record::RuleSeverity severity{record::RuleSeverity::warning};
  const workspace::Record* indicator{};
  const workspace::Record* place{};            ///< nullptr = the indicator as a whole
  const workspace::Record* group{};
  std::optional<base::Period> period{};        ///< of the figure concerned
  std::optional<base::Day> since{};            ///< from which day it stands so
  const workspace::Record* rule{};             ///< the rule it breaks; nullptr = one that holds for every series
  language::Sentence sentence;
  language::Sentence what_to_do;
};

/// What holds for every series without a rule: late, gaps, a figure far from what the series does, another unit than the
/// indicator's; and what the indicator's own rules ask. In order of series.
/// source  docs/methods/data_quality.md
std::vector<DataFinding> findings_of(const workspace::View& view, const workspace::Record& indicator);

/// Of all indicators in force, errors first, in order of creation.  cost  linear in their figures
std::vector<DataFinding> all_data_findings(const workspace::View& view);

/// Figures that somebody wants to enter for one series and that are not stored yet: a row of a file, a cell of a return.
struct Proposed {
  const workspace::Record* indicator{};
  const workspace::Record* place{};  ///< nullptr = one that is not known yet: rules that look at other series are left out
  const workspace::Record* group{};
  std::int32_t definition{1};
  std::vector<workspace::Figure> figures{};  ///< in order of period, one a period
  std::shared_ptr<const workspace::Extras> extras{};  ///< keeps alive what its figures point to
};

/// What the same rules say of figures before they are stored: read as if they stood beside what is there already, the
/// other proposed series included. Findings name a proposed period; what time alone breaks (late, stale) is left out.
/// always   also what holds for every series without a rule: a figure far from what the series does
/// returns  one list for each of `proposed`, in their order
std::vector<std::vector<DataFinding>> findings_of_proposed(const workspace::View& view, std::span<const Proposed> proposed, bool always);

/// How far a value lies from what its neighbours in time lead to expect.
struct Strangeness {
  std::size_t position{};
  double expected{};
  double distance{};  ///< in robust standard deviations (1.4826 × median absolute deviation)
};
/// Values that stand out, held against the median of the four nearest in time (the ends: the line that their neighbours
/// draw), or of the same season in the three years before and after where `season` > 1.
/// values  of one series in order, one a period
/// least   distance from which a value is told
std::vector<Strangeness> strange_values(std::span<const double> values, std::size_t season, double least = 5);

}  // namespace outturn::quality
