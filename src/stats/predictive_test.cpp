#include "stats/predictive.h"

#include <cmath>
#include <initializer_list>
#include <limits>

#include <doctest/doctest.h>

using namespace outturn;

TEST_CASE("Student's distribution agrees with the published table") {
  // Critical values, NIST/SEMATECH e-Handbook 1.3.6.7.2.
  CHECK(stats::student_quantile(0.975, 1) == doctest::Approx(12.706).epsilon(1e-4));
  CHECK(stats::student_quantile(0.975, 5) == doctest::Approx(2.571).epsilon(2e-4));
  CHECK(stats::student_quantile(0.95, 10) == doctest::Approx(1.812).epsilon(3e-4));
  CHECK(stats::student_quantile(0.999, 30) == doctest::Approx(3.385).epsilon(2e-4));
  CHECK(stats::student_quantile(0.5, 3) == 0);
  // With one degree of freedom it is Cauchy's, which has a closed form.
  for (const double t : {-30.0, -2.0, -0.1, 0.0, 0.7, 5.0})
    CHECK(stats::student_probability(t, 1) == doctest::Approx(0.5 + std::atan(t) / 3.14159265358979323846));
}

TEST_CASE("a probability and the value it belongs to lead back to each other, however far out") {
  for (const double freedom : {2.0, 4.5, 12.0}) {
    for (const double p : {1e-8, 0.001, 0.025, 0.3, 0.5, 0.8, 0.999})
      CHECK(stats::student_probability(stats::student_quantile(p, freedom), freedom) == doctest::Approx(p).epsilon(1e-9));
  }
}

TEST_CASE("what would lie beyond a bound lies on it") {
  const stats::Predictive share({.centre = 97, .scale = 4, .freedom = 5, .floor = 0, .ceiling = 100});

  CHECK(share.quantile(0.975) == 100);
  CHECK(share.quantile(0.025) < 90);
  CHECK(share.probability_at_most(100) == 1);
  CHECK(share.probability_at_least(100) == doctest::Approx(1 - stats::student_probability(0.75, 5)));
  CHECK(share.probability_at_least(100.5) == 0);
  CHECK(share.probability_at_least(0) == 1);
  CHECK(share.probability_at_most(-1) == 0);
}

TEST_CASE("a bent distribution keeps its middle, reaches further up than down and not below nothing") {
  const stats::Predictive cases({.centre = 20, .scale = 8, .freedom = 5, .size = 20});

  CHECK(cases.centre() == 20);
  CHECK(cases.quantile(0.5) == 20);
  CHECK(cases.quantile(0.0001) >= 0);
  CHECK(cases.probability_at_most(-0.1) == 0);
  CHECK(cases.quantile(0.9) - 20 > 20 - cases.quantile(0.1));
  for (const double p : {0.05, 0.3, 0.8, 0.99}) CHECK(cases.probability_at_most(cases.quantile(p)) == doctest::Approx(p));
}

TEST_CASE("a distribution without spread is certain") {
  const stats::Predictive certain({.centre = 3, .scale = 0});

  CHECK(certain.quantile(0.1) == 3);
  CHECK(certain.probability_at_most(3) == 1);
  CHECK(certain.probability_at_most(2.999) == 0);
  CHECK(certain.probability_at_least(3) == 1);
}
