#pragma once

#include <span>

#include "track/status.h"

namespace outturn::track {

/// One series as it is read to be judged.
struct Reading {
  const record::Indicator& indicator;
  const workspace::Record& indicator_record;
  const workspace::View& view;
  std::int32_t definition{1};
  std::vector<workspace::Figure> all{};     ///< in order of period, absences included
  std::vector<workspace::Figure> usable{};  ///< figures only
  std::optional<base::Day> furthest{};      ///< the last day of the last target held against this reading

  /// What the figures say about the periods up to `furthest`; nullptr where no forecast can be made.
  const std::shared_ptr<const Outlook>& outlook() const;
  mutable std::optional<std::shared_ptr<const Outlook>> known_outlook{};  ///< made when first asked for
};

Reading read(const workspace::View& view, const workspace::Record& indicator, const workspace::Series* series);

/// The target held against the figures after its base period and up to its own: met, met then lost, missed, else the
/// chance of meeting it, or why that cannot be said.  source  docs/methods/status.md
Verdict verdict_on(const Reading& reading, const workspace::Record& target);

}  // namespace outturn::track
