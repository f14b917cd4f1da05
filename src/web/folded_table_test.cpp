#include "web/folded_table.h"

#include "testing.h"

using namespace outturn;
using testing::holds;

namespace {

web::Table list_of(int rows) {
  web::Table table{.caption = "Changes", .columns = {{"Day"}, {"Figure", true}}, .rows = {}};
  for (int i = 1; i <= rows; ++i) table.rows.push_back({{{.text = "Day " + std::to_string(i)}, {.text = std::to_string(100 + i)}}});
  return table;
}

}  // namespace

TEST_CASE("a long table shows its first rows and keeps every other one in a fold below, under its own name") {
  const language::Words words("en");
  const std::string page(web::folded(list_of(9), 5, words).markup());
  const auto fold = page.find("<details");
  REQUIRE(fold != std::string::npos);
  for (int i = 1; i <= 9; ++i) {
    const auto at = page.find(">Day " + std::to_string(i) + "<");
    REQUIRE(at != std::string::npos);
    CHECK((at < fold) == (i <= 5));
  }
  CHECK(holds(page, "4 more rows<span class=\"govuk-visually-hidden\">: Changes</span>"));
  CHECK(holds(page, "aria-label=\"Changes (continued)\""));
}

TEST_CASE("a table of which few rows would be left is shown whole") {
  const std::string page(web::folded(list_of(7), 5, language::Words("fr")).markup());
  CHECK_FALSE(holds(page, "<details"));
  CHECK(holds(page, ">Day 7<"));
}
