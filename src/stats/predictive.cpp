#include "stats/predictive.h"

#include <algorithm>
#include <cmath>

#include "base/checked.h"

namespace outturn::stats {
namespace {

/// The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), by Lentz's recurrence.
double beta_fraction(double x, double a, double b) {
  constexpr double tiny = 1e-300;
  double c = 1;
  double d = 1 - (a + b) * x / (a + 1);
  d = 1 / (std::abs(d) < tiny ? tiny : d);
  double fraction = d;
  for (int m = 1; m < 300; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    double change = 1;
    for (const double coefficient : {even, odd}) {
      d = 1 + coefficient * d;
      c = 1 + coefficient / c;
      if (std::abs(d) < tiny) d = tiny;
      if (std::abs(c) < tiny) c = tiny;
      d = 1 / d;
      change = d * c;
      fraction *= change;
    }
    if (std::abs(change - 1) < 1e-15) break;
  }
  return fraction;
}

/// Regularised incomplete beta function I_x(a, b).
double incomplete_beta(double x, double a, double b) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(x, a, b) / a;
  return 1 - front * beta_fraction(1 - x, b, a) / b;
}

double student_density(double t, double freedom) {
  return std::exp(std::lgamma((freedom + 1) / 2) - std::lgamma(freedom / 2) - (freedom + 1) / 2 * std::log1p(t * t / freedom)) /
         std::sqrt(freedom * 3.14159265358979323846);
}

}  // namespace

double student_probability(double t, double freedom) {
  if (std::isinf(t)) return t > 0 ? 1 : 0;
  const double tail = incomplete_beta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
  return t > 0 ? 1 - tail : tail;
}

double student_quantile(double probability, double freedom) {
  if (probability == 0.5) return 0;
  // In the lower tail, where a probability is exact however small it is; a bracket by doubling, then Newton kept inside it.
  const double tail = std::min(probability, 1 - probability);
  double low = -1;
  while (student_probability(low, freedom) > tail) low *= 2;
  double high = 0;
  double t = low / 2;
  for (int i = 0; i < 200; ++i) {
    const double miss = student_probability(t, freedom) - tail;
    (miss > 0 ? high : low) = t;
    const double next = t - miss / student_density(t, freedom);
    const double previous = t;
    t = next > low && next < high ? next : (low + high) / 2;
    if (std::abs(t - previous) <= 1e-13 * std::abs(t)) break;
  }
  return probability < 0.5 ? t : -t;
}

Predictive::Predictive(const Shape& shape) : shape_(shape) {
  base::ensure(shape.scale >= 0 && shape.freedom > 0 && std::isfinite(shape.centre), "a predictive distribution has a centre and a scale");
  base::ensure(shape.floor <= shape.ceiling, "the floor lies below the ceiling");
  base::ensure(shape.size > 0, "values have a size");
}

double Predictive::centre() const { return std::clamp(shape_.centre, shape_.floor, shape_.ceiling); }

double Predictive::quantile(double probability) const {
  if (probability <= 0) return std::max(shape_.floor, shape_.centre - shape_.size);
  if (probability >= 1) return shape_.ceiling;
  double moved = shape_.scale > 0 ? shape_.scale * student_quantile(probability, shape_.freedom) : 0;
  if (std::isfinite(shape_.size)) moved = shape_.size * (std::pow(std::max(0.0, 1 + power * moved / shape_.size), 1 / power) - 1);
  return std::clamp(shape_.centre + moved, shape_.floor, shape_.ceiling);
}

double Predictive::standardised(double x) const {
  double distance = x - shape_.centre;
  if (distance == 0) return 0;
  if (std::isfinite(shape_.size)) {
    if (distance < -shape_.size) return -std::numeric_limits<double>::infinity();
    distance = shape_.size * (std::pow(1 + distance / shape_.size, power) - 1) / power;
  }
  return distance / shape_.scale;
}

double Predictive::probability_at_most(double x) const {
  if (x >= shape_.ceiling) return 1;
  if (x < shape_.floor) return 0;
  if (shape_.scale == 0) return x >= centre() ? 1 : 0;
  return student_probability(standardised(x), shape_.freedom);
}

double Predictive::probability_at_least(double x) const {
  if (x <= shape_.floor) return 1;
  if (x > shape_.ceiling) return 0;
  if (shape_.scale == 0) return x <= centre() ? 1 : 0;
  return student_probability(-standardised(x), shape_.freedom);
}

}  // namespace outturn::stats
