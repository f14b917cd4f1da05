#include "chain/claims.h"
#include "chain/overlap.h"
#include "chain/testing_chain.h"

using namespace outturn::testing;
using namespace outturn::record;
namespace chain = outturn::chain;

namespace {

MadeWorkspace homes_to_build() {
  MadeWorkspace made;
  for (const auto* id : {"Health", "Work", "City"}) made.add(id, Organisation{.name = named(id)});
  made.add("O", Outcome{.title = named("Homes for all")});
  made.add("I", Indicator{.name = named("Homes built"), .outcomes = {{"O"}}, .value_kind = ValueKind::count, .direction = Direction::up});
  made.figures("I", {{"2025", 1000}});
  return made;
}
Claim claim(const char* by, ClaimMeasure measure, double value) {
  return {.organisation = {by}, .indicator = {"I"}, .period = period("2025"), .measure = measure, .value = value};
}

}  // namespace

TEST_CASE("claims_exceed_whole: shares up to 100 per cent and amounts up to the figure are fine, above is a finding") {
  auto made = homes_to_build();
  made.add("C1", claim("Health", ClaimMeasure::share, 60)).add("C2", claim("Work", ClaimMeasure::share, 40));
  CHECK(count(made, "claims_exceed_whole") == 0);
  made.add("C2", claim("Work", ClaimMeasure::share, 41));
  CHECK(english(found(made.on("2026-11-22"), "claims_exceed_whole").front()) ==
        "2 claims add up to 101% of “Homes built” for 2025, more than the whole of 100%.");
  made.add("C2", claim("Work", ClaimMeasure::share, 40));
  made.add("C3", claim("Health", ClaimMeasure::amount, 700)).add("C4", claim("City", ClaimMeasure::amount, 300));
  CHECK(count(made, "claims_exceed_whole") == 0);
  made.add("C4", claim("City", ClaimMeasure::amount, 301));
  CHECK(count(made, "claims_exceed_whole") == 1);
  auto elsewhere = claim("City", ClaimMeasure::amount, 301);
  elsewhere.period = period("2024");
  made.add("C4", elsewhere);
  CHECK(count(made, "claims_exceed_whole") == 0);  // another period is another result
}

TEST_CASE("people_counted_twice: a range from the largest claim to the sum, until every list is compared") {
  auto made = homes_to_build();
  made.add("C1", claim("Health", ClaimMeasure::people, 500)).add("C2", claim("Work", ClaimMeasure::people, 300)).add("C3", claim("City", ClaimMeasure::people, 200));
  const auto set = chain::claim_sets(made.on("2026-11-22"), made.record<Indicator>("I")).front();
  CHECK(set.lowest == 500);
  CHECK(set.highest == 1000);
  CHECK(!set.exceeds());  // 1,000 of 1,000 at the most
  CHECK(english(found(made.on("2026-11-22"), "people_counted_twice").front()) ==
        "3 partners claim to have reached people for “Homes built” in 2025: from 500 to 1,000, as some may be counted twice.");
  for (const auto& [id, by, value] : {std::tuple("C1", "Health", 500.0), {"C2", "Work", 300.0}, {"C3", "City", 200.0}}) {
    auto once = claim(by, ClaimMeasure::people, value);
    once.deduplicated = true;
    made.add(id, once);
  }
  CHECK(count(made, "people_counted_twice") == 0);
  made.add("C1", claim("Health", ClaimMeasure::people, 1200));
  CHECK(count(made, "claims_exceed_whole") == 1);  // 1,200 and the 500 counted once are more than there were
}

TEST_CASE("incentive_against_outcome: it pays for what the outcome does not want") {
  auto made = homes_to_build();
  made.add("N", Incentive{.organisation = {"City"}, .indicator = {"I"}, .rewards = Rewards::up, .text = named("a grant for each home")});
  CHECK(count(made, "incentive_against_outcome") == 0);
  made.add("N", Incentive{.organisation = {"City"}, .indicator = {"I"}, .rewards = Rewards::down, .text = named("a cap on building")});
  CHECK(english(found(made.on("2026-11-22"), "incentive_against_outcome").front()) ==
        "“a cap on building” rewards City when “Homes built” falls, and the outcome needs the opposite.");
}

