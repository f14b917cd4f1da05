#include "stats/simplex_least_squares.h"

#include <cmath>
#include <numeric>

#include "stats/random_draw.h"
#include "testing.h"

using namespace outturn;
using testing::near;

namespace {

struct Made {
  std::vector<double> matrix;
  std::vector<double> target;
  stats::SimplexProblem problem(std::size_t rows, std::size_t columns, double ridge = 0) const {
    return {.rows = rows, .columns = columns, .matrix = matrix, .target = target, .ridge = ridge};
  }
};

Made random_problem(std::size_t rows, std::size_t columns, std::uint64_t seed, double spread = 1) {
  stats::RandomDraw random(seed);
  Made made;
  for (std::size_t i = 0; i < rows * columns; ++i) made.matrix.push_back(10 + spread * random.normal());
  for (std::size_t i = 0; i < rows; ++i) made.target.push_back(10 + spread * random.normal());
  return made;
}

double objective(const stats::SimplexProblem& problem, std::span<const double> w) {
  double squares = 0;
  for (std::size_t i = 0; i < problem.rows; ++i) {
    double sum = -problem.target[i];
    for (std::size_t j = 0; j < problem.columns; ++j) sum += w[j] * problem.matrix[j * problem.rows + i];
    squares += sum * sum;
  }
  return 0.5 * squares + 0.5 * problem.ridge * std::inner_product(w.begin(), w.end(), w.begin(), 0.0);
}

}  // namespace

TEST_CASE("shares of two columns are worked out by hand") {
  // Columns (0,0), (4,0), (0,4); target (1,2): inside, so 1 = 4·w2 and 2 = 4·w3.
  const std::vector<double> matrix{0, 0, 4, 0, 0, 4};
  const std::vector<double> target{1, 2};

  const auto solution = stats::simplex_least_squares({.rows = 2, .columns = 3, .matrix = matrix, .target = target});

  REQUIRE(solution);
  CHECK(solution->weights[0] == near(0.25, 1e-9));
  CHECK(solution->weights[1] == near(0.25, 1e-9));
  CHECK(solution->weights[2] == near(0.5, 1e-9));
  CHECK(solution->squared_distance == near(0, 1e-12));
  CHECK(solution->weights_unique);
}

TEST_CASE("the certificate holds for problems of every shape: no other shares come nearer") {
  stats::RandomDraw random(99);
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const std::size_t rows = 1 + random.below(30);
    const std::size_t columns = 1 + random.below(60);
    const double ridge = seed % 3 == 0 ? 5.0 : seed % 3 == 1 ? 1e-6 : 0.0;
    const auto made = random_problem(rows, columns, seed);
    const auto problem = made.problem(rows, columns, ridge);

    const auto solution = stats::simplex_least_squares(problem);

    INFO("rows " << rows << " columns " << columns << " ridge " << ridge << " seed " << seed);
    REQUIRE(solution);
    CHECK(solution->duality_gap <= 1e-9 * solution->scale);
    CHECK(std::accumulate(solution->weights.begin(), solution->weights.end(), 0.0) == near(1, 1e-12));
    CHECK(objective(problem, solution->weights) == near(solution->objective, 1e-8 * (1 + solution->objective)));
    for (const double weight : solution->weights) CHECK(weight >= 0);
    for (int attempt = 0; attempt < 20; ++attempt) {  // any other shares are no better
      std::vector<double> other(columns);
      double sum = 0;
      for (double& weight : other) sum += weight = -std::log(1 - random.uniform());
      for (double& weight : other) weight /= sum;
      CHECK(objective(problem, other) >= solution->objective - 1e-9 * solution->scale);
    }
  }
}

TEST_CASE("shares that fit exactly are found again") {
  const auto made = random_problem(40, 12, 5);
  Made exact = made;
  std::vector<double> shares(12);
  shares[3] = 0.5;
  shares[7] = 0.3;
  shares[11] = 0.2;
  for (std::size_t i = 0; i < 40; ++i) {
    exact.target[i] = 0;
    for (std::size_t j = 0; j < 12; ++j) exact.target[i] += shares[j] * exact.matrix[j * 40 + i];
  }

  const auto solution = stats::simplex_least_squares(exact.problem(40, 12));

  REQUIRE(solution);
  for (std::size_t j = 0; j < 12; ++j) CHECK(solution->weights[j] == near(shares[j], 1e-7));
  CHECK(solution->weights_unique);
}

