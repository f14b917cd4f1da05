#include "stats/structural_time_series.h"

#include <cmath>

#include <Eigen/Dense>

#include "stats/regression_testing.h"

using namespace outturn;
using testing::near;
using testing::number_at;
using testing::published;
using testing::refusal;
using testing::relative;

namespace {

std::vector<double> walk(std::uint64_t seed, std::size_t n, double level_step, double noise, double slope) {
  testing::Numbers numbers(seed);
  std::vector<double> values;
  double level = 20;
  for (std::size_t t = 0; t < n; ++t) {
    values.push_back(level + noise * numbers.normal());
    level += slope + level_step * numbers.normal();
  }
  return values;
}

stats::Design ones(std::size_t n) {
  stats::Design design{.rows = n};
  design.add("intercept", std::vector<double>(n, 1.0));
  return design;
}

}  // namespace

TEST_CASE("the filter's likelihood is the normal density's, with the level integrated out") {
  const auto values = walk(4, 12, 0.7, 1, 0);
  const auto fit = stats::state_space({}, ones(12), values).value();
  Eigen::MatrixXd v(12, 12);
  for (int s = 0; s < 12; ++s) {
    for (int t = 0; t < 12; ++t) v(s, t) = fit.variances.level * std::min(s, t) + (s == t ? fit.variances.irregular : 0);
  }
  const Eigen::MatrixXd inverse = v.inverse();
  const Eigen::VectorXd one = Eigen::VectorXd::Ones(12);
  const Eigen::Map<const Eigen::VectorXd> y(values.data(), 12);
  const double precision = one.dot(inverse * one);
  const double mean = one.dot(inverse * y) / precision;
  const double squares = (y.array() - mean).matrix().dot(inverse * (y.array() - mean).matrix());

  CHECK(fit.coefficients[0] == near(mean, 1e-9));
  CHECK(fit.covariance[0] == near(1 / precision, 1e-9));
  CHECK(fit.log_likelihood == near(-0.5 * (11 * std::log(2 * M_PI) + std::log(v.determinant()) + std::log(precision) + squares), 1e-9));

  // What comes next, by the same matrices: the last level and all that moves after it.
  const auto ahead = stats::forecasts({}, fit, ones(14), values);
  Eigen::VectorXd shared(12);
  for (int s = 0; s < 12; ++s) shared(s) = fit.variances.level * s;
  const double away = 1 - one.dot(inverse * shared);
  CHECK(ahead.means[0] == near(mean + shared.dot(inverse * (y.array() - mean).matrix()), 1e-9));
  CHECK(ahead.means[1] == near(ahead.means[0], 1e-12));
  CHECK(ahead.covariance[0] == near(12 * fit.variances.level + fit.variances.irregular - shared.dot(inverse * shared) + away * away / precision, 1e-9));
  CHECK(ahead.covariance[3] == near(ahead.covariance[0] + fit.variances.level, 1e-9));
  CHECK(ahead.covariance[1] == near(ahead.covariance[0] - fit.variances.irregular, 1e-9));
}

TEST_CASE("a series that keeps to a line with noise is given to the line, a wandering one to a moving level") {
  stats::StructuralSeries series{.values = walk(2, 60, 0, 1, 0.8), .start = 48};
  for (std::size_t t = 48; t < 60; ++t) series.values[t] += 6;
  const auto line = stats::structural_time_series(series).value();
  CHECK(line.chosen.trend == stats::Trend::deterministic);
  CHECK(line.chosen.mean_effect.estimate == near(6, 1.5));
  CHECK(line.chosen.mean_effect.lower > 0);
  CHECK(line.chosen.cumulative_effect.estimate == near(12 * line.chosen.mean_effect.estimate, 1e-9));

  series.values = walk(3, 60, 2, 0.3, 0);
  const auto wandering = stats::structural_time_series(series).value();
  CHECK(wandering.chosen.trend == stats::Trend::local_level);
  CHECK(wandering.others.size() == 2);
  CHECK(wandering.chosen.one_step_error <= wandering.others[0].one_step_error);
}

TEST_CASE("a rise that could be chance is not carried on, one that could not is") {
  int flat = 0;
  int carried_on = 0;
  constexpr int series_of_each = 20;
  for (std::uint64_t seed = 1; seed <= series_of_each; ++seed) {
    flat += stats::structural_time_series({.values = walk(seed, 80, 0.1, 1, 0), .start = 60}).value().chosen.trend == stats::Trend::local_level;
    carried_on += stats::structural_time_series({.values = walk(seed, 80, 0, 1, 0.15), .start = 60}).value().chosen.trend != stats::Trend::local_level;
  }
  CHECK(flat >= series_of_each - 1);
  CHECK(carried_on >= series_of_each - 1);
}

