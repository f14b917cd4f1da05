#include "stats/control_chart.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "stats/control_rules.h"

using namespace outturn;
using stats::ChartKind;
using stats::Improvement;
using stats::Signal;

namespace {

std::vector<stats::Reading> figures(const std::vector<double>& values) {
  std::vector<stats::Reading> all;
  for (const double value : values) all.push_back({value, std::nullopt});
  return all;
}

std::vector<stats::Reading> counts(const std::vector<double>& values, double denominator) {
  std::vector<stats::Reading> all;
  for (const double value : values) all.push_back({value, denominator});
  return all;
}

std::string refusals(const std::vector<stats::Reading>& readings, const stats::ChartOptions& options) {
  const auto chart = stats::control_chart(readings, options);
  if (chart) return "none";
  std::string codes;
  for (const auto& issue : chart.error()) codes += (codes.empty() ? "" : " ") + issue.field + ":" + issue.code;
  return codes;
}

}  // namespace

TEST_CASE("an individuals chart has NIST's limits for its worked example of a flow rate") {
  // NIST/SEMATECH e-Handbook 6.3.2.2.
  const auto chart = stats::control_chart(figures({49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1}), {});

  REQUIRE(chart);
  CHECK(chart->now().centre == doctest::Approx(50.81));
  CHECK(chart->now().upper == doctest::Approx(55.8041).epsilon(1e-6));
  CHECK(chart->now().lower == doctest::Approx(45.8159).epsilon(1e-6));
  CHECK(chart->now().provisional());
}

TEST_CASE("a shift is seven in a row on one side; a point on the centre ends it") {
  using stats::rules::part_of_shift;
  const auto marked = [](const std::vector<int>& sides) {
    int count = 0;
    for (const bool mark : part_of_shift(sides)) count += mark;
    return count;
  };

  CHECK(marked({1, 1, 1, 1, 1, 1}) == 0);
  CHECK(marked({1, 1, 1, 1, 1, 1, 1}) == 7);
  CHECK(marked({-1, 1, 1, 1, 1, 1, 1, 1, 1, -1}) == 8);
  CHECK(marked({1, 1, 1, 0, 1, 1, 1, 1}) == 0);
  CHECK(marked({-1, -1, -1, -1, -1, -1, -1}) == 7);
  CHECK(marked({}) == 0);
}

TEST_CASE("a trend is seven points of which each rises, or each falls; equal neighbours end it") {
  const auto marks = [](const std::vector<double>& values) {
    std::vector<std::optional<double>> some(values.begin(), values.end());
    return stats::rules::part_of_trend(some);
  };

  CHECK(marks({1, 2, 3, 4, 5, 6}) == std::vector<int>(6, 0));
  CHECK(marks({1, 2, 3, 3, 4, 5, 6}) == std::vector<int>(7, 0));
  CHECK(marks({2, 1, 2, 3, 4, 5, 6, 7, 3}) == std::vector{0, 1, 1, 1, 1, 1, 1, 1, 0});
  CHECK(marks({7, 6, 5, 4, 3, 2, 1}) == std::vector<int>(7, -1));
  CHECK(marks({1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1}) == std::vector{1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1});
}

TEST_CASE("two of three close to a limit count only where all three are on one side") {
  using stats::rules::part_of_two_of_three;

  CHECK(part_of_two_of_three({false, true, false, true, false}, {1, 1, 1, 1, 1}) == std::vector{false, true, false, true, false});
  CHECK(part_of_two_of_three({true, false, true}, {1, -1, 1}) == std::vector{false, false, false});
  CHECK(part_of_two_of_three({true, false, false, true, true}, {1, 1, 1, 1, 1}) == std::vector{false, false, false, true, true});
  CHECK(part_of_two_of_three({true, true}, {1, 1}) == std::vector{false, false});
}

