#include "web/answers/partnership.h"

#include "record/measure.h"
#include "testing.h"
#include "web/answers/organisations_page.h"
#include "web/visit_for_test.h"

using namespace outturn;
using testing::put;
using testing::Visited;

namespace {

struct Partners : testing::Site {
  Partners() {
    for (const auto* id : {"A", "B", "C", "D"}) put(store(), id, record::Organisation{.name = {{"en", std::string("Office ") + id}}});
    put(store(), "O1", record::Outcome{.title = {{"en", "Clean water"}}});
    put(store(), "I1", record::Indicator{.name = {{"en", "Lead in taps"}}});
    put(store(), "C1", record::Commitment{.text = {{"en", "Mend pipes"}}, .lead = {"A"}, .parties = {{"A"}, {"B"}}, .outcomes = {{"O1"}}, .indicators = {{"I1"}}});
    put(store(), "C2", record::Commitment{.text = {{"en", "Test taps"}}, .lead = {"B"}, .parties = {{"A"}, {"B"}, {"C"}}, .outcomes = {{"O1"}}});
    put(store(), "C3", record::Commitment{.text = {{"en", "Write laws"}}, .lead = {"C"}, .parties = {{"A"}}});
  }
};

}  // namespace

TEST_CASE("partners: what an organisation leads and shares, with whom, and towards what") {
  Partners site;
  const Visited here(site, "/organisations/A");
  const auto all = web::partnership_of(here.visit, *here.visit.workspace().find<record::Organisation>("A"));

  CHECK(all.led.size() == 1);
  CHECK(all.shared.size() == 2);
  REQUIRE(all.partners.size() == 2);
  CHECK(all.partners[0].partner->id == "B");  // two together; C two as well, B before C by name
  CHECK(all.partners[0].together == 2);
  CHECK(all.partners[0].led_here == 1);
  CHECK(all.partners[0].led_there == 1);
  CHECK(all.partners[1].led_there == 1);
  REQUIRE(all.bearings.size() == 2);
  CHECK(all.bearings[0].outcome->id == "O1");
  CHECK(all.bearings[0].led.size() == 1);
  CHECK(all.bearings[1].outcome == nullptr);  // "Write laws" is tied to none
  REQUIRE(all.measures.size() == 1);
}

TEST_CASE("partners: a lead that the list of parties forgets still counts, once") {
  Partners site;
  const Visited here(site, "/organisations");
  const auto pairs = web::closest_pairs(here.visit, 10);
  REQUIRE(pairs.size() == 3);
  CHECK(pairs[0].together == 2);
  for (const auto& pair : pairs) CHECK(pair.first != pair.second);
  CHECK(web::closest_pairs(here.visit, 1).size() == 1);
}

TEST_CASE("partners: the list counts what each leads and shares, busiest first, and names the idle too") {
  Partners site;
  const Visited here(site, "/organisations");
  const auto all = web::shares(here.visit);
  REQUIRE(all.size() == 4);
  CHECK(all[0].organisation->id == "A");
  CHECK(all[0].led == 1);
  CHECK(all[0].shared == 2);
  CHECK(all[0].outcomes == 1);
  CHECK(all[3].organisation->id == "D");
  CHECK(all[3].led + all[3].shared == 0);
}

TEST_CASE("partners: nobody may count what they may not read") {
  testing::Site closed(false);
  put(closed.store(), "A", record::Organisation{.name = {{"en", "Office"}}});
  const Visited nobody(closed, "/organisations");
  CHECK(web::shares(nobody.visit).empty());
}

TEST_CASE("partners: gaps stand once a kind, with how many there are") {
  Partners site;
  const Visited here(site, "/organisations/A");
  const auto partnership = web::partnership_of(here.visit, *here.visit.workspace().find<record::Organisation>("A"));
  const auto markup = web::gaps_section(here.visit, partnership).content.markup();
  const auto first = markup.find("/gaps?code=promise_undated");
  CHECK(first != std::string::npos);
  CHECK(markup.find("/gaps?code=promise_undated", first + 1) == std::string::npos);
}
