#include "stats/run_rules.h"

#include <vector>

#include <doctest/doctest.h>

using namespace outturn;

namespace {

std::vector<std::optional<double>> some(const std::vector<double>& values) { return {values.begin(), values.end()}; }

}  // namespace

TEST_CASE("the limits of the number of runs are those of Swed and Eisenhart's table") {
  // Largest number of runs that is too few at 2.5%, equal numbers above and below: 2 for 5, 3 for 7, 4 for 8, 5 for 9,
  // 6 for 10, 10 for 15, 14 for 20.
  const std::vector<std::pair<std::size_t, std::size_t>> known{{5, 2}, {7, 3}, {8, 4}, {9, 5}, {10, 6}, {15, 10}, {20, 14}};
  for (const auto& [each, too_few] : known) {
    CHECK(stats::chance_of_at_most_runs(too_few, each, each) <= 0.025);
    CHECK(stats::chance_of_at_most_runs(too_few + 1, each, each) > 0.025);
  }
  CHECK(stats::chance_of_at_most_runs(40, 20, 20) == doctest::Approx(1));
}

TEST_CASE("a run chart finds a shift of six and passes over values on the median") {
  const auto chart = stats::run_chart(some({1, 2, 1, 5, 2, 1, 2, 9, 8, 9, 5, 8, 9, 8, 1}));

  REQUIRE(chart);
  CHECK(chart->median == 5);
  CHECK(chart->useful == 13);
  CHECK(chart->runs == 3);
  CHECK(chart->longest == 6);
  CHECK(chart->shift());
  CHECK(chart->in_shift[0]);
  CHECK_FALSE(chart->in_shift[3]);
  CHECK(chart->in_shift[7]);
  CHECK_FALSE(chart->in_shift[14]);
  CHECK(chart->too_few_runs());
}

TEST_CASE("a run chart finds a trend of five and counts equal neighbours once") {
  CHECK(stats::run_chart(some({3, 1, 2, 3, 4, 5, 2}))->trend());
  CHECK_FALSE(stats::run_chart(some({3, 1, 2, 3, 4, 2, 3}))->trend());
  CHECK_FALSE(stats::run_chart(some({3, 1, 2, 2, 3, 4, 2}))->trend());
  CHECK(stats::run_chart(some({3, 1, 2, 2, 3, 4, 5, 2}))->trend());
  CHECK(stats::run_chart(some({9, 8, 7, 6, 5}))->trend());
}

TEST_CASE("a run chart finds too many runs, and does not judge fewer than ten values") {
  const auto saw = stats::run_chart(some({1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9}));
  REQUIRE(saw);
  CHECK(saw->too_many_runs());

  const auto few = stats::run_chart(some({1, 9, 1, 9, 1, 9, 1, 9}));
  CHECK_FALSE(few->most_expected);
  CHECK_FALSE(few->too_many_runs());

  const auto constant = stats::run_chart(some(std::vector<double>(20, 4)));
  CHECK(constant->useful == 0);
  CHECK(constant->runs == 0);
  CHECK_FALSE(constant->too_few_runs());

  CHECK_FALSE(stats::run_chart(std::vector<std::optional<double>>{1.0, std::nullopt}));
}
