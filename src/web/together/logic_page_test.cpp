#include "web/together/logic_page.h"

#include "record/organisation.h"
#include "record/outcome.h"
#include "testing.h"
#include "web/visit_for_test.h"

using namespace outturn;
using namespace outturn::web;
using record::Evidence;
using record::LogicBox;
using record::LogicColumn;
using record::LogicLink;
using testing::put;

namespace {

record::Localised in_both(std::string text) { return {{"en", text}, {"fr", text}}; }

/// A model of two boxes and an arrow, the first owned by nobody.
struct Town {
  testing::Site site;
  Town() {
    put(site.store(), "health", record::Organisation{.name = in_both("Health")});
    put(site.store(), "O1", record::Outcome{.title = in_both("Homes")});
  }
  void box(const std::string& id, LogicColumn column, std::string owner = "health") {
    put(site.store(), id, LogicBox{.outcome = {"O1"}, .column = column, .name = in_both("Box " + id), .collaborative = true, .organisations = owner.empty() ? record::References{} : record::References{{owner}}, .illustrative = true});
  }
  void arrow(const std::string& from, const std::string& to, Evidence strength = Evidence::weak) {
    put(site.store(), from + "-" + to, LogicLink{.from = {from}, .to = {to}, .assumption = in_both("Because <so>"), .strength = strength});
  }
  std::string page(const char* language = "en", bool as_host = false, std::string query = "") {
    testing::Visited here(site, "/outcomes/O1/logic" + query, language, as_host);
    here.request.parameters.add("id", "O1");
    return show_logic(here.visit).body;
  }
};

std::size_t drawn_boxes(std::string_view page) {
  std::size_t count = 0;
  for (auto at = page.find("<a href=\"#box-"); at != std::string_view::npos; at = page.find("<a href=\"#box-", at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("logic page: without boxes it says why one would draw some, and only who may is asked to") {
  Town town;
  CHECK(testing::holds(town.page(), "Nobody has yet drawn"));
  CHECK_FALSE(testing::holds(town.page(), "/outcomes/O1/logic/box"));
  CHECK(testing::holds(town.page("en", true), "/outcomes/O1/logic/box"));
}

TEST_CASE("logic page: an analyst of an organisation that has no part in the outcome is not offered to draw") {
  Town town;
  put(town.site.store(), "roads", record::Organisation{.name = in_both("Roads")});
  put(town.site.store(), "P1", record::Party{.outcome = {"O1"}, .organisation = {"health"}, .stance = record::Stance::leads});
  for (const auto* organisation : {"health", "roads"}) {
    const auto id = std::string("analyst-of-") + organisation;
    put(town.site.store(), id, record::Person{.name = id, .email = id + "@example.org"});
    put(town.site.store(), id + "-role", record::Appointment{.person = {id}, .organisation = {organisation}, .role = record::Role::analyst});
    testing::Visited here(town.site, "/outcomes/O1/logic");
    here.request.parameters.add("id", "O1");
    here.visit.reader = access::Reader::of(here.visit.workspace(), id, here.visit.view.day());
    const bool offered = testing::holds(show_logic(here.visit).body, "/outcomes/O1/logic/box");
    CHECK(offered == (std::string_view(organisation) == "health"));
    CHECK(offered == (show_box_form(here.visit).status == 200));
  }
}

TEST_CASE("logic page: drawing, list, arrows and weak points say the same, labelled illustrative, in both languages") {
  Town town;
  town.box("a", LogicColumn::input, "");
  town.box("b", LogicColumn::long_term);
  town.arrow("a", "b");
  const auto page = town.page();
  CHECK(testing::holds(page, "The strongest route lacks an owner"));
  CHECK(testing::holds(page, "ot-logic-arrow--weak"));
  CHECK(testing::holds(page, "1: Box b (weak)"));
  CHECK(testing::holds(page, "Nobody answers for 1 box: Box a."));
  CHECK(testing::holds(page, "Because &lt;so&gt;"));
  CHECK(testing::holds(page, "No government has drawn it"));
  CHECK_FALSE(testing::holds(page, "/logic/box?box="));
  CHECK(testing::holds(town.page("en", true), "/logic/box?box=a"));
  for (const auto* language : {"en", "fr"}) CHECK_FALSE(testing::holds(town.page(language, true), "⟦"));
  testing::Visited here(town.site, "/outcomes/O1/logic.json");
  here.request.parameters.add("id", "O1");
  const auto data = show_logic(here.visit).body;
  CHECK(testing::holds(data, R"("illustrative":true)"));
  CHECK(testing::holds(data, R"("state":"strongest_unowned")"));
}

TEST_CASE("logic page: of more than thirty boxes one route is drawn at a time, the whole on request; the list has all") {
  Town town;
  for (int n = 0; n < 16; ++n) {
    town.box("a" + std::to_string(n), LogicColumn::input);
    town.box("b" + std::to_string(n), LogicColumn::long_term);
    town.arrow("a" + std::to_string(n), "b" + std::to_string(n));
  }
  const auto drawn = [&](std::string query) {
    const auto page = town.page("en", false, std::move(query));
    const auto from = page.find("<svg class=\"ot-chart\"");
    return drawn_boxes(std::string_view(page).substr(from, page.find("</svg>", from) - from));
  };
  CHECK(drawn("") == 2);
  CHECK(drawn("?route=a7") == 2);
  CHECK(drawn("?route=all") == 32);
  CHECK(testing::holds(town.page(), "id=\"box-b15\""));
}
