#include "web/records/search.h"

#include "record/outcome.h"
#include "testing.h"
#include "web/records/search_page.h"
#include "web/visit_for_test.h"

using namespace outturn;
using testing::put;

TEST_CASE("search: accents and case make no difference, in either direction") {
  const web::Query query("ILE-DU-PRINCE-EDOUARD");
  CHECK(query.match("Île-du-Prince-Édouard") > 0);
  CHECK(web::Query("québec").match("Ville de Quebec") > 0);
  CHECK(web::Query("quebec").match("Ontario") == 0);
}

TEST_CASE("search: every word has to occur, whole words count more than beginnings, those more than parts") {
  const std::string text = "Clean drinking water for everybody";
  CHECK(web::Query("water clean").match(text) > 0);
  CHECK(web::Query("water dirty").match(text) == 0);
  CHECK(web::Query("water").match(text) > web::Query("drink").match(text));
  CHECK(web::Query("drink").match(text) > web::Query("rinking").match(text));
  CHECK(web::Query("ter").match(text) == 0);  // three letters within a word say nothing
}

TEST_CASE("search: an elided article is a word of its own") {
  CHECK(web::Query("eau").match("Consacré à l’eau") == web::Query("eau").match("De l eau"));
  CHECK(web::Query("l’eau").match("à l'eau") > 0);
  CHECK(web::Query("eau").match("Le bureau") == 0);
}

TEST_CASE("search: signs and nothing at all are no query") {
  CHECK(web::Query("  ?! ").empty());
  CHECK(web::Query("").match("anything") == 0);
}

TEST_CASE("search: a record is found by its French title on the English page, its title before its description") {
  testing::Site site;
  put(site.store(), "O1", record::Outcome{.title = {{"en", "Safe streets"}, {"fr", "Rues sûres"}}, .description = {{"en", "Nobody fears poverty"}}});
  put(site.store(), "O2", record::Outcome{.title = {{"en", "Less poverty"}, {"fr", "Moins de pauvreté"}}});

  const testing::Visited by_french(site, "/search?q=pauvrete");
  const auto found = web::search_view(by_french.visit, "pauvrete");
  REQUIRE(found.kinds.size() == 1);
  REQUIRE(found.kinds[0].items.size() == 1);
  CHECK(found.kinds[0].items[0].link.text == "Less poverty");
  CHECK(found.kinds[0].items[0].link.address == "/outcomes/O2");

  const auto both = web::search_view(by_french.visit, "poverty");
  REQUIRE(both.kinds[0].items.size() == 2);
  CHECK(both.kinds[0].items[0].link.text == "Less poverty");
}

TEST_CASE("search: what the reader may not read is not found") {
  testing::Site closed(false);
  put(closed.store(), "O1", record::Outcome{.title = {{"en", "Less poverty"}}});
  CHECK(web::search_view(testing::Visited(closed, "/search?q=poverty").visit, "poverty").kinds.empty());
  CHECK(web::search_view(testing::Visited(closed, "/search?q=poverty", "en", true).visit, "poverty").kinds.size() == 1);
}
