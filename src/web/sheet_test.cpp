#include "web/sheet.h"

#include "testing.h"
#include "web/visit_for_test.h"

using namespace outturn;

TEST_CASE("sheet: the same rows as CSV and as JSON; words that look like a formula are neutralised in CSV only") {
  const web::Sheet sheet{.name = "list", .columns = {"id", "count", "value", "none"}, .rows = {{std::string("=cmd()"), std::int64_t{3}, 2.5, std::monostate{}}}};
  testing::Site site;

  const auto csv = web::answered(testing::Visited(site, "/list.csv").visit, sheet);
  CHECK(csv.body == "id,count,value,none\n'=cmd(),3,2.5,\n");
  CHECK(csv.content_type == "text/csv; charset=utf-8");
  CHECK(csv.headers.get("Content-Disposition") == "attachment; filename=\"list.csv\"");

  const auto json = web::answered(testing::Visited(site, "/list.json").visit, sheet);
  CHECK(json.body == R"json([{"id":"=cmd()","count":3,"value":2.5,"none":null}])json");
}

TEST_CASE("paging: pages at n−1, n and n+1 rows") {
  testing::Site site;
  const testing::Visited here(site, "/list?page=2");
  CHECK(web::paged(here.visit, "/list", 49).first == 0);
  CHECK(web::paged(here.visit, "/list", 50).first == 0);
  CHECK(web::paged(here.visit, "/list", 50).links.next_address.empty());
  const auto second = web::paged(here.visit, "/list", 51);
  CHECK(second.first == 50);
  CHECK(second.last == 51);
  CHECK(second.links.previous_address == "/list");
  CHECK(second.links.summary == "Showing 51 to 51 of 51");
}

TEST_CASE("paging: a page that is none is the nearest there is, and links keep the query") {
  testing::Site site;
  CHECK(web::paged(testing::Visited(site, "/list?page=999").visit, "/list", 120).first == 100);
  CHECK(web::paged(testing::Visited(site, "/list?page=-1").visit, "/list", 120).first == 0);
  CHECK(web::paged(testing::Visited(site, "/list?page=x").visit, "/list", 0).last == 0);
  CHECK(web::paged(testing::Visited(site, "/list?q=tax&lang=fr").visit, "/list", 120).links.next_address == "/list?q=tax&page=2");
}

TEST_CASE("paging: a long list names the first page, the last, and those around this one") {
  testing::Site site;
  const auto paging = web::paged(testing::Visited(site, "/list?page=10").visit, "/list", 1000);
  std::string shown;
  for (const auto& number : paging.links.numbers) shown += number.gap ? "…" : number.text + (number.current ? "* " : " ");
  CHECK(shown == "1 …9 10* 11 …20 ");
}
