#include "stats/structural_time_series.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

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
  const auto ahead = averaged_forecasts(parts, *fit, columns, past);

  StructuralAnswer answer{.trend = trend, .one_step_error = later_half_error(steps), .log_likelihood = fit->log_likelihood, .variances = fit->variances};
  const auto freedom = static_cast<double>(fit->freedom);
  const auto k = columns.columns();
  for (std::size_t c = k - series.controls.columns(); c < k; ++c) {
    answer.controls.push_back({columns.names[c], estimated(fit->coefficients[c], std::sqrt(fit->covariance[c * k + c]), freedom, series.level)});
  }
  for (std::size_t t = 0; t < n; ++t) {
    const double value = t < series.start ? series.values[t] - steps.errors[t] : ahead.means[t - series.start];
    const double variance = t < series.start ? steps.variances[t] : ahead.covariance[(t - series.start) * (m + 1)];
    if (std::isnan(value)) {
      for (auto* path : {&answer.counterfactual, &answer.counterfactual_lower, &answer.counterfactual_upper}) path->push_back(value);
      continue;
    }
    const auto line = estimated(value, std::sqrt(variance), freedom, series.level);
    answer.counterfactual.push_back(line.estimate);
    answer.counterfactual_lower.push_back(line.lower);
    answer.counterfactual_upper.push_back(line.upper);
  }
  double sum = 0;
  double variance = 0;
  for (std::size_t h = 0; h < m; ++h) sum += series.values[series.start + h] - ahead.means[h];
  for (const double shared : ahead.covariance) variance += shared;
  const auto periods = static_cast<double>(m);
  const double error = std::sqrt(std::max(variance, 0.0));
  answer.cumulative_effect = estimated(sum, error, freedom, series.level);
  answer.mean_effect = estimated(sum / periods, error / periods, freedom, series.level);
  answer.end_effect = estimated(series.values.back() - ahead.means.back(), std::sqrt(ahead.covariance.back()), freedom, series.level);
  return answer;
}

/// A line is the surest of trends, so it takes more than the smallest error: nothing may speak for movement about it. Line and
/// local linear have the same columns, so that their likelihoods may be compared.
bool movement_shows(const std::vector<StructuralAnswer>& answers) {
  constexpr double hardly_any = 0.1;
  const auto of = [&](Trend trend) { return std::ranges::find(answers, trend, &StructuralAnswer::trend); };
  const auto linear = of(Trend::local_linear);
  return linear != answers.end() && linear->log_likelihood > of(Trend::deterministic)->log_likelihood + hardly_any;
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
  if (!series.trend && answers.size() > 1 && answers.front().trend == Trend::deterministic && movement_shows(answers)) {
    std::ranges::rotate(answers, answers.begin() + 1);
  }
  if (series.trend) {
    std::ranges::stable_partition(answers, [&](const auto& answer) { return answer.trend == *series.trend; });
  }
  StructuralTimeSeries told;
  for (const auto& answer : answers) {
    told.signs_disagree = told.signs_disagree || (answer.mean_effect.estimate > 0) != (answers.front().mean_effect.estimate > 0);
  }
  told.chosen = answers.front();
  told.others.assign(answers.begin() + 1, answers.end());
  return told;
}

}  // namespace outturn::stats
