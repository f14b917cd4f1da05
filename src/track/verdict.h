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
};

Reading read(const workspace::View& view, const workspace::Record& indicator, const workspace::Series* series);

/// The target held against the figures after its base period and up to its own: met, met then lost, missed, or why that
/// cannot be said yet.  source  docs/methods/status.md
Verdict verdict_on(const Reading& reading, const workspace::Record& target);

}  // namespace outturn::track
