#include "record/levels.h"

#include "record/kind.h"
#include "testing.h"

using namespace outturn;

TEST_CASE("levels are one a line, in order of their numbers") {
  const auto levels = record::levels_in("3 Established: figures are shared monthly\n\n1 Absent\n 2 Developing: partners meet");
  REQUIRE(levels);
  REQUIRE(levels->size() == 3);
  CHECK(levels->front().name == "Absent");
  CHECK(levels->back().criteria == "figures are shared monthly");
}

TEST_CASE("lines that are no level, and levels given twice, are all told") {
  const auto levels = record::levels_in("Good\n1 Bad\n1 Worse");
  REQUIRE_FALSE(levels);
  REQUIRE(levels.error().size() == 2);
  CHECK(levels.error()[0].code == "record.level_line");
  CHECK(levels.error()[1].code == "record.level_twice");
}

TEST_CASE("an indicator is imported, calculated or judged, and never two of these") {
  const auto& kind = record::kind_of<record::Indicator>();
  const auto made = [&](std::vector<std::pair<std::string, record::Value>> values) {
    values.emplace_back("name", record::Localised{{"en", "Name"}});
    values.emplace_back("outcomes", record::References{{"O1"}});
    std::string codes;
    if (const auto body = kind.with(nullptr, values); !body) {
      for (const auto& issue : body.error()) codes += (codes.empty() ? "" : ", ") + issue.code;
    }
    return codes;
  };
  CHECK(made({{"value_kind", std::string("percentage")}, {"formula", std::string("100 × [a] ÷ [b]")}}).empty());
  CHECK(made({{"value_kind", std::string("rating")}}) == "record.levels_needed");
  CHECK(made({{"value_kind", std::string("count")}, {"levels", record::Localised{{"en", "1 Bad"}}}}) == "record.levels_unused");
  CHECK(made({{"value_kind", std::string("yes_no")}, {"formula", std::string("[a]")}}) == "record.assessed_not_calculated");
  CHECK(made({{"value_kind", std::string("rating")}, {"levels", record::Localised{{"en", "1 Bad\n2 Good"}, {"fr", "1 Mauvais\n3 Bon"}}}}) == "record.levels_differ");
  CHECK(made({{"formula", std::string("[a] + ")}}) == "formula.ends_early");
}