TEST_CASE("on a fixed line with a season the effect is that of least squares on what came before") {
  testing::Numbers numbers(7);
  stats::StructuralSeries series{.start = 36, .season_length = 4, .trend = stats::Trend::deterministic};
  for (int t = 0; t < 48; ++t) series.values.push_back(3 + 0.2 * t + (t % 4) + numbers.normal() + (t >= 36 ? 5 : 0));
  stats::Design design{.rows = 48};
  std::vector<double> column(48, 1.0);
  design.add("intercept", column);
  for (int t = 0; t < 48; ++t) column[static_cast<std::size_t>(t)] = t;
  design.add("time", column);
  for (int s = 1; s < 4; ++s) {
    for (int t = 0; t < 48; ++t) column[static_cast<std::size_t>(t)] = t % 4 == s;
    design.add("season", column);
  }
  for (int p = 36; p < 48; ++p) {  // a column for each later period leaves them out
    for (int t = 0; t < 48; ++t) column[static_cast<std::size_t>(t)] = t == p;
    design.add("after", column);
  }
  const auto fit = stats::least_squares(design, series.values).value();
  double mean = 0;
  double variance = 0;
  for (std::size_t a = 5; a < 17; ++a) {
    mean += fit.coefficients[a] / 12;
    for (std::size_t b = 5; b < 17; ++b) variance += fit.variance * fit.unscaled[a * 17 + b] / 144;
  }

  const auto answer = stats::structural_time_series(series).value();

  CHECK(answer.chosen.mean_effect.estimate == near(mean, 1e-9));
  CHECK(answer.chosen.mean_effect.standard_error == near(std::sqrt(variance), 1e-9));
}

TEST_CASE("a control that the arrangement cannot touch explains what it explained before") {
  testing::Numbers numbers(9);
  stats::StructuralSeries series{.start = 50, .trend = stats::Trend::local_level};
  std::vector<double> control;
  double x = 100;
  for (int t = 0; t < 70; ++t) {
    x += numbers.normal();
    control.push_back(x);
    series.values.push_back(1.2 * x + 0.3 * numbers.normal() + (t >= 50 ? 4 : 0));
  }
  series.controls.rows = 70;
  series.controls.add("elsewhere", control);

  const auto answer = stats::structural_time_series(series).value();

  CHECK(answer.chosen.controls[0].value.estimate == near(1.2, 0.1));
  CHECK(answer.chosen.mean_effect.estimate == near(4, 0.5));
  CHECK_FALSE(answer.signs_disagree);
}

TEST_CASE("the unit of the series scales every structural answer") {
  stats::StructuralSeries series{.values = walk(11, 50, 1, 1, 0.3), .start = 40, .season_length = 4, .season_moves = true};
  const auto plain = stats::structural_time_series(series).value();
  for (double& v : series.values) v = 100 * v - 7;
  const auto scaled = stats::structural_time_series(series).value();

  CHECK(scaled.chosen.trend == plain.chosen.trend);
  CHECK(relative(scaled.chosen.mean_effect.estimate, 100 * plain.chosen.mean_effect.estimate) < 1e-3);
  CHECK(relative(scaled.chosen.mean_effect.standard_error, 100 * plain.chosen.mean_effect.standard_error) < 1e-3);
}

TEST_CASE("what cannot be answered by a structural model is refused in a sentence") {
  const auto with = [](auto change) {
    stats::StructuralSeries series{.values = walk(1, 40, 1, 1, 0), .start = 30};
    series.controls.rows = 40;
    change(series);
    return refusal(stats::structural_time_series(series));
  };
  CHECK(with([](auto&) {}) == "accepted");
  CHECK(with([](auto& s) { s.start = 40; }) == "start: stats.start_outside");
  CHECK(with([](auto& s) { s.start = 1; }) == "start: stats.too_few_before");
  CHECK(with([](auto& s) { s.start = 3; }) == "values: stats.series_too_short");
  CHECK(with([](auto& s) { s.values[2] = INFINITY; }) == "values: stats.not_a_number");
  CHECK(with([](auto& s) { s.values[2] = -1e308; }) == "values: stats.too_large");
  CHECK(with([](auto& s) { s.controls.add("flat", std::vector<double>(40, 2.0)); }) == "flat: stats.collinear");
  CHECK(with([](auto& s) { s.level = 90; }) == "level: stats.level_outside");
  CHECK(with([](auto& s) { s.values.assign(40, 5.0); }) == "accepted");
}

