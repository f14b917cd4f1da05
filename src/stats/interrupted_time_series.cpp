#include "stats/interrupted_time_series.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numbers>

#include "stats/autoregression.h"
#include "stats/poisson_regression.h"

namespace outturn::stats {

namespace {

constexpr std::size_t level_column = 1;
constexpr std::size_t slope_column = 3;

void add_season(const InterruptedSeries& series, Design& design) {
  const auto cycle = series.season_length;
  if (series.seasonality == Seasonality::none || cycle < 2) return;
  std::vector<double> column(design.rows);
  const auto add = [&](std::string name, auto value) {
    for (std::size_t t = 0; t < design.rows; ++t) column[t] = value(t + series.first_season);
    design.add(std::move(name), column);
  };
  if (series.seasonality == Seasonality::dummies) {
    for (std::size_t s = 1; s < cycle; ++s) {
      add("season_" + std::to_string(s + 1), [&](std::size_t at) { return at % cycle == s ? 1.0 : 0.0; });
    }
    return;
  }
  for (std::size_t h = 1; h <= std::min(series.harmonics, cycle / 2); ++h) {
    const auto angle = [&](std::size_t at) {
      return 2 * std::numbers::pi * static_cast<double>(h * (at + 1)) / static_cast<double>(cycle);
    };
    if (2 * h < cycle) add("sine_" + std::to_string(h), [&](std::size_t at) { return std::sin(angle(at)); });
    add("cosine_" + std::to_string(h), [&](std::size_t at) { return std::cos(angle(at)); });
  }
}

base::Issues wrong_with(const InterruptedSeries& series) {
  const auto n = series.values.size();
  const auto whole = [](std::size_t v) { return static_cast<std::int64_t>(v); };
  base::Issues issues;
  check_values(series.values, "values", issues);
  if (!(series.level > 0 && series.level < 1)) issues.push_back({"level", "stats.level_outside", {{"level", series.level}}});
  if (series.start >= n) {
    issues.push_back({"start", "stats.start_outside", {{"position", whole(series.start + 1)}, {"count", whole(n)}}});
  } else {
    if (series.start < 2) issues.push_back({"start", "stats.too_few_before", {{"least", 2}, {"count", whole(series.start)}}});
    const std::size_t least = series.slope_changes ? 2 : 1;
    const auto after = n - series.start;
    if (after < series.wash_out + least) {
      issues.push_back({"start", "stats.too_few_after", {{"least", whole(least)}, {"count", whole(after - std::min(after, series.wash_out))}}});
    }
  }
  return issues;
}

/// The parts of an answer that hang on how the error is computed.
struct Fitted {
  std::vector<double> coefficients;
  std::function<Estimated(std::span<const double>)> combine;  ///< a weighted sum of coefficients
};

/// Weighted sums with one covariance and one number of degrees of freedom.
std::function<Estimated(std::span<const double>)> plain_combination(std::vector<double> coefficients, std::vector<double> covariance,
                                                                    double freedom, double level) {
  return [=](std::span<const double> weights) {
    const auto k = coefficients.size();
    double estimate = 0;
    double variance = 0;
    for (std::size_t i = 0; i < k; ++i) {
      estimate += weights[i] * coefficients[i];
      for (std::size_t j = 0; j < k; ++j) variance += weights[i] * weights[j] * covariance[i * k + j];
    }
    return estimated(estimate, std::sqrt(std::max(variance, 0.0)), freedom, level);
  };
}

std::vector<double> times(std::vector<double> values, double by) {
  for (double& v : values) v *= by;
  return values;
}

std::vector<double> row_without(const InterruptedSeries& series, const Design& design, std::size_t t) {
  std::vector<double> row(design.columns());
  for (std::size_t c = 0; c < row.size(); ++c) {
    const bool of_the_change = c == level_column || (series.slope_changes && c == slope_column) || design.names[c].starts_with("wash_out_");
    row[c] = of_the_change ? 0 : design.at(t, c);
  }
  return row;
}

/// Effects of the linear model.
void tell_linear(const InterruptedSeries& series, const Design& design, const Fitted& fit, InterruptedTimeSeries& answer) {
  const auto n = design.rows;
  const auto first = series.start + series.wash_out;
  std::vector<double> mean(design.columns(), 0.0);
  std::vector<double> end(design.columns(), 0.0);
  mean[level_column] = end[level_column] = 1;
  if (series.slope_changes) {
    for (std::size_t t = first; t < n; ++t) mean[slope_column] += design.at(t, slope_column) / static_cast<double>(n - first);
    end[slope_column] = design.at(n - 1, slope_column);
  }
  answer.mean_effect = fit.combine(mean);
  answer.end_effect = fit.combine(end);
}

double exposure_at(const InterruptedSeries& series, std::size_t t) { return series.exposure.empty() ? 1 : series.exposure[t]; }

/// with − without of expected counts, and with / without, over periods first to last; gradients by the coefficients.
struct CountEffect {
  Estimated difference;
  Estimated ratio;
};

CountEffect count_effect(const InterruptedSeries& series, const Design& design, const Fitted& fit, std::size_t first) {
  const auto n = design.rows;
  const auto k = design.columns();
  const auto periods = static_cast<double>(n - first);
  double with = 0;
  double without = 0;
  std::vector<double> with_slope(k, 0.0);
  std::vector<double> without_slope(k, 0.0);
  for (std::size_t t = first; t < n; ++t) {
    const auto row = row_without(series, design, t);
    double eta = 0;
    double eta_without = 0;
    for (std::size_t c = 0; c < k; ++c) {
      eta += design.at(t, c) * fit.coefficients[c];
      eta_without += row[c] * fit.coefficients[c];
    }
    const double mu = exposure_at(series, t) * std::exp(eta) / periods;
    const double mu_without = exposure_at(series, t) * std::exp(eta_without) / periods;
    with += mu;
    without += mu_without;
    for (std::size_t c = 0; c < k; ++c) {
      with_slope[c] += mu * design.at(t, c);
      without_slope[c] += mu_without * row[c];
    }
  }
  std::vector<double> difference(k);
  std::vector<double> log_ratio(k);
  for (std::size_t c = 0; c < k; ++c) {
    difference[c] = with_slope[c] - without_slope[c];
    log_ratio[c] = with_slope[c] / with - without_slope[c] / without;
  }
  const auto by_delta = [&](double value, std::span<const double> gradient) {
    const auto linear = fit.combine(gradient);
    return estimated(value, linear.standard_error, linear.freedom, series.level);
  };
  const auto log = by_delta(std::log(with / without), log_ratio);
  CountEffect answer{by_delta(with - without, difference), log};
  answer.ratio.estimate = with / without;
  answer.ratio.standard_error = log.standard_error * with / without;
  answer.ratio.lower = std::exp(log.lower);
  answer.ratio.upper = std::exp(log.upper);
  return answer;
}

void tell_counts(const InterruptedSeries& series, const Design& design, const Fitted& fit, InterruptedTimeSeries& answer) {
  const auto n = design.rows;
  const auto mean = count_effect(series, design, fit, series.start + series.wash_out);
  const auto end = count_effect(series, design, fit, n - 1);
  answer.mean_effect = mean.difference;
  answer.mean_ratio = mean.ratio;
  answer.end_effect = end.difference;
  answer.end_ratio = end.ratio;
}

/// The line without the change, with its interval; for counts from the log scale.
void tell_counterfactual(const InterruptedSeries& series, const Design& design, const Fitted& fit, InterruptedTimeSeries& answer) {
  for (std::size_t t = 0; t < design.rows; ++t) {
    const auto line = fit.combine(row_without(series, design, t));
    const auto scaled = [&](double value) { return series.counts ? exposure_at(series, t) * std::exp(value) : value; };
    answer.counterfactual.push_back(scaled(line.estimate));
    answer.counterfactual_lower.push_back(scaled(line.lower));
    answer.counterfactual_upper.push_back(scaled(line.upper));
  }
}

std::size_t lags_checked(const InterruptedSeries& series) {
  constexpr std::size_t least = 10;
  const auto most = std::max<std::size_t>(series.values.size() / 2, 1);
  return std::min(std::max(series.seasonality == Seasonality::none ? least : series.season_length, least), most);
}

void check_residuals(const InterruptedSeries& series, std::span<const double> left_over, std::size_t estimated_parameters,
                     InterruptedTimeSeries& answer) {
  const auto lags = lags_checked(series);
  answer.autocorrelations = autocorrelations(left_over, lags);
  answer.ljung_box = ljung_box(left_over, lags, estimated_parameters);
  answer.durbin_watson = durbin_watson(left_over);
}

base::Checked<Fitted> fit_counts(const InterruptedSeries& series, const Design& design, InterruptedTimeSeries& answer) {
  const auto fit = poisson_regression(design, series.values, series.exposure);
  if (!fit) return base::refuse(fit.error());
  answer.fitted = fit->fitted;
  answer.residuals = fit->residuals;
  answer.dispersion = fit->dispersion;
  answer.condition = fit->condition;
  answer.freedom = fit->freedom;
  auto covariance = times(fit->unscaled, fit->dispersion);
  if (series.errors == SeriesErrors::newey_west) {
    const auto serial = newey_west(scores_of(design, fit->score_residuals), fit->unscaled, series.newey_west);
    covariance = serial.covariance;
    answer.lag = serial.lag;
  }
  check_residuals(series, answer.residuals, 0, answer);
  return Fitted{fit->coefficients, plain_combination(fit->coefficients, std::move(covariance), static_cast<double>(fit->freedom), series.level)};
}

base::Checked<Fitted> fit_autoregressive(const InterruptedSeries& series, const Design& design, InterruptedTimeSeries& answer) {
  auto fit = autoregression(design, series.values);
  if (!fit) return base::refuse(fit.error());
  answer.fitted = fit->fitted;
  answer.residuals = fit->residuals;
  answer.phi = fit->phi;
  answer.standard_deviation = fit->standard_deviation;
  answer.condition = fit->condition;
  answer.freedom = fit->freedom;
  check_residuals(series, fit->innovations, 1, answer);
  auto coefficients = fit->coefficients;
  return Fitted{std::move(coefficients), [kept = std::move(*fit), level = series.level](std::span<const double> weights) {
                  return combined(kept, weights, level);
                }};
}

base::Checked<Fitted> fit_ordinary(const InterruptedSeries& series, const Design& design, InterruptedTimeSeries& answer) {
  const auto fit = least_squares(design, series.values);
  if (!fit) return base::refuse(fit.error());
  answer.fitted = fit->fitted;
  answer.residuals = fit->residuals;
  answer.standard_deviation = std::sqrt(fit->variance);
  answer.condition = fit->condition;
  answer.freedom = fit->freedom;
  auto covariance = times(fit->unscaled, fit->variance);
  if (series.errors == SeriesErrors::newey_west) {
    const auto serial = newey_west(scores_of(design, fit->residuals), fit->unscaled, series.newey_west);
    covariance = serial.covariance;
    answer.lag = serial.lag;
  }
  check_residuals(series, answer.residuals, 0, answer);
  return Fitted{fit->coefficients, plain_combination(fit->coefficients, std::move(covariance), static_cast<double>(fit->freedom), series.level)};
}

}  // namespace

Design interrupted_design(const InterruptedSeries& series) {
  const auto n = series.values.size();
  Design design{.rows = n};
  std::vector<double> column(n);
  const auto add = [&](std::string name, auto value) {
    for (std::size_t t = 0; t < n; ++t) column[t] = value(t);
    design.add(std::move(name), column);
  };
  add("intercept", [](std::size_t) { return 1.0; });
  add("level", [&](std::size_t t) { return t >= series.start ? 1.0 : 0.0; });
  add("time", [](std::size_t t) { return static_cast<double>(t + 1); });
  if (series.slope_changes) {
    add("slope", [&](std::size_t t) { return t >= series.start ? static_cast<double>(t - series.start + 1) : 0.0; });
  }
  add_season(series, design);
  for (std::size_t w = 0; w < series.wash_out; ++w) {  // a period with a column of its own says nothing about the others
    add("wash_out_" + std::to_string(w + 1), [&](std::size_t t) { return t == series.start + w ? 1.0 : 0.0; });
  }
  for (std::size_t c = 0; c < series.covariates.columns(); ++c) design.add(series.covariates.names[c], series.covariates.column(c));
  return design;
}

base::Checked<InterruptedTimeSeries> interrupted_time_series(const InterruptedSeries& series) {
  base::ensure(series.covariates.columns() == 0 || series.covariates.rows == series.values.size(), "a covariate for each period");
  if (auto issues = wrong_with(series); !issues.empty()) return base::refuse(std::move(issues));
  const auto design = interrupted_design(series);
  InterruptedTimeSeries answer;
  const auto fit = series.counts                                         ? fit_counts(series, design, answer)
                   : series.errors == SeriesErrors::autoregressive ? fit_autoregressive(series, design, answer)
                                                                         : fit_ordinary(series, design, answer);
  if (!fit) return base::refuse(fit.error());
  for (std::size_t c = 0; c < design.columns(); ++c) {
    std::vector<double> weights(design.columns(), 0.0);
    weights[c] = 1;
    answer.coefficients.push_back({design.names[c], fit->combine(weights)});
  }
  if (series.counts) {
    tell_counts(series, design, *fit, answer);
  } else {
    tell_linear(series, design, *fit, answer);
  }
  tell_counterfactual(series, design, *fit, answer);
  return answer;
}

}  // namespace outturn::stats
