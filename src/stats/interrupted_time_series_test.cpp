#include "stats/interrupted_time_series.h"

#include <cmath>

#include "stats/autoregression.h"
#include "stats/poisson_regression.h"
#include "stats/regression_testing.h"

using namespace outturn;
using testing::near;
using testing::number_at;
using testing::published;
using testing::refusal;
using testing::relative;

namespace {

double expected_coefficient(const base::Json& table, const std::string& term, const char* figure) {
  for (const auto& row : *table.array()) {
    if (*row.find("term")->text() == term) return number_at(row, figure);
  }
  FAIL("no published term " << term);
  return NAN;
}

double coefficient(const stats::InterruptedTimeSeries& answer, const std::string& name, bool error) {
  for (const auto& c : answer.coefficients) {
    if (c.name == name) return error ? c.value.standard_error : c.value.estimate;
  }
  FAIL("no coefficient " << name);
  return NAN;
}

/// Our names and those of the published tables.
const std::vector<std::pair<std::string, std::string>> names{
    {"intercept", "(Intercept)"}, {"level", "smokban"}, {"time", "time"},     {"slope", "tpost"},
    {"sine_1", "sin1"},           {"cosine_1", "cos1"}, {"sine_2", "sin2"}, {"cosine_2", "cos2"}};

/// Names of the seasonal terms differ between the published tables; the others are compared.
void compare(const stats::InterruptedTimeSeries& answer, const base::Json& table, double of_coefficient, double of_error) {
  for (const auto& c : answer.coefficients) {
    for (const auto& [ours, theirs] : names) {
      if (c.name != ours) continue;
      const auto at = static_cast<std::size_t>(&c - answer.coefficients.data());
      const bool by_name = at < 4;
      INFO(ours);
      const auto& row = table.array()->at(at);
      if (by_name && answer.coefficients.size() > at) CHECK(*row.find("term")->text() == theirs);
      CHECK(relative(c.value.estimate, number_at(row, "est")) < of_coefficient);
      CHECK(relative(c.value.standard_error, number_at(row, "se")) < of_error);
    }
  }
}

stats::InterruptedSeries sicily(bool slope) {
  auto columns = testing::columns_of("sicily.csv");
  stats::InterruptedSeries series{.start = 36, .slope_changes = slope};
  for (std::size_t t = 0; t < columns["aces"].size(); ++t) {
    series.values.push_back(columns["aces"][t] / columns["stdpop"][t] * 1e5);
  }
  return series;
}

stats::InterruptedSeries sicily_counts(bool slope, bool season) {
  auto columns = testing::columns_of("sicily.csv");
  stats::InterruptedSeries series{.values = columns["aces"], .start = 36, .slope_changes = slope, .counts = true, .exposure = columns["stdpop"]};
  if (!season) series.seasonality = stats::Seasonality::none;
  return series;
}

stats::InterruptedSeries drawn(std::uint64_t seed, std::size_t n, std::size_t start, double phi, double level, double slope) {
  testing::Numbers numbers(seed);
  stats::InterruptedSeries series{.start = start, .harmonics = 1};
  double error = numbers.normal() / std::sqrt(1 - phi * phi);
  for (std::size_t t = 0; t < n; ++t) {
    const auto at = static_cast<double>(t + 1);
    const double after = t >= start ? level + slope * static_cast<double>(t - start + 1) : 0;
    series.values.push_back(50 + 0.2 * at + 2 * std::sin(2 * M_PI * at / 12) + after + error);
    error = phi * error + numbers.normal();
  }
  return series;
}

}  // namespace

TEST_CASE("a series without noise gives back the level, slope and season that made it") {
  stats::InterruptedSeries series{.start = 30, .seasonality = stats::Seasonality::dummies, .season_length = 4};
  for (int t = 1; t <= 48; ++t) series.values.push_back(10 + 0.5 * t + (t % 4) + (t > 30 ? -3 + 0.25 * (t - 30) : 0.0));
  for (const auto errors : {stats::SeriesErrors::autoregressive, stats::SeriesErrors::independent}) {
    series.errors = errors;

    const auto answer = stats::interrupted_time_series(series);

    REQUIRE(answer);
    CHECK(coefficient(*answer, "level", false) == near(-3, 1e-9));
    CHECK(coefficient(*answer, "slope", false) == near(0.25, 1e-9));
    CHECK(answer->mean_effect.estimate == near(-3 + 0.25 * 9.5, 1e-9));
    CHECK(answer->end_effect.estimate == near(-3 + 0.25 * 18, 1e-9));
    CHECK(answer->counterfactual.back() == near(10 + 0.5 * 48 + 0, 1e-9));
  }
}

