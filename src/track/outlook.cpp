#include "track/outlook.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <mutex>
#include <string>
#include <unordered_map>

#include "track/status.h"

namespace outturn::track {
namespace {

using record::Target;
using record::TargetForm;
using record::ValueKind;

constexpr int fewest_steps = 4;

/// Half of the last digit that any figure of the series uses: 0.05 for figures such as 10.4.
double half_of_last_digit(std::span<const workspace::Figure> figures) {
  constexpr int most_digits = 6;
  double unit = 1;
  for (int digits = 0; digits < most_digits; ++digits, unit /= 10) {
    const bool enough = std::all_of(figures.begin(), figures.end(), [&](const workspace::Figure& figure) {
      const double scaled = figure.value / unit;
      return std::abs(scaled - std::round(scaled)) < 1e-6 * std::max(1.0, std::abs(scaled));
    });
    if (enough) return unit / 2;
  }
  return 0;
}

struct Bounds {
  std::optional<double> floor;
  std::optional<double> ceiling;
  std::optional<double> grows_from{};  ///< of a total: it will not be less than its last figure
};

/// What the kind of value and the indicator's own limits allow; a bound that a figure has already broken is none.
Bounds bounds_of(const record::Indicator& indicator, std::span<const workspace::Figure> figures) {
  Bounds bounds{indicator.minimum, indicator.maximum};
  const bool has_zero = indicator.value_kind == ValueKind::percentage || indicator.value_kind == ValueKind::count || indicator.value_kind == ValueKind::rate;
  if (has_zero) bounds.floor = std::max(0.0, bounds.floor.value_or(0));
  if (indicator.value_kind == ValueKind::percentage) bounds.ceiling = std::min(100.0, bounds.ceiling.value_or(100));
  const auto [low, high] = std::minmax_element(figures.begin(), figures.end(), [](const auto& a, const auto& b) { return a.value < b.value; });
  if (indicator.value_kind == ValueKind::cumulative && figures.back().value >= high->value) bounds.grows_from = figures.back().value;
  if (bounds.floor && low->value < *bounds.floor) bounds.floor.reset();
  if (bounds.ceiling && high->value > *bounds.ceiling) bounds.ceiling.reset();
  return bounds;
}

/// Forecasts by the content they were made from. What has not been asked for while `room` others were made is forgotten.
class Memory {
 public:
  std::shared_ptr<const Outlook> find(const std::string& key) {
    const std::lock_guard lock(mutex_);
    if (const auto found = young_.find(key); found != young_.end()) {
      ++count_.remembered;
      return found->second;
    }
    const auto found = old_.find(key);
    if (found == old_.end()) return nullptr;
    ++count_.remembered;
    auto outlook = found->second;
    keep(key, outlook);
    return outlook;
  }
  void put(const std::string& key, std::shared_ptr<const Outlook> outlook) {
    const std::lock_guard lock(mutex_);
    ++count_.made;
    keep(key, std::move(outlook));
  }
  OutlookCount count() {
    const std::lock_guard lock(mutex_);
    return count_;
  }

 private:
  static constexpr std::size_t room = 131'072;
  using Map = std::unordered_map<std::string, std::shared_ptr<const Outlook>>;
  void keep(const std::string& key, std::shared_ptr<const Outlook> outlook) {
    if (young_.size() >= room) {
      old_ = std::move(young_);
      young_ = {};
    }
    young_.emplace(key, std::move(outlook));
  }

