#include "stats/goodman_bacon.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "stats/difference_in_differences.h"

namespace outturn::stats {

namespace {

struct Adopters {
  std::size_t start;
  double share;              ///< of the units
  double treated;            ///< share of the periods
  std::vector<double> mean;  ///< by period
};

std::vector<Adopters> cohorts_of(const Panel& panel) {
  std::map<std::size_t, Adopters> found;
  const auto periods = panel.period_count();
  for (std::size_t unit = 0; unit < panel.unit_count(); ++unit) {
    auto& cohort = found[panel.first_treated[unit]];
    cohort.mean.resize(periods, 0.0);
    ++cohort.share;
    for (std::size_t t = 0; t < periods; ++t) cohort.mean[t] += panel.at(unit, t);
  }
  std::vector<Adopters> answer;
  for (auto& [start, cohort] : found) {
    for (double& mean : cohort.mean) mean /= cohort.share;
    cohort.start = start;
    cohort.treated = start == Panel::never ? 0 : static_cast<double>(periods - start) / static_cast<double>(periods);
    cohort.share /= static_cast<double>(panel.unit_count());
    answer.push_back(std::move(cohort));
  }
  return answer;  // by start, `never` last
}

double mean_over(const Adopters& cohort, std::size_t from, std::size_t to) {
  double sum = 0;
  for (auto t = from; t < to; ++t) sum += cohort.mean[t];
  return sum / static_cast<double>(to - from);
}

/// Change of one cohort less that of the other, between two spans of periods.
double two_by_two(const Adopters& treated, const Adopters& other, std::size_t before_from, std::size_t before_to, std::size_t after_from, std::size_t after_to) {
  return mean_over(treated, after_from, after_to) - mean_over(treated, before_from, before_to) -
         (mean_over(other, after_from, after_to) - mean_over(other, before_from, before_to));
}

}  // namespace

base::Checked<GoodmanBacon> goodman_bacon(const Panel& panel) {
  constexpr std::size_t least_before = 2;
  auto issues = adoption_issues(panel, 0.95, {}, least_before);
  if (!issues.empty()) return base::refuse(std::move(issues));
  std::vector<std::size_t> all(panel.unit_count());
  std::iota(all.begin(), all.end(), std::size_t{0});
  issues = panel_gaps(panel, all, 0, panel.period_count());
  if (!issues.empty()) return base::refuse(std::move(issues));

  const auto periods = panel.period_count();
  const auto cohorts = cohorts_of(panel);
  GoodmanBacon answer;
  double total = 0;
  const auto add = [&](ComparisonKind kind, const Adopters& treated, const Adopters& other, double estimate, double weight) {
    answer.pieces.push_back({kind, treated.start, other.start, estimate, weight});
    total += weight;
  };
  for (std::size_t a = 0; a < cohorts.size(); ++a) {
    for (std::size_t b = a + 1; b < cohorts.size(); ++b) {
      const auto& k = cohorts[a];  // the earlier
      const auto& l = cohorts[b];
      const double both = k.share + l.share;
      const double mix = k.share * l.share / (both * both);
      if (l.start == Panel::never) {
        if (k.start == 0) continue;  // never changes
        add(ComparisonKind::with_never_treated, k, l, two_by_two(k, l, 0, k.start, k.start, periods), both * both * mix * k.treated * (1 - k.treated));
        continue;
      }
      if (k.start > 0) {
        const double weight = (both * (1 - l.treated)) * (both * (1 - l.treated)) * mix * ((k.treated - l.treated) / (1 - l.treated)) * ((1 - k.treated) / (1 - l.treated));
        add(ComparisonKind::with_later, k, l, two_by_two(k, l, 0, k.start, k.start, l.start), weight);
      }
      const double weight = (both * k.treated) * (both * k.treated) * mix * (l.treated / k.treated) * ((k.treated - l.treated) / k.treated);
      add(ComparisonKind::with_already_treated, l, k, two_by_two(l, k, k.start, l.start, l.start, periods), weight);
    }
  }
  if (!(total > 0)) return base::refuse("start", "stats.did_no_comparison", {});
  for (auto& piece : answer.pieces) {
    piece.weight /= total;
    answer.effect += piece.weight * piece.estimate;
    if (piece.kind == ComparisonKind::with_already_treated) answer.weight_on_already_treated += piece.weight;
  }
  std::ranges::stable_sort(answer.pieces, [](const auto& x, const auto& y) { return x.weight > y.weight; });
  return answer;
}

}  // namespace outturn::stats
