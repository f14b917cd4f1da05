#include "stats/augmented_synthetic_control.h"

#include <cmath>
#include <numeric>

#include "stats/synthetic_control.h"
#include "stats/synthetic_testing.h"

using namespace outturn;
using testing::figure;
using testing::made;
using testing::near;
using testing::refusal;

TEST_CASE("a heavy penalty leaves the shares of synthetic control, a light one closes the gap before the start") {
  const auto panel = made({.units = 20, .periods = 24, .start = 14, .effect = 3, .seed = 5});
  const auto plain = stats::synthetic_control(panel).value();

  const auto heavy = stats::augmented_synthetic_control(panel, {.lambda = 1e12}).value();
  const auto light = stats::augmented_synthetic_control(panel, {.lambda = 1e-9}).value();

  CHECK(heavy.effect == near(plain.effect, 1e-5));
  for (std::size_t j = 0; j < heavy.donors.size(); ++j) CHECK(heavy.weights[j] == near(plain.weights[j], 1e-6));
  CHECK(light.imbalance < 1e-6);
  CHECK(light.negative_weight > 0);
  for (const auto& fit : {heavy, light}) {
    CHECK(std::accumulate(fit.weights.begin(), fit.weights.end(), 0.0) == near(1, 1e-9));
    double gap = 0;
    for (std::size_t t = 14; t < 24; ++t) gap += (fit.actual[t] - fit.counterfactual[t]) / 10;
    CHECK(fit.effect == near(gap, 1e-10));
    CHECK(fit.effect - fit.correction == near(plain.effect, 1e-6));
  }
}

TEST_CASE("the penalty is chosen from its path: largest within one standard error of the least") {
  const auto panel = made({.units = 25, .periods = 30, .start = 20, .effect = 3, .seed = 6});

  const auto fit = stats::augmented_synthetic_control(panel).value();

  REQUIRE(fit.path.size() == 21);
  CHECK(fit.path.front().lambda / fit.path.back().lambda == near(1e8, 1));
  const auto least = *std::ranges::min_element(fit.path, {}, [](const auto& candidate) { return candidate.error; });
  for (const auto& candidate : fit.path) {
    if (candidate.lambda > fit.lambda) CHECK(candidate.error > least.error + least.standard_error);
    if (candidate.lambda == fit.lambda) CHECK(candidate.error <= least.error + least.standard_error);
  }
  CHECK(stats::augmented_synthetic_control(panel, {.lambda = fit.lambda})->effect == near(fit.effect, 1e-10));
}

TEST_CASE("with place means removed, a level difference makes no difference") {
  auto panel = made({.units = 15, .periods = 24, .start = 16, .effect = 3, .seed = 6});
  const auto before = stats::augmented_synthetic_control(panel, {.unit_means_removed = true}).value();
  for (std::size_t t = 0; t < 24; ++t) panel.values[t] += 500;
  const auto after = stats::augmented_synthetic_control(panel, {.unit_means_removed = true}).value();
  CHECK(after.effect == near(before.effect, 1e-6));
  CHECK(after.counterfactual[0] == near(before.counterfactual[0] + 500, 1e-6));
}

TEST_CASE("the augmented estimator refuses what it cannot compute") {
  auto panel = made({.units = 10, .periods = 12, .start = 8});
  CHECK(refusal(stats::augmented_synthetic_control(panel, {.lambda = -1})) == "lambda: stats.synthetic_lambda");
  CHECK(refusal(stats::augmented_synthetic_control(panel, {.lambda = NAN})) == "lambda: stats.synthetic_lambda");
  CHECK(refusal(stats::augmented_synthetic_control(panel, {.donors = {0, 1, 2}})) == "donors: stats.synthetic_treated_in_pool");
  panel.first_treated[0] = 1;
  CHECK(refusal(stats::augmented_synthetic_control(panel)) == "from: stats.synthetic_too_few_before");
  panel.first_treated[0] = 2;
  CHECK(stats::augmented_synthetic_control(panel));
}

TEST_CASE("published panels: shares, chosen penalty and effect of the reference package") {
  const auto* truth = testing::truth();
  if (!truth) return;
  const auto check = [&](const std::string& name, const testing::PublishedPanel& source) {
    INFO(name);
    const auto& result = testing::at(*truth, name, "reference", "augsynth", "result");
    const auto plain = stats::augmented_synthetic_control(source.panel, {.ridge = false}).value();
    CHECK(plain.effect == near(figure(result, "scm", "att_avg"), 0.001 * std::abs(plain.effect)));
    CHECK(plain.imbalance == near(figure(result, "scm", "l2_imbalance"), 1e-4 * plain.imbalance));

    const auto chosen = stats::augmented_synthetic_control(source.panel).value();
    const double lambda = figure(result, "ridge_ascm_cv", "lambda");
    CHECK(chosen.lambda == near(lambda, 0.01 * lambda));
    CHECK(chosen.effect == near(figure(result, "ridge_ascm_cv", "att_avg"), 0.02 * std::abs(chosen.effect)));

    for (const auto& [key, value] : *result.object()) {
      if (!key.starts_with("ridge_ascm") || !value.find("lambda")) continue;
      INFO(key);
      const double given = figure(value, "lambda");
      const auto fit = stats::augmented_synthetic_control(source.panel, {.lambda = given}).value();
      CHECK(fit.effect == near(figure(value, "att_avg"), 0.02 * std::abs(fit.effect)));  // the rule
      CHECK(fit.imbalance == near(figure(value, "l2_imbalance"), 0.02 * fit.imbalance));
    }
    const auto centred = stats::augmented_synthetic_control(source.panel, {.ridge = false, .unit_means_removed = true}).value();
    CHECK(centred.effect == near(figure(result, "scm_fixedeff", "att_avg"), 0.02 * std::abs(centred.effect)));
  };
  check("prop99", testing::prop99());
  check("basque", testing::basque("1975"));
}
