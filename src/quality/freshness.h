#pragma once

#include <optional>
#include <span>

#include "language/sentence.h"
#include "record/measure.h"
#include "workspace/view.h"

namespace outturn::quality {

constexpr double days_in_a_month = 365.2425 / 12;

/// How old the newest figure of a series is, and when the next one is due.
struct Freshness {
  base::Period period;  ///< of the newest figure
  int days_old{};       ///< since that period ended; negative while it runs
  std::optional<base::Day> next_ends;  ///< last day of the next period, by the usual distance between figures
  std::optional<base::Day> next_due;   ///< next_ends + the indicator's publication delay; nothing when that is not stated
  int days_late{};      ///< since next_due; 0 = in date or not known
};

/// The last day of the period after the last one of a series: the median distance between its periods, in whole
/// months where they are months apart. Nothing for fewer than two periods.
/// figures  in order of period, absences included
std::optional<base::Day> next_period_ends(std::span<const workspace::Figure> figures);

/// figures  of one series in order of period, absences included
/// returns  nothing when there is no figure
/// A period that its source reported without a figure (suppressed, not applicable, disputed) counts as reported: its
/// figure is not late. A missing or not yet due one is not.
std::optional<Freshness> freshness(const record::Indicator& indicator, std::span<const workspace::Figure> figures, base::Day day);

/// "The newest figure is for 2023 … the next was due by …".
language::Sentence freshness_sentence(const Freshness& freshness);

}  // namespace outturn::quality