  std::mutex mutex_;
  Map young_;
  Map old_;
  OutlookCount count_;
};

Memory& memory() {
  static Memory one;
  return one;
}

/// All that the forecast and its periods depend on, byte by byte: equal keys give equal forecasts.
std::string key_of(const Grid& grid, const Bounds& bounds, double half_digit, int horizon) {
  std::string key;
  const auto add = [&](const auto& value) {
    char bytes[sizeof(value)];
    std::memcpy(bytes, &value, sizeof(value));
    key.append(bytes, sizeof(value));
  };
  key.reserve(grid.values.size() * sizeof(double) + 64);
  add(grid.first.code());
  add(grid.step);
  add(horizon);
  add(half_digit);
  add(bounds.floor.value_or(std::numeric_limits<double>::quiet_NaN()));
  add(bounds.ceiling.value_or(std::numeric_limits<double>::quiet_NaN()));
  add(bounds.grows_from.value_or(std::numeric_limits<double>::quiet_NaN()));
  for (const double value : grid.values) add(value);
  return key;
}

/// Horizons are rounded up, so that targets of neighbouring years and the chart share one forecast.
int horizon_of(int steps) { return std::min(furthest_step, std::max(fewest_steps, (steps + 3) / 4 * 4)); }

}  // namespace

double Outlook::chance(const Target& target, record::Direction desired, int steps) const {
  base::ensure(steps >= 1 && static_cast<std::size_t>(steps) <= forecast.steps.size(), "the forecast reaches that step");
  const auto& coming = forecast.steps[static_cast<std::size_t>(steps) - 1];
  if (!target.value) return 0;
  const auto at_most = [&](double limit) { return coming.probability_at_most(limit + half_digit); };
  const auto at_least = [&](double limit) { return coming.probability_at_least(limit - half_digit); };
  switch (target.form) {
    case TargetForm::at_most:
    case TargetForm::eliminate: return at_most(*target.value);
    case TargetForm::at_least: return at_least(*target.value);
    case TargetForm::range: break;
  }
  const double upper = target.upper.value_or(*target.value);
  if (desired == record::Direction::down) return at_most(upper);
  if (desired == record::Direction::up) return at_least(*target.value);
  return std::clamp(at_most(upper) + at_least(*target.value) - 1, 0.0, 1.0);
}

std::shared_ptr<const Outlook> outlook(const record::Indicator& indicator, std::span<const workspace::Figure> figures,
                                       std::optional<base::Day> until) {
  if (figures.size() < fewest_figures) return nullptr;
  auto grid = grid_of(figures);
  if (!grid || grid->figures < fewest_figures) return nullptr;
  const int steps = until ? grid->steps_until(*until) : 1;
  if (steps > furthest_step) return nullptr;
  const auto bounds = bounds_of(indicator, figures);
  const double half_digit = half_of_last_digit(figures);
  const int horizon = horizon_of(steps);
  const auto key = key_of(*grid, bounds, half_digit, horizon);
  if (auto known = memory().find(key)) return known;
  stats::ForecastRequest request{.values = grid->values, .season = static_cast<int>(grid->season), .horizon = horizon};
  if (bounds.floor) request.floor = *bounds.floor;
  if (bounds.ceiling) request.ceiling = *bounds.ceiling;
  auto made = stats::forecast(request);
  if (!made) return nullptr;
  if (bounds.grows_from) {
    for (auto& step : made->steps) {
      auto shape = step.shape();
      shape.floor = std::max(shape.floor, *bounds.grows_from);
      step = stats::Predictive(shape);
    }
  }
  auto answer = std::make_shared<const Outlook>(Outlook{.grid = std::move(*grid), .forecast = std::move(*made), .floor = bounds.grows_from ? bounds.grows_from : bounds.floor,
                                                        .ceiling = bounds.ceiling, .half_digit = half_digit});
  memory().put(key, answer);
  return answer;
}

OutlookCount outlook_count() { return memory().count(); }

Chance chance_of(double probability) {
  if (probability >= 0.90) return Chance::very_likely;
  if (probability >= 0.65) return Chance::likely;
  if (probability >= 0.35) return Chance::about_even;
  return probability >= 0.10 ? Chance::unlikely : Chance::very_unlikely;
}

std::string_view text_of(Chance chance) {
  constexpr std::array<std::string_view, 5> texts{"very_unlikely", "unlikely", "about_even", "likely", "very_likely"};
  return texts.at(static_cast<std::size_t>(chance));
}

language::Sentence chance_number(double probability) {
  if (probability < 0.01) return {"track.chance.least"};
  if (probability > 0.99) return {"track.chance.most"};
  auto whole = std::round(probability * 100);
  if (chance_of(whole / 100) != chance_of(probability)) whole = std::floor(probability * 100);
  return {"track.chance.number", {{"number", static_cast<std::int64_t>(whole)}}};
}

language::Sentence chance_phrase(double probability) {
  return {"track.chance.phrase",
          {{"number", language::Phrases{chance_number(probability)}},
           {"words", language::Phrases{{std::string("track.chance.") + std::string(text_of(chance_of(probability)))}}}}};
}

}  // namespace outturn::track
