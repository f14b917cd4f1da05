#include "stats/forecast.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "stats/forecast_parts.h"
#include "stats/spread.h"

namespace outturn::stats {
namespace {

constexpr int least_values = 3;
constexpr int furthest = 1000;
constexpr int longest_season = 400;
constexpr double largest_figure = 1e100;  // squares of larger ones do not fit
constexpr int most_held_back = 4;
constexpr int fewest_held = 5;

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
    if (std::abs(value) > largest_figure) {
      issues.push_back({"values", "stats.forecast_too_large", {{"position", position}}});
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

/// The last known periods, forecast from what came before them.
void add_backtest(Forecast& made, const ForecastRequest& request) {
  int held = 0;
  std::size_t kept = request.values.size();
  while (held < most_held_back && made.usable - held > fewest_held) {
    --kept;
    if (!std::isnan(request.values[kept])) ++held;
  }
  if (held == 0) return;
  const int steps = static_cast<int>(request.values.size() - kept);
  if (steps > furthest) return;
  const auto parts = forecast_parts({.values = request.values.first(kept), .season = request.season, .horizon = steps});
  for (int step = 0; step < steps; ++step) {
    const double value = request.values[kept + step];
    if (std::isnan(value)) continue;
    made.backtest_error += std::abs(value - std::clamp(parts.centres[step], request.floor, request.ceiling)) / held;
  }
  made.backtest_forecasts = held;
}

}  // namespace

base::Checked<Forecast> forecast(const ForecastRequest& request) {
  if (auto issues = faults(request); !issues.empty()) return base::refuse(std::move(issues));

  const ForecastParts parts = forecast_parts(request);
  Forecast made;
  made.models = parts.models;
  made.seasonal = parts.seasonal;
  made.usable = parts.usable;
  for (int step = 0; step < request.horizon; ++step) {
    Predictive::Shape shape = shape_of(parts.centres[step], parts.clues[step]);
    shape.floor = request.floor;
    shape.ceiling = request.ceiling;
    made.steps.emplace_back(shape);
  }
  if (request.backtest) add_backtest(made, request);
  return made;
}

}  // namespace outturn::stats