TEST_CASE("a trend that crosses the mean means one thing all along; better is what the direction says") {
  // The package corrected the same: points below the mean of a rising trend used to be called worse.
  std::vector<double> values{5, 4, 6, 5, 4, 6, 5, 4, 6, 5};
  for (int i = 0; i < 7; ++i) values.push_back(3 + i * 0.6);

  const auto up = stats::control_chart(figures(values), {.improvement = Improvement::up});
  const auto down = stats::control_chart(figures(values), {.improvement = Improvement::down});
  const auto neutral = stats::control_chart(figures(values), {});

  REQUIRE(up);
  for (std::size_t i = 10; i < values.size(); ++i) {
    CHECK(up->points[i].variation == stats::Variation::improvement);
    CHECK(down->points[i].variation == stats::Variation::concern);
    CHECK(neutral->points[i].variation == stats::Variation::neutral_high);
  }
}

TEST_CASE("assurance: the target is always met, never met, or met by chance") {
  const std::vector<double> values{10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10};
  const auto judged = [&](double target, Improvement improvement) {
    return stats::control_chart(figures(values), {.improvement = improvement, .target = target})->assurance;
  };

  CHECK(judged(7, Improvement::up) == stats::Assurance::pass);
  CHECK(judged(7, Improvement::down) == stats::Assurance::fail);
  CHECK(judged(14, Improvement::up) == stats::Assurance::fail);
  CHECK(judged(14, Improvement::down) == stats::Assurance::pass);
  CHECK(judged(11, Improvement::up) == stats::Assurance::inconsistent);
  CHECK(judged(11, Improvement::neutral) == stats::Assurance::not_judged);
}

TEST_CASE("equal figures have no limits to cross and no signal, whatever binary fractions do") {
  const auto chart = stats::control_chart(figures(std::vector<double>(20, 0.1)), {.improvement = Improvement::up, .target = 0.1});

  REQUIRE(chart);
  CHECK(chart->constant);
  CHECK(chart->now().lower == 0.1);
  CHECK(chart->now().upper == 0.1);
  CHECK(chart->variation == stats::Variation::common_cause);
  CHECK(chart->assurance == stats::Assurance::inconsistent);
}

TEST_CASE("a missing period is not zero: it ends runs and moving ranges") {
  auto readings = figures({5, 6, 5, 6, 5, 6, 5, 9, 9.1, 9, 9.1, 9, 9.1, 9});
  const auto whole = stats::control_chart(readings, {});
  readings[10].value.reset();
  const auto gap = stats::control_chart(readings, {});

  REQUIRE(gap);
  const auto has_shift = [](const stats::ChartPoint& point) {
    return std::find(point.signals.begin(), point.signals.end(), Signal::shift_above) != point.signals.end();
  };
  CHECK(has_shift(whole->points.back()));
  CHECK_FALSE(has_shift(gap->points.back()));
  CHECK(gap->points[10].signals.empty());
  CHECK(gap->now().values == 13);
  CHECK(gap->now().mean_moving_range == doctest::Approx(0.64));  // six of 1, four of 0.1; that of 4 is screened
}

TEST_CASE("a p chart follows NIST's wafers: 50 dies a wafer, thirty wafers") {
  // NIST/SEMATECH e-Handbook 6.3.3.2, figures compared with public copies of its table: average proportion 0.2313, limits 0.0524 and 0.4102; wafers 15 and 23 are outside.
  const std::vector<double> defective{12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6};

  const auto chart = stats::control_chart(counts(defective, 50), {.kind = ChartKind::p});

  REQUIRE(chart);
  CHECK(chart->now().centre == doctest::Approx(0.2313).epsilon(3e-4));
  CHECK(chart->now().lower == doctest::Approx(0.0524).epsilon(2e-3));
  CHECK(chart->now().upper == doctest::Approx(0.4102).epsilon(2e-4));
  CHECK_FALSE(chart->now().exact);
  for (std::size_t i = 0; i < defective.size(); ++i) {
    const auto& signals = chart->points[i].signals;
    const bool outside = !signals.empty() && signals.front() == Signal::above_limit;
    CHECK(outside == (i == 14 || i == 22));
  }
}

