#include "stats/forecast.h"

#include <cmath>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

using namespace outturn;

namespace {

const double missing = std::numeric_limits<double>::quiet_NaN();

/// A made-up share in per cent, yearly.
const std::vector<double> yearly{14.5, 12.9, 11.9, 11.2, 10.3, 6.4, 7.4, 9.9, 10.2, 9.4, 9.0, 8.1};

}  // namespace

TEST_CASE("a forecast names everything that stands in its way at once") {
  const std::vector<double> values{5, std::numeric_limits<double>::infinity(), -3, 120};

  const auto refused = stats::forecast({.values = values, .season = 0, .horizon = 0, .floor = 0, .ceiling = 100});

  REQUIRE_FALSE(refused);
  CHECK(refused.error().size() == 5);
}

TEST_CASE("a forecast asks for three figures; missing ones do not count") {
  const auto too_few = stats::forecast({.values = std::vector{1.0, missing, 2.0, missing}, .horizon = 2});
  const auto none = stats::forecast({.values = std::vector{missing, missing, missing}, .horizon = 2});
  const auto enough = stats::forecast({.values = std::vector{1.0, missing, 2.0, 2.5}, .horizon = 2});

  REQUIRE_FALSE(too_few);
  CHECK(too_few.error().front().code == "stats.forecast_too_few");
  CHECK_FALSE(none);
  CHECK(enough);
}

TEST_CASE("the band of a forecast widens with each step and holds its centre") {
  const auto made = stats::forecast({.values = yearly, .horizon = 6});

  REQUIRE(made);
  REQUIRE(made->steps.size() == 6);
  double width = 0;
  for (const auto& step : made->steps) {
    CHECK(step.quantile(0.025) < step.centre());
    CHECK(step.quantile(0.975) > step.centre());
    CHECK(step.quantile(0.975) - step.quantile(0.025) > width);
    width = step.quantile(0.975) - step.quantile(0.025);
  }
}
