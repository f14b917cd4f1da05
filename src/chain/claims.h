#pragma once

#include <optional>
#include <vector>

#include "chain/examination.h"

/// What partners claim of one result, added up without counting anything twice.
namespace outturn::chain {

using record::Claim;
using record::ClaimMeasure;

/// The claims of one kind to one result: an indicator in a place and period.
struct ClaimSet {
  const Record* indicator{};
  const Record* place{};  ///< nullptr where the register has none
  base::Period period;
  ClaimMeasure measure{};
  std::vector<const Record*> claims;  ///< in order of creation
  double sum{};
  double lowest{};   ///< no fewer than these: the largest claim, and all that are counted once
  double highest{};  ///< no more than these: the sum
  std::optional<double> whole{};  ///< 100 for shares; the figure for amounts; nothing for people, or where there is none
  bool exceeds() const { return whole && lowest > *whole * (1 + 1e-9); }
  bool is_range() const { return lowest < highest; }
};

/// All claims to an indicator, each set once, in order of its first claim.
std::vector<ClaimSet> claim_sets(const workspace::View& view, const Record& indicator);

}  // namespace outturn::chain
