#include "stats/season.h"

#include <algorithm>
#include <cmath>

namespace outturn::stats {
namespace {

constexpr double season_shows_from = 1.28;  // chosen on held-back ends: docs/methods/forecast.md
constexpr double shrinking = 1.5;

/// Whether the autocorrelation a year back stands out of what the nearer ones explain.
bool repeats(std::span<const double> whole, int periods) {
  const std::size_t n = whole.size();
  const double count = static_cast<double>(n);
  double mean = 0;
  for (const double v : whole) mean += v / count;
  double variance = 0;
  for (const double v : whole) variance += (v - mean) * (v - mean);
  if (!(variance > 0)) return false;
  double before = 0;
  double a_year_back = 0;
  for (int lag = 1; lag <= periods; ++lag) {
    double product = 0;
    for (std::size_t t = lag; t < n; ++t) product += (whole[t] - mean) * (whole[t - lag] - mean);
    const double r = product / variance;
    if (lag < periods) before += r * r;
    else a_year_back = r;
  }
  return std::abs(a_year_back) > season_shows_from * std::sqrt((1 + 2 * before) / count);
}

}  // namespace

std::vector<double> bridged(std::span<const double> values) {
  std::vector<double> whole(values.begin(), values.end());
  const std::size_t n = whole.size();
  std::size_t known = n;
  for (std::size_t t = 0; t < n; ++t) {
    if (std::isnan(whole[t])) continue;
    if (known == n) {
      std::fill(whole.begin(), whole.begin() + t, whole[t]);
    } else {
      for (std::size_t u = known + 1; u < t; ++u)
        whole[u] = whole[known] + (whole[t] - whole[known]) * static_cast<double>(u - known) / static_cast<double>(t - known);
    }
    known = t;
  }
  if (known < n) std::fill(whole.begin() + known, whole.end(), whole[known]);
  return whole;
}

double Season::without(double value, std::size_t t) const {
  if (index.empty()) return value;
  const double part = index[t % index.size()];
  return multiplies ? value / part : value - part;
}

double Season::with(double value, std::size_t t) const {
  if (index.empty()) return value;
  const double part = index[t % index.size()];
  return multiplies ? value * part : value + part;
}

double Season::stretch(std::size_t t) const { return multiplies && !index.empty() ? index[t % index.size()] : 1; }

Season found_season(std::span<const double> values, int periods) {
  const std::size_t n = values.size();
  const std::size_t m = static_cast<std::size_t>(std::max(periods, 1));
  const double year = static_cast<double>(m);
  Season season;
  if (m < 2 || n < 2 * m + 1) return season;
  std::vector<int> seen(m);
  int usable = 0;
  bool positive = true;
  for (std::size_t t = 0; t < n; ++t) {
    if (std::isnan(values[t])) continue;
    ++seen[t % m];
    ++usable;
    positive = positive && values[t] > 0;
  }
  if (std::any_of(seen.begin(), seen.end(), [](int count) { return count < 2; })) return season;
  const std::vector<double> whole = bridged(values);
  if (!repeats(whole, periods)) return season;

  // The trend by a moving average over one year, centred; the parts of the year as means of what is left.
  std::vector<double> sums(m), squares(m);
  std::vector<int> counts(m);
  season.multiplies = positive;
  double window = 0;
  const std::size_t half = m / 2;
  for (std::size_t t = 0; t < m; ++t) window += whole[t];
  for (std::size_t t = half; t + half < n; ++t) {
    double trend;
    if (m % 2 == 0) {
      // Half weight to both ends.
      const std::size_t from = t - half;
      trend = (window - whole[from] / 2 + whole[from + m] / 2) / year;
      window += whole[from + m] - whole[from];
    } else {
      trend = window / year;
      if (t + half + 1 < n) window += whole[t + half + 1] - whole[t - half];
    }
    if (std::isnan(values[t])) continue;
    const double part = season.multiplies ? values[t] / trend : values[t] - trend;
    sums[t % m] += part;
    squares[t % m] += part * part;
    ++counts[t % m];
  }
  if (std::any_of(counts.begin(), counts.end(), [](int count) { return count < 1; })) return season;
  season.index.resize(m);
  double mean = 0;
  for (std::size_t s = 0; s < m; ++s) mean += (season.index[s] = sums[s] / counts[s]) / year;
  double noise = 0;
  double spread = 0;
  double weights = 0;
  for (std::size_t s = 0; s < m; ++s) {
    if (season.multiplies) season.index[s] /= mean;
    else season.index[s] -= mean;
    const double centre = season.multiplies ? 1 : 0;
    spread += (season.index[s] - centre) * (season.index[s] - centre);
    if (counts[s] > 1) {
      noise += (squares[s] - sums[s] * sums[s] / counts[s]) / (counts[s] - 1) / counts[s];
      ++weights;
    }
  }
  // As James and Stein: the parts keep the share of their spread that noise does not explain, and a little less.
  if (weights > 0 && m > 3) {
    noise /= weights;
    const double keep = std::clamp(1 - shrinking * (year - 3) * noise / spread, 0.0, 1.0);
    for (double& part : season.index) part = season.multiplies ? 1 + keep * (part - 1) : keep * part;
  }
  if (season.multiplies && std::any_of(season.index.begin(), season.index.end(), [](double part) { return !(part > 0.01); })) season.index.clear();
  return season;
}

}  // namespace outturn::stats
