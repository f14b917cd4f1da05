#include "track/noise.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "stats/process_limits.h"

namespace outturn::track {
namespace {

constexpr std::size_t fewest = 5;
constexpr std::size_t most_figures = 24;
constexpr std::size_t years_to_know_a_season = 3;
constexpr std::size_t run_length = 7;
constexpr std::size_t trend_length = 6;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

/// Each value without what is usual for its season; the position is counted by the month or day that a period ends in.
std::vector<double> levelled(std::span<const workspace::Figure> figures, std::size_t season, std::vector<double>& offsets) {
  const auto place = [&](const workspace::Figure& figure) {
    const auto after = figure.period.last_day().plus(1).date();
    return season <= 12 ? static_cast<std::size_t>((after.month - 1) * static_cast<int>(season) / 12) : std::size_t{0};
  };
  std::vector<std::vector<double>> by_place(season);
  std::vector<double> values;
  for (const auto& figure : figures) {
    by_place[place(figure)].push_back(figure.value);
    values.push_back(figure.value);
  }
  const double whole = median(values);
  for (std::size_t i = 0; i < figures.size(); ++i) {
    const double usual = median(by_place[place(figures[i])]);
    offsets.push_back(usual - whole);
    values[i] -= offsets.back();
  }
  return values;
}

/// How many values at the end of the series satisfy `holds`, without a break.
template <class Holds>
std::size_t run_of(std::size_t n, Holds holds) {
  std::size_t length = 0;
  while (length < n && holds(n - 1 - length)) ++length;
  return length;
}

}  // namespace

std::string_view text_of(Signal signal) {
  constexpr std::array<std::string_view, 5> texts{"", "outside_limits", "near_limit", "run", "trend"};
  return texts.at(static_cast<std::size_t>(signal));
}

std::optional<Noise> noise_of(std::span<const workspace::Figure> figures, std::size_t season) {
  if (figures.size() < fewest) return std::nullopt;
  const bool by_season = season > 1 && season <= 12 && figures.size() >= season * years_to_know_a_season;
  const auto shown = figures.last(std::min(figures.size(), by_season ? std::max(most_figures, season * years_to_know_a_season) : most_figures));
  std::vector<double> offsets;
  std::vector<double> values;
  if (by_season) values = levelled(shown, season, offsets);
  else for (const auto& figure : shown) values.push_back(figure.value);
  const auto limits = stats::process_limits(values);
  if (!limits) return std::nullopt;

  const auto n = values.size();
  const double back = by_season ? offsets.back() : 0;
  Noise noise{.figures = n, .by_season = by_season, .lower = limits->lower + back, .upper = limits->upper + back,
              .centre = limits->centre + back, .usual_step = limits->mean_moving_range};
  const auto tell = [&](Signal signal, int direction, std::size_t length) {
    noise.signal = signal;
    noise.direction = direction;
    noise.since = shown[n - length].period;
  };
  if (limits->mean_moving_range <= 0) return noise;  // it never moved
  for (const int way : {1, -1}) {
    const auto beyond = [&](std::size_t i, double share) {
      return way * (values[i] - limits->centre) > share * (limits->upper - limits->centre);
    };
    if (noise.signal != Signal::none) break;
    if (beyond(n - 1, 1)) {
      tell(Signal::outside_limits, way, run_of(n, [&](std::size_t i) { return beyond(i, 1); }));
      break;
    }
    constexpr double outer_third = 2.0 / 3;
    if (beyond(n - 1, outer_third) && (beyond(n - 2, outer_third) || beyond(n - 3, outer_third))) {
      tell(Signal::near_limit, way, beyond(n - 3, outer_third) ? 3 : 2);
      break;
    }
    const auto side = run_of(n, [&](std::size_t i) { return beyond(i, 0); });
    if (side >= run_length) {
      tell(Signal::run, way, side);
      break;
    }
    const auto steps = run_of(n - 1, [&](std::size_t i) { return way * (values[i + 1] - values[i]) > 0; });
    if (steps + 1 >= trend_length) tell(Signal::trend, way, steps + 1);
  }
  return noise;
}

}  // namespace outturn::track
