#include "exchange/column_mapping.h"

#include "exchange/nearest.h"
#include "testing.h"

namespace exchange = outturn::exchange;
using exchange::Column;
using outturn::testing::refusal;

namespace {

struct Mapped {
  std::optional<exchange::ColumnMapping> mapping;
  exchange::Report report;
};

Mapped mapped(const std::vector<std::string>& header, const exchange::ColumnChoices& choices = {},
              const std::vector<std::string>& dimensions = {}) {
  Mapped answer;
  answer.mapping = exchange::map_columns(header, choices, dimensions, answer.report);
  return answer;
}

}  // namespace

TEST_CASE("canonical headers are found without a word") {
  const auto [mapping, report] = mapped({"indicator", "period", "place", "group.Sex", "value", "status", "known_from"});
  REQUIRE(mapping);
  CHECK(mapping->at(Column::place).column == 2);
  CHECK(mapping->at(Column::known_from).column == 6);
  REQUIRE(mapping->groups.size() == 1);
  CHECK(mapping->groups[0].dimension == "Sex");
  CHECK(report.warnings() == 0);
}

TEST_CASE("headers of statistical offices are guessed, in English and French, and the guess is said") {
  const auto english = mapped({"REF_DATE", "GEO", "DGUID", "Sex", "UOM", "VALUE", "STATUS"}, {{"indicator", ":poverty"}}, {"Sex", "Sexe"});
  REQUIRE(english.mapping);
  CHECK(english.mapping->at(Column::period).column == 0);
  CHECK(english.mapping->at(Column::place).column == 1);
  CHECK(english.mapping->at(Column::value).column == 5);
  CHECK(english.mapping->at(Column::unit).column == 4);
  CHECK(english.mapping->at(Column::indicator).constant == "poverty");
  CHECK(english.mapping->groups.at(0).chosen.column == 3);
  CHECK(english.report.count("columns.guessed") == 6);
  CHECK(english.report.count("columns.ignored") == 1);

  const auto french = mapped({"Indicateur", "Année", "Géographie", "Valeur", "Statut"});
  REQUIRE(french.mapping);
  CHECK(french.mapping->at(Column::period).column == 1);
  CHECK(french.mapping->at(Column::place).column == 2);
}

TEST_CASE("what is chosen wins over what is guessed, and a wrong choice is told with the headers there are") {
  const auto chosen = mapped({"indicator", "Year", "Date", "place", "value"}, {{"period", "Date"}, {"group.Age group", ":15 to 24"}});
  REQUIRE(chosen.mapping);
  CHECK(chosen.mapping->at(Column::period).column == 2);
  CHECK(chosen.mapping->groups.at(0).chosen.constant == "15 to 24");

  const auto wrong = mapped({"indicator", "period", "place", "Valeurs"}, {{"value", "Valuers"}});
  CHECK_FALSE(wrong.mapping);
  const auto& issue = wrong.report.kinds().at("columns.no_such_header").listed[0].issue;
  CHECK(std::get<std::string>(issue.values[3].value) == "Valeurs");

  const auto missing = mapped({"indicator", "what", "value"});
  CHECK_FALSE(missing.mapping);
  CHECK(missing.report.count("columns.missing") == 2);  // all of them, not the first only
  CHECK(mapped({"indicator", "period", "place", "value"}, {{"lower", "value"}, {"value", "value"}}).report.count("columns.used_twice") == 1);
}

TEST_CASE("a column option names a canonical column and a header or a constant") {
  CHECK(exchange::parse_column_choice("period=REF_DATE").value().second == "REF_DATE");
  CHECK(exchange::parse_column_choice("indicator==poverty").value().second == ":poverty");
  CHECK(exchange::parse_column_choice("group.Sex=a=b").value() == std::pair<std::string, std::string>{"group.Sex", "a=b"});
  CHECK(refusal(exchange::parse_column_choice("period")) == "column: columns.choice_form");
  CHECK(refusal(exchange::parse_column_choice("perid=Year")) == "column: columns.unknown_name");
}

TEST_CASE("an unknown name is answered with the nearest known one, and not with a far one") {
  const std::vector<std::string> places{"Québec", "Ontario", "Manitoba", "New Brunswick"};
  CHECK(exchange::nearest("Quebec City", places).empty() == false);
  CHECK(exchange::nearest("Onatrio", places) == "Ontario");
  CHECK(exchange::nearest("new brunswik", places) == "New Brunswick");
  CHECK(exchange::nearest("Wales", places).empty());
}
