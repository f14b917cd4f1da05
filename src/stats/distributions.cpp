#include "stats/distributions.h"

#include <cmath>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/gamma.hpp>

namespace outturn::stats {

namespace distribution = boost::math;

double normal_quantile(double p) { return distribution::quantile(distribution::normal(), p); }

double t_quantile(double p, double freedom) {
  if (!std::isfinite(freedom)) return normal_quantile(p);
  return distribution::quantile(distribution::students_t(freedom), p);
}

double normal_two_sided(double z) {
  if (std::isnan(z)) return z;
  return 2 * distribution::cdf(distribution::complement(distribution::normal(), std::abs(z)));
}

double t_two_sided(double t, double freedom) {
  if (!std::isfinite(freedom) || std::isnan(t)) return normal_two_sided(t);
  if (std::isinf(t)) return 0;
  return 2 * distribution::cdf(distribution::complement(distribution::students_t(freedom), std::abs(t)));
}

double chi_squared_above(double value, double freedom) {
  if (std::isnan(value)) return value;
  return distribution::cdf(distribution::complement(distribution::chi_squared(freedom), std::max(value, 0.0)));
}

double f_above(double value, double numerator_freedom, double denominator_freedom) {
  if (std::isnan(value)) return value;
  return distribution::cdf(
      distribution::complement(distribution::fisher_f(numerator_freedom, denominator_freedom), std::max(value, 0.0)));
}

double log_choose(double n, double k) {
  if (k < 0 || n < 0 || k > n) return -INFINITY;
  using distribution::lgamma;  // std::lgamma writes a global
  return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1);
}

Estimated estimated(double estimate, double standard_error, double freedom, double level) {
  const double half_width = t_quantile(0.5 + level / 2, freedom) * standard_error;
  const double p = standard_error > 0 ? t_two_sided(estimate / standard_error, freedom) : estimate == 0 ? 1 : 0;
  return {estimate, standard_error, freedom, estimate - half_width, estimate + half_width, p};
}

}  // namespace outturn::stats
