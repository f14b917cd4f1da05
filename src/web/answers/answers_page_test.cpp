#include "web/answers/answers_page.h"

#include "record/contribution.h"
#include "record/graph.h"
#include "testing.h"
#include "web/answers/partners_pages.h"
#include "web/visit_for_test.h"

using namespace outturn;
using outturn::testing::holds;
using testing::put;
using testing::Visited;

namespace {

using Duty = record::Link;

/// Finance asks Housing, Housing passes on to the City and to the Shelter; the City also asks the Shelter.
struct Homes : testing::Site {
  explicit Homes(bool public_reading = true) : Site(public_reading) {
    for (const auto* id : {"finance", "housing", "city", "shelter"}) put(store(), id, record::Organisation{.name = {{"en", id}}});
    put(store(), "O1", record::Outcome{.title = {{"en", "Homes for all"}}});
    put(store(), "director", record::Post{.title = {{"en", "Director"}}, .organisation = {"housing"}, .holder = "Ada Roy", .contact = "ada@example.org"});
    link("L1", "finance", "housing", "Pay for homes");
    link("L2", "housing", "city", "Build homes");
    link("L3", "city", "shelter", "Give land");
    link("L4", "housing", "shelter", "Pay for nights");
    link("L5", "shelter", "", "House people");
  }
  void link(const char* id, const char* who, const char* next, const char* duty) {
    put(store(), id, Duty{.outcome = {"O1"}, .organisation = {who}, .duty = {{"en", duty}}, .passes_to = {next}, .accountable_to = {"finance"}});
  }
  const workspace::Record& outcome(const Visited& here) { return *here.visit.workspace().find<record::Outcome>("O1"); }
};

std::string outline(const std::vector<web::DutyView>& duties) {
  std::string all;
  for (const auto& duty : duties) {
    all += duty.duty.text + (duty.shown_above.empty() ? "" : "*");
    if (!duty.passes_to.empty()) all += " (" + outline(duty.passes_to) + ")";
    all += "; ";
  }
  return all;
}

}  // namespace

TEST_CASE("who answers: the chain is nested from the first to the last, many to many, each link once in full") {
  Homes site;
  const Visited here(site, "/outcomes/O1/answers");
  CHECK(outline(web::chain_view(here.visit, site.outcome(here)).first) ==
        "Pay for homes (Build homes (Give land (House people; ); ); Pay for nights (House people*; ); ); ");
  site.link("L1", "finance", "shelter", "Pay for homes");
  site.link("L5", "shelter", "finance", "House people");  // a circle, with the rest beside it
  const Visited again(site, "/outcomes/O1/answers");
  const auto text = outline(web::chain_view(again.visit, site.outcome(again)).first);
  for (const auto* duty : {"Pay for homes", "Build homes", "Give land", "Pay for nights", "House people"}) CHECK(holds(text, duty));
}

TEST_CASE("who answers: what the holder has said to a link is a shape and a word, with name and day") {
  Homes site;
  const auto state = [&] {
    const Visited here(site, "/outcomes/O1/answers");
    const auto& link = *here.visit.workspace().find<Duty>("L2");
    return web::acknowledgement_shown(here.visit, link).text + " " + web::acknowledgement_text(here.visit, link);
  };
  CHECK(state() == "Not acknowledged ");
  const auto words = record::words_of(site.store().now()->find<Duty>("L2")->as<Duty>());
  put(site.store(), "A", record::Acknowledgement{.link = {"L2"}, .name = "Ada Roy", .post = {"director"}, .on = testing::day("2026-05-04"), .words = words});
  CHECK(state() == "Acknowledged by Ada Roy on 4 May 2026");
  {
    const Visited here(site, "/outcomes/O1/answers");
    CHECK(web::chain_count(here.visit, site.outcome(here)).acknowledged == 1);
  }
  put(site.store(), "director", record::Post{.title = {{"en", "Director"}}, .organisation = {"housing"}, .holder = "Ben Lee"});
  CHECK(state() == "Acknowledged by someone who left by Ada Roy on 4 May 2026");
  site.link("L2", "housing", "city", "Build 400 homes");
  CHECK(state() == "Acknowledged in other words by Ada Roy on 4 May 2026");
}

TEST_CASE("who answers: a visitor is not offered to acknowledge anything, and a closed register shows nothing") {
  Homes site;
  Visited here(site, "/links/L2");
  here.request.parameters.add("id", "L2");
  const auto page = web::show_link(here.visit);
  CHECK(page.status == 200);
  CHECK(holds(page.body, "Build homes"));
  CHECK(!holds(page.body, "/acknowledge"));
  CHECK(!holds(page.body, record::words_of(here.visit.workspace().find<Duty>("L2")->as<Duty>())));
  const Visited on_organisation(site, "/organisations/housing");
  CHECK(!holds(web::profile_section(on_organisation.visit, *on_organisation.visit.workspace().find<record::Organisation>("housing")).content.markup(), "ada@example.org"));

  Homes closed(false);
  const Visited nobody(closed, "/outcomes/O1/answers");
  CHECK(web::chain_view(nobody.visit, closed.outcome(nobody)).first.empty());
}

TEST_CASE("partnerships: one within the other is proposed to end, two that only meet to merge") {
  Homes site;
  put(site.store(), "P1", record::Partnership{.name = {{"en", "Homes board"}}, .members = {{"housing"}, {"city"}, {"finance"}}, .outcomes = {{"O1"}}});
  put(site.store(), "P2", record::Partnership{.name = {{"en", "Homes forum"}}, .members = {{"housing"}, {"city"}}, .outcomes = {{"O1"}}});
  {
    const Visited here(site, "/partnerships");
    const auto table = web::overlaps_table(here.visit);
    REQUIRE(table.rows.size() == 1);
    CHECK(table.rows[0].cells[2].text == "End “Homes forum”: all its members and outcomes are in “Homes board”.");
  }
  put(site.store(), "P2", record::Partnership{.name = {{"en", "Homes forum"}}, .members = {{"housing"}, {"city"}, {"shelter"}}, .outcomes = {{"O1"}}});
  const Visited here(site, "/partnerships");
  CHECK(web::overlaps_table(here.visit).rows[0].cells[2].text == "Merge the two, or agree which outcome each leaves to the other.");
}

TEST_CASE("claims: what may be counted twice is a range, and what exceeds the whole is said") {
  Homes site;
  put(site.store(), "I1", record::Indicator{.name = {{"en", "Homes built"}}});
  const auto claim = [&](const char* id, const char* who, record::ClaimMeasure measure, double value) {
    put(site.store(), id, record::Claim{.organisation = {who}, .indicator = {"I1"}, .period = testing::period("2025"), .measure = measure, .value = value});
  };
  claim("C1", "housing", record::ClaimMeasure::people, 1500);
  claim("C2", "city", record::ClaimMeasure::people, 400);
  claim("C3", "housing", record::ClaimMeasure::share, 80);
  claim("C4", "city", record::ClaimMeasure::share, 30);
  const Visited here(site, "/claims");
  const auto table = web::claims_table(here.visit);
  REQUIRE(table.rows.size() == 2);
  CHECK(table.rows[0].cells[2].text == "1,500 to 1,900");
  CHECK(table.rows[1].cells[2].text == "110%");
  CHECK(holds(table.rows[1].cells[4].content.markup(), "More than the whole"));
}