TEST_CASE("a c chart follows NIST's wafers: defects of 25 wafers") {
  // NIST/SEMATECH e-Handbook 6.3.3.1: mean 16, limits 4 and 28; the wafer with 28 is not outside.
  const std::vector<double> defects{16, 14, 28, 16, 12, 20, 10, 12, 10, 17, 19, 17, 14, 16, 15, 13, 14, 16, 11, 20, 11, 19, 16, 31, 13};

  const auto chart = stats::control_chart(figures(defects), {.kind = ChartKind::c});

  REQUIRE(chart);
  CHECK(chart->now().centre == doctest::Approx(16));
  CHECK(chart->now().lower == doctest::Approx(4));
  CHECK(chart->now().upper == doctest::Approx(28));
  CHECK(chart->points[2].signals.empty());
  CHECK(chart->points[23].signals == std::vector{Signal::above_limit});
}

TEST_CASE("limits of a p chart vary with what each count is out of") {
  const auto chart = stats::control_chart(std::vector<stats::Reading>{{30, 100}, {300, 1000}, {33, 100}, {290, 1000}}, {.kind = ChartKind::p});

  REQUIRE(chart);
  const double centre = 653.0 / 2200;
  CHECK(chart->now().centre == doctest::Approx(centre));
  CHECK(chart->points[0].upper == doctest::Approx(centre + 3 * std::sqrt(centre * (1 - centre) / 100)));
  CHECK(chart->points[1].upper == doctest::Approx(centre + 3 * std::sqrt(centre * (1 - centre) / 1000)));
  CHECK(chart->now().upper == chart->points[3].upper);
}

TEST_CASE("few events have exact limits: a count is outside if chance gives it with less than 0.00135") {
  // Mean 2: P(X ≥ 7) = 0.0045, P(X ≥ 8) = 0.0011. Three sigma would call 7 (limit 6.24).
  std::vector<double> events(30, 2);
  events[10] = 7;
  events[20] = 8;
  for (std::size_t i = 0; i < 11; ++i) events[i == 10 ? 11 : i] = 1;

  const auto chart = stats::control_chart(figures(events), {.kind = ChartKind::c});

  REQUIRE(chart);
  CHECK(chart->now().centre == doctest::Approx(2).epsilon(1e-6));
  CHECK(chart->now().exact);
  CHECK(chart->now().lower == 0);
  CHECK(chart->points[10].signals.empty());
  CHECK(chart->points[20].signals.front() == Signal::above_limit);
}

TEST_CASE("everything wrong with the readings is said at once") {
  CHECK(refusals(figures({}), {}) == "value:stats.too_few_values");
  CHECK(refusals(figures({7}), {}) == "value:stats.too_few_values");
  CHECK(refusals(std::vector<stats::Reading>(5), {}) == "value:stats.too_few_values");
  CHECK(refusals(figures({1, NAN, 2, INFINITY}), {}) == "value:stats.not_a_number value:stats.not_a_number");
  CHECK(refusals({{5, 4}, {-1, 3}, {1, 0}, {1, std::nullopt}, {1.5, 2}}, {.kind = ChartKind::p}) ==
        "value:stats.more_than_all value:stats.count_below_zero denominator:stats.denominator_not_positive "
        "denominator:stats.no_denominator value:stats.not_whole");
  CHECK(refusals(counts({1, 2, 3}, 5), {.kind = ChartKind::c}) == "denominator:stats.needless_denominator");
  CHECK(refusals(figures({1, 2, 3}), {.target = NAN}) == "target:stats.target_not_a_number");
  CHECK(refusals(figures({1, 2, 3, 4}), {.new_limits = {3}}) == "new_limits:stats.segment_too_short");
  CHECK(refusals({{1, std::nullopt}, {}, {2, std::nullopt}}, {}) == "new_limits:stats.segment_too_short");
}

TEST_CASE("figures of any scale are judged alike") {
  std::vector<double> values{5, 6, 4, 5, 6, 4, 5, 6, 4, 5, 12, 5, 6};
  const auto small = stats::control_chart(figures(values), {.improvement = Improvement::up});
  for (auto& value : values) value *= 1e15;
  const auto large = stats::control_chart(figures(values), {.improvement = Improvement::up});

  REQUIRE(large);
  for (std::size_t i = 0; i < values.size(); ++i) CHECK(small->points[i].signals == large->points[i].signals);
}
