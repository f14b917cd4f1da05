#include "exchange/rule_checks.h"

#include "exchange/import_test_kit.h"
#include "record/trust.h"
#include "testing.h"

namespace exchange = outturn::exchange;
namespace record = outturn::record;
using namespace outturn::exchange::testing;

namespace {

/// Poverty in two places must not pass 40 (an error) and should not jump (a warning).
Built ruled_country() {
  auto country = small_country();
  country.with<record::ValidationRule>("limit", {.indicator = {"poverty"}, .check = record::Check::range, .upper = 40, .severity = record::RuleSeverity::error,
                                                 .what_to_do = {{"en", "Ask the office."}, {"fr", "Demandez au bureau."}}})
      .with<record::ValidationRule>("step", {.indicator = {"poverty"}, .check = record::Check::jump, .times = 4, .what_to_do = {{"en", "Ask why."}}});
  country.commit(staged("indicator,period,place,value\npoverty,2015,35,10\npoverty,2016,35,11\npoverty,2017,35,10\npoverty,2018,35,11\npoverty,2019,35,10\n", *country));
  return country;
}

const std::string head = "indicator,period,place,value\n";

}  // namespace

TEST_CASE("a rule of severity error refuses the row when a file is checked, with its sentence and what to do, in either language") {
  const auto answer = staged(head + "poverty,2020,35,41\npoverty,2020,24,12\n", *ruled_country());

  CHECK_FALSE(answer.sound);
  CHECK(found(answer) == "row 2 value: rules.above");
  const auto& issue = answer.report.kinds().at("rules.above").listed.front().issue;
  CHECK(outturn::language::Words("en").issue(issue) == "41 for 2020 is above 40, the most that a rule of poverty lets pass. Ask the office.");
  CHECK(outturn::language::Words("fr").issue(issue).ends_with("Demandez au bureau."));
}

TEST_CASE("a running total that would become less is refused without any rule: within a file, after what stands and before it") {
  auto country = small_country();
  country.with<record::Indicator>("homes", {.name = {{"en", "Homes so far"}}, .value_kind = record::ValueKind::cumulative});
  CHECK(found(staged(head + "homes,2020,35,5\nhomes,2021,35,4\n", *country)) == "row 3 value: rules.decrease");
  country.commit(staged(head + "homes,2020,35,5\nhomes,2022,35,9\n", *country));

  const auto after = staged(head + "homes,2023,35,8\nhomes,2023,24,1\n", *country);
  CHECK_FALSE(after.sound);
  CHECK(found(after) == "row 2 value: rules.decrease");
  for (const auto* language : {"en", "fr"}) {
    const auto said = outturn::language::Words(language).issue(after.report.kinds().at("rules.decrease").listed.front().issue);
    CHECK(said.find("8") != std::string::npos);
    CHECK(said.find("⟦") == std::string::npos);
  }
  CHECK(found(staged(head + "homes,2021,35,10\n", *country)) == "row 2 value: rules.decrease");
  CHECK(found(staged(head + "homes,2021,35,10\nhomes,2022,35,11\n", *country)) == "");
  CHECK(found(staged(head + "homes,2021,35,5\nhomes,2023,35,9\n", *country)) == "");
}

TEST_CASE("a rule at its limit lets the row pass, one that warns is only told") {
  const auto at_limit = staged(head + "poverty,2020,24,40\n", *ruled_country());
  CHECK(at_limit.sound);
  CHECK(found(at_limit, true) == "");

  const auto jump = staged(head + "poverty,2020,35,15\n", *ruled_country());
  CHECK(jump.sound);
  CHECK(found(jump, true) == "row 2 value: rules.jump");
  CHECK(jump.fresh == 1);
}

TEST_CASE("where only sound rows are wanted, those that break a rule are left out and the others stay") {
  auto options = on("2026-07-01");
  options.sound_rows_only = true;

  const auto answer = staged(head + "poverty,2020,24,12\npoverty,2020,35,41\npoverty,2021,35,11\n", *ruled_country(), options);

  REQUIRE(answer.sound);
  CHECK(answer.rows->rows.size() == 2);
  CHECK(answer.rows->first_row.back() == 2);
  CHECK(answer.left_out == 1);
  CHECK(answer.fresh == 2);
}

TEST_CASE("the report of a rule told later says the same") {
  const auto answer = staged(head + "poverty,2020,35,41\n", *ruled_country());
  outturn::base::JsonWriter json;
  answer.report.write_json(json);
  const auto back = exchange::Report::from_json(json.str());
  REQUIRE(back);
  for (const auto* language : {"en", "fr"}) {
    const outturn::language::Words words(language);
    CHECK(words.issue(back->in_order().front().issue) == words.issue(answer.report.in_order().front().issue));
  }
}
