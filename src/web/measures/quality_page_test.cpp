#include "web/measures/quality_page.h"

#include "record/trust.h"
#include "testing.h"
#include "web/rendered_for_test.h"
#include "web/visit_for_test.h"

using namespace outturn;
using testing::day;
using testing::english;
using testing::holds;
using testing::import_batch;
using testing::period;
using testing::put;
using testing::Visited;

namespace {

/// A running total that became less in two places, and a rate of five places that is late in all of them.
struct Doubtful : testing::Site {
  Doubtful() {
    put(store(), "office", record::Source{.title = {{"en", "Register of cases"}}, .publisher = {{"en", "The office"}}});
    put(store(), "total", record::Indicator{.name = {{"en", "Homes built so far"}}, .value_kind = record::ValueKind::cumulative, .sources = {{"office"}}});
    put(store(), "late", record::Indicator{.name = {{"en", "Out of work"}}, .value_kind = record::ValueKind::rate, .publication_delay = 30, .sources = {{"office"}}});
    std::vector<testing::Reported> rows;
    for (const auto* place : {"CA", "P1", "P2", "P3", "P4"}) {
      if (place[0] == 'P') put(store(), place, record::Place{.name = {{"en", place}}, .level = record::PlaceLevel::province, .parent = {"CA"}});
      for (int year = 2015; year < 2021; ++year) rows.push_back({.indicator = "late", .place = place, .period = std::to_string(year), .value = 10.0 + year % 3});
    }
    for (const auto* place : {"CA", "P1"}) {
      for (int year = 2015; year < 2021; ++year) rows.push_back({.indicator = "total", .place = place, .period = std::to_string(year), .value = year == 2019 ? 1 : year - 2010.0});
    }
    import_batch(store(), "B1", rows);
  }
  /// The page without the part that frames every page.
  std::string page(const char* language = "en") {
    Visited here(*this, "/data/quality", language);
    const auto response = web::show_quality(here.visit);
    CHECK(response.status == 200);
    return response.body;
  }
};

/// What stands between the heading of one part of the page and the next.
std::string part(const std::string& page, std::string_view id) {
  const auto from = page.find("id=\"" + std::string(id) + "\"");
  if (from == std::string::npos) return {};
  return page.substr(from, page.find("<section", from) - from);
}

int occurrences(const std::string& text, std::string_view part) {
  int count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("data quality: every finding that the summary counts stands on the page: also a running total that became less") {
  Doubtful site;
  const auto doubted = part(site.page(), "doubted");

  CHECK(holds(site.page(), "2 figures are out of line or break a rule"));
  CHECK(holds(doubted, "Homes built so far"));
  CHECK(holds(doubted, "2019"));
  CHECK(holds(doubted, "The office"));
}

TEST_CASE("data quality: series of one measure of which the same is said stand in one line, which counts and names them; the files hold each") {
  Doubtful site;
  Visited here(site, "/data/quality");
  const auto doubts = web::data_doubts(here.visit);
  const auto table = web::findings_table(here.visit, doubts.findings, {"late"}, "Late");

  REQUIRE(table.rows.size() == 1);
  CHECK(table.rows[0].cells[0].sub == "5 series: Canada, P1, P2 and 2 more");
  CHECK(web::findings_table(here.visit, doubts.findings, {"late"}, "Late", 0).rows.empty());
  const auto sheet = web::quality_sheet(here.visit, doubts);
  CHECK(std::count_if(sheet.rows.begin(), sheet.rows.end(), [](const auto& row) { return std::get<std::string>(row[0]) == "late"; }) == 5);
  CHECK(std::count_if(sheet.rows.begin(), sheet.rows.end(), [](const auto& row) { return std::get<std::string>(row[0]) == "decrease" && std::get<std::string>(row[1]) == "error"; }) == 2);
}

TEST_CASE("data quality: what every line of a part says alike is said once; lines after the first lie in a fold that loses none") {
  Doubtful site;
  for (int n = 1; n <= 5; ++n) put(site.store(), "more" + std::to_string(n), record::Indicator{.name = {{"en", "Measure " + std::to_string(n)}}, .sources = {{"office"}}});
  const auto unverified = part(site.page(), "unverified");
  const auto fold = unverified.find("ot-more");

  CHECK(occurrences(unverified, "Ask a verifier to check the data system by the four questions.") == 1);
  CHECK(occurrences(unverified, "Nobody has checked these figures against their source yet.") == 1);
  REQUIRE(fold != std::string::npos);
  CHECK(holds(unverified, "5 more rows"));
  CHECK(unverified.find("Out of work") < fold);
  CHECK(unverified.find("Measure 5") > fold);
  CHECK(occurrences(unverified, "The office") == 7);
}

TEST_CASE("data quality: an open question stands with what peers say of it; answered it goes, disputed it stays; a rating counts until it ends") {
  Doubtful site;
  put(site.store(), "ann", record::Person{.name = "Ann", .email = "ann@example.org"});
  put(site.store(), "homes", record::Organisation{.name = {{"en", "Homes"}}});
  auto question = record::DataQuestion{.indicator = {"late"}, .place = {"P1"}, .period = period("2020"), .text = "Were seasonal jobs counted?", .asked_of = {"ann"}, .asked = day("2026-05-01"), .due = day("2026-06-01")};
  put(site.store(), "Q1", question);
  put(site.store(), "OP1", record::Opinion{.question = {"Q1"}, .organisation = {"homes"}, .position = record::Position::disputes, .reason = "Our count differs."});

  auto page = site.page();
  CHECK(holds(part(page, "questions"), "Were seasonal jobs counted?"));
  CHECK(holds(part(page, "questions"), "Homes: "));
  CHECK(holds(part(page, "questions"), "Our count differs."));
  CHECK(holds(part(page, "questions"), "An answer was due by 1 June 2026"));
  CHECK(holds(page, "and 1 question is not settled."));
  CHECK(holds(page, "0 of 2 measures have a rating in force."));
  CHECK_FALSE(holds(site.page("fr"), "⟦"));

  question.state = record::QuestionState::disputed;
  put(site.store(), "Q1", question);
  CHECK(holds(part(site.page(), "questions"), "Were seasonal jobs counted?"));
  question.state = record::QuestionState::answered;
  question.answer = "They were not.";
  put(site.store(), "Q1", question);
  CHECK(holds(part(site.page(), "questions"), "No question is open."));

  put(site.store(), "V1", record::Verification{.system = {{"en", "Survey"}}, .indicators = {{"late"}}, .rating = record::Rating::amber, .evidence = "Report", .verifier = {"ann"}, .verified = day("2026-01-01"), .expires = day("2026-12-31")});
  CHECK(holds(site.page(), "1 of 2 measures has a rating in force.") != holds(site.page(), "1 of 2 measures have a rating in force."));
  CHECK_FALSE(holds(part(site.page(), "unverified"), "Out of work"));
  CHECK(holds(part(site.page(), "unverified"), "Homes built so far"));
}
