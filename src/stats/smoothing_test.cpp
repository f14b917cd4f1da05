#include "stats/smoothing.h"

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "stats/autoregressive_changes.h"
#include "stats/season.h"

using namespace outturn;
using Slope = stats::SmoothingKind::Slope;

namespace {

const double missing = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("simple exponential smoothing finds the weight and the first level of the textbook's example") {
  // Saudi Arabia's oil production 1996 to 2013; Hyndman and Athanasopoulos, Forecasting: principles and practice, 2nd
  // edition, section 7.1: weight 0.83, first level 446.6, forecast 542.68.
  const std::vector<double> oil{445.36, 453.20, 454.41, 422.38, 456.04, 440.39, 425.19, 486.21, 500.43,
                                521.28, 508.95, 488.89, 509.87, 456.72, 473.82, 525.95, 549.83, 542.34};

  const auto fitted = stats::fitted_smoothing(oil, {Slope::none});

  CHECK(fitted.level_weight == doctest::Approx(0.834).epsilon(0.005));
  CHECK(fitted.first_level == doctest::Approx(446.6).epsilon(0.0005));
  CHECK(fitted.expected(1) == doctest::Approx(542.68).epsilon(0.0005));
  CHECK(fitted.expected(7) == fitted.expected(1));
}

TEST_CASE("a straight line is continued as one where the slope goes on, and flattens where it is damped") {
  std::vector<double> line;
  for (int t = 0; t < 20; ++t) line.push_back(3.0 + 2 * t);

  const auto lasting = stats::fitted_smoothing(line, {Slope::lasting});
  const auto damped = stats::fitted_smoothing(line, {Slope::damped});

  CHECK(lasting.expected(5) == doctest::Approx(3 + 2 * 24.0).epsilon(1e-4));
  CHECK(damped.expected(5) < 3 + 2 * 24.0);
  CHECK(damped.expected(5) > line.back() + 4);
}

TEST_CASE("a missing value leaves the line where it would have been") {
  std::vector<double> line;
  for (int t = 0; t < 16; ++t) line.push_back(t % 5 == 2 ? missing : 10.0 - t);

  const auto fitted = stats::fitted_smoothing(line, {Slope::lasting});

  CHECK(fitted.errors == 13);
  CHECK(fitted.expected(1) == doctest::Approx(-6.0).epsilon(1e-4));
}

TEST_CASE("errors ahead are those of the path that was seen at the time") {
  // A level that follows every value: the error h steps ahead is the change over h steps.
  const stats::Smoothing naive{.level_weight = 1, .first_level = 1};
  const std::vector<double> values{1, 3, 2, missing, 6};

  const auto errors = stats::errors_ahead(values, {&naive, 1}, 2);

  CHECK(errors[0] == doctest::Approx((0 + 2 + 1 + 4) / 4.0));  // the last one from the last known before it
  CHECK(errors[1] == doctest::Approx((2 + 1 + 4) / 3.0));
}

TEST_CASE("an autoregression of the changes finds the weight that made them") {
  // Changes follow each other with weight 0.6 after one push.
  std::vector<double> values{0};
  double change = 1;
  for (int t = 0; t < 40; ++t) {
    values.push_back(values.back() + change);
    change = 0.6 * change + (t % 7 == 3 ? 1 : t % 7 == 5 ? -1 : 0);
  }
  const auto fitted = stats::fitted_changes(values, 1);

  REQUIRE(fitted.coefficients.size() == 1);
  CHECK(fitted.coefficients[0] == doctest::Approx(0.6).epsilon(0.25));
  const auto expected = fitted.expected(3);
  CHECK(expected[0] == doctest::Approx(values.back() + fitted.drift + fitted.coefficients[0] * (values.back() - values[values.size() - 2] - fitted.drift)));
}

TEST_CASE("a season is found where one repeats, taken off and put back, and not found in noise or in a short series") {
  std::vector<double> quarters;
  const std::array<double, 4> part{1.2, 0.9, 0.8, 1.1};
  for (int t = 0; t < 24; ++t) quarters.push_back((100 + t) * part[t % 4]);

  const auto season = stats::found_season(quarters, 4);

  REQUIRE(season.found());
  CHECK(season.multiplies);
  for (std::size_t s = 0; s < 4; ++s) CHECK(season.index[s] == doctest::Approx(part[s]).epsilon(0.01));
  CHECK(season.with(season.without(57.5, 6), 6) == doctest::Approx(57.5));
  CHECK_FALSE(stats::found_season(std::vector<double>(quarters.begin(), quarters.begin() + 8), 4).found());
  CHECK_FALSE(stats::found_season(quarters, 12).found());
  CHECK_FALSE(stats::found_season(std::vector<double>(40, 7.0), 4).found());
}
