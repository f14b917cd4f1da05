#include <cmath>
#include <string>
#include <vector>

#include "chart/funnel_chart.h"
#include "chart/read_back.h"
#include "chart/run_chart.h"
#include "testing.h"

namespace chart = outturn::chart;
namespace base = outturn::base;
using chart::testing::ReadBack;
using outturn::language::Words;

namespace {

chart::RunChartDrawing series(int count) {
  chart::RunChartDrawing drawing{.id = "noise", .title = "Fires", .description = "Noise so far.", .unit = {"{value}%", 1}, .rate = true, .points = {}};
  for (int i = 0; i < count; ++i) {
    const auto text = std::to_string(2000 + i / 12) + "-" + (i % 12 < 9 ? "0" : "") + std::to_string(i % 12 + 1);
    drawing.points.push_back({.period = base::Period::parse(text).value(), .value = 50 + 5 * std::sin(i * 1.7), .centre = 50, .lower = 42, .upper = 58});
  }
  return drawing;
}

void check_svg_chart(const std::string& svg) {
  const ReadBack back(svg);
  for (const auto& fault : back.faults()) FAIL_CHECK(fault);
  CHECK(svg.size() <= 20000);
}

}  // namespace

TEST_CASE("a run chart draws average, limits and a labelled triangle for each signal, wide and narrow") {
  auto given = series(24);
  given.points[22].value = 61;
  given.points[22].signal = {true, chart::SignalTone::worse, "above the upper limit"};
  given.target = 45;

  const auto drawn = chart::run_chart(Words("en"), given);

  for (const auto& svg : {drawn.wide, drawn.narrow}) {
    check_svg_chart(svg);
    const ReadBack back(svg);
    CHECK(back.with_class("signal-worse").size() == 1);
    CHECK(back.says("above the upper limit"));
    CHECK(back.with_class("centre").size() == 1);
    CHECK(back.with_class("limit").size() == 1);
  }
  CHECK(ReadBack(drawn.wide).says("Upper limit 58.0%"));
  CHECK(ReadBack(drawn.wide).says("Target 45.0%"));
  CHECK(drawn.scale_note == "The scale starts at 40.0%.");
}

TEST_CASE("a run of one signal is named once; a gap breaks the line and is coded") {
  auto given = series(30);
  for (std::size_t i = 10; i < 17; ++i) given.points[i].signal = {false, chart::SignalTone::better, "seven below"};
  given.points[20].value.reset();
  given.points[20].absence = 'c';
  given.points[15].new_limits = true;

  const auto drawn = chart::run_chart(Words("en"), given);
  const ReadBack back(drawn.wide);

  check_svg_chart(drawn.wide);
  check_svg_chart(drawn.narrow);
  int named = 0;
  for (const auto& mark : back.marks) named += mark.text == "seven below";
  CHECK(named == 1);
  CHECK(back.with_class("signal-better").size() == 7);
  CHECK(back.says("[c]"));
  CHECK(back.with_class("now").size() == 1);
}

TEST_CASE("run charts of one point, none, equal figures and many months are sound") {
  check_svg_chart(chart::run_chart(Words("fr"), series(0)).wide);
  check_svg_chart(chart::run_chart(Words("fr"), series(1)).narrow);
  check_svg_chart(chart::run_chart(Words("fr"), series(300)).wide);
  auto constant = series(20);
  for (auto& point : constant.points) point = {.period = point.period, .value = 5, .centre = 5, .lower = 5, .upper = 5};
  check_svg_chart(chart::run_chart(Words("en"), constant).wide);
  const auto small = chart::run_sparkline(Words("en"), series(40), 40, 60);
  check_svg_chart(small);
  CHECK(small.size() <= 2500);
}

TEST_CASE("a funnel names who stands out and keeps to its sheet") {
  chart::FunnelDrawing given{.id = "funnel", .title = "Fires by place", .description = "Two of 40 places stand out.", .unit = {"{value}", 1}, .size_label = "People", .centre = 85, .chance = {}, .spread = {}, .points = {}};
  for (int i = 0; i < 40; ++i) {
    given.points.push_back({.name = "Place " + std::to_string(i), .size = 10000.0 + 15000 * i, .value = 85 + 10 * std::sin(i * 2.1)});
  }
  given.points[30].value = 130;
  given.points[30].stands_out = given.points[30].up = true;
  given.points[30].tone = chart::SignalTone::worse;
  for (double size = 5000; size <= 640000; size *= 1.3) {
    const double half = 300 * 85 / std::sqrt(size);
    given.chance.push_back({size, std::max(0.0, 85 - half), 85 + half});
    given.spread.push_back({size, std::max(0.0, 70 - half), 100 + half});
  }

  const auto drawn = chart::funnel_chart(Words("en"), given);

  check_svg_chart(drawn.wide);
  check_svg_chart(drawn.narrow);
  CHECK(ReadBack(drawn.wide).says("Place 30"));
  CHECK(ReadBack(drawn.narrow).says("Place 30"));
  CHECK(ReadBack(drawn.wide).with_class("signal-worse").size() == 1);
  CHECK(ReadBack(drawn.wide).says("All places 85.0"));
}

TEST_CASE("an interval chart has a row a place with its figure") {
  chart::IntervalDrawing given{.id = "places", .title = "Poverty by place", .description = "…", .unit = {"{value}%", 1}, .centre = 10, .centre_label = "Canada 10%", .rows = {}};
  for (const char* name : {"Newfoundland and Labrador", "Prince Edward Island", "Nova Scotia"}) {
    given.rows.push_back({.name = name, .value_text = "11.2%", .value = 11.2, .low80 = 10.5, .high80 = 12, .low95 = 10, .high95 = 12.5});
  }
  given.rows[1].chosen = true;

  const auto drawn = chart::interval_chart(Words("en"), given);

  check_svg_chart(drawn.wide);
  check_svg_chart(drawn.narrow);
  CHECK(ReadBack(drawn.wide).says("Newfoundland and Labrador"));
  CHECK(ReadBack(drawn.wide).with_class("interval-95").size() == 1);
}
