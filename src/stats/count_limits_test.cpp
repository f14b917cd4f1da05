#include "stats/count_limits.h"

#include <vector>

#include <doctest/doctest.h>

using namespace outturn;
using stats::CountModel;

TEST_CASE("tail probabilities of counts are exact") {
  // Summed in rational arithmetic from the definition.
  CHECK(stats::chance_of_at_least({CountModel::binomial, 50, 0.1}, 11) == doctest::Approx(0.009354601587329061).epsilon(1e-12));
  CHECK(stats::chance_of_at_most({CountModel::binomial, 50, 0.1}, 1) == doctest::Approx(0.033785859692431856).epsilon(1e-12));
  CHECK(stats::chance_of_at_most({CountModel::binomial, 50, 0.1}, -1) == 0);
  CHECK(stats::chance_of_at_most({CountModel::binomial, 50, 0.1}, 50) == 1);
  CHECK(stats::chance_of_at_least({CountModel::poisson, 1, 2}, 8) == doctest::Approx(0.0010967).epsilon(1e-4));
}

TEST_CASE("limits of a funnel are interpolated between the counts of the exact distributions") {
  struct Known {
    stats::CountByChance by_chance;
    double low95, high95, low998, high998;
  };
  // Binomial: rational arithmetic from the definition; Poisson: its series summed in double precision.
  const std::vector<Known> known{
      {{CountModel::binomial, 50, 0.1}, 0.01386293, 0.17972273, 0, 0.24012842},
      {{CountModel::binomial, 10, 0.02}, 0, 0.09470922, 0, 0.1991113},
      {{CountModel::binomial, 400, 0.3}, 0.25429561, 0.34415879, 0.22945135, 0.37093044},
      {{CountModel::poisson, 1, 3.2}, 0, 6.7059958, 0, 9.6024162},
      {{CountModel::poisson, 1, 0.4}, 0, 1.6816135, 0, 2.9687068},
      {{CountModel::poisson, 1, 120}, 98.4949531, 141.4510552, 87.1063187, 154.7593018},
  };
  for (const auto& one : known) {
    const auto at95 = stats::interpolated_limits(one.by_chance, 0.025);
    const auto at998 = stats::interpolated_limits(one.by_chance, 0.001);
    CHECK(at95.lower == doctest::Approx(one.low95).epsilon(1e-6));
    CHECK(at95.upper == doctest::Approx(one.high95).epsilon(1e-6));
    CHECK(at998.lower == doctest::Approx(one.low998).epsilon(1e-6));
    CHECK(at998.upper == doctest::Approx(one.high998).epsilon(1e-6));
  }
}

TEST_CASE("a count passes exact limits if and only if its tail is smaller than asked") {
  for (const double rate : {0.001, 0.02, 0.3, 0.97, 1.0, 0.0}) {
    for (const double size : {1.0, 7.0, 60.0}) {
      const stats::CountByChance by_chance{CountModel::binomial, size, rate};
      const auto limits = stats::exact_limits(by_chance, 0.01);
      CHECK(limits.lower <= limits.upper);
      for (double count = 0; count <= size; ++count) {
        CHECK((count / size > limits.upper + 1e-12) == (stats::chance_of_at_least(by_chance, count) < 0.01));
        CHECK((count / size < limits.lower - 1e-12) == (stats::chance_of_at_most(by_chance, count) < 0.01));
      }
    }
  }
}

TEST_CASE("limits stay in order and in bounds for the largest places") {
  const auto limits = stats::interpolated_limits({CountModel::poisson, 4e8, 8e-4}, 0.001);

  CHECK(limits.lower == doctest::Approx(8e-4 - 3.0902 * 1.4142e-6).epsilon(1e-5));
  CHECK(limits.upper == doctest::Approx(8e-4 + 3.0902 * 1.4142e-6).epsilon(1e-5));
}
