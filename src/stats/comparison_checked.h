#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/checked.h"
#include "stats/panel.h"

namespace outturn::stats {

/// One start, who began then, and the pool: checked, for the estimators that compare outcomes alone.
struct Comparison {
  std::size_t start{};
  std::vector<std::size_t> treated;
  std::vector<std::size_t> donors;
  std::vector<double> actual;  ///< shape periods: mean of the treated
};

/// donors     empty = every unit that never takes part
/// from       figures must be complete from this period on
/// refuses  what panel_issues and panel_gaps do; stats.synthetic_no_treated, stats.synthetic_starts_never,
///          stats.synthetic_several_starts, stats.synthetic_treated_in_pool, stats.synthetic_too_few_donors,
///          stats.synthetic_too_few_before
base::Checked<Comparison> checked_comparison(const Panel& panel, std::span<const std::size_t> donors, std::size_t from = 0);

/// What is wrong with a pool of donors.
/// refuses  stats.synthetic_treated_in_pool, stats.panel_duplicate_unit, stats.synthetic_too_few_donors (< 2)
base::Issues pool_issues(const Panel& panel, std::span<const std::size_t> donors);

/// stats.synthetic_too_few_before: `unit` has only so many periods before its start.
base::Issue too_few_before(const Panel& panel, std::size_t unit, std::size_t periods);

}  // namespace outturn::stats
