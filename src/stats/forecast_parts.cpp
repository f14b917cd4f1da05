#include "stats/forecast_parts.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "stats/autoregressive_changes.h"
#include "stats/season.h"
#include "stats/smoothing.h"

namespace outturn::stats {
namespace {

constexpr int furthest_looked_back = 36;  // steps for which a series' own errors are taken
constexpr int most_coefficients = 6;

/// A series moved and stretched so that its mean is 0 and its spread 1: results do not depend on the unit.
struct Standardised {
  std::vector<double> values;
  double mean{};
  double deviation{1};
  bool logarithms{};

  double back(double value) const {
    const double there = mean + deviation * value;
    return logarithms ? std::exp(std::min(there, 700.0)) : there;
  }
};

Standardised standardised(std::span<const double> values, bool logarithms) {
  Standardised made{.values = {values.begin(), values.end()}, .logarithms = logarithms};
  double sum = 0;
  double count = 0;
  for (double& value : made.values) {
    if (std::isnan(value)) continue;
    if (logarithms) value = std::log(value);
    sum += value;
    ++count;
  }
  made.mean = sum / count;
  double squares = 0;
  for (double& value : made.values) {
    if (std::isnan(value)) continue;
    value -= made.mean;
    squares += value * value;
  }
  const double deviation = std::sqrt(squares / count);
  if (deviation > 1e-13 * std::abs(made.mean)) made.deviation = deviation;
  for (double& value : made.values) value /= made.deviation;
  return made;
}

/// Slope of the straight line with the least squared distance.
double slope_of(std::span<const double> values) {
  double n = 0, t_sum = 0, sum = 0;
  for (std::size_t t = 0; t < values.size(); ++t) {
    if (std::isnan(values[t])) continue;
    ++n;
    t_sum += static_cast<double>(t);
    sum += values[t];
  }
  double above = 0, below = 0;
  for (std::size_t t = 0; t < values.size(); ++t) {
    if (std::isnan(values[t])) continue;
    const double away = static_cast<double>(t) - t_sum / n;
    above += away * (values[t] - sum / n);
    below += away * away;
  }
  return above / below;
}

/// The unit of the last digit that the values are written with: 1, 0.1, 0.01 …; 0 where they have more than six decimals.
double last_digit(std::span<const double> values) {
  double unit = 1;
  for (int decimals = 0; decimals <= 6; ++decimals, unit /= 10) {
    const bool written_out = std::all_of(values.begin(), values.end(), [&](double value) {
      return std::isnan(value) || std::abs(value / unit - std::round(value / unit)) <= 1e-9 * std::max(1.0, std::abs(value / unit));
    });
    if (written_out) return unit;
  }
  return 0;
}

struct ModelForecast {
  std::string_view code;
  std::vector<double> centres;  ///< on the adjusted series
  double error{};               ///< on the adjusted series
};

/// The three models on one scale; `fitted` gets the smoothings.
void add_models(std::vector<ModelForecast>& models, const Standardised& series, int reach, std::vector<Smoothing>& fitted) {
  using Slope = SmoothingKind::Slope;
  const auto add_smoothing = [&](std::string_view code, const SmoothingKind& kind) {
    const Smoothing smoothing = fitted_smoothing(series.values, kind);
    ModelForecast model{.code = code, .error = errors_ahead(series.values, {&smoothing, 1}, 1).front()};
    for (int step = 1; step <= reach; ++step) model.centres.push_back(series.back(smoothing.expected(step)));
    models.push_back(std::move(model));
    fitted.push_back(smoothing);
  };
  add_smoothing(series.logarithms ? "theta_log" : "theta", {Slope::given, slope_of(series.values) / 2});
  add_smoothing(series.logarithms ? "damped_log" : "damped", {Slope::damped});
  const auto autoregression = fitted_changes(bridged(series.values), most_coefficients);
  ModelForecast model{.code = series.logarithms ? "autoregression_log" : "autoregression", .error = autoregression.absolute_error};
  for (const double expected : autoregression.expected(reach)) model.centres.push_back(series.back(expected));
  models.push_back(std::move(model));
}

double middle(std::span<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

}  // namespace

Predictive::Shape shape_of(double centre, const SpreadClues& clues, const SpreadRule& rule) {
  Predictive::Shape shape{.centre = centre, .scale = spread(clues, rule), .freedom = spread_freedom(clues, rule)};
  // Close to zero the bend would run wild: there it is that of values as large as their errors.
  if (clues.size > 0 && centre > 0 && shape.scale > 0) shape.size = std::max(centre, shape.scale);
  return shape;
}

ForecastParts forecast_parts(const ForecastRequest& request) {
  // From the first to the last known value; where the last periods are missing, the steps asked for lie that much further ahead.
  const auto known = [](double v) { return !std::isnan(v); };
  const auto first = std::find_if(request.values.begin(), request.values.end(), known);
  const auto last = std::find_if(request.values.rbegin(), request.values.rend(), known).base();
  const auto values = request.values.subspan(static_cast<std::size_t>(first - request.values.begin()), static_cast<std::size_t>(last - first));
  const int waiting = static_cast<int>(request.values.end() - last);
  const int reach = waiting + request.horizon;

  ForecastParts parts;
  const Season season = found_season(values, request.season);
  parts.seasonal = season.found();
  std::vector<double> adjusted(values.begin(), values.end());
  parts.positive = true;
  bool adjusted_positive = true;
  for (std::size_t t = 0; t < values.size(); ++t) {
    if (std::isnan(values[t])) continue;
    ++parts.usable;
    adjusted[t] = season.without(values[t], t);
    parts.positive = parts.positive && values[t] > 0;
    adjusted_positive = adjusted_positive && adjusted[t] > 0;
  }

  std::vector<ModelForecast> models;
  std::vector<Smoothing> fitted;
  const Standardised plain = standardised(adjusted, false);
  add_models(models, plain, reach, fitted);
  const std::vector<Smoothing> on_values = fitted;
  if (adjusted_positive) {
    const Standardised logarithms = standardised(adjusted, true);
    add_models(models, logarithms, reach, fitted);
    // An error on the scale of logarithms, in the unit of the values at a typical level.
    for (auto& model : models) model.error *= model.code.ends_with("_log") ? logarithms.deviation * std::exp(logarithms.mean) : plain.deviation;
  } else {
    for (auto& model : models) model.error *= plain.deviation;
  }
  for (const auto& model : models) parts.models.push_back({model.code, 1 / static_cast<double>(models.size()), model.error});

  const int looked_back = std::min({reach, furthest_looked_back, std::max(1, static_cast<int>(values.size()) / 2)});
  const std::vector<double> own = errors_ahead(plain.values, on_values, looked_back);
  // A series that never moved may still do so: as far as rounding hides, or by a hundredth.
  const bool still = std::all_of(values.begin(), values.end(), [&](double v) { return std::isnan(v) || v == values.front(); });
  const double least_error = still ? std::max(last_digit(values) / std::sqrt(12.0), std::abs(values.front()) / 100) : 0;
  double change = 0;
  double changes = 0;
  const std::vector<double> whole = bridged(plain.values);
  for (std::size_t t = 1; t < whole.size(); ++t) {
    change += std::abs(whole[t] - whole[t - 1]);
    ++changes;
  }
  std::vector<double> each(models.size());
  for (int step = waiting + 1; step <= reach; ++step) {
    for (std::size_t k = 0; k < models.size(); ++k) each[k] = models[k].centres[step - 1];
    const double centre = middle(each);
    double disagreement = 0;
    for (const double one : each) disagreement += std::min(std::abs(one - centre), 1e300) / static_cast<double>(each.size());
    const std::size_t position = values.size() + step - 1;
    parts.centres.push_back(season.with(centre, position));
    const int looked = std::min(step, looked_back);
    double ahead = own[looked - 1];
    if (std::isnan(ahead)) ahead = own[0];
    const double stretch = season.stretch(position);
    const double unit = plain.deviation * stretch;
    parts.clues.push_back({.step = step,
                           .usable = parts.usable,
                           .season = request.season,
                           .one_step = std::max(own[0] * unit, least_error),
                           .ahead = ahead * std::sqrt(static_cast<double>(step) / looked) * unit,
                           .change = change / changes * unit,
                           .disagreement = disagreement * stretch,
                           .size = parts.positive ? plain.mean * stretch : 0,
                           .seasonal = parts.seasonal});
  }
  return parts;
}

}  // namespace outturn::stats
