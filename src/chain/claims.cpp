#include "chain/claims.h"

#include <algorithm>
#include <cmath>

namespace outturn::chain {
namespace {

const Record* place_of(const workspace::View& view, const Claim& claim) {
  return claim.place.empty() ? workspace::country(view) : view.workspace().find<record::Place>(claim.place.id);
}

std::optional<double> figure_for(const workspace::View& view, const ClaimSet& set) {
  const auto* series = set.place ? view.series(*set.indicator, *set.place) : nullptr;
  if (!series) return std::nullopt;
  for (const auto& figure : view.figures(*series)) {
    if (figure.is_figure() && figure.period == set.period) return std::abs(figure.value);
  }
  return std::nullopt;
}

void add_up(const workspace::View& view, ClaimSet& set) {
  double once = 0;     // claims in which nobody is counted elsewhere
  double largest = 0;  // of those that may overlap
  for (const auto* record : set.claims) {
    const auto& claim = record->as<Claim>();
    const double value = claim.value.value_or(0);
    set.sum += value;
    if (claim.deduplicated) {
      once += value;
    } else {
      largest = std::max(largest, value);
    }
  }
  set.highest = set.sum;
  // People may stand in several claims; a share or an amount belongs to one partner alone.
  set.lowest = set.measure == ClaimMeasure::people ? once + largest : set.sum;
  if (set.measure == ClaimMeasure::share) set.whole = 100;
  if (set.measure == ClaimMeasure::amount) set.whole = figure_for(view, set);
  if (set.measure == ClaimMeasure::people && set.indicator->as<Indicator>().value_kind == record::ValueKind::count) set.whole = figure_for(view, set);
}

}  // namespace

std::vector<ClaimSet> claim_sets(const workspace::View& view, const Record& indicator) {
  std::vector<ClaimSet> sets;
  for (const auto* record : referring<Claim>(view.workspace(), indicator)) {
    const auto& claim = record->as<Claim>();
    if (!claim.period) continue;
    const auto* place = place_of(view, claim);
    auto set = std::find_if(sets.begin(), sets.end(), [&](const ClaimSet& one) {
      return one.place == place && one.period == *claim.period && one.measure == claim.measure;
    });
    if (set == sets.end()) set = sets.insert(sets.end(), {.indicator = &indicator, .place = place, .period = *claim.period, .measure = claim.measure, .claims = {}});
    set->claims.push_back(record);
  }
  for (auto& set : sets) add_up(view, set);
  return sets;
}

}  // namespace outturn::chain
