#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/period.h"
#include "workspace/view.h"

namespace outturn::track {

/// How the newest figures of a series stand out from what it does by itself; text: "outside_limits" and so on.
enum class Signal { none, outside_limits, near_limit, run, trend };
std::string_view text_of(Signal signal);

/// What a series does while nothing changes, and whether its newest figures are more than that.
struct Noise {
  std::size_t figures{};       ///< the latest so many were looked at
  bool by_season{};            ///< each held against what is usual for its season
  double lower{};              ///< limits of the newest figure, in the indicator's unit
  double upper{};
  double centre{};
  double usual_step{};         ///< mean distance between neighbouring figures
  Signal signal{};
  int direction{};             ///< 1 = higher, −1 = lower, 0 = no signal
  std::optional<base::Period> since{};  ///< the first figure that the signal rests on
};

/// formula  limits of an individuals chart over the latest 24 figures; then, at the newest figure, the first of: outside
///          the limits; two of the last three in the outer third; seven on one side of the centre; six each higher
///          (or lower) than the one before
/// figures  usable ones of one series, in order of period
/// season   periods in a year; above 1 and with three years of figures the median of each season's figures is levelled first
/// returns  nothing for fewer than five figures
/// source   docs/methods/status.md, "Change beyond noise"
std::optional<Noise> noise_of(std::span<const workspace::Figure> figures, std::size_t season = 1);

}  // namespace outturn::track