TEST_CASE("periods washed out say nothing about the effect") {
  auto series = drawn(3, 60, 36, 0.3, 5, 0);
  series.wash_out = 3;
  const auto before = stats::interrupted_time_series(series);
  for (std::size_t t = 36; t < 39; ++t) series.values[t] += 1000;

  const auto after = stats::interrupted_time_series(series);

  REQUIRE(before);
  REQUIRE(after);
  CHECK(after->mean_effect.estimate == near(before->mean_effect.estimate, 1e-6));
  CHECK(after->mean_effect.standard_error == near(before->mean_effect.standard_error, 1e-6));
}

TEST_CASE("the unit of the series scales the effect and its interval, and moving it changes nothing else") {
  auto series = drawn(5, 72, 48, 0.5, 2, 0.1);
  const auto plain = stats::interrupted_time_series(series).value();
  for (double& v : series.values) v = 1000 * v + 1e6;

  const auto scaled = stats::interrupted_time_series(series).value();

  CHECK(scaled.phi == near(plain.phi, 1e-6));
  CHECK(relative(scaled.mean_effect.estimate, 1000 * plain.mean_effect.estimate) < 1e-7);
  CHECK(relative(scaled.mean_effect.lower, 1000 * plain.mean_effect.lower) < 1e-6);
  CHECK(relative(scaled.end_effect.standard_error, 1000 * plain.end_effect.standard_error) < 1e-6);
}

TEST_CASE("a Prais-Winsten regression at the chosen phi gives the same coefficients") {
  const auto series = drawn(8, 72, 40, 0.6, 3, 0);
  const auto design = stats::interrupted_design(series);
  const auto fit = stats::autoregression(design, series.values).value();
  auto transformed = design;
  std::vector<double> y(series.values);
  const auto transform = [&](double* v) {
    for (std::size_t t = design.rows - 1; t > 0; --t) v[t] -= fit.phi * v[t - 1];
    v[0] *= std::sqrt(1 - fit.phi * fit.phi);
  };
  for (std::size_t c = 0; c < design.columns(); ++c) transform(transformed.values.data() + c * design.rows);
  transform(y.data());

  const auto ordinary = stats::least_squares(transformed, y).value();

  CHECK(fit.phi > 0.3);
  for (std::size_t c = 0; c < design.columns(); ++c) CHECK(fit.coefficients[c] == near(ordinary.coefficients[c], 1e-7));
  CHECK(relative(ordinary.variance * ordinary.unscaled[0], fit.covariance[0]) < 1e-6);
  CHECK(fit.small_sample[0] >= fit.covariance[0]);
}

TEST_CASE("counts give a rate ratio and the difference it makes") {
  stats::InterruptedSeries series{.start = 20, .slope_changes = false, .seasonality = stats::Seasonality::none, .counts = true};
  for (int t = 1; t <= 40; ++t) {
    series.exposure.push_back(1000 + 10 * t);
    series.values.push_back(series.exposure.back() * 0.1 * (t > 20 ? 0.8 : 1.0));
  }

  const auto answer = stats::interrupted_time_series(series);

  REQUIRE(answer);
  CHECK(answer->mean_ratio->estimate == near(0.8, 1e-9));
  CHECK(answer->mean_effect.estimate == near(-0.2 * 0.1 * 1305, 1e-6));  // the mean exposure after the start is 1305
}

