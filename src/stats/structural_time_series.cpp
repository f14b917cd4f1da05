#include "stats/structural_time_series.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "stats/mixture.h"

namespace outturn::stats {

namespace {

base::Issues wrong_with(const StructuralSeries& series) {
  const auto n = series.values.size();
  const auto whole = [](std::size_t v) { return static_cast<std::int64_t>(v); };
  base::Issues issues;
  check_values(series.values, "values", issues);
  for (std::size_t c = 0; c < series.controls.columns(); ++c) check_values(series.controls.column(c), series.controls.names[c], issues);
  if (!(series.level > 0 && series.level < 1)) issues.push_back({"level", "stats.level_outside", {{"level", series.level}}});
  if (series.start >= n) {
    issues.push_back({"start", "stats.start_outside", {{"position", whole(series.start + 1)}, {"count", whole(n)}}});
  } else if (series.start < 2) {
    issues.push_back({"start", "stats.too_few_before", {{"least", 2}, {"count", whole(series.start)}}});
  }
  return issues;
}

MovingParts parts_of(const StructuralSeries& series, Trend trend) {
  return {.irregular = true, .level = trend != Trend::deterministic, .slope = trend == Trend::local_linear,
          .season = series.season_moves ? series.season_length : 0};
}

/// The columns as they would be if nothing moved, over all periods.
Design columns_of(const StructuralSeries& series, Trend trend) {
  const auto n = series.values.size();
  Design columns{.rows = n};
  std::vector<double> column(n, 1.0);
  columns.add("intercept", column);
  if (trend != Trend::local_level) {
    for (std::size_t t = 0; t < n; ++t) column[t] = static_cast<double>(t + 1);
    columns.add("time", column);
  }
  for (std::size_t s = 1; s < series.season_length; ++s) {
    for (std::size_t t = 0; t < n; ++t) column[t] = t % series.season_length == s ? 1 : 0;
    columns.add("season_" + std::to_string(s + 1), column);
  }
  for (std::size_t c = 0; c < series.controls.columns(); ++c) columns.add(series.controls.names[c], series.controls.column(c));
  return columns;
}

Design rows_before(const Design& columns, std::size_t rows) {
  Design before{.rows = rows};
  for (std::size_t c = 0; c < columns.columns(); ++c) before.add(columns.names[c], columns.column(c).first(rows));
  return before;
}

double later_half_error(const OneStepErrors& steps) {
  double sum = 0;
  double count = 0;
  for (std::size_t t = steps.errors.size() / 2; t < steps.errors.size(); ++t) {
    if (std::isnan(steps.errors[t])) continue;
    sum += steps.errors[t] * steps.errors[t];
    ++count;
  }
  return count > 0 ? std::sqrt(sum / count) : std::numeric_limits<double>::infinity();
}

base::Checked<StructuralAnswer> answer_of(const StructuralSeries& series, Trend trend) {
  const auto n = series.values.size();
  const auto m = n - series.start;
  const auto parts = parts_of(series, trend);
  const auto columns = columns_of(series, trend);
  const auto before = rows_before(columns, series.start);
  const auto past = std::span(series.values).first(series.start);
  constexpr std::size_t spare = 3;  // for the variances
  if (series.start < columns.columns() + spare) {
    return base::refuse("values", "stats.series_too_short",
                        {{"least", static_cast<std::int64_t>(columns.columns() + spare)}, {"count", static_cast<std::int64_t>(series.start)}});
  }
  const auto fit = state_space(parts, before, past);
  if (!fit) return base::refuse(fit.error());
  const auto steps = one_step_errors(parts, fit->variances, before, past);
  const auto possible = possible_forecasts(parts, *fit, columns, past);

  StructuralAnswer answer{.trend = trend, .one_step_error = later_half_error(steps), .log_likelihood = fit->log_likelihood, .variances = fit->variances};
  const auto freedom = static_cast<double>(fit->freedom);
  const auto k = columns.columns();
  for (std::size_t c = k - series.controls.columns(); c < k; ++c) {
    answer.controls.push_back({columns.names[c], estimated(fit->coefficients[c], std::sqrt(fit->covariance[c * k + c]), freedom, series.level)});
  }
  for (std::size_t t = 0; t < series.start; ++t) {
    const auto line = estimated(series.values[t] - steps.errors[t], std::sqrt(steps.variances[t]), freedom, series.level);
    answer.counterfactual.push_back(line.estimate);
    answer.counterfactual_lower.push_back(line.lower);
    answer.counterfactual_upper.push_back(line.upper);
  }
  for (std::size_t h = 0; h < m; ++h) {
    double mean = 0;
    double variance = 0;
    for (const auto& one : possible) mean += one.weight * one.ahead.means[h];
    for (const auto& one : possible) variance += one.weight * (one.ahead.covariance[h * (m + 1)] + (one.ahead.means[h] - mean) * (one.ahead.means[h] - mean));
    const auto line = estimated(mean, std::sqrt(variance), freedom, series.level);  // drawn, not judged by: no quantiles of the mixture
    answer.counterfactual.push_back(line.estimate);
    answer.counterfactual_lower.push_back(line.lower);
    answer.counterfactual_upper.push_back(line.upper);
  }
  const auto last = std::span(series.values).subspan(series.start);
  std::vector<Account> accounts;
  const auto told = [&](auto account_of) {
    accounts.clear();
    for (const auto& one : possible) accounts.push_back(account_of(one));
    return mixed(accounts, freedom, series.level);
  };
  const auto periods = static_cast<double>(m);
  answer.mean_effect = told([&](const PossibleForecasts& one) {
    double sum = 0;
    double variance = 0;
    for (std::size_t h = 0; h < m; ++h) sum += last[h] - one.ahead.means[h];
    for (const double shared : one.ahead.covariance) variance += shared;
    return Account{one.weight, sum / periods, std::sqrt(std::max(variance, 0.0)) / periods};
  });
  const auto& mean = answer.mean_effect;
  answer.cumulative_effect = {periods * mean.estimate, periods * mean.standard_error, freedom, periods * mean.lower, periods * mean.upper, mean.p_value};
  answer.end_effect = told([&](const PossibleForecasts& one) { return Account{one.weight, last.back() - one.ahead.means.back(), std::sqrt(one.ahead.covariance.back())}; });
  return answer;
}

/// Does the level go anywhere by itself? A drift is a fixed column beside a level that wanders as much as it may; what is told
/// of it is told of all it may wander. A drift that could be chance is not carried on: over a long follow-up it would decide
/// the answer.
bool drifts(const StructuralSeries& series) {
  const auto parts = parts_of(series, Trend::local_level);
  const auto before = rows_before(columns_of(series, Trend::local_linear), series.start);
  const auto past = std::span(series.values).first(series.start);
  const auto fit = state_space(parts, before, past);
  if (!fit) return false;
  const auto time = static_cast<std::size_t>(std::ranges::find(before.names, "time") - before.names.begin());
  std::vector<Account> accounts;
  for (const auto& [weight, here] : possible_fits(parts, *fit, before, past)) {
    accounts.push_back({weight, here.coefficients[time], std::sqrt(here.covariance[time * before.columns() + time])});
  }
  constexpr double chance = 0.05;
  return mixed(accounts, static_cast<double>(fit->freedom), series.level).p_value <= chance;
}

/// A line is the surest of trends, so it takes more than the smallest error: nothing may speak for movement about it. Line and
/// local linear have the same columns, so that their likelihoods may be compared.
bool movement_shows(const std::vector<StructuralAnswer>& answers) {
  constexpr double hardly_any = 0.1;
  const auto of = [&](Trend trend) { return std::ranges::find(answers, trend, &StructuralAnswer::trend); };
  const auto linear = of(Trend::local_linear);
  return linear != answers.end() && linear->log_likelihood > of(Trend::deterministic)->log_likelihood + hardly_any;
}

/// answers  smallest one-step error first
Trend fitting_trend(const StructuralSeries& series, const std::vector<StructuralAnswer>& answers) {
  if (series.trend) return *series.trend;
  const auto sloped = std::ranges::find_if(answers, [](const auto& answer) { return answer.trend != Trend::local_level; });
  if (sloped == answers.end() || !drifts(series)) return Trend::local_level;
  return sloped->trend == Trend::deterministic && movement_shows(answers) ? Trend::local_linear : sloped->trend;
}

}  // namespace

base::Checked<StructuralTimeSeries> structural_time_series(const StructuralSeries& series) {
  base::ensure(series.controls.columns() == 0 || series.controls.rows == series.values.size(), "a control for each period");
  if (auto issues = wrong_with(series); !issues.empty()) return base::refuse(std::move(issues));
  std::vector<StructuralAnswer> answers;
  for (const auto trend : {Trend::local_level, Trend::local_linear, Trend::deterministic}) {
    auto answer = answer_of(series, trend);
    if (answer) {
      answers.push_back(std::move(*answer));
    } else if (trend == Trend::local_level || trend == series.trend) {
      return base::refuse(answer.error());  // the others ask for more; without them the first can still be told
    }
  }
  std::ranges::stable_sort(answers, {}, &StructuralAnswer::one_step_error);
  std::ranges::stable_partition(answers, [trend = fitting_trend(series, answers)](const auto& answer) { return answer.trend == trend; });
  StructuralTimeSeries told;
  for (const auto& answer : answers) {
    told.signs_disagree = told.signs_disagree || (answer.mean_effect.estimate > 0) != (answers.front().mean_effect.estimate > 0);
  }
  told.chosen = answers.front();
  told.others.assign(answers.begin() + 1, answers.end());
  return told;
}

}  // namespace outturn::stats
