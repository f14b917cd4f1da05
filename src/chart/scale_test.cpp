#include "chart/scale.h"

#include <cmath>
#include <limits>
#include <random>

#include "chart/shades.h"
#include "testing.h"

namespace chart = outturn::chart;

TEST_CASE("an amount's axis begins at zero, a rate's may begin higher") {
  const auto amount = chart::scale_of({608, 779, 420}, true);
  CHECK(amount.low == 0);
  CHECK(amount.high == 800);
  CHECK(amount.step == 200);
  const auto rate = chart::scale_of({14.5, 6.5, 7.25}, false);
  CHECK(rate.low == 6);
  CHECK(rate.high == 16);
  const auto low_rate = chart::scale_of({0.37, 14.6, 60}, false);
  CHECK(low_rate.low == 0);
}

TEST_CASE("axes of any values have two to six lines that hold all of them") {
  std::mt19937 random(20261122);
  std::uniform_real_distribution<double> power(-4, 15);
  std::uniform_real_distribution<double> part(-1, 1);
  for (int round = 0; round < 2000; ++round) {
    const double size = std::pow(10, power(random));
    std::vector<double> values;
    for (int i = 0; i < 1 + round % 5; ++i) values.push_back(size * (round % 3 == 0 ? 1 + 0.001 * part(random) : part(random)));
    const auto scale = chart::scale_of(values, round % 2 == 0);
    const auto lines = scale.lines();
    CAPTURE(round);
    CHECK(lines.size() >= 2);
    CHECK(lines.size() <= 6);
    for (const double value : values) {
      CHECK(value >= scale.low - scale.step * 1e-6);
      CHECK(value <= scale.high + scale.step * 1e-6);
    }
    if (round % 2 == 0) CHECK(scale.low * scale.high <= 0);
  }
}

TEST_CASE("no values, one value, equal values and impossible values still give an axis") {
  CHECK(chart::scale_of({}, true).lines().size() >= 2);
  CHECK(chart::scale_of({0, 0}, false).lines().size() >= 2);
  const auto constant = chart::scale_of({5, 5}, false);
  CHECK(constant.low < 5);
  CHECK(constant.high > 5);
  const auto impossible = chart::scale_of({std::numeric_limits<double>::quiet_NaN(), 3, std::numeric_limits<double>::infinity()}, true);
  CHECK(impossible.high < 10);
}

TEST_CASE("labels pushed apart keep their order, do not overlap and stay inside") {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> wish(-20, 320);
  for (int round = 0; round < 500; ++round) {
    std::vector<chart::Movable> labels;
    for (int i = 0; i < 1 + round % 6; ++i) labels.push_back({wish(random), 18});
    const auto centres = chart::pushed_apart(labels, 0, 300);
    for (std::size_t i = 0; i < labels.size(); ++i) {
      CHECK(centres[i] >= 9 - 1e-6);
      CHECK(centres[i] <= 291 + 1e-6);
      for (std::size_t k = 0; k < i; ++k) {
        CHECK(std::abs(centres[i] - centres[k]) >= 18 - 1e-6);
        if (labels[i].centre < labels[k].centre) CHECK(centres[i] < centres[k]);
      }
    }
  }
  CHECK(chart::pushed_apart({{100, 18}}, 0, 300).front() == 100);
}

TEST_CASE("a simplified line keeps its ends and stays within the tolerance") {
  std::vector<chart::Spot> line;
  for (int i = 0; i <= 100; ++i) line.push_back({double(i), i == 50 ? 40.0 : 10 + 0.01 * (i % 2)});
  const auto few = chart::simplified(line, 0.5);
  CHECK(few.size() <= 6);
  CHECK(few.front().x == 0);
  CHECK(few.back().x == 100);
  bool kept_peak = false;
  for (const auto& spot : few) kept_peak = kept_peak || spot.y == 40;
  CHECK(kept_peak);
  CHECK(chart::simplified_to(line, 10).size() <= 10);
}

TEST_CASE("quantile classes hold about equally many places and never part equal values") {
  const outturn::language::Words words("en");
  const auto shades = chart::shades(words, {"{value}%", 1}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  REQUIRE(shades.labels.size() == 5);
  CHECK(shades.labels.front() == "1.0 to under 3.0%");
  CHECK(shades.labels.back() == "9.0 to 10.0%");
  CHECK(shades.step(1) == 0);
  CHECK(shades.step(3) == 1);
  CHECK(shades.step(10) == 4);
  const auto ties = chart::shades(words, {}, {2, 2, 2, 2, 2, 7});
  CHECK(ties.labels.size() <= 2);
  CHECK(chart::shades(words, {}, {}).labels.empty());
  CHECK(chart::shades(words, {}, {4}).labels == std::vector<std::string>{"4"});
}

TEST_CASE("equal classes lie between round numbers") {
  const outturn::language::Words words("en");
  const auto shades = chart::shades(words, {"{value}%", 1}, {7.5, 12.4, 32.6}, chart::ShadeMethod::equal);
  REQUIRE(shades.labels.size() == 4);
  CHECK(shades.labels[1] == "10 to under 20%");
  CHECK(shades.step(10) == 1);
  CHECK(shades.step(32.6) == 3);
}
