#include "stats/record_sample.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "stats/distributions.h"
#include "stats/random_draw.h"

namespace outturn::stats {
namespace {

constexpr std::int64_t largest_population = 1'000'000'000;

void check_population(std::int64_t population, base::Issues& issues) {
  if (population >= 1 && population <= largest_population) return;
  issues.push_back({"population", "stats.sample_population", {{"written", population}, {"limit", largest_population}}});
}

void check_confidence(double confidence, base::Issues& issues) {
  if (confidence >= 0.5 && confidence <= 0.9999) return;
  issues.push_back({"confidence", "stats.sample_confidence", {{"written", 100 * confidence}}});
}

void check_sample(std::int64_t population, std::int64_t sample, base::Issues& issues) {
  if (sample >= 1 && sample <= population) return;
  issues.push_back({"size", "stats.sample_more_than_all", {{"written", sample}, {"population", population}}});
}

/// The smallest whole number in [low, high] for which `holds`, which stays true from there on; high where none does.
template <class Holds>
std::int64_t smallest(std::int64_t low, std::int64_t high, const Holds& holds) {
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

}  // namespace

double chance_of_at_most_wrong(std::int64_t population, std::int64_t wrong, std::int64_t sample, std::int64_t count) {
  const auto least = std::max<std::int64_t>(0, sample - (population - wrong));
  const auto most = std::min(sample, wrong);
  if (count < least) return 0;
  if (count >= most) return 1;
  const auto n = static_cast<double>(population);
  const auto d = static_cast<double>(wrong);
  const auto s = static_cast<double>(sample);
  const double of_all = log_choose(n, s);
  double sum = 0;
  for (auto k = least; k <= count; ++k) {
    const auto x = static_cast<double>(k);
    sum += std::exp(log_choose(d, x) + log_choose(n - d, s - x) - of_all);
  }
  return std::min(1.0, sum);
}

base::Checked<std::int64_t> sample_size(const SamplePlan& plan) {
  base::Issues issues;
  check_population(plan.population, issues);
  check_confidence(plan.confidence, issues);
  if (!(plan.tolerable > 0 && plan.tolerable < 1)) issues.push_back({"tolerable", "stats.sample_tolerable", {{"written", 100 * plan.tolerable}}});
  if (plan.accepted < 0 || plan.accepted > 1000) issues.push_back({"accepted", "stats.sample_accepted", {{"written", plan.accepted}}});
  if (!issues.empty()) return base::refuse(std::move(issues));
  // What a product of two decimals adds by itself (0.05 × 1,000 may be 50.000…1) is no record.
  const auto too_many = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(plan.tolerable * static_cast<double>(plan.population) - 1e-9)));
  return smallest(1, plan.population, [&](std::int64_t sample) {
    return chance_of_at_most_wrong(plan.population, too_many, sample, plan.accepted) <= 1 - plan.confidence + 1e-12;
  });
}

base::Checked<double> wrong_at_most(std::int64_t population, std::int64_t sample, std::int64_t wrong, double confidence) {
  base::Issues issues;
  check_population(population, issues);
  check_confidence(confidence, issues);
  check_sample(population, sample, issues);
  if (wrong < 0 || wrong > sample) issues.push_back({"wrong", "stats.sample_wrong", {{"written", wrong}, {"size", sample}}});
  if (!issues.empty()) return base::refuse(std::move(issues));
  // Those found are there for certain, and so are the right ones: the first number of wrong records that is too many, less one.
  const auto most = population - (sample - wrong);
  const auto first_out = smallest(wrong, most + 1, [&](std::int64_t all_wrong) {
    return all_wrong > most || chance_of_at_most_wrong(population, all_wrong, sample, wrong) <= 1 - confidence;
  });
  return static_cast<double>(std::max(wrong, first_out - 1)) / static_cast<double>(population);
}

base::Checked<std::vector<std::int64_t>> drawn_records(std::int64_t population, std::int64_t sample, std::uint64_t seed) {
  base::Issues issues;
  check_population(population, issues);
  check_sample(population, sample, issues);
  if (!issues.empty()) return base::refuse(std::move(issues));
  RandomDraw random(seed);
  const auto one_to = [&](std::int64_t last) {
    const auto count = static_cast<std::uint64_t>(last);
    const std::uint64_t even = ~std::uint64_t{0} - ~std::uint64_t{0} % count;  // above it the first numbers would come more often
    auto bits = random.bits();
    while (bits >= even) bits = random.bits();
    return static_cast<std::int64_t>(bits % count) + 1;
  };
  std::set<std::int64_t> drawn;
  for (auto last = population - sample + 1; last <= population; ++last) {
    const auto number = one_to(last);
    drawn.insert(drawn.contains(number) ? last : number);
  }
  return std::vector<std::int64_t>(drawn.begin(), drawn.end());
}

}  // namespace outturn::stats
