#pragma once

#include <optional>

#include "record/measure.h"
#include "workspace/view.h"

namespace outturn::track {

/// When the logic model lets one expect the work to show in an indicator.
struct ExpectedEffect {
  base::Day start;                      ///< of the work
  const workspace::Record* agreement{}; ///< whose first version or signature began it; nullptr = the target's own day
  std::int64_t months{};                ///< of the quickest route to the box that the indicator measures
  base::Day expected;                   ///< start + months
  const workspace::Record* box{};       ///< the one measured
  const workspace::Record* before{};    ///< the one before it on that route
};

/// formula  the least, over the boxes that name the indicator, of the lags added up along the quickest route of arrows
///          that leads there from a box with none before it; an arrow without a lag adds nothing
/// returns  nothing where no arrow with a lag leads to such a box, or nobody knows when the work began
/// source   docs/methods/status.md, "Too early to tell"
std::optional<ExpectedEffect> expected_effect(const workspace::View& view, const workspace::Record& indicator, const record::Target& target);

}  // namespace outturn::track
