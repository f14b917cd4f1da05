// How often "outturn gain" says what, where the truth is known: places that follow two common paths with their own
// loadings plus noise of standard deviation 1; 24 places to compare with, 30 periods, the start after 20.
// Prints one row a scenario: share of each verdict, of panels with a caution or a stop from the checks that look for
// trouble, and how often the interval covers the truth. Exits 1 when a promise of docs/methods/gain.md is broken.
//
//   build/…/bench/gain_honesty [panels a scenario] [first seed]      default 1000 1

#define DOCTEST_CONFIG_IMPLEMENT
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "gain/gain_testing.h"

namespace {

using namespace outturn;

struct Scenario {
  const char* name;
  testing::Town town;
  double truth;
};

struct Counts {
  std::array<int, 4> verdicts{};
  int warned{};     // a caution or stop by pre_fit, backdating, trend or anticipation
  int stopped{};
  int covered{};
  double squared_error{};
  std::array<int, 5> warned_by{};
};

constexpr std::array looks_for_trouble{"pre_fit", "backdating", "trend", "anticipation", "leave_one_out"};

Counts counted(const Scenario& scenario, int panels, std::uint64_t first_seed) {
  Counts counts;
  for (int n = 0; n < panels; ++n) {
    auto town = scenario.town;
    town.seed = first_seed + static_cast<std::uint64_t>(n);
    auto question = testing::question_of(town);
    const auto answer = testing::answer_of(testing::study_of(town, question));
    ++counts.verdicts[static_cast<std::size_t>(answer.verdict)];
    bool warned = false;
    bool stopped = false;
    for (std::size_t c = 0; c < looks_for_trouble.size(); ++c) {
      const auto* check = testing::check_named(answer, looks_for_trouble[c]);
      if (!check || check->outcome == gain::Outcome::pass) continue;
      warned = warned || c < 4;
      stopped = stopped || check->outcome == gain::Outcome::stop;
      ++counts.warned_by[c];
    }
    counts.warned += warned;
    counts.stopped += stopped;
    const auto& interval = answer.main.interval;
    counts.covered += interval && interval->first <= scenario.truth && scenario.truth <= interval->second;
    counts.squared_error += (answer.main.effect - scenario.truth) * (answer.main.effect - scenario.truth);
  }
  return counts;
}

}  // namespace

int main(int argc, char** argv) {
  const int panels = argc > 1 ? std::atoi(argv[1]) : 1000;
  const auto first_seed = static_cast<std::uint64_t>(argc > 2 ? std::atoll(argv[2]) : 1);
  const Scenario scenarios[]{
      {"no effect", {}, 0},
      {"effect of 3.5 sd", {.effect = 3.5}, 3.5},
      {"effect of 2 sd", {.effect = 2}, 2},
      {"badly fitted, no effect", {.loading = 3}, 0},
      {"drifts by 0.2 sd a period, no effect", {.drift = 0.2}, 0},
      {"drifts by 0.3 sd a period, no effect", {.drift = 0.3}, 0},
  };
  bool kept = true;
  std::printf("| scenario | gain shown | worse than alone | cannot tell | warned | stopped | 90 %% interval covers | RMSE | pre_fit / backdating / trend / anticipation / leave_one_out not passed |\n|---|---|---|---|---|---|---|---|---|\n");
  for (const auto& scenario : scenarios) {
    const auto c = counted(scenario, panels, first_seed);
    const auto share = [&](int count) { return 100.0 * count / panels; };
    std::printf("| %s | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.2f | %.1f / %.1f / %.1f / %.1f / %.1f |\n", scenario.name, share(c.verdicts[0]), share(c.verdicts[2]), share(c.verdicts[3]),
                share(c.warned), share(c.stopped), share(c.covered), std::sqrt(c.squared_error / panels), share(c.warned_by[0]), share(c.warned_by[1]), share(c.warned_by[2]), share(c.warned_by[3]), share(c.warned_by[4]));
    std::fflush(stdout);
    const std::string name = scenario.name;
    if (name == "no effect") kept = kept && share(c.verdicts[0]) <= 10;
    if (name == "effect of 3.5 sd") kept = kept && share(c.verdicts[0]) >= 80;
    if (name.starts_with("badly")) kept = kept && share(c.verdicts[3]) >= 90;
    if (name.starts_with("drifts by 0.3")) kept = kept && share(c.warned) >= 70;
  }
  std::puts(kept ? "Every promise holds." : "A promise is broken.");
  return kept ? 0 : 1;
}
