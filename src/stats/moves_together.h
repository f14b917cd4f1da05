#pragma once

#include <optional>
#include <span>

#include "base/checked.h"

namespace outturn::stats {

/// How far two series change together, once what the first does by itself is taken out of both.
struct MovesTogether {
  std::size_t pairs{};   ///< of changes that could be compared
  double phi{};          ///< how far a change of the first series follows its last one
  double correlation{};  ///< of ranks, −1 to 1
  double lower{};
  double upper{};
};

/// Fewer compared changes say nothing: even a perfect order of five could be chance one time in sixty.
constexpr std::size_t fewest_compared = 8;

/// Spearman's rank correlation; equal values share the mean of their ranks.
/// first, second  shape n
/// returns  nothing where one of them never changes
std::optional<double> rank_correlation(std::span<const double> first, std::span<const double> second);

/// Whether two series move together. A trend that both have says nothing about that, so changes are compared and not
/// levels; and a first series whose changes follow each other would make chance look like a connection, so both are
/// filtered by its first-order autoregression (prewhitened) before they are compared. Ranks, so that one extraordinary
/// year does not decide.
///
/// formula  d = changes between neighbouring periods; phi = autocorrelation of the first's d, within ±0.8;
///          u_t = d_t − phi d_{t−1} of both; r = rank correlation of the two u;
///          interval tanh(atanh r ± t_{m−2} √((1 + r²/2)/(m − 3))), m = pairs − 1
/// first, second  shape n: one per period, in time order, already shifted by the lag; empty where there is no figure
/// refuses  stats.too_few_values (fewer than fewest_compared pairs), stats.never_changes
/// source   Box, Jenkins and Reinsel (1994), 11.2.1 (prewhitening); Bonett and Wright (2000) for the interval;
///          see docs/methods/logic-model.md
base::Checked<MovesTogether> moves_together(std::span<const std::optional<double>> first, std::span<const std::optional<double>> second, double level = 0.95);

}  // namespace outturn::stats
