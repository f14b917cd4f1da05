#include "stats/comparison_checked.h"

#include <algorithm>
#include <cstdint>

namespace outturn::stats {

namespace {

using base::whole;

}  // namespace

base::Issues pool_issues(const Panel& panel, std::span<const std::size_t> donors) {
  base::Issues issues;
  std::vector<char> seen(panel.unit_count());
  for (const std::size_t unit : donors) {
    base::ensure(unit < panel.unit_count(), "a donor is a unit of the panel");
    if (panel.first_treated[unit] < panel.period_count()) issues.push_back({"donors", "stats.synthetic_treated_in_pool", {{"unit", panel.units[unit]}}});
    if (seen[unit]++) issues.push_back({"donors", "stats.panel_duplicate_unit", {{"unit", panel.units[unit]}}});
  }
  if (donors.size() < 2) issues.push_back({"donors", "stats.synthetic_too_few_donors", {{"least", std::int64_t{2}}, {"count", whole(donors.size())}}});
  return issues;
}

base::Issue too_few_before(const Panel& panel, std::size_t unit, std::size_t periods) {
  return {"from", "stats.synthetic_too_few_before", {{"unit", panel.units[unit]}, {"least", std::int64_t{2}}, {"count", whole(periods)}}};
}

base::Checked<Comparison> checked_comparison(const Panel& panel, std::span<const std::size_t> donors, std::size_t from) {
  if (auto issues = panel_issues(panel); !issues.empty()) return base::refuse(std::move(issues));
  const std::size_t periods = panel.period_count();
  Comparison comparison{.donors = {donors.begin(), donors.end()}};
  base::Issues issues;
  bool planned = false;
  bool several = false;
  for (std::size_t unit = 0; unit < panel.unit_count(); ++unit) {
    const std::size_t start = panel.first_treated[unit];
    planned |= start != Panel::never;
    if (start < periods) {
      several |= !comparison.treated.empty() && start != comparison.start;
      comparison.start = start;
      comparison.treated.push_back(unit);
    } else if (donors.empty() && start == Panel::never) {
      comparison.donors.push_back(unit);
    }
  }
  if (comparison.treated.empty()) {
    issues.push_back({"treated", planned ? "stats.synthetic_starts_never" : "stats.synthetic_no_treated", {}});
  } else if (several) {
    issues.push_back({"treated", "stats.synthetic_several_starts", {}});
  } else if (comparison.start < 2) {
    issues.push_back(too_few_before(panel, comparison.treated.front(), comparison.start));
  }
  auto wrong_pool = pool_issues(panel, comparison.donors);
  issues.insert(issues.end(), wrong_pool.begin(), wrong_pool.end());
  std::vector<std::size_t> used = comparison.treated;
  used.insert(used.end(), comparison.donors.begin(), comparison.donors.end());
  auto gaps = panel_gaps(panel, used, std::min(from, periods), periods);
  issues.insert(issues.end(), gaps.begin(), gaps.end());
  if (!issues.empty()) return base::refuse(std::move(issues));

  comparison.actual.assign(periods, 0.0);
  for (const std::size_t unit : comparison.treated) {
    for (std::size_t t = 0; t < periods; ++t) comparison.actual[t] += panel.at(unit, t) / static_cast<double>(comparison.treated.size());
  }
  return comparison;
}

}  // namespace outturn::stats
