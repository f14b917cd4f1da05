#include "chart/gain_chart.h"

#include <cmath>

#include "chart/read_back.h"
#include "testing.h"

namespace chart = outturn::chart;
using chart::testing::ReadBack;
using outturn::language::Words;

namespace {

void check_sound(const chart::Drawn& drawn) {
  for (const auto& svg : {drawn.wide, drawn.narrow}) {
    for (const auto& fault : ReadBack(svg).faults()) FAIL_CHECK(fault);
    CHECK(svg.size() <= 20000);
  }
}

chart::CounterfactualDrawing paths(int count, std::size_t start) {
  chart::CounterfactualDrawing given{.id = "cf", .title = "Homes", .description = "Apart since 2012.", .unit = {"{value}%", 1}, .rate = true, .times = {}, .actual = {}, .without = {},
                                     .start = start, .actual_label = "Place 41.6%", .without_label = "Without working together", .before_label = "Before",
                                     .after_label = "Working together"};
  for (int t = 0; t < count; ++t) {
    given.times.push_back(std::to_string(2000 + t));
    given.actual.push_back(20 + std::sin(t) - (t >= static_cast<int>(start) ? 4 : 0));
    given.without.push_back(20 + std::sin(t + 0.2));
  }
  return given;
}

}  // namespace

TEST_CASE("a counterfactual chart draws both paths, what lies between them, and the day it began") {
  const auto drawn = chart::counterfactual_chart(Words("en"), paths(16, 12));
  check_sound(drawn);
  const ReadBack back(drawn.wide);
  CHECK(back.with_class("counterfactual").size() == 1);
  CHECK(back.with_class("gap").size() == 1);
  CHECK(back.with_class("now").size() == 1);
  CHECK(back.says("Without working"));  // broken in two lines beside the drawing
  CHECK(ReadBack(drawn.narrow).says("Without working together"));
  CHECK(back.says("2015"));
  const auto path = ReadBack::visited(back.with_class("counterfactual").front()->attributes.at("d"));
  const auto own = ReadBack::visited(back.with_class("observed").front()->attributes.at("d"));
  CHECK(path.back().y < own.back().y);  // fewer homes lost: the place lies below what would have been
}

TEST_CASE("counterfactual charts of many periods, of two, and of a start outside are sound") {
  check_sound(chart::counterfactual_chart(Words("fr"), paths(1000, 700)));
  check_sound(chart::counterfactual_chart(Words("en"), paths(2, 1)));
  check_sound(chart::counterfactual_chart(Words("en"), paths(10, 99)));
}

TEST_CASE("a placebo chart draws a line a place and the one that takes part over them") {
  chart::PlaceboDrawing given{.id = "pl", .title = "Gaps", .description = "Second of 39.", .unit = {"{value}", 0}, .times = {}, .start = 19, .placebos = {}, .own = {}, .own_label = "California"};
  for (int t = 0; t < 31; ++t) {
    given.times.push_back(std::to_string(1970 + t));
    given.own.push_back(t < 19 ? std::sin(t) : -1.5 * (t - 18));
  }
  for (int p = 0; p < 100; ++p) {
    given.placebos.emplace_back();
    for (int t = 0; t < 31; ++t) given.placebos.back().push_back((p % 9 - 4) * std::cos(t * 0.7 + p));
  }
  const auto drawn = chart::placebo_chart(Words("en"), given);
  for (const auto& fault : ReadBack(drawn.wide).faults()) FAIL_CHECK(fault);
  const ReadBack back(drawn.wide);
  CHECK(back.with_class("vintage").size() == 100);
  CHECK(back.with_class("observed").size() == 1);
  CHECK(back.says("California"));
  given.placebos.resize(12);
  check_sound(chart::placebo_chart(Words("fr"), given));
}

TEST_CASE("bars lie where their figures say, with the range on the last") {
  const chart::BarDrawing given{.id = "net", .title = "Net gain", .description = "What is left.", .unit = {"${value}m", 1}, .rows = {
      {"Gain before costs", "$21.0m", 0, 21}, {"Training places that were moved, a name that is far too long to be written beside its bar", "−$7.2m", 21, 13.8, true},
      {"Net gain", "$8.9m", 0, 8.9, false, -2, 17}}};
  const auto drawn = chart::bar_chart(Words("en"), given);
  check_sound(drawn);
  const ReadBack back(drawn.wide);
  REQUIRE(back.with_class("bar").size() == 2);
  REQUIRE(back.with_class("bar-off").size() == 1);
  const auto number = [](const chart::testing::Mark* mark, const char* name) { return std::stod(mark->attributes.at(name)); };
  const auto* gross = back.with_class("bar").front();
  const auto* cost = back.with_class("bar-off").front();
  CHECK(number(gross, "x") + number(gross, "width") == outturn::testing::near(number(cost, "x") + number(cost, "width"), 0.2));
  CHECK(back.with_class("interval-95").size() == 1);
}

TEST_CASE("bars of losses only, and none at all, are sound") {
  check_sound(chart::bar_chart(Words("fr"), {.id = "net", .title = "Net gain", .description = "A loss.", .unit = {"{value} $", 0}, .centre = -1'100'000.0, .centre_label = "Likeliest",
                                             .rows = {{"Effect", "−1 to 2", -2'000'000, 500'000}}}));
  check_sound(chart::bar_chart(Words("en"), {.id = "net", .title = "Net gain", .description = "Nothing.", .unit = {}, .rows = {}}));
}
