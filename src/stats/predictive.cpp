#include "stats/predictive.h"

#include <algorithm>
#include <cmath>

#include "base/checked.h"
#include "stats/distributions.h"

namespace outturn::stats {
double student_probability(double t, double freedom) {
  const double tail = t_two_sided(t, freedom) / 2;  // exact however small it is
  return t > 0 ? 1 - tail : tail;
}

double student_quantile(double probability, double freedom) { return probability == 0.5 ? 0 : t_quantile(probability, freedom); }

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
