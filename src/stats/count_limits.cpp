#include "stats/count_limits.h"

#include <algorithm>
#include <cmath>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

namespace outturn::stats {
namespace {

/// The smallest whole count for which `holds`, which stays true from there on.
template <class Holds>
double smallest_count(double first_guess, double most, const Holds& holds) {
  double low = -1;  // does not hold
  double high = std::min(std::max(1.0, std::ceil(first_guess)), most);
  while (high < most && !holds(high)) {
    low = high;
    high = std::min(2 * high + 16, most);
  }
  while (high - low > 1) {
    const double middle = std::floor((low + high) / 2);
    if (holds(middle)) {
      high = middle;
    } else {
      low = middle;
    }
  }
  return high;
}

double most_possible(const CountByChance& by_chance) {
  return by_chance.model == CountModel::binomial ? by_chance.size : 9e15;
}

double quantile(const CountByChance& by_chance, double q) {
  const double expected = by_chance.size * by_chance.rate;
  const double r = smallest_count(expected + 4 * std::sqrt(expected), most_possible(by_chance),
                                  [&](double count) { return chance_of_at_most(by_chance, count) >= q; });
  const double at_r = chance_of_at_most(by_chance, r);
  const double below = chance_of_at_most(by_chance, r - 1);
  const double alpha = at_r > below ? (at_r - q) / (at_r - below) : 0;
  return std::clamp(r - alpha, 0.0, most_possible(by_chance)) / by_chance.size;
}

}  // namespace

double chance_of_at_most(const CountByChance& by_chance, double count) {
  count = std::floor(count);
  if (count < 0) return 0;
  if (by_chance.model == CountModel::poisson) {
    const double mean = by_chance.size * by_chance.rate;
    return mean <= 0 ? 1 : boost::math::gamma_q(count + 1, mean);
  }
  if (count >= by_chance.size || by_chance.rate <= 0) return 1;
  if (by_chance.rate >= 1) return 0;
  return boost::math::ibetac(count + 1, by_chance.size - count, by_chance.rate);
}

double chance_of_at_least(const CountByChance& by_chance, double count) {
  count = std::ceil(count);
  if (count <= 0) return 1;
  if (by_chance.model == CountModel::poisson) {
    const double mean = by_chance.size * by_chance.rate;
    return mean <= 0 ? 0 : boost::math::gamma_p(count, mean);
  }
  if (count > by_chance.size || by_chance.rate <= 0) return 0;
  if (by_chance.rate >= 1) return 1;
  return boost::math::ibeta(count, by_chance.size - count + 1, by_chance.rate);
}

RateBand interpolated_limits(const CountByChance& by_chance, double tail) {
  return {quantile(by_chance, tail), quantile(by_chance, 1 - tail)};
}

RateBand exact_limits(const CountByChance& by_chance, double tail) {
  const double expected = by_chance.size * by_chance.rate;
  // The first count that chance reaches with less than the tail; the one before it is the last that may be.
  const double first_out = smallest_count(expected + 4 * std::sqrt(expected), most_possible(by_chance) + 1,
                                          [&](double count) { return chance_of_at_least(by_chance, count) < tail; });
  const double s = first_out - 1;
  const double at_s = chance_of_at_least(by_chance, s);
  const double beyond = chance_of_at_least(by_chance, s + 1);
  const double alpha = at_s > beyond ? (at_s - tail) / (at_s - beyond) : 0;
  return {quantile(by_chance, tail), std::clamp(s + alpha, 0.0, most_possible(by_chance)) / by_chance.size};
}

}  // namespace outturn::stats
