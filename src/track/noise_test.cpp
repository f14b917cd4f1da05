#include "track/noise.h"

#include <cmath>
#include <cstdint>

#include "testing.h"
#include "testing_workspace.h"

namespace track = outturn::track;
using outturn::testing::near;
using outturn::testing::period;
using track::Signal;
using Figures = std::vector<outturn::workspace::Figure>;

namespace {

Figures years(std::initializer_list<double> values) {
  Figures all;
  int year = 2000;
  for (const double value : values) all.push_back({.period = period(std::to_string(year++)), .value = value});
  return all;
}

}  // namespace

TEST_CASE("limits are those of an individuals chart (NIST e-Handbook 6.3.2.2, flow rate of ten batches)") {
  const auto noise = track::noise_of(years({49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1})).value();
  CHECK(noise.lower == near(45.8159, 5e-5));
  CHECK(noise.centre == near(50.81, 5e-5));
  CHECK(noise.upper == near(55.8041, 5e-5));
  CHECK(noise.signal == Signal::none);
}

TEST_CASE("each signal is told by its name, from where it began") {
  const auto out = track::noise_of(years({10, 10.2, 9.9, 10.1, 10, 10.1, 9.9, 14})).value();
  CHECK(out.signal == Signal::outside_limits);
  CHECK(out.direction == 1);
  CHECK(out.since == period("2007"));
  const auto run = track::noise_of(years({10, 13, 10, 13, 10, 13, 10, 12.1, 12.2, 12.4, 12.1, 12.3, 12.2, 12.5})).value();
  CHECK(run.signal == Signal::run);
  CHECK(run.since == period("2007"));
  const auto trend = track::noise_of(years({13, 10, 13, 10, 13, 10, 10.2, 10.4, 10.6, 10.8, 11})).value();
  CHECK(trend.signal == Signal::trend);
  CHECK(trend.direction == 1);
  CHECK(trend.since == period("2005"));
  const auto near_limit = track::noise_of(years({10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 8.2, 9.5, 8.1})).value();
  CHECK(near_limit.signal == Signal::near_limit);
  CHECK(near_limit.direction == -1);
}

TEST_CASE("four figures are too few, and figures that never moved show nothing") {
  CHECK(!track::noise_of(years({1, 2, 3, 4})));
  CHECK(track::noise_of(years({5, 5, 5, 5, 5})).value().signal == Signal::none);
}

TEST_CASE("what every winter does is no signal") {
  Figures figures;
  std::uint32_t state = 7;
  for (int month = 0; month < 48; ++month) {
    state = state * 1664525u + 1013904223u;
    const double noise = static_cast<double>(state >> 8) / (1u << 24);
    const auto text = std::to_string(2020 + month / 12) + (month % 12 < 9 ? "-0" : "-") + std::to_string(month % 12 + 1);
    figures.push_back({.period = period(text), .value = (month % 12 == 11 ? 50 : 10) + noise});
  }
  CHECK(track::noise_of(figures, 1).value().signal == Signal::outside_limits);  // December
  const auto known = track::noise_of(figures, 12).value();
  CHECK(known.by_season);
  CHECK(known.signal == Signal::none);
  CHECK(known.lower > 40);
}

TEST_CASE("figures that only vary seldom look like a change: in at most 6 of 100 series of 5 to 20 figures") {
  std::uint64_t state = 20260101;
  const auto uniform = [&] {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<double>(state >> 11) / 9007199254740992.0;
  };
  int signals = 0;
  constexpr int series = 4000;
  for (int s = 0; s < series; ++s) {
    Figures figures;
    for (int year = 0; year < 5 + s % 16; ++year) {
      const double normal = std::sqrt(-2 * std::log(1 - uniform())) * std::cos(6.283185307179586 * uniform());
      figures.push_back({.period = period(std::to_string(2000 + year)), .value = 100 + normal});
    }
    signals += track::noise_of(figures).value().signal != Signal::none;
  }
  MESSAGE("share of series without change that signal one: ", static_cast<double>(signals) / series);
  CHECK(signals < series * 6 / 100);
}
