#include "stats/autoregressive_changes.h"

#include <algorithm>
#include <cmath>

namespace outturn::stats {

std::vector<double> AutoregressiveChanges::expected(int steps) const {
  std::vector<double> values;
  values.reserve(steps);
  std::vector<double> changes(last_changes.rbegin(), last_changes.rend());
  double value = last;
  for (int step = 0; step < steps; ++step) {
    double change = 0;
    for (std::size_t i = 0; i < coefficients.size(); ++i) change += coefficients[i] * changes[changes.size() - 1 - i];
    if (!coefficients.empty()) changes.push_back(change);
    value += drift + change;
    values.push_back(value);
  }
  return values;
}

AutoregressiveChanges fitted_changes(std::span<const double> values, int most_coefficients) {
  const int n = static_cast<int>(values.size()) - 1;
  AutoregressiveChanges made;
  made.drift = (values.back() - values.front()) / n / 2;
  made.last = values.back();
  std::vector<double> changes(n);
  for (int t = 0; t < n; ++t) changes[t] = values[t + 1] - values[t] - made.drift;

  // Reflection coefficients that leave the least error forwards and backwards together.
  std::vector<double> forward = changes;
  std::vector<double> backward = changes;
  std::vector<double> filter;
  std::vector<double> longer;
  double power = 0;
  for (const double change : changes) power += change * change / n;
  const double least_power = 1e-12 * power;
  double best = n * std::log(power + least_power) + 2;
  for (int p = 1; p <= std::min(most_coefficients, n / 4); ++p) {
    const int k = p + 1;
    if (n <= k + 2) break;
    double product = 0;
    double energy = 0;
    for (int t = p; t < n; ++t) {
      product += forward[t] * backward[t - 1];
      energy += forward[t] * forward[t] + backward[t - 1] * backward[t - 1];
    }
    if (!(energy > 0)) break;
    const double reflection = 2 * product / energy;
    longer.assign(p, 0);
    for (int i = 0; i + 1 < p; ++i) longer[i] = filter[i] - reflection * filter[p - 2 - i];
    longer[p - 1] = reflection;
    filter = longer;
    for (int t = n - 1; t >= p; --t) {
      const double ahead = forward[t];
      const double behind = backward[t - 1];
      forward[t] = ahead - reflection * behind;
      backward[t] = behind - reflection * ahead;
    }
    power *= 1 - reflection * reflection;
    const double criterion = n * std::log(power + least_power) + 2.0 * k + 2.0 * k * (k + 1) / (n - k - 1);
    if (criterion < best) {
      best = criterion;
      made.coefficients = filter;
    }
  }
  const int p = static_cast<int>(made.coefficients.size());
  for (int i = 0; i < p; ++i) made.last_changes.push_back(changes[n - 1 - i]);
  for (int t = p; t < n; ++t) {
    double error = changes[t];
    for (int i = 0; i < p; ++i) error -= made.coefficients[i] * changes[t - 1 - i];
    made.absolute_error += std::abs(error) / (n - p);
  }
  return made;
}

}  // namespace outturn::stats
