#include "chart/trend.h"

#include <cmath>
#include <limits>
#include <random>

#include <fmt/format.h>

#include "chart/read_back.h"
#include "testing.h"

namespace chart = outturn::chart;
namespace base = outturn::base;
using chart::testing::ReadBack;
using outturn::language::Words;

namespace {

base::Period period(const std::string& text) { return base::Period::parse(text).value(); }

std::vector<chart::Point> years(int first, std::initializer_list<double> values) {
  std::vector<chart::Point> points;
  for (const double value : values) points.push_back({period(std::to_string(first++)), value});
  return points;
}

// Canada's poverty rate as published in 2026: a public series with a published target.
chart::Trend poverty() {
  chart::Trend trend{.id = "poverty", .title = "Poverty rate, Canada"};
  trend.unit = {"{value}%", 1};
  trend.rate = true;
  trend.points = years(2015, {14.5, 12.9, 11.9, 11.2, 10.4, 6.5, 7.5, 10.3, 10.4});
  trend.targets = {{.due = period("2030"), .value = 7.25, .baseline = chart::Baseline{period("2015"), 14.5}}};
  return trend;
}

std::size_t lines_of(const ReadBack& back, std::string_view mark_class) {
  std::size_t count = 0;
  for (const auto* mark : back.with_class(mark_class)) {
    const auto& path = mark->attributes.at("d");
    count += static_cast<std::size_t>(std::count(path.begin(), path.end(), 'M'));
  }
  return count;
}

void check_trend(const std::string& svg, std::size_t most = 8000) {
  const ReadBack back(svg);
  for (const auto& fault : back.faults()) FAIL_CHECK(fault);
  CHECK(svg.size() <= most);
}

}  // namespace

TEST_CASE("a trend labels its last figure, its target and the path, wide and narrow") {
  const auto drawn = chart::trend(Words("en"), poverty());
  for (const auto& svg : {drawn.wide, drawn.narrow}) {
    check_trend(svg);
    const ReadBack back(svg);
    CHECK(back.says("10.4%, 2023"));
    CHECK(back.says("Target 7.25%"));
    CHECK(back.says("16%"));  // the unit stands on the top label only
    CHECK(back.says("14"));
    CHECK(lines_of(back, "observed") == 1);
    CHECK(back.with_class("path").size() == 1);
    CHECK(back.with_class("target").size() == 1);
  }
  CHECK(ReadBack(drawn.wide).says("Path to target"));
  CHECK(drawn.scale_note == "The scale starts at 6%.");
}

TEST_CASE("a trend tells those who do not see it the first and last figure, absences and target") {
  auto given = poverty();
  given.points[2] = {period("2017"), std::nullopt, 'c'};
  const auto drawn = chart::trend(Words("en"), given);
  CHECK(drawn.wide.find("From 14.5% (2015) to 10.4% (2023). No figure for 2017 (suppressed). Target 7.25%, due 2030.") !=
        std::string::npos);
  CHECK(drawn.wide.find("role=\"img\"") != std::string::npos);
  const auto french = chart::trend(Words("fr"), given);
  CHECK(french.wide.find("Aucun chiffre pour 2017 (confidentiel).") != std::string::npos);
  CHECK(ReadBack(french.wide).says("Cible 7,25%"));
}

TEST_CASE("the line breaks at an absence, whose code stands under the axis; it is never drawn as zero") {
  auto given = poverty();
  given.rate = false;
  given.points[3] = {period("2018"), std::nullopt, 'c'};
  given.points[6] = {period("2021"), std::numeric_limits<double>::quiet_NaN(), 'x'};
  const auto drawn = chart::trend(Words("en"), given);
  for (const auto& svg : {drawn.wide, drawn.narrow}) {
    check_trend(svg);
    const ReadBack back(svg);
    CHECK(back.says("[c]"));
    CHECK(back.says("[x]"));
    CHECK(lines_of(back, "observed") == 3);
    double axis = 0;
    for (const auto* mark : back.with_class("axis")) axis = ReadBack::visited(mark->attributes.at("d")).front().y;
    for (const auto* mark : back.with_class("observed")) {
      for (const auto& spot : ReadBack::visited(mark->attributes.at("d"))) CHECK(spot.y < axis - 20);
    }
  }
}

