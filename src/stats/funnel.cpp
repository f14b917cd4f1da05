#include "stats/funnel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace outturn::stats {
namespace {

constexpr double z95 = 1.959963984540054;
constexpr double z998 = 3.090232306167813;
constexpr double tail95 = 0.025;
constexpr double tail998 = 0.001;

double chance_variance(const Funnel& funnel, double denominator) {
  const bool binomial = funnel.model == CountModel::binomial;
  return std::max(0.0, funnel.centre * (binomial ? 1 - funnel.centre : 1) / denominator);
}

/// Quantile of sorted values, linear between them (type 7 of Hyndman and Fan).
double quantile_of(const std::vector<double>& sorted, double q) {
  const double at = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(at));
  const auto above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

double winsorised_phi(std::vector<double> scores, double share) {
  std::sort(scores.begin(), scores.end());
  const double low = quantile_of(scores, share);
  const double high = quantile_of(scores, 1 - share);
  double sum = 0;
  for (const double z : scores) {
    const double kept = std::clamp(z, low, high);
    sum += kept * kept;
  }
  return sum / static_cast<double>(scores.size());
}

FunnelLimits widened(const Funnel& funnel, double denominator, double standard_deviation) {
  const double most = funnel.model == CountModel::binomial ? 1.0 : INFINITY;
  const auto chance = chance_limits(funnel, denominator);
  const auto widen = [&](const RateBand& band, double z) {
    return RateBand{std::max(0.0, std::min(band.lower, funnel.centre - z * standard_deviation)),
                    std::min(most, std::max(band.upper, funnel.centre + z * standard_deviation))};
  };
  return {widen(chance.at95, z95), widen(chance.at998, z998)};
}

PlaceVerdict verdict_of(const FunnelPlace& place, double centre) {
  const bool high = place.value > centre;
  const double by_chance = high ? place.chance_as_high : place.chance_as_low;
  const auto beyond = [&](const RateBand& usual) { return high ? place.value > usual.upper : place.value < usual.lower; };
  if (by_chance < tail998 && beyond(place.additive.at998)) return high ? PlaceVerdict::stands_out_high : PlaceVerdict::stands_out_low;
  if (by_chance < tail95 && beyond(place.additive.at95)) return high ? PlaceVerdict::edge_high : PlaceVerdict::edge_low;
  if (by_chance < tail998) return high ? PlaceVerdict::within_spread_high : PlaceVerdict::within_spread_low;
  return PlaceVerdict::as_expected;
}

base::Issues examined(std::span<const PlaceCount> places, CountModel model) {
  base::Issues issues;
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto& place = places[i];
    const auto position = static_cast<std::int64_t>(i + 1);
    const auto refuse = [&](const char* field, const char* code, base::Arguments values = {}) {
      values.insert(values.begin(), {{"position", position}});
      issues.push_back({field, code, std::move(values)});
    };
    if (place.name.empty()) refuse("unit", "stats.no_name");
    if (!place.name.empty() && !names.insert(place.name).second) refuse("unit", "stats.place_twice", {{"name", place.name}});
    if (!std::isfinite(place.numerator)) {
      refuse("numerator", "stats.not_a_number", {{"count", static_cast<std::int64_t>(places.size())}});
    } else if (place.numerator < 0) {
      refuse("numerator", "stats.count_below_zero", {{"value", place.numerator}});
    } else if (place.numerator != std::floor(place.numerator)) {
      refuse("numerator", "stats.not_whole", {{"value", place.numerator}});
    }
    if (!std::isfinite(place.denominator) || place.denominator <= 0) {
      refuse("denominator", "stats.denominator_not_positive", {{"value", place.denominator}});
      continue;
    }
    if (model != CountModel::binomial) continue;
    if (place.denominator != std::floor(place.denominator)) refuse("denominator", "stats.not_whole", {{"value", place.denominator}});
    if (place.numerator > place.denominator) {
      refuse("numerator", "stats.more_than_all", {{"value", place.numerator}, {"denominator", place.denominator}});
    }
  }
  if (places.size() < 2) issues.push_back({"unit", "stats.too_few_places", {{"least", 2}, {"count", static_cast<std::int64_t>(places.size())}}});
  return issues;
}

}  // namespace

std::string_view text_of(PlaceVerdict verdict) {
  constexpr std::array<std::string_view, 7> texts{"as_expected", "within_spread_high", "within_spread_low", "edge_high",
                                                  "edge_low",    "stands_out_high",    "stands_out_low"};
  return texts[static_cast<std::size_t>(verdict)];
}

FunnelLimits chance_limits(const Funnel& funnel, double denominator) {
  const CountByChance by_chance{funnel.model, denominator, funnel.centre};
  return {interpolated_limits(by_chance, tail95), interpolated_limits(by_chance, tail998)};
}

FunnelLimits additive_limits(const Funnel& funnel, double denominator) {
  if (!funnel.spread) return chance_limits(funnel, denominator);
  return widened(funnel, denominator, std::sqrt(chance_variance(funnel, denominator) + funnel.tau2));
}

base::Checked<Funnel> funnel(std::span<const PlaceCount> places, const FunnelOptions& options) {
  if (auto issues = examined(places, options.model); !issues.empty()) return base::refuse(std::move(issues));

  Funnel drawn{.model = options.model};
  for (const auto& place : places) {
    drawn.numerator += place.numerator;
    drawn.denominator += place.denominator;
    drawn.places.push_back({.place = place, .value = place.numerator / place.denominator});
  }
  drawn.centre = drawn.numerator / drawn.denominator;

  std::vector<double> scores;
  double weights = 0;
  double squared_weights = 0;
  for (auto& place : drawn.places) {
    const double variance = chance_variance(drawn, place.place.denominator);
    place.z = variance > 0 ? (place.value - drawn.centre) / std::sqrt(variance) : 0;
    scores.push_back(place.z);
    if (variance <= 0) continue;
    weights += 1 / variance;
    squared_weights += 1 / variance / variance;
  }
  const auto count = static_cast<double>(drawn.places.size());
  drawn.phi = winsorised_phi(std::move(scores), options.winsorised);
  if (weights > 0) drawn.tau2 = std::max(0.0, (count * drawn.phi - (count - 1)) / (weights - squared_weights / weights));
  drawn.spread = drawn.tau2 > 0;

  for (auto& place : drawn.places) {
    const CountByChance by_chance{drawn.model, place.place.denominator, drawn.centre};
    place.chance_as_high = chance_of_at_least(by_chance, place.place.numerator);
    place.chance_as_low = chance_of_at_most(by_chance, place.place.numerator);
    place.chance = chance_limits(drawn, place.place.denominator);
    place.multiplicative = drawn.phi > 1 ? widened(drawn, place.place.denominator, std::sqrt(drawn.phi * chance_variance(drawn, place.place.denominator)))
                                         : place.chance;
    place.additive = additive_limits(drawn, place.place.denominator);
    place.verdict = verdict_of(place, drawn.centre);
  }
  return drawn;
}

}  // namespace outturn::stats
