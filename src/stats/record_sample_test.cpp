#include "stats/record_sample.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "testing.h"

namespace stats = outturn::stats;
using outturn::testing::near;
using outturn::testing::refusal;

namespace {

std::int64_t size_for(std::int64_t population, double tolerable, double confidence, std::int64_t accepted = 0) {
  return stats::sample_size({.population = population, .tolerable = tolerable, .confidence = confidence, .accepted = accepted}).value();
}

constexpr std::int64_t very_many = 100'000'000;

}  // namespace

TEST_CASE("the chance of wrong records in a sample is exact: the lady tasting tea") {
  // Fisher 1935: of 8 cups 4 are chosen; all 4 right by chance 1 in 70, at least 3 right 17 in 70.
  CHECK(1 - stats::chance_of_at_most_wrong(8, 4, 4, 3) == near(1.0 / 70, 1e-12));
  CHECK(1 - stats::chance_of_at_most_wrong(8, 4, 4, 2) == near(17.0 / 70, 1e-12));
  CHECK(stats::chance_of_at_most_wrong(8, 4, 4, 4) == 1);
  CHECK(stats::chance_of_at_most_wrong(10, 8, 5, 2) == 0);  // at least 3 of 5 must be wrong
}

TEST_CASE("sample sizes of a large source are those of the tables of auditors") {
  // AICPA Audit Guide “Audit Sampling”, table A-1 (5% risk): tolerable rate, accepted deviations → size.
  CHECK(size_for(very_many, 0.05, 0.95) == 59);
  CHECK(size_for(very_many, 0.10, 0.95) == 29);
  CHECK(size_for(very_many, 0.02, 0.95) == 149);
  CHECK(size_for(very_many, 0.05, 0.95, 1) == 93);
  CHECK(size_for(very_many, 0.10, 0.95, 1) == 46);
  CHECK(size_for(very_many, 0.10, 0.95, 2) == 61);
  // Table A-2 (10% risk).
  CHECK(size_for(very_many, 0.05, 0.90) == 45);
  CHECK(size_for(very_many, 0.10, 0.90, 1) == 38);
}

TEST_CASE("a small source needs fewer records, and never more than it has") {
  CHECK(size_for(100, 0.05, 0.95) == 45);  // 5 wrong of 100: C(95,45)/C(100,45) = 0.0462, C(95,44)/C(100,44) = 0.0507
  CHECK(stats::chance_of_at_most_wrong(100, 5, 45, 0) == near(0.0462063, 5e-8));
  CHECK(stats::chance_of_at_most_wrong(100, 5, 44, 0) == near(0.0507364, 5e-8));
  CHECK(size_for(1, 0.05, 0.95) == 1);
  CHECK(size_for(10, 0.05, 0.95) == 10);  // one wrong of ten is found for certain only by looking at all
  CHECK(size_for(3, 0.05, 0.95, 2) == 3);
}

TEST_CASE("what a sample says of all: the published upper limits, exactly") {
  // AICPA Audit Guide, table A-3 (5% risk), per cent, rounded up: 60 records with 0 and 1 wrong, 100 with 0, 1 and 2.
  const auto limit = [](std::int64_t sample, std::int64_t wrong) { return 100 * stats::wrong_at_most(very_many, sample, wrong).value(); };
  CHECK(limit(60, 0) == near(4.87, 5e-3));
  CHECK(limit(60, 1) == near(7.66, 5e-3));
  CHECK(limit(100, 0) == near(2.95, 5e-3));
  CHECK(limit(100, 1) == near(4.66, 5e-3));
  CHECK(limit(100, 2) == near(6.16, 5e-3));
  // By hand: 45 of 100 without a wrong one leave 4 possible, for 5 would be missed with a chance of 0.0462.
  CHECK(stats::wrong_at_most(100, 45, 0).value() == 0.04);
  CHECK(stats::wrong_at_most(100, 44, 0).value() == 0.05);
  CHECK(stats::wrong_at_most(100, 100, 7).value() == 0.07);
  CHECK(stats::wrong_at_most(20, 5, 5).value() == 1);
}

TEST_CASE("a size proposed and passed settles what it was proposed for") {
  for (const std::int64_t population : {7, 50, 333, 1000, 25'000}) {
    for (const double tolerable : {0.02, 0.05, 0.2}) {
      for (const std::int64_t accepted : {0, 1, 3}) {
        const auto size = size_for(population, tolerable, 0.95, accepted);
        if (size <= accepted || size == population) continue;
        const auto too_many = std::ceil(tolerable * static_cast<double>(population) - 1e-9) / static_cast<double>(population);
        CHECK(stats::wrong_at_most(population, size, accepted).value() < too_many);
        if (size - 1 > accepted) CHECK(stats::wrong_at_most(population, size - 1, accepted).value() >= too_many);
      }
    }
  }
}

TEST_CASE("the same seed draws the same records, another draws others, none twice, all within the source") {
  const auto drawn = stats::drawn_records(1000, 59, 42).value();
  CHECK(drawn.size() == 59);
  CHECK(std::adjacent_find(drawn.begin(), drawn.end(), [](auto a, auto b) { return a >= b; }) == drawn.end());
  CHECK(drawn.front() >= 1);
  CHECK(drawn.back() <= 1000);
  CHECK(stats::drawn_records(1000, 59, 42).value() == drawn);
  CHECK(stats::drawn_records(1000, 59, 43).value() != drawn);
  const auto all = stats::drawn_records(20, 20, 7).value();
  CHECK(std::accumulate(all.begin(), all.end(), std::int64_t{0}) == 210);
  // By the ten lines of Python in docs/methods/record_sample.md.
  CHECK(stats::drawn_records(10, 3, 1).value() == std::vector<std::int64_t>{1, 2, 9});
  CHECK(stats::drawn_records(1000, 5, 42).value() == std::vector<std::int64_t>{25, 95, 307, 613, 678});
}

TEST_CASE("each record is drawn as often as any other") {
  std::vector<int> times(10);
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    const auto drawn = stats::drawn_records(10, 3, seed).value();
    for (const auto number : drawn) ++times[static_cast<std::size_t>(number - 1)];
  }
  for (const int one : times) CHECK(std::abs(one - 900) < 4 * std::sqrt(3000 * 0.3 * 0.7));
}

TEST_CASE("samples: what is refused") {
  CHECK(refusal(stats::sample_size({.population = 0})) == "population: stats.sample_population");
  CHECK(refusal(stats::sample_size({.population = 10, .tolerable = 0})) == "tolerable: stats.sample_tolerable");
  CHECK(refusal(stats::sample_size({.population = 10, .confidence = 1})) == "confidence: stats.sample_confidence");
  CHECK(refusal(stats::sample_size({.population = 10, .accepted = -1})) == "accepted: stats.sample_accepted");
  CHECK(refusal(stats::drawn_records(10, 11, 1)) == "size: stats.sample_more_than_all");
  CHECK(refusal(stats::wrong_at_most(10, 5, 6)) == "wrong: stats.sample_wrong");
}
