#pragma once

namespace outturn::stats {

/// The value below which a standard normal variable lies with probability p, 0 < p < 1.
double normal_quantile(double p);
/// The same of Student's t; freedom may be fractional, at least 1; infinite means normal.
double t_quantile(double p, double freedom);
/// Probability of a standard normal variable at least as far from zero as z.
double normal_two_sided(double z);
/// Probability of Student's t at least as far from zero as t.
double t_two_sided(double t, double freedom);
/// Probability of a chi-squared variable at or above `value`.
double chi_squared_above(double value, double freedom);
/// Probability of an F variable at or above `value`.
double f_above(double value, double numerator_freedom, double denominator_freedom);

/// log of "n choose k"; −infinity where there is no such choice.
double log_choose(double n, double k);

/// A figure with what is known of its error. The interval is estimate ± t(freedom) × standard error.
struct Estimated {
  double estimate{};
  double standard_error{};
  double freedom{};  ///< infinite where the normal distribution is used
  double lower{};
  double upper{};
  double p_value{};  ///< two-sided, of "nothing happened"
};

/// level  of the interval, such as 0.95
Estimated estimated(double estimate, double standard_error, double freedom, double level);

}  // namespace outturn::stats
