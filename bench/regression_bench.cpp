// How long Callaway and Sant'Anna's estimator takes on a panel of the size of the published minimum-wage study: 500
// counties, 5 years, 3 cohorts. CPU time on one core, best of several rounds; the panel is drawn here, and its effects
// are known. Exits 1 when an answer is wrong or a bar is missed (0.01 s with all aggregates, 0.05 s with 1,000 draws).
//
//   build/release/bench/regression_bench

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <string>

#include "stats/random_draw.h"
#include "stats/staggered_adoption.h"

namespace {

using namespace outturn;

constexpr double effect = -0.05;

stats::Panel drawn(std::size_t units, std::size_t periods) {
  stats::Panel panel;
  stats::RandomDraw random(1);
  for (std::size_t t = 0; t < periods; ++t) panel.times.push_back(std::to_string(2003 + t));
  for (std::size_t u = 0; u < units; ++u) {
    panel.units.push_back(std::to_string(u));
    const auto draw = random.uniform();
    const std::size_t start = draw < 0.04 ? 1 : draw < 0.12 ? 3 : draw < 0.38 ? 4 : stats::Panel::never;
    panel.first_treated.push_back(start);
    const double level = 6 + random.normal();
    for (std::size_t t = 0; t < periods; ++t) {
      panel.values.push_back(level + 0.01 * static_cast<double>(t) + (t >= start ? effect : 0) + 0.01 * random.normal());
    }
  }
  return panel;
}

template <class Work>
double best_seconds(Work work, int rounds) {
  double best = 1e9;
  for (int round = 0; round < rounds; ++round) {
    const auto start = std::clock();
    work();
    best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  return best;
}

bool fast(const char* what, double seconds, double bar) {
  std::printf("%-64s %9.5f s   bar %.2f s\n", what, seconds, bar);
  return seconds <= bar;
}

}  // namespace

int main() {
  const auto panel = drawn(500, 5);
  std::vector<double> covariate;
  stats::RandomDraw random(2);
  for (std::size_t u = 0; u < 500; ++u) covariate.insert(covariate.end(), 5, random.normal());
  const auto answer = stats::staggered_adoption(panel).value();
  if (std::abs(answer.simple.effect.estimate - effect) > 0.005) {
    std::fprintf(stderr, "the effect found is %f, but %f was put in\n", answer.simple.effect.estimate, effect);
    return 1;
  }
  bool kept = fast("Callaway-Sant'Anna, all aggregates", best_seconds([&] { (void)stats::staggered_adoption(panel); }, 20), 0.01);
  kept &= fast("the same, doubly robust with a covariate",
               best_seconds([&] { (void)stats::staggered_adoption(panel, {.covariates = {{"x", covariate}}}); }, 20), 0.01);
  kept &= fast("the same, with 1,000 multiplier draws",
               best_seconds([&] { (void)stats::staggered_adoption(panel, {.covariates = {{"x", covariate}}, .draws = 1000}); }, 20), 0.05);
  const auto large = drawn(2000, 200);
  std::printf("%-64s %9.5f s\n", "2,000 units, 200 periods, 3 cohorts", best_seconds([&] { (void)stats::staggered_adoption(large); }, 1));
  return kept ? 0 : 1;
}