TEST_CASE("opposite_promises: at least and at most for one place and group; never two that say the same") {
  auto made = homes_to_build();
  Target more{.indicator = {"I"}, .form = TargetForm::at_least, .value = 1200, .period = period("2030")};
  Target less{.indicator = {"I"}, .form = TargetForm::at_most, .value = 900, .period = period("2031")};
  made.add("T1", more).add("T2", more);
  CHECK(count(made, "opposite_promises") == 0);
  made.add("T2", less);
  CHECK(english(found(made.on("2026-11-22"), "opposite_promises").front()) == "Two targets of “Homes built” pull in opposite directions: T1 and T2.");
  made.add("ON", Place{.name = named("Ontario"), .parent = {"CA"}});
  less.place = {"ON"};
  made.add("T2", less);
  CHECK(count(made, "opposite_promises") == 0);
}

TEST_CASE("parts_fall_short: the sum of counts, the best of rates; as long as a part has no target nothing is said") {
  auto made = homes_to_build();
  made.add("ON", Place{.name = named("Ontario"), .parent = {"CA"}}).add("QC", Place{.name = named("Quebec"), .parent = {"CA"}});
  const auto target = [](const char* place, double value) {
    return Target{.indicator = {"I"}, .place = {place}, .form = TargetForm::at_least, .value = value, .period = period("2030")};
  };
  made.add("T", target("CA", 1200)).add("T1", target("ON", 700));
  CHECK(count(made, "parts_fall_short") == 0);
  made.add("T2", target("QC", 500));
  CHECK(count(made, "parts_fall_short") == 0);
  made.add("T2", target("QC", 499));
  CHECK(english(found(made.on("2026-11-22"), "parts_fall_short").front()) ==
        "Even if all 2 parts met their targets, “Homes built” would miss the target of the whole for 2030: they add up to 1,199, the whole is 1,200.");
  made.add("I", Indicator{.name = named("Share with a home"), .outcomes = {{"O"}}, .value_kind = ValueKind::percentage, .direction = Direction::up});
  made.add("T", target("CA", 90)).add("T1", target("ON", 92)).add("T2", target("QC", 80));
  CHECK(count(made, "parts_fall_short") == 0);
  made.add("T1", target("ON", 89));
  CHECK(count(made, "parts_fall_short") == 1);
}

TEST_CASE("parts_fall_short: a region that gathers parts and a place nobody measures are not waited for, a measured one is") {
  auto made = homes_to_build();
  const auto target = [](const char* place, double value) {
    return Target{.indicator = {"I"}, .place = {place}, .form = TargetForm::at_least, .value = value, .period = period("2030")};
  };
  made.add("ON", Place{.name = named("Ontario"), .level = PlaceLevel::province, .parent = {"CA"}}).figures("I", {{"2024", 500}}, "2025-01-01", "ON");
  made.add("T", target("CA", 1200)).add("T1", target("ON", 700));
  made.add("East", Place{.name = named("East"), .level = PlaceLevel::region, .parent = {"CA"}}).figures("I", {{"2024", 500}}, "2025-01-01", "East");
  CHECK(count(made, "parts_fall_short") == 1);
  made.add("YT", Place{.name = named("Yukon"), .level = PlaceLevel::province, .parent = {"CA"}});
  CHECK(count(made, "parts_fall_short") == 1);
  made.figures("I", {{"2024", 5}}, "2025-01-01", "YT");
  CHECK(count(made, "parts_fall_short") == 0);
}

