#include "chart/svg.h"

#include <fstream>
#include <iterator>
#include <set>

#include "chart/read_back.h"
#include "testing.h"

namespace chart = outturn::chart;
using chart::testing::ReadBack;

TEST_CASE("a coordinate has at most one decimal and nothing superfluous") {
  CHECK(chart::coordinate(12.34) == "12.3");
  CHECK(chart::coordinate(12.0) == "12");
  CHECK(chart::coordinate(-0.04) == "0");
  CHECK(chart::coordinate(-0.5) == "-.5");
  CHECK(chart::coordinate(0.26) == ".3");
}

TEST_CASE("a polyline comes back where it was, without accumulated rounding") {
  std::vector<chart::Spot> line;
  for (int i = 0; i < 300; ++i) line.push_back({i * 1.337, 50 + (i % 7) * 3.333});
  const auto back = ReadBack::visited(chart::polyline(line));
  REQUIRE(back.size() == line.size());
  CHECK(back.back().x == outturn::testing::near(line.back().x, 0.051));
  CHECK(back.back().y == outturn::testing::near(line.back().y, 0.051));
  CHECK(chart::polyline({{1, 1}}).empty());
}

TEST_CASE("text from people cannot break out of a drawing") {
  chart::Drawing drawing(100, 50);
  drawing.text("tick", {10, 20}, chart::Anchor::start, "R&D <b>\"1\"</b> \x01\x1F\xEF\xBF\xBE");
  drawing.text("tick", {10, 40}, chart::Anchor::start, "broken \xC3(");
  const auto svg = drawing.finished({"a\"b", "<script>", "a & b", false});
  const ReadBack back(svg);
  REQUIRE(back.well_formed);
  CHECK(back.says("R&D <b>\"1\"</b> "));
  CHECK(back.says("broken ("));
  CHECK(svg.find("<script") == std::string::npos);
}

TEST_CASE("text widths are generous: at least what a common sans-serif font needs") {
  // Advance widths of Liberation Sans Bold and Regular, in thousandths of an em, summed by hand.
  CHECK(chart::text_width("Target 9.5%", "target-label") > 14 * 5.50);
  CHECK(chart::text_width("2023", "tick") > 13 * 4 * 0.556);
  CHECK(chart::text_width("WWWW", "tick") >= 13 * 4 * 0.9);
}

TEST_CASE("a text too long for its room is cut with an ellipsis, never inside a letter") {
  const auto cut = chart::shortened("Île-du-Prince-Édouard éééééé", "tick", 60);
  CHECK(cut.ends_with("…"));
  CHECK(chart::text_width(cut, "tick") <= 60);
  CHECK(chart::escaped(cut) == cut);
  CHECK(chart::shortened("NL", "tick", 60) == "NL");
}

TEST_CASE("a drawing stands alone with name space, white ground and just the rules it uses") {
  chart::Drawing drawing(100, 50);
  drawing.text("value halo", {10, 20}, chart::Anchor::start, "12");
  drawing.path("path", "M0 0L9 9");
  const auto file = chart::stand_alone(drawing.finished({"a", "Title", "Words", false}));
  const ReadBack back(file);
  REQUIRE(back.well_formed);
  CHECK(file.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
  for (const char* used : {".ot-chart-value{", ".ot-chart-halo{", ".ot-chart-path{", ".ot-chart-ground{"}) {
    CHECK(file.find(used) != std::string::npos);
  }
  CHECK(file.find(".ot-chart-grid{") == std::string::npos);
}

TEST_CASE("the style sheet has a rule for every class of a drawing, and for no other") {
  std::ifstream file("front/styles/_chart.scss");
  REQUIRE(file);
  const std::string sheet{std::istreambuf_iterator<char>(file), {}};
  std::set<std::string> styled;
  for (auto at = sheet.find(".ot-chart-"); at != std::string::npos; at = sheet.find(".ot-chart-", at + 1)) {
    const auto end = sheet.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-", at + 1);
    styled.insert(sheet.substr(at + 10, end - at - 10));
  }
  std::set<std::string> known;
  for (const auto& rule : chart::rules()) known.insert(std::string(rule.name));
  CHECK(styled == known);
}
