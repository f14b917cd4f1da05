// Accuracy, interval coverage and CPU time of forecasts on the M3 competition's series: each is forecast from its fit
// part and scored on its test part. Exits 1 where a figure that docs/methods/forecast.md promises is missed.
//
//   build/…/bench/forecast_bench m3.csv.gz [held]     held: score the ends of the fit parts instead, promising nothing

#include <cmath>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <map>
#include <string>

#include "m3_series.h"
#include "stats/forecast.h"

namespace {

using namespace outturn;

struct Score {
  double error{};     ///< sum of symmetric absolute percentage errors, a mean for each series
  double interval{};  ///< sum of scaled interval scores, a mean for each series
  double covered{};
  double values{};
  int series{};

  void add(const Score& other) {
    error += other.error;
    interval += other.interval;
    covered += other.covered;
    values += other.values;
    series += other.series;
  }
  double smape() const { return error / series; }
  double msis() const { return interval / series; }
  double coverage() const { return 100 * covered / values; }
};

Score score_of(const stats::Forecast& made, const std::vector<double>& history, const std::vector<double>& came, int season) {
  Score score{.series = 1};
  const int m = static_cast<int>(history.size()) > season ? season : 1;
  double scale = 0;
  for (std::size_t t = static_cast<std::size_t>(m); t < history.size(); ++t) scale += std::abs(history[t] - history[t - m]);
  scale /= static_cast<double>(history.size()) - m;
  const double steps = static_cast<double>(came.size());
  for (std::size_t step = 0; step < came.size(); ++step) {
    const double mean = made.steps[step].centre();
    const double low = made.steps[step].quantile(0.025);
    const double high = made.steps[step].quantile(0.975);
    const double value = came[step];
    score.error += 200 * std::abs(value - mean) / (std::abs(value) + std::abs(mean)) / steps;
    score.interval += (high - low + 40 * std::max({0.0, low - value, value - high})) / scale / steps;
    score.covered += low <= value && value <= high;
    ++score.values;
  }
  return score;
}

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

void print(const char* name, const Score& score) {
  std::printf("%-10s %5d series  sMAPE %6.3f  coverage %5.2f %%  MSIS %6.2f\n", name, score.series, score.smape(), score.coverage(), score.msis());
}

}  // namespace

int main(int argc, char** argv) {
  auto all = m3_series(argc > 1 ? argv[1] : "");
  if (all.empty()) {
    std::fprintf(stderr, "Give the file of series: forecast_bench m3.csv.gz\n");
    return 2;
  }
  const bool held = argc > 2 && std::strcmp(argv[2], "held") == 0;
  std::map<std::string, Score> by_type;
  Score whole;
  double seconds = 0;
  for (auto& series : all) {
    if (held) {
      if (series.fit.size() < static_cast<std::size_t>(series.horizon) + 7) continue;
      series.test.assign(series.fit.end() - series.horizon, series.fit.end());
      series.fit.resize(series.fit.size() - series.horizon);
    }
    const double before = processor_seconds();
    const auto made = stats::forecast({.values = series.fit, .season = series.frequency, .horizon = static_cast<int>(series.test.size()), .backtest = false});
    // Intervals are part of the work.
    double sum = 0;
    for (const auto& step : made->steps) sum += step.quantile(0.025) + step.quantile(0.975);
    seconds += processor_seconds() - before;
    if (!std::isfinite(sum)) std::printf("%s has an interval without an end\n", series.name.c_str());
    const Score score = score_of(*made, series.fit, series.test, series.frequency);
    by_type[series.type].add(score);
    whole.add(score);
  }
  for (const auto& [type, score] : by_type) print(type.c_str(), score);
  print("all", whole);
  std::printf("%.3f ms of CPU a series\n", 1000 * seconds / whole.series);
  if (held) return 0;
  bool kept = whole.smape() <= 12.7 && whole.coverage() >= 94 && whole.coverage() <= 96.5 && whole.msis() <= 12.4;
  for (const auto& [type, score] : by_type) kept = kept && score.coverage() >= 92;
  std::printf("%s\n", kept ? "Every promised figure is kept." : "A promised figure is missed.");
  return kept ? 0 : 1;
}