TEST_CASE("a real zero is drawn, on the axis") {
  auto given = poverty();
  given.rate = false;
  given.targets.clear();
  given.points = years(2015, {4, 2, 0});
  const ReadBack back(chart::trend(Words("en"), given).wide);
  const auto axis = ReadBack::visited(back.with_class("axis").front()->attributes.at("d")).front().y;
  CHECK(ReadBack::visited(back.with_class("observed").front()->attributes.at("d")).back().y ==
        outturn::testing::near(axis, 0.051));
  CHECK(back.says("0.0%, 2017"));
}

TEST_CASE("a figure alone between absences is a dot, so that it is not lost") {
  auto given = poverty();
  given.points[1].value.reset();
  given.points[3].value.reset();
  const ReadBack back(chart::trend(Words("en"), given).wide);
  CHECK(back.with_class("observed-dot").size() == 3);  // 2015, 2017 and the last
}

TEST_CASE("earlier figures are seen behind: hollow points where they differ, grey lines for whole vintages") {
  auto given = poverty();
  given.first_published = years(2015, {14.5, 12.8, 11.7, 11.0, 10.1, 6.4, 7.4, 9.9, 10.2});
  given.vintages = {years(2015, {14.5, 12.8, 11.7, 11.0, 10.1, 6.4})};
  const auto drawn = chart::trend(Words("en"), given);
  check_trend(drawn.wide);
  const ReadBack back(drawn.wide);
  CHECK(back.with_class("first").size() == 9);  // the group and the eight that changed
  CHECK(lines_of(back, "vintage") == 1);
  CHECK(back.says("Hollow: as first published. Thin grey lines: earlier releases."));
}

TEST_CASE("targets: a range is a bar, one set alone is hollow, at most points down, none lies at zero") {
  auto given = poverty();
  auto& target = given.targets[0];
  target.kind = chart::Target::Kind::range;
  target.upper = 9;
  CHECK(ReadBack(chart::trend(Words("en"), given).wide).says("Target 7.25 to 9%"));
  CHECK(ReadBack(chart::trend(Words("en"), given).wide).with_class("target").front()->element == "rect");
  target.kind = chart::Target::Kind::at_most;
  target.alone = true;
  target.baseline.reset();
  const ReadBack alone(chart::trend(Words("en"), given).wide);
  CHECK(alone.with_class("target").empty());
  CHECK(alone.with_class("target-alone").size() == 1);
  CHECK(alone.with_class("target-side").size() == 1);
  CHECK(alone.with_class("path").empty());
  target.kind = chart::Target::Kind::eliminate;
  const auto none = chart::trend(Words("en"), given);
  check_trend(none.wide);
  CHECK(ReadBack(none.wide).says("Target none"));
  CHECK(none.scale_note.empty());
}

TEST_CASE("a forecast is drawn as three bands behind a line between known and forecast") {
  auto given = poverty();
  for (int year = 2024; year <= 2030; ++year) {
    const double wide = std::sqrt(year - 2023.0);
    given.fan.push_back({period(std::to_string(year)), 10, 10 - wide * .4, 10 + wide * .4, 10 - wide * .8, 10 + wide * .8,
                         10 - wide * 1.2, 10 + wide * 1.2});
  }
  const auto drawn = chart::trend(Words("en"), given);
  check_trend(drawn.wide);
  check_trend(drawn.narrow);
  const ReadBack back(drawn.wide);
  for (const char* band : {"fan-95", "fan-80", "fan-50", "fan-median", "now"}) CHECK(back.with_class(band).size() == 1);
  CHECK(back.says("Known"));
  CHECK(back.says("Forecast"));
  CHECK(back.says("Forecast 10.0%"));
}

TEST_CASE("a second series is a thin line with its own label") {
  auto given = poverty();
  given.comparison = chart::Comparison{"Nova Scotia", years(2015, {16.8, 16.4, 15.2, 13.8, 12.1, 8.6, 8.6, 13.1, 13.8})};
  const auto drawn = chart::trend(Words("en"), given);
  check_trend(drawn.wide);
  check_trend(drawn.narrow);
  CHECK(ReadBack(drawn.wide).says("Nova Scotia 13.8%"));
  CHECK(ReadBack(drawn.narrow).says("Nova Scotia 13.8%"));
}

