#include "stats/moves_together.h"

#include <cmath>
#include <random>
#include <vector>

#include "testing.h"

using namespace outturn;
using Gapped = std::vector<std::optional<double>>;

namespace {

/// A series whose changes follow each other by `phi`; with `echo`, the second answers the first's changes.
std::pair<Gapped, Gapped> walked(std::mt19937& random, std::size_t periods, double phi, double echo) {
  std::normal_distribution<double> chance;
  Gapped first;
  Gapped second;
  double a = 0, b = 0, da = 0, db = 0;
  for (std::size_t t = 0; t < periods; ++t) {
    da = phi * da + chance(random);
    db = phi * db + chance(random);
    a += da;
    b += db + echo * da;
    first.push_back(a);
    second.push_back(b);
  }
  return {first, second};
}

}  // namespace

TEST_CASE("moving together: the textbook example of rank correlation, and what ties do to it") {
  // Ten people's IQ and hours of television, as encyclopaedias give it: −29/165.
  const std::vector<double> iq{106, 100, 86, 101, 99, 103, 97, 113, 112, 110};
  const std::vector<double> hours{7, 27, 2, 50, 28, 29, 20, 12, 6, 17};
  CHECK(*stats::rank_correlation(iq, hours) == doctest::Approx(-29.0 / 165).epsilon(1e-12));
  // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / √(4.5 × 5).
  CHECK(*stats::rank_correlation(std::vector<double>{1, 2, 2, 3}, std::vector<double>{1, 2, 3, 4}) == doctest::Approx(4.5 / std::sqrt(4.5 * 5)));
  CHECK_FALSE(stats::rank_correlation(std::vector<double>{1, 1, 1}, std::vector<double>{1, 2, 3}));
}

TEST_CASE("moving together: eight compared changes are looked at, seven are not, and a gap costs two") {
  std::mt19937 random(3);
  auto [first, second] = walked(random, 10, 0, 1);
  CHECK(stats::moves_together(first, second)->pairs == 8);
  const auto short_of = stats::moves_together(std::span(first).first(9), std::span(second).first(9));
  REQUIRE_FALSE(short_of);
  CHECK(short_of.error().front().code == "stats.too_few_values");
  auto [longer, other] = walked(random, 20, 0, 1);
  other[10] = {};
  CHECK(stats::moves_together(longer, other)->pairs == 18 - 3);
}

TEST_CASE("moving together: a series that never changes says nothing") {
  const Gapped still(14, 5.0);
  Gapped moving;
  for (int t = 0; t < 14; ++t) moving.push_back(t * t % 7);
  CHECK(stats::moves_together(still, moving).error().front().code == "stats.never_changes");
}

TEST_CASE("moving together: shared trends are no connection") {
  Gapped up;
  Gapped also_up;
  std::mt19937 random(11);
  std::normal_distribution<double> chance;
  for (int t = 0; t < 30; ++t) {
    up.push_back(10.0 * t + chance(random));
    also_up.push_back(7.0 * t + chance(random));
  }
  const auto found = stats::moves_together(up, also_up);
  REQUIRE(found);
  CHECK(found->lower < 0);
  CHECK(found->upper > 0);
}

TEST_CASE("moving together: of series that have nothing to do with each other at most one in twenty seems to, also where changes follow each other") {
  for (const double phi : {0.0, 0.5}) {
    for (const std::size_t periods : {10u, 15u, 30u}) {
      std::mt19937 random(17);
      int seeming = 0;
      for (int turn = 0; turn < 1000; ++turn) {
        const auto [first, second] = walked(random, periods, phi, 0);
        const auto found = stats::moves_together(first, second);
        seeming += found->lower > 0 || found->upper < 0;
      }
      INFO("phi ", phi, ", periods ", periods, ": ", seeming, " of 1000");
      CHECK(seeming <= 65);
    }
  }
}

TEST_CASE("moving together: a strong answer is found, and one that goes the other way has the other sign") {
  std::mt19937 random(5);
  int found_it = 0;
  for (int turn = 0; turn < 200; ++turn) {
    auto [first, second] = walked(random, 20, 0.3, 2);
    found_it += stats::moves_together(first, second)->lower > 0;
    if (turn > 0) continue;
    for (auto& one : second) one = -*one;
    CHECK(stats::moves_together(first, second)->upper < 0);
  }
  CHECK(found_it >= 190);
}