TEST_CASE("where several shares do as well, the least norm is given and it is said") {
  // Two columns are twins: their weight is split evenly.
  const std::vector<double> matrix{0, 0, 2, 2, 2, 2, 5, 9};
  const std::vector<double> target{1, 1};

  const auto solution = stats::simplex_least_squares({.rows = 2, .columns = 4, .matrix = matrix, .target = target});

  REQUIRE(solution);
  CHECK_FALSE(solution->weights_unique);
  CHECK(solution->weights[1] == near(0.25, 1e-6));
  CHECK(solution->weights[2] == near(0.25, 1e-6));
  CHECK(solution->weights[0] == near(0.5, 1e-6));

  // More columns than rows, target well inside: least norm is close to even shares and the fit is exact.
  const auto inside = random_problem(3, 30, 11, 1);
  Made centred = inside;
  for (std::size_t i = 0; i < 3; ++i) {
    centred.target[i] = 0;
    for (std::size_t j = 0; j < 30; ++j) centred.target[i] += inside.matrix[j * 3 + i] / 30;
  }
  const auto even = stats::simplex_least_squares(centred.problem(3, 30));
  REQUIRE(even);
  CHECK_FALSE(even->weights_unique);
  for (const double weight : even->weights) CHECK(weight == near(1.0 / 30, 1e-6));
}

TEST_CASE("a start changes the time and not the answer; a heavy ridge gives even shares") {
  const auto made = random_problem(15, 40, 21);
  const auto cold = stats::simplex_least_squares(made.problem(15, 40, 0.5));
  const std::vector<std::size_t> start{0, 5, 9, 20, 33};
  const auto warm = stats::simplex_least_squares(made.problem(15, 40, 0.5), {.start = start});
  REQUIRE(cold);
  REQUIRE(warm);
  for (std::size_t j = 0; j < 40; ++j) CHECK(warm->weights[j] == near(cold->weights[j], 1e-8));

  const auto heavy = stats::simplex_least_squares(made.problem(15, 40, 1e9));
  REQUIRE(heavy);
  for (const double weight : heavy->weights) CHECK(weight == near(1.0 / 40, 1e-5));
}

TEST_CASE("many columns with a ridge are solved as exactly as few") {
  const auto made = random_problem(50, 600, 31);

  const auto solution = stats::simplex_least_squares(made.problem(50, 600, 20));

  REQUIRE(solution);
  CHECK(solution->duality_gap <= 1e-9 * solution->scale);
  CHECK(solution->support.size() > 20);
}

TEST_CASE("columns that all equal the target, a single column, none, and no numbers") {
  const std::vector<double> same{1, 2, 1, 2};
  const std::vector<double> target{1, 2};
  const auto equal = stats::simplex_least_squares({.rows = 2, .columns = 2, .matrix = same, .target = target});
  REQUIRE(equal);
  CHECK(equal->weights[0] == near(0.5, 1e-9));
  CHECK_FALSE(equal->weights_unique);

  const auto single = stats::simplex_least_squares({.rows = 2, .columns = 1, .matrix = target, .target = target});
  REQUIRE(single);
  CHECK(single->weights[0] == 1);

  CHECK(testing::refusal(stats::simplex_least_squares({.rows = 2, .columns = 0, .matrix = {}, .target = target})) ==
        "donors: stats.simplex_no_columns");
  const std::vector<double> broken{1, NAN};
  CHECK(testing::refusal(stats::simplex_least_squares({.rows = 2, .columns = 1, .matrix = broken, .target = target})) ==
        "values: stats.simplex_not_finite");
  const std::vector<double> huge{1, 1e308};
  CHECK(testing::refusal(stats::simplex_least_squares({.rows = 2, .columns = 1, .matrix = huge, .target = target})) ==
        "values: stats.simplex_not_finite");
}