TEST_CASE("one figure, none, equal figures, huge, tiny and negative figures all give a sound drawing") {
  const std::vector<std::vector<chart::Point>> cases{
      {}, years(2018, {12.1}), years(2015, {5, 5, 5}), years(2015, {1e15, 1.2e15, 9e14}), years(2015, {-3, -7.5, 2}),
      years(2015, {-1e15, 1e15}), years(2015, {1e-5, 2e-5}), years(2015, {0, 0}),
      {{period("2015"), std::nullopt, 'w'}, {period("2016"), std::nullopt, 'd'}}};
  for (const bool rate : {false, true}) {
    for (const auto& points : cases) {
      for (const char* language : {"en", "fr"}) {
        chart::Trend given{.id = "t", .title = "Title", .unit = {"{value} thousand tonnes", -1}, .rate = rate, .points = points};
        const auto drawn = chart::trend(Words(language), given);
        check_trend(drawn.wide);
        check_trend(drawn.narrow);
      }
    }
  }
  chart::Trend none{.id = "t", .title = "Title"};
  CHECK(ReadBack(chart::trend(Words("en"), none).wide).says("No figures yet"));
  chart::Trend negative{.id = "t", .title = "Title", .points = years(2015, {-3, -7.5})};
  CHECK(ReadBack(chart::trend(Words("en"), negative).wide).says("\u22127.5, 2016"));
}

TEST_CASE("the narrow drawing shows the latest 40 periods; its path begins at the edge where the baseline is older") {
  chart::Trend given{.id = "t", .title = "Title", .unit = {"{value}", 0}};
  for (int year = 1960; year <= 2024; ++year) given.points.push_back({period(std::to_string(year)), double(year % 10)});
  given.targets = {{.due = period("2030"), .value = 4, .baseline = chart::Baseline{period("1965"), 9}}};
  const auto drawn = chart::trend(Words("en"), given);
  check_trend(drawn.wide);
  check_trend(drawn.narrow);
  CHECK(ReadBack(drawn.wide).says("1970"));
  CHECK(!ReadBack(drawn.narrow).says("1970"));
  CHECK(ReadBack(drawn.narrow).with_class("path").size() == 1);
}

TEST_CASE("whatever is drawn lies inside, texts never overlap and a trend stays within 8 KB") {
  std::mt19937 random(20261122);
  const auto chance = [&](double part) { return std::uniform_real_distribution<double>(0, 1)(random) < part; };
  const auto between = [&](double low, double high) { return std::uniform_real_distribution<double>(low, high)(random); };
  const char* patterns[] = {"{value}%", "{value} Mt", "${value}", "{value} per 100,000 people", "{value}"};
  for (int round = 0; round < 150; ++round) {
    CAPTURE(round);
    const int kind = round % 4;
    const auto at = [&](int i) {
      switch (kind) {
        case 0: return period(std::to_string(1990 + i));
        case 1: return period(fmt::format("{}-Q{}", 2000 + i / 4, i % 4 + 1));
        case 2: return period(fmt::format("{}-{:02}", 2000 + i / 12, i % 12 + 1));
        default: return period(fmt::format("{}/{:02}", 1990 + i, (1991 + i) % 100));
      }
    };
    const int count = 1 + static_cast<int>(between(0, kind == 2 ? 300 : kind == 1 ? 120 : 35));
    const double size = std::pow(10, between(-2, 12));
    const double level = chance(.3) ? 0 : size * between(-3, 3);
    const auto series = [&] {
      std::vector<chart::Point> points;
      for (int i = 0; i < count; ++i) {
        chart::Point point{at(i), level + size * between(-1, 1)};
        if (chance(.1)) {
          point.value.reset();
          point.absence = "xczwd"[static_cast<int>(between(0, 4.99))];
        }
        point.provisional = chance(.05);
        points.push_back(point);
      }
      return points;
    };
    chart::Trend given{.id = "t", .title = "Title", .unit = {patterns[round % 5], round % 3 - 1 < 0 ? 2 : round % 3 - 1}};
    given.rate = chance(.5);
    given.points = series();
    if (chance(.5)) given.first_published = series();
    for (int i = 0; chance(.5) && i < 6; ++i) given.vintages.push_back(series());
    if (chance(.5)) given.comparison = chart::Comparison{chance(.2) ? "Census metropolitan areas of the Atlantic provinces" : "Canada", series()};
    if (chance(.7)) {
      chart::Target target{.due = at(count + static_cast<int>(between(-3, 12)) + 3), .value = level + size * between(-1, 1)};
      target.kind = static_cast<chart::Target::Kind>(static_cast<int>(between(0, 4.99)));
      target.upper = target.value + size * .2;
      target.alone = chance(.3);
      if (chance(.7)) target.baseline = chart::Baseline{at(count / 2), level};
      given.targets.push_back(target);
    }
    if (chance(.4)) {
      for (int i = 0; i < 12; ++i) {
        const double w = size * std::sqrt(i + 1.0) * .2;
        given.fan.push_back({at(count + i), level, level - w, level + w, level - 2 * w, level + 2 * w, level - 3 * w, level + 3 * w});
      }
    }
    const auto drawn = chart::trend(Words(round % 2 == 0 ? "en" : "fr"), given);
    check_trend(drawn.wide);
    check_trend(drawn.narrow);
    chart::Sparkline spark{.id = "s", .title = "Title", .points = given.points};
    if (!given.targets.empty()) spark.target = given.targets[0];
    check_trend(chart::sparkline(Words("en"), spark), 2500);
  }
}

