#include "web/data/import_check.h"

#include "exchange/byte_source.h"
#include "record/measure.h"
#include "testing.h"
#include "web/visit_for_test.h"

using namespace outturn;
using testing::put;

namespace {

exchange::Staged staged(const testing::Visited& here, std::string_view text) {
  exchange::MemorySource source(text);
  base::Progress silent;
  return exchange::stage_observations(source, here.visit.workspace(), {.file_name = "figures.csv", .today = testing::day("2026-06-30"), .sound_rows_only = true}, silent);
}

void fill_measures(testing::Site& site) {
  put(site.store(), "I1", record::Indicator{.name = {{"en", "Smokers"}}});
  put(site.store(), "ON", record::Place{.name = {{"en", "Ontario"}}});
}

}  // namespace

TEST_CASE("import check: ready and faulty rows are told apart, and each fault has a place on the page") {
  testing::Site site;
  fill_measures(site);
  const testing::Visited here(site, "/data", "en", true);

  const auto file = staged(here, "indicator,period,place,value\nI1,2020,CA,5\nI1,2020,Ontari,\"7,5\"\nI1,2021,CA,**\n");
  const auto check = web::import_check(here.visit, file);

  CHECK(check.ready == 1);
  CHECK(check.to_fix == 2);
  CHECK_FALSE(check.may_save());
  REQUIRE(check.fixes.size() == 3);
  CHECK(check.fixes[0].input == "mend.3.2");
  CHECK(check.fixes[0].suggestion == "Ontario");
  CHECK(check.signs.size() == 1);
  CHECK(check.signs.front().sign == "**");
  for (const auto& problem : check.problems.errors) CHECK(problem.address.starts_with("#mend-"));
}

TEST_CASE("import check: no sentence of the page names an option of the command line") {
  testing::Site site;
  fill_measures(site);
  const testing::Visited here(site, "/data", "en", true);

  const auto file = staged(here, "indicator,period,place,value,group.Sex\nNothing like it,2020,CA,5,\nI1,2020,Nowhere at all,<5,\nI1,2021,CA,**,\n");
  const auto unmapped = staged(here, "a,b\n1,2\n");

  for (const auto* one : {&file, &unmapped}) {
    for (const auto& finding : one->report.in_order()) {
      for (const auto* language : {"en", "fr"}) CHECK(web::sentence_of(language::Words(language), finding.issue).find("--") == std::string::npos);
    }
  }
}

TEST_CASE("import check: a file without faults may be saved, and every check says that it passed") {
  testing::Site site;
  fill_measures(site);
  const testing::Visited here(site, "/data", "en", true);

  const auto file = staged(here, "indicator,period,place,value\nI1,2020,CA,5\nI1,2021,CA,6\n");
  const auto check = web::import_check(here.visit, file);

  CHECK(check.may_save());
  CHECK(check.ready == 2);
  CHECK(check.unusual == 0);
  for (const auto& one : check.checks) CHECK(one.glyph == web::Glyph::yes);
}

TEST_CASE("import check: the list of problems cannot become formulas in a spreadsheet") {
  testing::Site site;
  fill_measures(site);
  const testing::Visited here(site, "/data", "en", true);

  const auto csv = web::problems_as_csv(here.visit.words, staged(here, "indicator,period,place,value\nI1,2020,CA,=cmd()\n").report);

  CHECK(csv.find(",'=cmd(),") != std::string::npos);
}
