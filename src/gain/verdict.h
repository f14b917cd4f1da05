#pragma once

#include "gain/answer.h"

namespace outturn::gain {

/// What a verdict rests on. `low` and `high` are the ends of the interval turned so that positive is better.
struct Evidence {
  std::optional<double> low{};
  std::optional<double> high{};
  bool rests_on_places{false};
  std::size_t comparison_places{0};
  std::optional<double> p_value{};
  std::optional<double> worthwhile{};
  bool stopped{false};      ///< a check says stop
  bool looked_back{true};   ///< an earlier, invented start was tried: without it a drift passes for an effect
};

/// The rule of docs/methods/gain.md, whole:
///   cannot tell         without an interval; after a stop; where no earlier start could be tried; with placebos among fewer than 9 places
///   gain shown          low > 0 and, with placebos, p ≤ 0.10
///   worse than alone    high < 0 and, with placebos, p ≤ 0.10
///   no gain shown       a smallest worthwhile gain was named and high lies below it
///   cannot tell         otherwise
Verdict verdict_on(const Evidence& evidence);

constexpr std::size_t fewest_comparison_places = 9;
constexpr double largest_p = 0.10;

/// Verdict, its reasons, and the sentence: what is set in `answer` from its main estimate.
void judge(const Study& study, Answer& answer);

}  // namespace outturn::gain
