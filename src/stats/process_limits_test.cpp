#include "stats/process_limits.h"

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

using namespace outturn;

TEST_CASE("limits of an individuals chart follow NIST's worked example of a flow rate") {
  // NIST/SEMATECH e-Handbook 6.3.2.2: ten batches; mean 50.81, average moving range 1.8778.
  const std::vector<double> flow{49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1};

  const auto limits = stats::process_limits(flow);

  REQUIRE(limits);
  CHECK(limits->centre == doctest::Approx(50.81));
  CHECK(limits->mean_moving_range == doctest::Approx(1.8778).epsilon(1e-4));
  CHECK(limits->upper == doctest::Approx(55.8041).epsilon(1e-5));
  CHECK(limits->lower == doctest::Approx(45.8159).epsilon(1e-5));
}

TEST_CASE("limits ask for two values, and for numbers") {
  CHECK_FALSE(stats::process_limits(std::vector<double>{1.0}));

  const auto limits = stats::process_limits(std::vector<double>{1.0, NAN, 2.0, INFINITY});

  REQUIRE_FALSE(limits);
  CHECK(limits.error().size() == 2);  // all at once
}
