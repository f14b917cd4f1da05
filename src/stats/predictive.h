#pragma once

#include <limits>

namespace outturn::stats {

/// What a value that is not known yet may turn out to be: a Student distribution around a centre, bent so that what lies
/// above may lie further away than what lies below, and kept within bounds (what would lie beyond a bound lies on it).
///
/// formula  value = centre + size × ((1 + power × scale × t / size)^(1 / power) − 1), t of Student's distribution
class Predictive {
 public:
  static constexpr double power = 2.0 / 3;  ///< chosen on held-back ends: docs/methods/forecast.md

  struct Shape {
    double centre{};    ///< the middle: half of what may come lies on either side; unit of the values
    double scale{};     ///< ≥ 0; unit of the values
    double freedom{5};  ///< degrees of freedom, > 0: the fewer, the heavier the tails
    double size{std::numeric_limits<double>::infinity()};  ///< > 0: where errors grow with the values, their size; infinite = not bent
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
/// formula  P(T ≤ t), as t_two_sided of distributions.h has it
double student_probability(double t, double freedom);

/// The t that is not exceeded with this probability, 0 < probability < 1.
double student_quantile(double probability, double freedom);

}  // namespace outturn::stats
