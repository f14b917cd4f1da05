#include "stats/run_rules.h"

#include <algorithm>
#include <cmath>

#include "stats/distributions.h"

namespace outturn::stats {
namespace {

constexpr std::size_t shift_length = 6;
constexpr std::size_t trend_length = 5;
constexpr std::size_t fewest_useful = 10;
constexpr double tail = 0.025;

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

int side(double value, double of) { return value > of ? 1 : value < of ? -1 : 0; }

double chance_of_runs(std::size_t runs, double a, double b) {
  const double all = log_choose(a + b, a);
  const double k = static_cast<double>(runs / 2);
  if (runs % 2 == 0) return 2 * std::exp(log_choose(a - 1, k - 1) + log_choose(b - 1, k - 1) - all);
  return std::exp(log_choose(a - 1, k) + log_choose(b - 1, k - 1) - all) +
         std::exp(log_choose(a - 1, k - 1) + log_choose(b - 1, k) - all);
}

void limit_runs(RunChart& chart, std::size_t above, std::size_t below) {
  if (chart.useful < fewest_useful || above == 0 || below == 0) return;
  std::size_t fewest = 2;
  double left_out = chance_of_runs(2, static_cast<double>(above), static_cast<double>(below));
  while (left_out <= tail) left_out += chance_of_runs(++fewest, static_cast<double>(above), static_cast<double>(below));
  chart.fewest_expected = fewest;
  std::size_t most = above + below;
  left_out = chance_of_runs(most, static_cast<double>(above), static_cast<double>(below));
  while (left_out <= tail) left_out += chance_of_runs(--most, static_cast<double>(above), static_cast<double>(below));
  chart.most_expected = most;
}

}  // namespace

bool RunChart::shift() const { return std::find(in_shift.begin(), in_shift.end(), true) != in_shift.end(); }
bool RunChart::trend() const { return std::find(in_trend.begin(), in_trend.end(), true) != in_trend.end(); }

double chance_of_at_most_runs(std::size_t runs, std::size_t above, std::size_t below) {
  double sum = 0;
  for (std::size_t r = 2; r <= runs; ++r) sum += chance_of_runs(r, static_cast<double>(above), static_cast<double>(below));
  return std::min(sum, 1.0);
}

base::Checked<RunChart> run_chart(std::span<const std::optional<double>> values) {
  std::vector<std::size_t> places;
  std::vector<double> known;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] && std::isfinite(*values[i])) {
      places.push_back(i);
      known.push_back(*values[i]);
    }
  }
  if (known.size() < 2) {
    return base::refuse("values", "stats.too_few_values", {{"least", 2}, {"count", static_cast<std::int64_t>(known.size())}});
  }
  RunChart chart;
  chart.median = median_of(known);
  chart.in_shift.assign(values.size(), false);
  chart.in_trend.assign(values.size(), false);

  std::vector<std::size_t> run;  // places of the run we are in, without values on the median
  int run_side = 0;
  std::size_t above = 0;
  std::size_t below = 0;
  const auto end_run = [&] {
    if (run.empty()) return;
    ++chart.runs;
    chart.longest = std::max(chart.longest, run.size());
    if (run.size() >= shift_length) {
      for (const auto place : run) chart.in_shift[place] = true;
    }
    run.clear();
  };
  for (std::size_t i = 0; i < known.size(); ++i) {
    const int here = side(known[i], chart.median);
    if (here == 0) continue;
    ++(here > 0 ? above : below);
    if (here != run_side) end_run();
    run_side = here;
    run.push_back(places[i]);
  }
  end_run();
  chart.useful = above + below;
  limit_runs(chart, above, below);

  std::size_t first = 0;     // where the climb or fall began
  std::size_t distinct = 1;  // its values, equal neighbours counted once
  int direction = 0;
  const auto end_trend = [&](std::size_t last) {
    if (distinct < trend_length) return;
    for (std::size_t i = first; i <= last; ++i) chart.in_trend[places[i]] = true;
  };
  for (std::size_t i = 1; i < known.size(); ++i) {
    const int step = side(known[i], known[i - 1]);
    if (step == 0) continue;
    if (step != direction) {
      end_trend(i - 1);
      first = i - 1;
      distinct = 1;
      direction = step;
    }
    ++distinct;
  }
  end_trend(known.size() - 1);
  return chart;
}

}  // namespace outturn::stats