TEST_CASE("Sicily's smoking ban: unobserved components as statsmodels estimates them") {
  if (!testing::published_figures_at_hand()) return;
  auto columns = testing::columns_of("sicily.csv");
  const auto n = columns["aces"].size();
  std::vector<double> values;
  for (std::size_t t = 0; t < n; ++t) values.push_back(std::log(columns["aces"][t] / columns["stdpop"][t]));
  const auto& result = published({"sicily", "structural", "result"});
  const std::vector<std::tuple<const char*, stats::MovingParts, bool>> models{
      {"local_level", {}, false}, {"local_linear_det_trend", {.irregular = false}, true}, {"fixed_trend", {.level = false}, true}};
  for (const auto& [name, parts, sloped] : models) {
    CAPTURE(std::string(name));
    const auto& truth = *result.find(name);
    auto design = ones(n);
    if (sloped) design.add("time", columns["time"]);
    const auto diffuse = design.columns();
    for (int h = 1; h <= 2; ++h) {
      std::vector<double> sine;
      std::vector<double> cosine;
      for (const double month : columns["month"]) {
        sine.push_back(std::sin(2 * M_PI * h * month / 12));
        cosine.push_back(std::cos(2 * M_PI * h * month / 12));
      }
      design.add("beta.sin" + std::to_string(h), sine);
      design.add("beta.cos" + std::to_string(h), cosine);
    }
    design.add("beta.smokban", columns["smokban"]);

    const auto fit = stats::state_space(parts, design, values, stats::Likelihood::full, diffuse).value();

    CHECK(fit.log_likelihood == near(number_at(truth, "llf"), 0.05));
    const auto& coefficients = *truth.find("params");
    for (std::size_t c = diffuse; c < design.columns(); ++c) {
      INFO(design.names[c]);
      CHECK(relative(fit.coefficients[c], number_at(coefficients, design.names[c].c_str())) < 0.01);
    }
    if (parts.irregular) CHECK(relative(fit.variances.irregular, number_at(coefficients, "sigma2.irregular")) < 0.01);
    if (parts.level) CHECK(relative(fit.variances.level, number_at(coefficients, "sigma2.level")) < 0.01);

    // Its standard errors come from the outer product of the scores of single periods, here by differences.
    stats::Design trend{.rows = n};
    for (std::size_t c = 0; c < diffuse; ++c) trend.add(design.names[c], design.column(c));
    std::vector<double> parameters;
    std::vector<std::string> names;
    if (parts.irregular) parameters.push_back(fit.variances.irregular), names.emplace_back("sigma2.irregular");
    if (parts.level) parameters.push_back(fit.variances.level), names.emplace_back("sigma2.level");
    const auto variances = parameters.size();
    for (std::size_t c = diffuse; c < design.columns(); ++c) parameters.push_back(fit.coefficients[c]), names.push_back(design.names[c]);
    const auto densities = [&, moving = parts](const std::vector<double>& at) {
      stats::StepVariances steps;
      if (moving.irregular) steps.irregular = at[0];
      if (moving.level) steps.level = at[moving.irregular ? 1 : 0];
      auto rest = values;
      for (std::size_t t = 0; t < n; ++t) {
        for (std::size_t c = diffuse; c < design.columns(); ++c) rest[t] -= at[variances + c - diffuse] * design.at(t, c);
      }
      const auto one = stats::one_step_errors(moving, steps, trend, rest);
      std::vector<double> logs;
      for (std::size_t t = 0; t < n; ++t) {
        logs.push_back(std::isnan(one.errors[t]) ? 0 : -0.5 * (std::log(2 * M_PI * one.variances[t]) + one.errors[t] * one.errors[t] / one.variances[t]));
      }
      return logs;
    };
    double together = 0;
    for (const double log : densities(parameters)) together += log;
    CHECK(together == near(number_at(truth, "llf"), 0.05));
    const auto k = static_cast<Eigen::Index>(parameters.size());
    Eigen::MatrixXd scores(static_cast<Eigen::Index>(n), k);
    for (std::size_t p = 0; p < parameters.size(); ++p) {
      const double step = 1e-5 * std::abs(parameters[p]);
      auto up = parameters;
      auto down = parameters;
      up[p] += step;
      down[p] -= step;
      const auto above = densities(up);
      const auto below = densities(down);
      for (std::size_t t = 0; t < n; ++t) scores(static_cast<Eigen::Index>(t), static_cast<Eigen::Index>(p)) = (above[t] - below[t]) / (2 * step);
    }
    const Eigen::MatrixXd covariance = (scores.transpose() * scores).inverse();
    for (std::size_t p = 0; p < parameters.size(); ++p) {
      INFO(names[p]);
      CHECK(relative(std::sqrt(covariance(static_cast<Eigen::Index>(p), static_cast<Eigen::Index>(p))), number_at(*truth.find("se"), names[p].c_str())) < 0.05);
    }
  }
}

TEST_CASE("the simulated example of Bayesian structural models: effect and interval near the converged sampler's") {
  if (!testing::published_figures_at_hand()) return;
  auto columns = testing::columns_of("causalimpact_readme.csv");
  stats::StructuralSeries series{.values = columns["y"], .start = 70};  // no trend named: what a person gets who asks for nothing
  series.controls.rows = 100;
  series.controls.add("x1", columns["x1"]);
  const auto* converged = published({"causalimpact_readme", "reference"}).find("converged_20000");
  REQUIRE(converged != nullptr);

  const auto answer = stats::structural_time_series(series).value();

  CHECK(answer.chosen.trend == stats::Trend::local_level);
  const auto& effect = answer.chosen.mean_effect;
  CHECK(relative(effect.estimate, number_at(*converged, "AbsEffect")) < 0.03);
  CHECK(relative(effect.lower, number_at(*converged, "AbsEffect.lower")) < 0.1);
  CHECK(relative(effect.upper, number_at(*converged, "AbsEffect.upper")) < 0.1);
}
