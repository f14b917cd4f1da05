#include "chart/map.h"

#include <cmath>
#include <numbers>

#include "chart/outline.h"
#include "chart/read_back.h"
#include "testing.h"

namespace chart = outturn::chart;
using chart::testing::ReadBack;
using outturn::language::Words;

namespace {

chart::Map poverty_map() {
  chart::Map map{.id = "m", .title = "Poverty by province"};
  map.unit = {"{value}%", 1};
  return map;
}

chart::Square square(const char* label, int column, int row, std::optional<double> value, std::string link = {}) {
  return {{.name = std::string(label) + " in full", .label = label, .value = value, .link = std::move(link)}, column, row};
}

chart::Ring circle(double longitude, double latitude, double size, int corners) {
  chart::Ring ring;
  for (int i = 0; i < corners; ++i) {
    const double angle = 2 * std::numbers::pi * i / corners;
    const double wobble = 1 + 0.05 * std::sin(i * 7.3);
    ring.push_back({longitude + size * wobble * std::cos(angle), latitude + size * wobble * std::sin(angle)});
  }
  ring.push_back(ring.front());
  return ring;
}

}  // namespace

TEST_CASE("every square shows its number; a place without a figure is hatched and shows its code") {
  const auto drawn = chart::square_map(Words("en"), poverty_map(),
                                       {square("NL", 5, 0, 12.0), square("BC", 0, 1, 11.5), square("NU", 2, 0, std::nullopt)});
  for (const auto& svg : {drawn.wide, drawn.narrow}) {
    const ReadBack back(svg);
    for (const auto& fault : back.faults()) FAIL_CHECK(fault);
    CHECK(back.says("NL"));
    CHECK(back.says("12.0%"));
    CHECK(back.says("11.5%"));
    CHECK(back.says("[x]"));
    CHECK(back.says("[x] missing"));
    CHECK(svg.find("url(#") != std::string::npos);
    CHECK(svg.find("2 places, from 11.5% (BC in full) to 12.0% (NL in full). 1 place has no figure.") != std::string::npos);
  }
  CHECK(ReadBack(drawn.wide).marks.front().attributes.at("role") == "img");
}

TEST_CASE("squares with links are a group of links, each with its whole name and figure") {
  const auto drawn = chart::square_map(Words("en"), poverty_map(), {square("NL", 0, 0, 12.0, "/places/10?a=1&b=2")});
  const ReadBack back(drawn.wide);
  REQUIRE(back.well_formed);
  CHECK(back.marks.front().attributes.at("role") == "group");
  const auto links = back.with_class("place");
  REQUIRE(!links.empty());
  CHECK(links.front()->attributes.at("href") == "/places/10?a=1&b=2");
  CHECK(links.front()->attributes.at("aria-label") == "NL 12.0%: NL in full");
}

TEST_CASE("45 linked squares with long names stay inside 20 KB, and inside their squares") {
  std::vector<chart::Square> squares;
  for (int i = 0; i < 45; ++i) {
    squares.push_back(square("Dunbartonshire", i % 8, i / 8, i % 9 == 4 ? std::nullopt : std::optional(12345.6 * i), "/places/P" + std::to_string(i)));
  }
  const auto drawn = chart::square_map(Words("en"), poverty_map(), squares);
  for (const auto& svg : {drawn.wide, drawn.narrow}) {
    for (const auto& fault : ReadBack(svg).faults()) FAIL_CHECK(fault);
    CHECK(svg.size() <= 20000);
  }
}

TEST_CASE("fifty squares in twelve columns still keep label and number apart on a narrow sheet") {
  std::vector<chart::Square> squares;
  for (int i = 0; i < 50; ++i) squares.push_back(square("CA", i % 12, i / 12, i));
  const ReadBack back(chart::square_map(Words("en"), poverty_map(), squares).narrow);
  for (const auto& fault : back.faults()) FAIL_CHECK(fault);
  CHECK(back.says("49"));
}

TEST_CASE("a number too wide for its square loses its unit or decimals, alike in all squares, and is never cut") {
  std::vector<chart::Square> squares;
  for (int i = 0; i < 8; ++i) squares.push_back(square("A", i, 0, 1234.6 + i));
  const ReadBack back(chart::square_map(Words("en"), poverty_map(), squares).narrow);
  CHECK(back.says("1,235"));
  CHECK(!back.says("1,234.6%"));
  for (const auto& mark : back.marks) CHECK(mark.text.find("…") == std::string::npos);
}

