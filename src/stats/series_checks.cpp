#include "stats/series_checks.h"

#include <algorithm>
#include <limits>

#include "stats/distributions.h"

namespace outturn::stats {

std::vector<double> autocorrelations(std::span<const double> values, std::size_t last) {
  const auto n = values.size();
  std::vector<double> answer;
  if (n < 2) return answer;
  double mean = 0;
  for (const double v : values) mean += v / static_cast<double>(n);
  const auto product = [&](std::size_t lag) {
    double sum = 0;
    for (std::size_t t = lag; t < n; ++t) sum += (values[t] - mean) * (values[t - lag] - mean);
    return sum;
  };
  const double whole = product(0);
  for (std::size_t lag = 1; lag <= std::min(last, n - 1); ++lag) answer.push_back(whole > 0 ? product(lag) / whole : 0);
  return answer;
}

LjungBox ljung_box(std::span<const double> residuals, std::size_t last, std::size_t estimated) {
  const auto n = static_cast<double>(residuals.size());
  const auto r = autocorrelations(residuals, last);
  double sum = 0;
  for (std::size_t j = 0; j < r.size(); ++j) sum += r[j] * r[j] / (n - static_cast<double>(j + 1));
  const double statistic = n * (n + 2) * sum;
  if (r.size() <= estimated) return {statistic, 0, std::numeric_limits<double>::quiet_NaN()};
  const auto freedom = static_cast<double>(r.size() - estimated);
  return {statistic, freedom, chi_squared_above(statistic, freedom)};
}

double durbin_watson(std::span<const double> residuals) {
  double moved = 0;
  double whole = 0;
  for (std::size_t t = 0; t < residuals.size(); ++t) {
    whole += residuals[t] * residuals[t];
    if (t > 0) moved += (residuals[t] - residuals[t - 1]) * (residuals[t] - residuals[t - 1]);
  }
  return whole > 0 ? moved / whole : 2;
}

}  // namespace outturn::stats
