#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "language/sentence.h"
#include "record/measure.h"
#include "stats/forecast.h"
#include "track/grid.h"

namespace outturn::track {

/// What the figures so far say about the periods to come. Immutable and shared, because a forecast is the costly step:
/// statuses, pages and the memory of forecasts hold the same one.
struct Outlook {
  Grid grid;
  stats::Forecast forecast;
  std::optional<double> floor{};    ///< the figure cannot be less
  std::optional<double> ceiling{};
  double half_digit{};              ///< half of the last digit in which figures are published

  /// Chance that the figure so many steps ahead, as it will be published, satisfies a target.
  /// steps  1 or more, at most those forecast
  double chance(const record::Target& target, record::Direction desired, int steps) const;
};

/// Steps ahead beyond which nothing is forecast.
constexpr int furthest_step = 400;

/// figures  usable ones of one series, in order of period
/// until    the forecast reaches the last period that ends by then, and at least a few steps
/// returns  nothing for fewer than five figures, or where no step is that near; remembered by content, see
///          docs/decisions/0008-forecasts-are-remembered.md
/// cost     of one forecast the first time; then of comparing the figures
std::shared_ptr<const Outlook> outlook(const record::Indicator& indicator, std::span<const workspace::Figure> figures,
                                       std::optional<base::Day> until);

/// How many forecasts were made and how many remembered since the program began: for benchmarks and tests.
struct OutlookCount {
  std::uint64_t made{};
  std::uint64_t remembered{};
};
OutlookCount outlook_count();

/// The chance in words, "track.chance.<text>": very likely from 90 %, likely from 65 %, about even from 35 %, unlikely
/// from 10 %, very unlikely below.
enum class Chance { very_unlikely, unlikely, about_even, likely, very_likely };
Chance chance_of(double probability);
std::string_view text_of(Chance chance);
/// "<1%", "64%", ">99%": whole per cent, never rounded across a limit of the words.
language::Sentence chance_number(double probability);
/// "12%: unlikely" as a phrase.
language::Sentence chance_phrase(double probability);

}  // namespace outturn::track