TEST_CASE("a sparkline has the line, the last point and a dashed path to the target, and says so in words") {
  chart::Sparkline given{.id = "s", .title = "Trend: poverty", .unit = {"{value}%", 1}, .points = poverty().points};
  given.target = poverty().targets[0];
  const auto svg = chart::sparkline(Words("en"), given);
  check_trend(svg, 2000);
  const ReadBack back(svg);
  CHECK(lines_of(back, "observed") == 1);
  CHECK(back.with_class("path").size() == 1);
  CHECK(back.with_class("target").size() == 1);
  CHECK(svg.find("<desc id=\"s-d\">From 14.5% (2015) to 10.4% (2023). Target 7.25%, due 2030.</desc>") != std::string::npos);
  given.points.clear();
  given.target.reset();
  CHECK(ReadBack(chart::sparkline(Words("en"), given)).says("No figures yet"));
}

TEST_CASE("a sparkline draws the series it is compared with behind its own, on the same scale") {
  chart::Sparkline given{.id = "s", .title = "Trend: poverty", .unit = {"{value}%", 1}, .points = poverty().points};
  const auto alone = chart::sparkline(Words("en"), given);
  given.comparison = poverty().points;
  for (auto& point : given.comparison) {
    if (point.value) *point.value += 10;
  }
  const auto svg = chart::sparkline(Words("en"), given);
  check_trend(svg, 2500);
  const ReadBack back(svg);
  CHECK(lines_of(back, "comparison") == 1);
  CHECK(lines_of(back, "observed") == 1);
  CHECK(svg.find("ot-chart-comparison") < svg.find("ot-chart-observed"));
  CHECK(ReadBack(alone).with_class("comparison").empty());
}

TEST_CASE("a trend carries what a script may read out: each period with its figure, where its mark is") {
  auto given = poverty();
  given.points.push_back({period("2024"), std::nullopt, 'c'});
  const auto drawn = chart::trend(Words("en"), given);
  for (const auto& svg : {drawn.wide, drawn.narrow}) {
    check_trend(svg);
    const auto from = svg.find("data-readout=\"");
    REQUIRE(from != std::string::npos);
    const auto begin = from + 14;
    const auto readout = svg.substr(begin, svg.find('"', begin) - begin);
    CHECK(std::count(readout.begin(), readout.end(), '|') == 9);
    CHECK(readout.find(" 2015: 14.5%|") != std::string::npos);
    CHECK(readout.ends_with(" 2024: suppressed"));
    // The last figure is said where its dot is drawn.
    const auto at = readout.rfind('|', readout.find("2023: 10.4%"));
    const auto spot = readout.substr(at + 1, readout.find(" 2023: 10.4%") - at - 1);
    const ReadBack back(svg);
    const auto* dot = back.with_class("observed-dot").back();
    CHECK(spot == dot->attributes.at("cx") + " " + dot->attributes.at("cy"));
  }
  CHECK(chart::trend(Words("fr"), given).wide.find(" 2015 : 14,5%|") != std::string::npos);
}

TEST_CASE("a long series is read out from its newest period back, as far as the drawing stays within 8 KB") {
  auto given = poverty();
  given.points.clear();
  for (int year = 2001; year < 2025; ++year) {
    for (int month = 1; month <= 12; ++month) given.points.push_back({period(fmt::format("{}-{:02}", year, month)), 10.0 + month * 0.37 + year % 7});
  }
  const auto drawn = chart::trend(Words("en"), given);
  check_trend(drawn.wide);
  CHECK(drawn.wide.find(" December 2024: ") != std::string::npos);
  CHECK(drawn.wide.find(" January 2001: ") == std::string::npos);
  CHECK(drawn.narrow.find(" December 2024: ") != std::string::npos);
}