TEST_CASE("what cannot be answered about a series is refused in a sentence") {
  auto series = drawn(1, 40, 30, 0, 0, 0);
  const auto with = [&](auto change) {
    auto changed = series;
    change(changed);
    return refusal(stats::interrupted_time_series(changed));
  };
  CHECK(with([](auto&) {}) == "accepted");
  CHECK(with([](auto& s) { s.start = 40; }) == "start: stats.start_outside");
  CHECK(with([](auto& s) { s.start = 1; }) == "start: stats.too_few_before");
  CHECK(with([](auto& s) { s.start = 39; }) == "start: stats.too_few_after");
  CHECK(with([](auto& s) { s.values[4] = NAN; }) == "values: stats.not_a_number");
  CHECK(with([](auto& s) { s.values[4] = 1e308; }) == "values: stats.too_large");
  CHECK(with([](auto& s) { s.level = 95; }) == "level: stats.level_outside");
  CHECK(with([](auto& s) { s.values.resize(9), s.start = 5, s.harmonics = 3; }) == "values: stats.series_too_short");
  CHECK(with([](auto& s) {
          s.covariates.rows = s.values.size();
          s.covariates.add("twice the time", std::vector<double>(s.values.size()));
          for (std::size_t t = 0; t < s.values.size(); ++t) s.covariates.values[t] = 2.0 * static_cast<double>(t);
        }) == "twice the time: stats.collinear");
  CHECK(with([](auto& s) { s.counts = true, s.values[0] = -1; }) == "values: stats.negative_count");
  CHECK(with([](auto& s) { s.counts = true, s.exposure.assign(40, 0.0); }) == "exposure: stats.exposure_not_positive");
  CHECK(with([](auto& s) { s.counts = true, s.values.assign(40, 0.0); }) == "values: stats.no_counts");
  CHECK(with([](auto& s) { s.values.assign(40, 7.0); }) == "accepted");  // a constant series is dull, not wrong
}

TEST_CASE("Sicily's smoking ban: least squares, Newey-West and heteroscedasticity as R computes them") {
  if (!testing::published_figures_at_hand()) return;
  for (const bool slope : {false, true}) {
    const auto& truth = published({"sicily", "reference", "result", slope ? "ols_level_and_slope" : "ols_level_only"});
    auto series = sicily(slope);
    series.errors = stats::SeriesErrors::independent;
    const auto plain = stats::interrupted_time_series(series).value();
    compare(plain, *truth.find("model"), 1e-6, 1e-6);
    CHECK(relative(plain.standard_deviation, number_at(truth, "sigma")) < 1e-6);
    CHECK(relative(plain.durbin_watson, number_at(truth, "durbin_watson")) < 1e-6);
    CHECK(relative(plain.ljung_box.statistic, number_at(*truth.find("ljung_box_12"), "stat")) < 1e-6);
    CHECK(relative(plain.ljung_box.p_value, number_at(*truth.find("ljung_box_12"), "p")) < 1e-6);
    const auto acf = testing::numbers_of(*truth.find("acf"));
    for (std::size_t lag = 0; lag < 12; ++lag) CHECK(plain.autocorrelations[lag] == near(acf[lag], 1e-9));

    series.errors = stats::SeriesErrors::newey_west;
    series.newey_west = {.lag = stats::rule_of_thumb_lag(59), .prewhite = false};
    CHECK(series.newey_west.lag == 3);
    compare(stats::interrupted_time_series(series).value(), *truth.find("newey_west_lag4rule_noprewhite_noadj")->find("tab"), 1e-6, 1e-5);
    series.newey_west = {.lag = 12, .prewhite = false, .adjust = true};
    compare(stats::interrupted_time_series(series).value(), *truth.find("newey_west_lag12_noprewhite_adj"), 1e-6, 1e-5);
    series.newey_west = {};
    compare(stats::interrupted_time_series(series).value(), *truth.find("newey_west_auto_sandwich_default")->find("tab"), 1e-6, 1e-5);

    const auto design = stats::interrupted_design(series);
    const auto fit = stats::least_squares(design, series.values).value();
    CHECK(relative(fit.r_squared, number_at(truth, "r2")) < 1e-6);
    for (const auto& [kind, name] : {std::pair{stats::Unequal::hc1, "hc1"}, std::pair{stats::Unequal::hc3, "hc3"}}) {
      const auto covariance = stats::unequal_variance_covariance(design, fit, kind);
      for (std::size_t c = 0; c < design.columns(); ++c) {
        CHECK(relative(std::sqrt(covariance[c * design.columns() + c]), number_at(truth.find(name)->array()->at(c), "se")) < 1e-6);
      }
    }
  }
}

