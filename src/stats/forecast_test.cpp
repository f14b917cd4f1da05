#include "stats/forecast.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "../../bench/m3_series.h"

using namespace outturn;

namespace {

const double missing = std::numeric_limits<double>::quiet_NaN();

/// A made-up share in per cent, yearly.
const std::vector<double> yearly{14.5, 12.9, 11.9, 11.2, 10.3, 6.4, 7.4, 9.9, 10.2, 9.4, 9.0, 8.1};

std::vector<double> times(const std::vector<double>& values, double factor, double shift = 0) {
  std::vector<double> made;
  for (const double value : values) made.push_back(value * factor + shift);
  return made;
}

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

TEST_CASE("a forecast does not depend on the unit, be it of a thousandth or of 1e15") {
  const auto made = stats::forecast({.values = yearly, .horizon = 3});
  for (const double factor : {0.001, 3.0, 1e15}) {
    const auto scaled = stats::forecast({.values = times(yearly, factor), .horizon = 3});

    REQUIRE(scaled);
    for (int step = 0; step < 3; ++step) {
      CHECK(scaled->steps[step].centre() == doctest::Approx(factor * made->steps[step].centre()).epsilon(1e-6));
      CHECK(scaled->steps[step].quantile(0.9) == doctest::Approx(factor * made->steps[step].quantile(0.9)).epsilon(1e-6));
    }
  }
}

TEST_CASE("where values may be negative, shifting them all shifts the forecast and nothing else") {
  const std::vector<double> balance{-4, 2, 1, -3, -2, 3, 5, 4, -1, 0, 2, 6};
  const auto made = stats::forecast({.values = balance, .horizon = 4});
  const auto shifted = stats::forecast({.values = times(balance, 1, -50), .horizon = 4});

  for (int step = 0; step < 4; ++step) {
    CHECK(shifted->steps[step].centre() == doctest::Approx(made->steps[step].centre() - 50).epsilon(1e-6));
    CHECK(shifted->steps[step].quantile(0.2) == doctest::Approx(made->steps[step].quantile(0.2) - 50).epsilon(1e-6));
  }
}

TEST_CASE("a constant series is expected to stay, but not with certainty") {
  for (const double value : {0.0, 5.0, 1e15, 99.5}) {
    const auto made = stats::forecast({.values = std::vector<double>(8, value), .horizon = 2, .floor = 0});

    REQUIRE(made);
    CHECK(made->steps[1].centre() == doctest::Approx(value));
    CHECK(made->steps[1].quantile(0.975) > value);
    CHECK(made->steps[1].probability_at_most(value + 0.001) < 1);
  }
}

TEST_CASE("the fewer figures, the wider the band of one and the same noise") {
  std::vector<double> noise;
  for (int t = 0; t < 60; ++t) noise.push_back(50 + 5 * std::sin(12.9898 * t * t));
  double before = std::numeric_limits<double>::infinity();
  for (const std::size_t length : {4, 8, 20, 60}) {
    const auto made = stats::forecast({.values = std::vector<double>(noise.begin(), noise.begin() + length), .horizon = 1});
    const double width = made->steps[0].quantile(0.975) - made->steps[0].quantile(0.025);
    CHECK(width < before);
    before = width;
  }
}

TEST_CASE("periods that are missing at the end lie between what is known and what is asked") {
  auto late = yearly;
  late.insert(late.end(), {missing, missing});

  const auto made = stats::forecast({.values = late, .horizon = 1});
  const auto whole = stats::forecast({.values = yearly, .horizon = 3});

  CHECK(made->steps[0].centre() == doctest::Approx(whole->steps[2].centre()));
  CHECK(made->steps[0].quantile(0.1) == doctest::Approx(whole->steps[2].quantile(0.1)));
}

TEST_CASE("a forecast stays within what its kind of figure can be") {
  const std::vector<double> share{60, 71, 78, 85, 90, 94, 97, 98.5};
  const auto made = stats::forecast({.values = share, .horizon = 10, .floor = 0, .ceiling = 100});

  for (const auto& step : made->steps) {
    CHECK(step.centre() <= 100);
    CHECK(step.quantile(0.999) <= 100);
  }
  CHECK(made->steps[9].probability_at_most(100) == 1);
}

TEST_CASE("a season longer than the series, and few figures among many periods, are no obstacle") {
  std::vector<double> sparse(40, missing);
  sparse[3] = 4;
  sparse[20] = 6;
  sparse[31] = 5;

  for (const int season : {1, 12, 52, 365}) {
    const auto made = stats::forecast({.values = sparse, .season = season, .horizon = 12});
    REQUIRE(made);
    CHECK_FALSE(made->seasonal);
    for (const auto& step : made->steps) CHECK(std::isfinite(step.quantile(0.001)));
  }
}

TEST_CASE("forecasts look back at the last periods, from what came before them") {
  const auto made = stats::forecast({.values = yearly, .horizon = 1});
  const auto then = stats::forecast({.values = std::vector<double>(yearly.begin(), yearly.end() - 4), .horizon = 4});

  REQUIRE(made->backtest_forecasts == 4);
  double error = 0;
  for (int step = 0; step < 4; ++step) error += std::abs(then->steps[step].centre() - yearly[8 + step]) / 4;
  CHECK(made->backtest_error == doctest::Approx(error));
  CHECK(stats::forecast({.values = std::vector{1.0, 2.0, 4.0, 3.0, 5.0}, .horizon = 1})->backtest_forecasts == 0);
}

TEST_CASE("whatever the series, a forecast has finite bands in order and its middle within them") {
  std::uint32_t state = 1;
  const auto random = [&] {
    state = state * 1664525u + 1013904223u;
    return static_cast<double>(state >> 8) / (1 << 24);
  };
  for (int turn = 0; turn < 400; ++turn) {
    const double unit = std::pow(10.0, std::floor(random() * 60) - 30);
    const double shift = random() < 0.5 ? 0 : std::pow(10.0, std::floor(random() * 6));
    const double rounding = random() < 0.3 ? 1 : 0;
    std::vector<double> values;
    for (int t = 0, n = 3 + static_cast<int>(random() * random() * 80); t < n; ++t) {
      double value = random() < 0.1 ? 0 : std::pow(random(), 4) * 10;
      if (rounding > 0) value = std::floor(value);
      values.push_back(t > 2 && random() < 0.3 ? missing : unit * (value + shift));
    }
    const int season = std::array{1, 1, 4, 12, 7}[static_cast<std::size_t>(random() * 5)];

    const auto made = stats::forecast({.values = values, .season = season, .horizon = 24, .floor = 0});

    REQUIRE(made);
    for (const auto& step : made->steps) {
      REQUIRE(std::isfinite(step.centre()));
      REQUIRE(std::isfinite(step.quantile(0.999)));
      REQUIRE(step.quantile(0.025) <= step.centre());
      REQUIRE(step.quantile(0.975) > step.quantile(0.025));
      REQUIRE(step.quantile(0.025) >= 0);
    }
  }
}

TEST_CASE("on a sample of the M3 competition's series, errors are small and bands hold what they promise") {
  // The whole competition: bench/forecast_bench. Here every tenth series; ends are used to score only.
  const auto all = m3_series("../shared/data/forecast/m3.csv.gz");
  if (all.empty()) {
    MESSAGE("../shared/data/forecast/m3.csv.gz is not here: forecasts were not compared with the M3 competition");
    return;
  }
  double error = 0, covered = 0, values = 0, series = 0;
  for (std::size_t i = 0; i < all.size(); i += 10) {
    const auto& one = all[i];
    const auto made = stats::forecast({.values = one.fit, .season = one.frequency, .horizon = one.horizon, .backtest = false});
    ++series;
    for (std::size_t step = 0; step < one.test.size(); ++step) {
      const double centre = made->steps[step].centre();
      error += 200 * std::abs(centre - one.test[step]) / (std::abs(centre) + std::abs(one.test[step])) / static_cast<double>(one.test.size());
      covered += made->steps[step].quantile(0.025) <= one.test[step] && one.test[step] <= made->steps[step].quantile(0.975);
      ++values;
    }
  }
  MESSAGE("sMAPE " << error / series << ", coverage of the 95 % band " << 100 * covered / values << " % over " << series << " series");
  CHECK(error / series < 13);
  CHECK(covered / values > 0.93);
  CHECK(covered / values < 0.97);
}