TEST_CASE("measure_defined_two_ways and two_timetables: one name, other units, directions or frequencies") {
  auto made = homes_to_build();
  made.add("I2", Indicator{.name = named("homes BUILT"), .outcomes = {{"O"}}, .value_kind = ValueKind::count, .direction = Direction::up});
  CHECK(count(made, "measure_defined_two_ways") == 0);
  CHECK(count(made, "same_measure_twice") == 1);
  made.add("I2", Indicator{.name = named("homes BUILT"), .outcomes = {{"O"}}, .value_kind = ValueKind::count, .direction = Direction::down});
  CHECK(count(made, "measure_defined_two_ways") == 1);
  made.add("I2", Indicator{.name = named("Homes built"), .unit = named("thousands"), .value_kind = ValueKind::count, .direction = Direction::up});
  CHECK(count(made, "measure_defined_two_ways") == 1);
  CHECK(count(made, "same_measure_twice") == 0);
  CHECK(count(made, "two_timetables") == 0);
  made.add("I", Indicator{.name = named("Homes built"), .frequency = "yearly"}).add("I2", Indicator{.name = named("Homes built"), .frequency = "quarterly"});
  CHECK(english(found(made.on("2026-11-22"), "two_timetables").front()) == "“Homes built” is reported on two timetables: I is yearly, I2 is quarterly.");
}

TEST_CASE("measured_elsewhere: a promise whose measures all belong to other outcomes") {
  auto made = homes_to_build();
  made.add("O2", Outcome{.title = named("Own target")}).add("I2", Indicator{.name = named("Own figure"), .outcomes = {{"O2"}}});
  Commitment promise{.text = named("build"), .lead = {"City"}, .outcomes = {{"O"}}, .indicators = {{"I2"}}};
  made.add("C", promise);
  CHECK(count(made, "measured_elsewhere") == 1);
  promise.indicators.push_back({"I"});
  made.add("C", promise);
  CHECK(count(made, "measured_elsewhere") == 0);
}

TEST_CASE("partnerships_overlap and partnership_past_review: same people, same outcomes") {
  auto made = homes_to_build();
  Partnership board{.name = named("Homes board"), .members = {{"Health"}, {"Work"}, {"City"}}, .outcomes = {{"O"}}, .review_by = day("2026-11-22")};
  Partnership forum{.name = named("Homes forum"), .members = {{"Health"}, {"Work"}}, .outcomes = {{"O"}}};
  made.add("P1", board).add("P2", forum);
  CHECK(english(found(made.on("2026-11-22"), "partnerships_overlap").front()) ==
        "“Homes board” and “Homes forum” overlap: 1 outcome, 2 members, no posts and no pot of money in common.");
  CHECK(chain::overlaps(made.on("2026-11-22")).size() == 1);
  CHECK(count(made, "partnership_past_review", "2026-11-22") == 0);
  CHECK(count(made, "partnership_past_review", "2026-11-23") == 1);
  forum.members = {{"Health"}};
  made.add("P2", forum);
  CHECK(count(made, "partnerships_overlap") == 0);  // one member in common is no overlap
  // One pot of money: for the same outcome, or by the same people; alone it is no overlap.
  board.pots = {{"en", "Homes Fund\nCity budget, line 4"}, {"fr", "Fonds du logement\nBudget de la ville, poste 4"}};
  forum.pots = {{"fr", " fonds du Logement "}};
  made.add("P1", board).add("P2", forum);
  REQUIRE(chain::overlaps(made.on("2026-11-22")).size() == 1);
  CHECK(chain::overlaps(made.on("2026-11-22")).front().pots == std::vector<outturn::record::Localised>{{{"en", "Homes Fund"}, {"fr", "Fonds du logement"}}});
  CHECK(english(found(made.on("2026-11-22"), "partnerships_overlap").front()) ==
        "“Homes board” and “Homes forum” overlap: 1 outcome, 1 member, no posts and 1 pot of money in common.");
  forum.outcomes = {};
  made.add("P2", forum);
  CHECK(count(made, "partnerships_overlap") == 0);
  forum.members = {{"Health"}, {"Work"}};
  made.add("P2", forum);
  CHECK(count(made, "partnerships_overlap") == 1);
  forum.pots = {{"en", "Another fund\nFonds du logement"}};
  made.add("P2", forum);
  CHECK(count(made, "partnerships_overlap") == 0);
  made.add("P2", forum);
  CHECK(count(made, "partnerships_overlap") == 0);
}
