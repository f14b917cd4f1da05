#include "stats/mixture.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <boost/math/tools/toms748_solve.hpp>

#include "base/checked.h"
#include "stats/predictive.h"

namespace outturn::stats {
namespace {

/// How likely the figure lies at or below x, of all accounts together.
double share_below(std::span<const Account> accounts, double freedom, double x) {
  double sum = 0;
  double weights = 0;
  for (const auto& one : accounts) {
    const double away = x - one.estimate;
    sum += one.weight * (one.standard_error > 0 ? student_probability(away / one.standard_error, freedom) : away >= 0 ? 1 : 0);
    weights += one.weight;
  }
  return sum / weights;
}

double mixed_quantile(std::span<const Account> accounts, double freedom, double probability) {
  const double of_t = t_quantile(probability, freedom);
  const auto end = [&](const Account& one) { return one.estimate + of_t * one.standard_error; };
  double least = end(accounts.front());  // the mixture's quantile lies between those of its accounts
  double most = least;
  for (const auto& one : accounts) {
    least = std::min(least, end(one));
    most = std::max(most, end(one));
  }
  const auto beyond = [&](double x) { return share_below(accounts, freedom, x) - probability; };
  const double at_least = beyond(least);
  const double at_most = beyond(most);
  if (!(at_least < 0)) return least;
  if (!(at_most > 0)) return most;
  constexpr int digits = 40;  // of 53
  std::uintmax_t turns = 100;
  const auto found = boost::math::tools::toms748_solve(beyond, least, most, at_least, at_most, boost::math::tools::eps_tolerance<double>(digits), turns);
  return (found.first + found.second) / 2;
}

}  // namespace

Estimated mixed(std::span<const Account> accounts, double freedom, double level) {
  base::ensure(!accounts.empty(), "there is an account of the figure");
  if (accounts.size() == 1) return estimated(accounts.front().estimate, accounts.front().standard_error, freedom, level);
  double weights = 0;
  double mean = 0;
  for (const auto& one : accounts) {
    weights += one.weight;
    mean += one.weight * one.estimate;
  }
  mean /= weights;
  double variance = 0;
  for (const auto& one : accounts) {
    variance += one.weight / weights * (one.standard_error * one.standard_error + (one.estimate - mean) * (one.estimate - mean));
  }
  const double under = share_below(accounts, freedom, 0);
  return {.estimate = mean, .standard_error = std::sqrt(variance), .freedom = freedom,
          .lower = mixed_quantile(accounts, freedom, (1 - level) / 2), .upper = mixed_quantile(accounts, freedom, (1 + level) / 2),
          .p_value = 2 * std::min(under, 1 - under)};
}

}  // namespace outturn::stats
