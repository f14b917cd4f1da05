// How often "outturn gain" says what, where the truth is known: for each estimator the figures it is meant for
// (bench/gain_worlds.h), without and with an effect, and with what makes it go wrong. Prints one row a method and
// truth: share of each verdict, of panels with a caution or a stop from the checks that look for trouble, and how
// often the interval covers the truth. Exits 1 when a promise of docs/methods/gain.md is broken.
//
//   build/…/bench/gain_honesty [panels a row] [first seed] [part of a method's name] [threads] [part of a truth's name]      default 1000 1 "" 1 ""
//
// A row does not depend on the number of threads. The estimators shown beside the asked one are left out: no verdict rests on them.

#define DOCTEST_CONFIG_IMPLEMENT
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "gain_worlds.h"
#include "stats/parallel_each.h"

namespace {

using namespace outturn;
using bench::Truth;

struct Counts {
  std::array<int, 4> verdicts{};
  int warned{};   // a caution or stop by a check that looks at what came before the start
  int doubted{};  // warned, or cannot tell
  int covered{};
  double squared_error{};
  std::array<int, 5> by{};
};

constexpr std::array looks_for_trouble{"pre_fit", "backdating", "trend", "anticipation", "leave_one_out"};

/// What one panel adds to its row.
Counts counted(const bench::World& world, Truth truth, std::uint64_t seed) {
  base::Progress silent;
  const auto answer = gain::answer(world.panel(world.method, truth, seed), silent, gain::Beside::left_out).value();
  const double effect = bench::effect_of(truth);
  Counts counts;
  counts.verdicts[static_cast<std::size_t>(answer.verdict)] = 1;
  for (std::size_t c = 0; c < looks_for_trouble.size(); ++c) {
    const auto* check = testing::check_named(answer, looks_for_trouble[c]);
    if (!check || check->outcome == gain::Outcome::pass) continue;
    counts.warned = counts.warned || c < 4;
    counts.by[c] = 1;
  }
  counts.doubted = counts.warned || answer.verdict == gain::Verdict::cannot_tell;
  const auto& interval = answer.main.interval;
  counts.covered = interval && interval->first <= effect && effect <= interval->second;
  counts.squared_error = (answer.main.effect - effect) * (answer.main.effect - effect);
  return counts;
}

Counts counted(const bench::World& world, Truth truth, int panels, std::uint64_t first_seed, int threads) {
  std::vector<Counts> each(static_cast<std::size_t>(panels));
  base::Progress silent;
  outturn::stats::parallel_each(each.size(), threads, silent, "panels", [&](std::size_t n) { each[n] = counted(world, truth, first_seed + n); });
  Counts row;
  for (const auto& one : each) {
    for (std::size_t v = 0; v < row.verdicts.size(); ++v) row.verdicts[v] += one.verdicts[v];
    for (std::size_t c = 0; c < row.by.size(); ++c) row.by[c] += one.by[c];
    row.warned += one.warned;
    row.doubted += one.doubted;
    row.covered += one.covered;
    row.squared_error += one.squared_error;
  }
  return row;
}

/// What docs/methods/gain.md promises of a row, in words where it is broken.
const char* broken(Truth truth, const Counts& counts, int panels) {
  const auto share = [&](int count) { return 100.0 * count / panels; };
  const double chance = 100 * 1.96 * std::sqrt(0.9 * 0.1 / panels);
  const bool interval_holds = std::abs(share(counts.covered) - 90) <= 3 + chance;
  switch (truth) {
    case Truth::nothing: return share(counts.verdicts[0]) > 10 ? "gain shown too often" : interval_holds ? nullptr : "coverage";
    case Truth::effect: return interval_holds ? nullptr : "coverage";
    case Truth::large_effect: return share(counts.verdicts[0]) < 80 ? "gain shown too seldom" : interval_holds ? nullptr : "coverage";
    case Truth::bad_fit: return share(counts.verdicts[3]) < 90 ? "told too often" : nullptr;
    case Truth::slow_drift:
    case Truth::drift: return share(counts.doubted) < 70 ? "doubted too seldom" : nullptr;
  }
  return nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  const int panels = argc > 1 ? std::atoi(argv[1]) : 1000;
  const auto first_seed = static_cast<std::uint64_t>(argc > 2 ? std::atoll(argv[2]) : 1);
  const std::string wanted = argc > 3 ? argv[3] : "";
  const int threads = argc > 4 ? std::max(1, std::atoi(argv[4])) : 1;
  const std::string wanted_truth = argc > 5 ? argv[5] : "";
  constexpr std::pair<Truth, const char*> truths[]{{Truth::nothing, "no effect"}, {Truth::large_effect, "effect of 3.5 sd"}, {Truth::effect, "effect of 2 sd"},
                                                   {Truth::bad_fit, "badly fitted"}, {Truth::slow_drift, "drift of 0.2 sd"}, {Truth::drift, "drift of 0.3 sd"}};
  bool kept = true;
  std::puts("| method | truth | gain shown | worse than alone | cannot tell | caution or cannot tell | 90 % interval covers | RMSE | pre_fit / backdating / trend / anticipation / leave_one_out not passed |\n"
            "|---|---|---|---|---|---|---|---|---|");
  for (const auto& world : bench::worlds()) {
    if (std::string(world.name).find(wanted) == std::string::npos) continue;
    for (const auto& [truth, name] : truths) {
      if (std::string(name).find(wanted_truth) == std::string::npos) continue;
      const auto c = counted(world, truth, panels, first_seed, threads);
      const auto share = [&](int count) { return 100.0 * count / panels; };
      const auto* fault = world.promised ? broken(truth, c, panels) : nullptr;
      std::printf("| %s | %s | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.2f | %.0f / %.0f / %.0f / %.0f / %.0f |%s%s\n", world.name, name, share(c.verdicts[0]),
                  share(c.verdicts[2]), share(c.verdicts[3]), share(c.doubted), share(c.covered), std::sqrt(c.squared_error / panels), share(c.by[0]), share(c.by[1]),
                  share(c.by[2]), share(c.by[3]), share(c.by[4]), fault ? "  BROKEN: " : "", fault ? fault : "");
      std::fflush(stdout);
      kept = kept && !fault;
    }
  }
  std::puts(kept ? "Every promise holds." : "A promise is broken.");
  return kept ? 0 : 1;
}
