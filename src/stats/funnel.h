#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/checked.h"
#include "stats/count_limits.h"

namespace outturn::stats {

/// One place (or school, or office) of a funnel.
struct PlaceCount {
  std::string name;
  double numerator{};
  double denominator{};
};

/// How a place compares with all of them together.
enum class PlaceVerdict : std::uint8_t {
  as_expected,           ///< chance explains the difference (99.8%)
  within_spread_high,    ///< more than chance alone gives, but places usually differ that much
  within_spread_low,
  edge_high,             ///< at the edge of the usual spread: beyond its 95% limits
  edge_low,
  stands_out_high,       ///< beyond the usual spread between places as well: beyond its 99.8% limits
  stands_out_low,
};
std::string_view text_of(PlaceVerdict verdict);

/// Limits at 95% and 99.8%, as rates.
struct FunnelLimits {
  RateBand at95;
  RateBand at998;
};

struct FunnelPlace {
  PlaceCount place;
  double value{};
  double z{};              ///< distance from the centre in standard errors of chance
  double chance_as_high{};  ///< P(so many or more) by chance alone, exactly
  double chance_as_low{};
  FunnelLimits chance;          ///< exact, interpolated between counts
  FunnelLimits multiplicative;  ///< chance widened by √φ where φ > 1
  FunnelLimits additive;        ///< chance and spread between places (τ²)
  PlaceVerdict verdict{};
};

struct Funnel {
  CountModel model{};
  double centre{};  ///< all numerators ÷ all denominators
  double numerator{};
  double denominator{};
  double phi{};      ///< mean of the winsorised z²: 1 = chance alone
  double tau2{};     ///< variance between places, in squared units of the rate (DerSimonian–Laird from φ)
  bool spread{};     ///< places differ more than chance gives: τ² > 0
  std::vector<FunnelPlace> places;  ///< in the order given
};

struct FunnelOptions {
  CountModel model{CountModel::binomial};
  double winsorised{0.1};  ///< share of the z-scores pulled in at each end
};

/// Whether places differ by more than chance, and which stand out even from their usual spread.
///
/// formula  s² = θ(1−θ)/n (binomial) or θ/e (Poisson); φ = mean of winsorised ((y−θ)/s)²;
///          τ² = max(0, (Iφ − (I−1)) / (Σw − Σw²/Σw)) with w = 1/s²
///          multiplicative limits θ ± z·s·√φ, additive ones θ ± z·√(s² + τ²); neither ever narrower than chance
/// verdict  by exact tail probabilities (0.025 and 0.001 at each end) against chance, by the additive limits against the spread
/// refuses  stats.too_few_places (fewer than 2), stats.no_name, stats.place_twice, stats.not_a_number,
///          stats.count_below_zero, stats.not_whole, stats.denominator_not_positive, stats.more_than_all (binomial);
///          all at once
/// source   Spiegelhalter (2005), Statistics in Medicine 24: 1185–1202 and Quality & Safety in Health Care 14: 347–351;
///          docs/methods/funnel.md
base::Checked<Funnel> funnel(std::span<const PlaceCount> places, const FunnelOptions& options);

/// The limits of a place of this size, for drawing the curves.
FunnelLimits chance_limits(const Funnel& funnel, double denominator);
FunnelLimits additive_limits(const Funnel& funnel, double denominator);

}  // namespace outturn::stats