TEST_CASE("Sicily's smoking ban: autoregressive errors by full and restricted likelihood as R's gls") {
  if (!testing::published_figures_at_hand()) return;
  for (const bool slope : {false, true}) {
    const auto series = sicily(slope);
    const auto design = stats::interrupted_design(series);
    for (const bool restricted : {false, true}) {
      const auto& truth = published({"sicily", "reference", "result", slope ? "ols_level_and_slope" : "ols_level_only",
                                     restricted ? "gls_ar1_reml" : "gls_ar1_ml"});
      const auto fit = stats::autoregression(design, series.values, restricted ? stats::Likelihood::restricted : stats::Likelihood::full).value();
      CAPTURE(slope);
      CAPTURE(restricted);
      CHECK(fit.phi == near(number_at(truth, "phi"), 1e-3));
      if (!restricted) CHECK(fit.log_likelihood == near(number_at(truth, "logLik"), 1e-4));
      for (std::size_t c = 0; c < design.columns(); ++c) {
        const auto& row = truth.find("tab")->array()->at(c);
        CHECK(relative(fit.coefficients[c], number_at(row, "est")) < 1e-3);
        CHECK(relative(std::sqrt(fit.covariance[c * design.columns() + c]), number_at(row, "se")) < 0.01);
      }
    }
  }
}

TEST_CASE("Sicily's smoking ban: Poisson and quasi-Poisson as R's glm, with Newey-West errors") {
  if (!testing::published_figures_at_hand()) return;
  const std::vector<std::tuple<const char*, bool, bool>> models{{"model2_quasipoisson", false, false},
                                                               {"model3_quasipoisson_seasonal", false, true},
                                                               {"model4_quasipoisson_seasonal_slope", true, true}};
  for (const auto& [name, slope, season] : models) {
    INFO(name);
    const auto& truth = published({"sicily", "reference", "result", name});
    auto series = sicily_counts(slope, season);
    const auto answer = stats::interrupted_time_series(series).value();
    compare(answer, *truth.find("coef"), 1e-6, 1e-6);
    CHECK(relative(answer.dispersion, number_at(truth, "dispersion")) < 1e-5);  // R stops iterating earlier and takes the weights before last
    const auto acf = testing::numbers_of(*truth.find("resid_acf_1_3_deviance"));
    for (std::size_t lag = 0; lag < 3; ++lag) CHECK(answer.autocorrelations[lag] == near(acf[lag], 1e-6));
    const auto ratio = testing::numbers_of(*truth.find("smokban_RR_ci"));
    const double log_ratio = coefficient(answer, "level", false);
    const double error = coefficient(answer, "level", true);
    CHECK(relative(std::exp(log_ratio), ratio[0]) < 1e-6);
    CHECK(relative(std::exp(log_ratio - stats::normal_quantile(0.975) * error), ratio[1]) < 1e-6);
    CHECK(relative(std::exp(log_ratio + stats::normal_quantile(0.975) * error), ratio[2]) < 1e-6);
    CHECK(relative(std::exp(12 * coefficient(answer, "time", false)), number_at(truth, "trend_RR_per_year")) < 1e-6);

    series.errors = stats::SeriesErrors::newey_west;
    series.newey_west = {.lag = 3, .prewhite = false};
    compare(stats::interrupted_time_series(series).value(), *truth.find("newey_west_lag3"), 1e-6, 1e-5);
  }
  const auto& poisson = published({"sicily", "reference", "result", "model1_poisson"});
  const auto series = sicily_counts(false, false);
  const auto fit = stats::poisson_regression(stats::interrupted_design(series), series.values, series.exposure).value();
  CHECK(relative(fit.deviance, number_at(poisson, "deviance")) < 1e-6);
  CHECK(relative(std::sqrt(fit.unscaled[4]), expected_coefficient(*poisson.find("coef"), "smokban", "se")) < 1e-6);

  // Whether the slope changed: an F test of two fits' deviances.
  const auto without = sicily_counts(false, true);
  const auto with = sicily_counts(true, true);
  const auto small = stats::poisson_regression(stats::interrupted_design(without), without.values, without.exposure).value();
  const auto large = stats::poisson_regression(stats::interrupted_design(with), with.values, with.exposure).value();
  const double f = (small.deviance - large.deviance) / large.dispersion;
  const auto& published_f = published({"sicily", "reference", "result", "slope_change_F"});
  CHECK(relative(f, number_at(published_f, "F")) < 1e-5);  // as above
  CHECK(relative(stats::f_above(f, 1, static_cast<double>(large.freedom)), number_at(published_f, "p")) < 1e-5);
}
