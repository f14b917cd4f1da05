#pragma once

#include <limits>

namespace outturn::stats {

/// What a value that is not known yet may turn out to be: a Student distribution around a centre, on the scale of the
/// values or of their logarithms, kept within bounds (what would lie beyond a bound lies on it).
class Predictive {
 public:
  struct Shape {
    double centre{};    ///< the middle: half of what may come lies on either side; unit of the values
    double scale{};     ///< ≥ 0; unit of the values, or of their natural logarithms where `logarithmic`
    double freedom{5};  ///< > 0: the smaller, the heavier the tails
    bool logarithmic{}; ///< the centre is then positive
    double floor{-std::numeric_limits<double>::infinity()};
    double ceiling{std::numeric_limits<double>::infinity()};
  };

  explicit Predictive(const Shape&);

  /// The middle of the distribution, within the bounds. This is the forecast that is shown as one figure.
  double centre() const;
  /// The value that is not exceeded with this probability; 0 and 1 give the bounds, or infinities.
  double quantile(double probability) const;
  /// Probability that the value is at most x; what lies on a bound counts.
  double probability_at_most(double x) const;
  /// Probability that the value is at least x; what lies on a bound counts.
  double probability_at_least(double x) const;

  const Shape& shape() const { return shape_; }

 private:
  double standardised(double x) const;

  Shape shape_;
};

/// Student's distribution function.
/// formula  P(T ≤ t) by the regularised incomplete beta function, as a continued fraction
/// source   Abramowitz and Stegun, Handbook of Mathematical Functions, 26.5.8 and 26.7.1
double student_probability(double t, double freedom);

/// The t that is not exceeded with this probability, 0 < probability < 1.
double student_quantile(double probability, double freedom);

}  // namespace outturn::stats
