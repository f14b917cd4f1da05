#include "stats/mixture.h"

#include <array>
#include <cmath>
#include <limits>

#include "testing.h"

using namespace outturn;
using testing::near;

namespace {

constexpr double endless = std::numeric_limits<double>::infinity();  // degrees of freedom

}  // namespace

TEST_CASE("one account, or several that say the same, is that account") {
  const auto one = stats::estimated(3, 2, 7, 0.9);
  for (const std::size_t count : {std::size_t{1}, std::size_t{3}}) {
    const std::array<stats::Account, 3> accounts{{{0.2, 3, 2}, {0.5, 3, 2}, {5, 3, 2}}};
    const auto mixed = stats::mixed(std::span(accounts).first(count), 7, 0.9);
    CHECK(mixed.estimate == near(one.estimate, 1e-12));
    CHECK(mixed.standard_error == near(one.standard_error, 1e-12));
    CHECK(mixed.lower == near(one.lower, 1e-9));
    CHECK(mixed.upper == near(one.upper, 1e-9));
    CHECK(mixed.p_value == near(one.p_value, 1e-9));
  }
}

TEST_CASE("an interval of a mixture leaves out on each side what it says: two equally likely accounts far apart") {
  // Half the weight lies about 0 and half about 100, so a tail of 5 in 100 of all is one of 10 in 100 of the nearer account.
  const std::array<stats::Account, 2> accounts{{{1, 0, 1}, {1, 100, 1}}};

  const auto mixed = stats::mixed(accounts, endless, 0.9);

  CHECK(mixed.estimate == near(50, 1e-12));
  CHECK(mixed.standard_error == near(std::sqrt(2501.0), 1e-9));
  CHECK(mixed.lower == near(-1.2815515655446004, 1e-9));
  CHECK(mixed.upper == near(101.2815515655446004, 1e-9));
  CHECK(mixed.p_value == near(0.5, 1e-9));  // a quarter of all lies at or below 0
}

TEST_CASE("an unlikely account that is far wider swells the standard error and hardly moves the interval") {
  const std::array<stats::Account, 2> accounts{{{0.98, 5, 1}, {0.02, 5, 100}}};

  const auto mixed = stats::mixed(accounts, endless, 0.9);

  CHECK(mixed.standard_error > 14);
  CHECK(mixed.lower == near(5 - 1.735, 0.01));  // Φ(−1.735) × 0.98 + Φ(−0.017) × 0.02 is 0.05
  CHECK(mixed.upper == near(5 + 1.735, 0.01));
  CHECK(mixed.p_value < 0.03);
}

TEST_CASE("accounts without error are told apart by their weights") {
  const std::array<stats::Account, 3> accounts{{{1, 1, 0}, {8, 2, 0}, {1, 3, 0}}};

  const auto mixed = stats::mixed(accounts, endless, 0.7);

  CHECK(mixed.lower == near(2, 1e-6));
  CHECK(mixed.upper == near(2, 1e-6));
  CHECK(mixed.p_value == near(0, 1e-12));
}