TEST_CASE("darker squares mean higher values, and white text stands on the dark ones") {
  std::vector<chart::Square> squares;
  for (int i = 0; i < 5; ++i) squares.push_back(square("A", i, 0, i));
  const ReadBack back(chart::square_map(Words("en"), poverty_map(), squares).wide);
  for (const char* step : {"step-1", "step-2", "step-3", "step-4", "step-5"}) {
    CHECK(back.with_class(step).size() == 2);  // the square and its swatch
  }
  CHECK(back.with_class("on-dark").size() == 4);  // label and value of two squares
}

TEST_CASE("a boundary map keeps its shape within 20 KB, however detailed the outlines are") {
  std::vector<chart::Area> areas;
  for (int i = 0; i < 9; ++i) {
    chart::Area area{{.name = "Area " + std::to_string(i), .label = "A", .value = i == 4 ? std::nullopt : std::optional(1.5 * i)}, {}};
    area.rings.push_back(circle(-120 + 8 * i, 45 + 3 * i, 3, 4000));
    for (int k = 0; k < 30; ++k) area.rings.push_back(circle(-120 + 8 * i + k * .1, 41 + 3 * i, .02 * k, 60));
    areas.push_back(area);
  }
  const auto drawn = chart::boundary_map(Words("en"), poverty_map(), areas);
  for (const auto& svg : {drawn.wide, drawn.narrow}) {
    const ReadBack back(svg);
    for (const auto& fault : back.faults()) FAIL_CHECK(fault);
    CHECK(svg.size() <= 20000);
    CHECK(back.says("[x] missing"));
  }
  CHECK(ReadBack(drawn.wide).says("1.5%"));  // numbers stand where they fit
}

TEST_CASE("a border that two places share is simplified alike on both sides") {
  // Two rectangles with a ragged border between them, drawn in opposite directions.
  chart::Ring west{{0, 0}};
  chart::Ring east{{10, 0}, {10, 10}};
  chart::Ring border;
  for (int i = 0; i <= 200; ++i) border.push_back({5 + 0.4 * std::sin(i * 1.7) + 0.2 * std::sin(i * .31), i * 0.05});
  west.insert(west.end(), border.begin(), border.end());
  west.push_back({0, 10});
  east.insert(east.end(), border.rbegin(), border.rend());
  const std::vector<chart::Area> areas{{{}, {west}}, {{}, {east}}};
  const chart::Outlines outlines(areas, 300, 3, 300);
  for (const double tolerance : {0.5, 3.0, 12.0}) {
    std::vector<std::vector<std::pair<double, double>>> middles(2);
    const auto paths = outlines.paths(tolerance);
    for (std::size_t i = 0; i < 2; ++i) {
      for (const auto& spot : ReadBack::visited(paths[i])) {
        if (spot.x > 100 && spot.x < 200) middles[i].emplace_back(std::round(spot.y * 10), std::round(spot.x * 10));
      }
      std::sort(middles[i].begin(), middles[i].end());
      middles[i].erase(std::unique(middles[i].begin(), middles[i].end()), middles[i].end());
    }
    CHECK(middles[0] == middles[1]);
    CHECK(middles[0].size() >= 2);
  }
}

TEST_CASE("north is up and east is right, near the pole, the equator and in the south") {
  for (const double latitude : {70.0, 0.0, -40.0}) {
    const std::vector<chart::Area> areas{{{}, {{{0, latitude}, {1, latitude}, {1, latitude + 1}, {0, latitude + 1}}}},
                                         {{}, {{{8, latitude + 6}, {9, latitude + 6}, {9, latitude + 7}, {8, latitude + 7}}}}};
    const chart::Outlines outlines(areas, 300, 3, 400);
    CHECK(outlines.middle(1).at.x > outlines.middle(0).at.x);
    CHECK(outlines.middle(1).at.y < outlines.middle(0).at.y);
  }
}

TEST_CASE("no areas, areas without rings and tiny areas still give a sound map") {
  for (const auto& areas : std::vector<std::vector<chart::Area>>{
           {}, {{{.name = "A", .value = 1}, {}}}, {{{.name = "A", .value = 1}, {circle(0, 50, 1e-9, 12)}}, {{.name = "B", .value = 2}, {circle(3, 51, 1, 12)}}}}) {
    const auto drawn = chart::boundary_map(Words("en"), poverty_map(), areas);
    for (const auto& fault : ReadBack(drawn.wide).faults()) FAIL_CHECK(fault);
  }
}
