#include "stats/forecast.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace outturn::stats {
namespace {

constexpr int least_values = 3;
constexpr int furthest = 1000;
constexpr int longest_season = 400;

base::Issues faults(const ForecastRequest& request) {
  base::Issues issues;
  if (request.horizon < 1 || request.horizon > furthest)
    issues.push_back({"horizon", "stats.forecast_horizon", {{"horizon", static_cast<std::int64_t>(request.horizon)}, {"most", static_cast<std::int64_t>(furthest)}}});
  if (request.season < 1 || request.season > longest_season)
    issues.push_back({"frequency", "stats.forecast_season", {{"season", static_cast<std::int64_t>(request.season)}, {"most", static_cast<std::int64_t>(longest_season)}}});
  std::int64_t usable = 0;
  for (std::size_t i = 0; i < request.values.size(); ++i) {
    const double value = request.values[i];
    const auto position = static_cast<std::int64_t>(i + 1);
    if (std::isnan(value)) continue;
    ++usable;
    if (std::isinf(value)) {
      issues.push_back({"values", "stats.forecast_not_finite", {{"position", position}}});
    } else if (value < request.floor) {
      issues.push_back({"values", "stats.forecast_below_floor", {{"position", position}, {"value", value}, {"floor", request.floor}}});
    } else if (value > request.ceiling) {
      issues.push_back({"values", "stats.forecast_above_ceiling", {{"position", position}, {"value", value}, {"ceiling", request.ceiling}}});
    }
  }
  if (usable < least_values)
    issues.push_back({"values", "stats.forecast_too_few", {{"count", usable}, {"least", static_cast<std::int64_t>(least_values)}}});
  return issues;
}

}  // namespace

base::Checked<Forecast> forecast(const ForecastRequest& request) {
  if (auto issues = faults(request); !issues.empty()) return base::refuse(std::move(issues));

  // Exponential smoothing with half the average drift; the smoothing weight with the least error of eight.
  const auto& values = request.values;
  const auto first = std::find_if(values.begin(), values.end(), [](double v) { return !std::isnan(v); });
  double last_known = *first;
  std::size_t first_at = static_cast<std::size_t>(first - values.begin());
  std::size_t last_at = first_at;
  int usable = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    last_known = values[i];
    last_at = i;
    ++usable;
  }
  const double drift = 0.5 * (last_known - *first) / static_cast<double>(last_at - first_at);
  double best_squares = std::numeric_limits<double>::infinity();
  double best_absolute = 0;
  double level = last_known;
  double weight = 1;
  for (const double alpha : {0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1.0}) {
    double at = *first;
    double squares = 0;
    double absolute = 0;
    for (std::size_t i = first_at + 1; i < values.size(); ++i) {
      at += drift;
      if (std::isnan(values[i])) continue;
      const double error = values[i] - at;
      squares += error * error;
      absolute += std::abs(error);
      at += alpha * error;
    }
    if (squares < best_squares) {
      best_squares = squares;
      best_absolute = absolute;
      level = at;
      weight = alpha;
    }
  }
  Forecast made;
  made.usable = usable;
  made.backtest_error = best_absolute / (usable - 1);
  made.backtest_forecasts = usable - 1;
  made.models.push_back({"smoothing", 1, made.backtest_error});
  const double deviation = std::sqrt(best_squares / std::max(1, usable - 2));
  for (int step = 1; step <= request.horizon; ++step) {
    const double variance = 1 + (step - 1) * weight * weight + static_cast<double>(step) * step / usable;
    made.steps.emplace_back(Predictive::Shape{.centre = level + step * drift, .scale = deviation * std::sqrt(variance), .freedom = 5,
                                              .floor = request.floor, .ceiling = request.ceiling});
  }
  return made;
}

}  // namespace outturn::stats
