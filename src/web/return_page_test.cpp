#include "web/return_page.h"

#include "record/returns.h"
#include "record/trust.h"
#include "testing.h"
#include "web/pasted_table.h"
#include "web/returns_page.h"
#include "web/visit_for_test.h"

using namespace outturn;
using outturn::testing::put;
using outturn::testing::refusal;

namespace {

/// The one figure in what was typed, as text; "nothing" for an empty input.
std::string read(std::string_view text, std::string_view language = "en") {
  const auto figure = web::typed_figure(text, language);
  if (!figure) return refusal(figure);
  return *figure ? std::to_string(**figure) : "nothing";
}

/// A duty for homes in two places and for women, two years due.
struct Asked {
  testing::Site site;
  Asked() {
    auto& store = site.store();
    put(store, "ON", record::Place{.name = {{"en", "Ontario"}}, .parent = {"CA"}});
    put(store, "office", record::Organisation{.name = {{"en", "Office"}}});
    put(store, "homes", record::Indicator{.name = {{"en", "Homes"}}, .minimum = 0});
    put(store, "D", record::ReturnDuty{.name = {{"en", "Count of homes"}}, .organisation = {"office"}, .indicators = {{"homes"}}, .places = {{"CA"}, {"ON"}},
                                       .first_period = testing::period("2024"), .due_days = 60});
    put(store, "limit", record::ValidationRule{.indicator = {"homes"}, .upper = 50, .severity = record::RuleSeverity::error, .what_to_do = {{"en", "Ask"}}});
  }
  /// What a pasted table puts into the cells: "CA 5, ON -", and after a bar what is wrong.
  std::string pasted(const std::string& text, const std::string& language = "en") {
    testing::Visited here(site, "/returns/D-2025", language, true);
    const auto asked = quality::asked_return(here.visit.workspace(), "D-2025", here.visit.view.day()).value();
    const auto cells = quality::cells_of(here.visit.workspace(), asked);
    std::vector<act::TypedCell> typed;
    for (const auto& cell : cells) typed.push_back({.indicator = cell.indicator->id, .place = cell.place->id});
    const auto table = web::read_pasted_table(here.visit, asked, cells, text, typed);
    std::string told;
    for (const auto& one : typed) {
      const auto said = one.value ? here.visit.words.number(*one.value) : one.absence == record::Absence::suppressed ? std::string("c") : std::string("-");
      told += (told.empty() ? "" : ", ") + one.place + " " + said;
    }
    for (const auto& issue : table.issues) told += " | " + here.visit.words.issue(issue);
    return told;
  }
};

}  // namespace

TEST_CASE("a figure is read as people of either language type it, and what could mean two things is refused") {
  CHECK(read("12.5") == "12.500000");
  CHECK(read(" ") == "nothing");
  CHECK(read("12,5") == "12.500000");
  CHECK(read("12,5", "fr") == "12.500000");
  CHECK(read("1 234,5", "fr") == "1234.500000");
  CHECK(read("1,234") == "value: figure.ambiguous_comma");
  CHECK(read("1,234", "fr") == "1.234000");  // as the page itself shows it in French
  CHECK(read("1,234.5") == "1234.500000");
  CHECK(read("12%") == "value: figure.percent");
  CHECK(read("many") == "value: figure.unknown_marker");
  CHECK(read("c") == ": figure.not_a_number");  // why there is none is chosen, not typed
}

TEST_CASE("a table pasted from a spreadsheet finds its cells, with headings or without, tabs or commas") {
  Asked asked;
  CHECK(asked.pasted("Place\tValue\nCanada\t12\nOntario\t5\n") == "CA 12, ON 5");
  CHECK(asked.pasted("Canada\t12\nOntario\t5,5\n", "fr") == "CA 12, ON 5,5");
  CHECK(asked.pasted("place,value\nON,5\n") == "CA -, ON 5");
  CHECK(asked.pasted("Homes\tCanada\t7\n") == "CA 7, ON -");
  CHECK(asked.pasted("Place\tPeriod\tValue\nON\t2025\tc\n") == "CA -, ON c");
  CHECK(asked.pasted("Canada\t60\n") == "CA 60, ON -");  // the rule is told beside the cell, not here
}

TEST_CASE("what a pasted table has besides is told line by line, and the rest is read") {
  Asked asked;
  CHECK(asked.pasted("").ends_with("Nothing was pasted. Copy the cells of your table and paste them here."));
  const auto misspelt = asked.pasted("Onatrio\t5\nCanada\t12\n");
  CHECK(misspelt.starts_with("CA 12, ON -"));
  CHECK(misspelt.find("Line 1: ") != std::string::npos);
  CHECK(misspelt.find("Ontario") != std::string::npos);
  CHECK(asked.pasted("Place\tPeriod\tValue\nON\t2023\t5\n").find("1 line is for a figure") != std::string::npos);
}

TEST_CASE("the list of returns says what is due and late, in both languages, and as data") {
  Asked asked;
  for (const auto* language : {"en", "fr"}) {
    testing::Visited here(asked.site, "/returns", language);
    const auto returns = web::readable_returns(here.visit);
    REQUIRE(returns.size() == 2);
    const auto sheet = web::returns_sheet(here.visit, returns);
    CHECK(sheet.rows.size() == 2);
    CHECK(std::get<std::int64_t>(sheet.rows[0][5]) == 486);  // due on 1 March 2025, today is 30 June 2026
    const auto page = web::show_returns(here.visit);
    CHECK(page.body.find("⟦") == std::string::npos);
    CHECK(page.body.find("D-2024") != std::string::npos);
  }
}

TEST_CASE("whoever is not signed in sees what is asked and no form") {
  Asked asked;
  testing::Visited here(asked.site, "/returns/D-2025");
  here.request.parameters.add("id", "D-2025");
  const auto page = web::show_return(here.visit);
  CHECK(page.status == 200);
  CHECK(page.body.find("<form action=\"/returns/") == std::string::npos);
  put(asked.site.store(), "D-2025", record::Return{.duty = {"D"}, .period = testing::period("2025")});
  testing::Visited later(asked.site, "/returns/D-2025");
  later.request.parameters.add("id", "D-2025");
  CHECK(web::show_return(later.visit).status == 404);  // a draft is its organisation's own
}
