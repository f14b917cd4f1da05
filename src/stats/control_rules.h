#pragma once

#include <optional>
#include <span>
#include <vector>

#include "stats/control_chart.h"

/// The rules that tell change from noise on a control chart, each a small function over one segment.
namespace outturn::stats::rules {

/// +1 above, −1 below, 0 on the centre or without a value.
using Sides = std::vector<int>;

/// Points of 7 or more in a row on the same side.
std::vector<bool> part_of_shift(const Sides& sides);

/// For each point, +1 (or −1) where it is one of 7 or more that each rise (fall) on the one before; where one climb
/// ends and a fall begins at the same point, the later one counts.
std::vector<int> part_of_trend(std::span<const std::optional<double>> values);

/// Points near a limit, of which some three in a row, all on one side, have two.
/// near  beyond two thirds of the way to the limit but not beyond the limit
std::vector<bool> part_of_two_of_three(const std::vector<bool>& near, const Sides& sides);

/// Gives each point of a segment its signals and what it means.
void mark(std::span<ChartPoint> points, double centre, Improvement improvement);

}  // namespace outturn::stats::rules
