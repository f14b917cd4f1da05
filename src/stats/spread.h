#pragma once

#include <array>

namespace outturn::stats {

/// What is known, before it happens, about how far a forecast may miss. All lengths in one unit, ≥ 0.
struct SpreadClues {
  int step{1};            ///< how many periods after the last known value
  int usable{};           ///< values the forecast rests on
  int season{1};          ///< periods in a year
  double one_step{};      ///< mean absolute error one step ahead over the fitted periods
  double ahead{};         ///< the same `step` periods ahead
  double change{};        ///< mean absolute change from one period to the next
  double disagreement{};  ///< mean absolute distance of the models' forecasts from their middle
  double size{};          ///< typical size of the values, where they are all positive; otherwise 0
  bool seasonal{};        ///< a season was taken off before
};

/// What the logarithm of the scale is a weighted sum of, after that of the length `typical`.
using SpreadTerms = std::array<double, 14>;

struct SpreadRule {
  SpreadTerms weights{};
  double freedom{};         ///< degrees of freedom with 20 values …
  double freedom_usable{};  ///< … and the power of the count of values they grow with
};

/// Chosen on held-back ends by bench/forecast_tune; see docs/methods/forecast.md.
extern const SpreadRule spread_rule;

/// The length that the scale is a multiple of: the error one step ahead, or a fifth of a larger other clue, because
/// by chance a short series may fit perfectly. 0 where nothing ever moved.
double typical_length(const SpreadClues&);
SpreadTerms spread_terms(const SpreadClues&);

/// The scale of the Student distribution of a forecast's error.
/// formula  typical × exp(weights · terms)
double spread(const SpreadClues&, const SpreadRule& = spread_rule);

/// Its degrees of freedom.
double spread_freedom(const SpreadClues&, const SpreadRule& = spread_rule);

}  // namespace outturn::stats
