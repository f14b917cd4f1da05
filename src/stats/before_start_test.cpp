#include "stats/before_start.h"

#include <cmath>

#include "stats/random_draw.h"
#include "testing.h"

namespace stats = outturn::stats;
using outturn::testing::near;

namespace {

/// Twelve places over ten periods; the first four begin at 6 and until then gain `slope` a period on the others.
stats::Panel panel_with(double slope, double step_at_four, double after = 0) {
  stats::Panel panel;
  stats::RandomDraw random(3);
  for (std::size_t t = 0; t < 10; ++t) panel.times.push_back(std::to_string(2000 + t));
  for (std::size_t u = 0; u < 12; ++u) {
    panel.units.push_back("U" + std::to_string(u));
    const bool begins = u < 4;
    panel.first_treated.push_back(begins ? 6 : stats::Panel::never);
    for (std::size_t t = 0; t < 10; ++t) {
      const double noise = 0.02 * (static_cast<double>(random.below(11)) - 5);
      panel.values.push_back(5.0 * static_cast<double>(u) + 2.0 * static_cast<double>(t % 3) + noise +
                             (begins ? slope * static_cast<double>(t) + (t >= 4 ? step_at_four : 0) + (t >= 6 ? after : 0) : 0));
    }
  }
  return panel;
}

}  // namespace

TEST_CASE("before the start: a drift of their own is found, and what came after the start has no say in it") {
  const auto drifting = stats::before_start(panel_with(0.5, 0), {}, 2);
  REQUIRE(drifting);
  CHECK(drifting->slope.estimate == near(0.5, 0.05));
  CHECK(drifting->slope.p_value < 0.01);
  const auto later = stats::before_start(panel_with(0.5, 0, 100), {}, 2);
  CHECK(later->slope.estimate == near(drifting->slope.estimate, 1e-12));
  CHECK(later->early.estimate == near(drifting->early.estimate, 1e-12));
}

TEST_CASE("before the start: an effect two periods early is found, and nothing where there is nothing") {
  const auto early = stats::before_start(panel_with(0, 3), {}, 2);
  CHECK(early->early.estimate == near(3, 0.15));
  CHECK(early->early.p_value < 0.01);
  const auto nothing = stats::before_start(panel_with(0, 0), {}, 2);
  CHECK(nothing->early.p_value > 0.1);
  CHECK(nothing->slope.p_value > 0.1);
}

TEST_CASE("before the start: starts that differ are each looked at until their own day") {
  auto panel = panel_with(0.5, 0, 100);
  panel.first_treated[0] = 4;
  for (std::size_t t = 4; t < 10; ++t) panel.values[t] += 1000;
  const auto answer = stats::before_start(panel, {}, 2);
  CHECK(answer->slope.estimate == near(0.5, 0.05));
}

TEST_CASE("before the start: groups that moved alike differ as groups drawn at random do, others by far more") {
  const auto alike = stats::fit_before(panel_with(0, 0, 50), 199, 1);
  CHECK(alike.usual > 0);
  CHECK(alike.error < 2 * alike.usual);
  const auto apart = stats::fit_before(panel_with(0, 3), 199, 1);
  CHECK(apart.error == near(3 * std::sqrt(2.0 / 6 * 4.0 / 6), 0.1));  // a step of 3 over two of six periods
  CHECK(apart.error > 4 * stats::fit_before(panel_with(0, 0), 199, 1).usual);
  CHECK(stats::fit_before(panel_with(0, 3), 199, 1).usual == apart.usual);
}
