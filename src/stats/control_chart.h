#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/checked.h"

namespace outturn::stats {

enum class ChartKind {
  xmr,  ///< single figures; limits from how far neighbours move
  p,    ///< so many out of so many: binomial
  u,    ///< events by exposure: Poisson
  c,    ///< events in equal periods: Poisson
};

/// Which way is better.
enum class Improvement { neutral, up, down };

/// Why a point is more than noise.
enum class Signal : std::uint8_t {
  above_limit,
  below_limit,
  trend_up,            ///< one of 7 or more points that each rise on the one before
  trend_down,
  two_of_three_above,  ///< beyond two thirds of the way to the limit, as another of three neighbours on this side is
  two_of_three_below,
  shift_above,         ///< one of 7 or more points in a row above the centre
  shift_below,
};

/// What a point is, and what the last one says of the whole: noise, or change for better or worse.
enum class Variation : std::uint8_t { common_cause, improvement, concern, neutral_high, neutral_low };

/// Whether the process, if nothing changes, meets its target: always, never, or by chance.
enum class Assurance : std::uint8_t { not_judged, pass, fail, inconsistent };

std::string_view text_of(ChartKind kind);
std::string_view text_of(Signal signal);
std::string_view text_of(Variation variation);
std::string_view text_of(Assurance assurance);

/// What was observed in one period.
struct Reading {
  std::optional<double> value{};        ///< the figure (xmr) or the count (p, u, c); empty where there is none
  std::optional<double> denominator{};  ///< p and u; with xmr the figure is value ÷ denominator
};

struct ChartOptions {
  ChartKind kind{ChartKind::xmr};
  Improvement improvement{Improvement::neutral};
  std::optional<double> target{};          ///< in the unit that is plotted
  bool screen_outliers{true};              ///< leave moving ranges over 3.267 times their mean out of the limits (xmr)
  std::vector<std::size_t> new_limits{};   ///< positions where a person said that limits begin anew
  std::optional<std::size_t> fix_after{};  ///< limits from so many first values of each segment only
};

struct ChartPoint {
  std::optional<double> value{};  ///< as plotted: the figure, or count ÷ denominator
  std::optional<double> numerator{};
  std::optional<double> denominator{};
  double lower{};
  double upper{};
  double near_lower{};  ///< two thirds of the way from the centre
  double near_upper{};
  std::vector<Signal> signals{};  ///< all it is part of, strongest first
  Variation variation{};          ///< by the strongest
  std::size_t segment{};
};

/// A stretch with limits of its own.
struct ChartSegment {
  std::size_t first{};
  std::size_t last{};
  double centre{};
  double lower{};  ///< of its last point, where limits vary
  double upper{};
  std::size_t values{};             ///< that the limits rest on
  double mean_moving_range{};       ///< xmr, after screening
  std::size_t screened{};           ///< moving ranges left out
  bool exact{};                     ///< some limits are exact binomial or Poisson ones: few events
  bool provisional() const { return values < 13; }
};

struct ControlChart {
  ChartKind kind{};
  std::vector<ChartPoint> points;
  std::vector<ChartSegment> segments;  ///< at least one
  Variation variation{};               ///< of the last point with a value
  std::vector<Signal> last_signals{};
  Assurance assurance{};
  bool constant{};  ///< all values alike: there is no noise to tell change from
  const ChartSegment& now() const { return segments.back(); }
};

/// A control chart with the rules of the NHS programme “Making data count”, as the R package NHSRplotthedots applies
/// them, for figures (xmr) and for counts (p, u, c).
///
/// formula  xmr: centre ± 3 × mean moving range ÷ 1.128; p: p̄ ± 3√(p̄(1−p̄)/n); u: ū ± 3√(ū/n); c: c̄ ± 3√c̄. Where fewer
///          than 10 events (or 10 of their opposite) are expected, exact limits that leave 0.00135 out at each end
/// readings shape n: one per period, in time order; a period without a value ends runs and moving ranges
/// refuses  stats.too_few_values, stats.segment_too_short (fewer than 2 values between two changes of limits),
///          stats.not_a_number, stats.no_denominator, stats.denominator_not_positive, stats.more_than_all (p),
///          stats.count_below_zero, stats.not_whole (p, u, c: a count with a fraction), stats.needless_denominator (c),
///          stats.target_not_a_number; all at once, position named
/// source   docs/methods/control-charts.md
base::Checked<ControlChart> control_chart(std::span<const Reading> readings, const ChartOptions& options);

}  // namespace outturn::stats
