#include "chain/claims.h"
#include "chain/testing_chain.h"
#include "record/agreement.h"
#include "record/decision.h"

using namespace outturn::testing;
using namespace outturn::record;
namespace chain = outturn::chain;

namespace {

std::string said(const MadeWorkspace& made, std::string_view code, std::string_view on = "2026-11-22") { return english(found(made.on(on), code).at(0)); }

MadeWorkspace homes() {
  MadeWorkspace made;
  for (const auto* id : {"Health", "City", "Work"}) made.add(id, Organisation{.name = named(id)});
  made.add("O", Outcome{.title = named("Homes for all")}).add("O2", Outcome{.title = named("Clean water")});
  made.add("I", Indicator{.name = named("Homes built"), .outcomes = {{"O"}}, .value_kind = ValueKind::count, .direction = Direction::up});
  return made;
}

/// Two agreements, each with a clause bound to a target of one indicator.
MadeWorkspace two_agreements(TargetForm first, TargetForm second) {
  auto made = homes();
  made.add("ON", Place{.name = named("Ontario"), .parent = {"CA"}});
  made.add("T1", Target{.indicator = {"I"}, .form = first, .value = 1200}).add("T2", Target{.indicator = {"I"}, .place = {"ON"}, .form = second, .value = 900});
  made.add("A1", Agreement{.outcome = {"O"}, .title = named("Homes deal"), .parties = {{"Health"}}}).add("A2", Agreement{.outcome = {"O"}, .title = named("Land deal"), .parties = {{"City"}}});
  made.add("C1", Clause{.agreement = {"A1"}, .targets = {{"T1"}}}).add("C2", Clause{.agreement = {"A2"}, .targets = {{"T2"}}});
  return made;
}

}  // namespace

TEST_CASE("promise_without_money: until something says what pays for it") {
  auto made = homes();
  Commitment promise{.text = named("build 400 homes"), .lead = {"City"}, .outcomes = {{"O"}}};
  made.add("C", promise);
  CHECK(said(made, "promise_without_money") == "Nothing says what pays for the commitment “build 400 homes”.");
  promise.money = named("The city's own budget, 40 million a year until 2030");
  made.add("C", promise);
  CHECK(count(made, "promise_without_money") == 0);
}

TEST_CASE("agreement_past_end: from the day after its sunset, unless it is closed") {
  auto made = homes();
  Agreement deal{.outcome = {"O"}, .title = named("Homes deal"), .parties = {{"Health"}, {"City"}}, .sunset = day("2026-11-22")};
  made.add("A", deal);
  CHECK(count(made, "agreement_past_end", "2026-11-22") == 0);
  CHECK(said(made, "agreement_past_end", "2026-11-23") == "The agreement “Homes deal” ended on 22 November 2026 and is not closed.");
  CHECK(found(made.on("2026-11-23"), "agreement_past_end").front().who->id == "Health");
  deal.closed = day("2026-11-22");
  made.add("A", deal);
  CHECK(count(made, "agreement_past_end", "2026-11-23") == 0);
}

TEST_CASE("agreements_opposed: one asks for at least, the other for at most, of one indicator wherever it is") {
  CHECK(count(two_agreements(TargetForm::at_least, TargetForm::at_least), "agreements_opposed") == 0);
  CHECK(count(two_agreements(TargetForm::at_most, TargetForm::eliminate), "agreements_opposed") == 0);
  auto made = two_agreements(TargetForm::at_least, TargetForm::at_most);
  CHECK(said(made, "agreements_opposed") == "“Homes deal” and “Land deal” promise opposite directions for “Homes built”.");
  CHECK(count(made, "opposite_promises") == 0);  // the places differ
  // Whoever may not read both clauses is not told: the finding names them.
  const auto records = found(made.on("2026-11-22"), "agreements_opposed").front().records;
  CHECK(std::count_if(records.begin(), records.end(), [](const auto* record) { return record->kind->code == "clause"; }) == 2);

  auto closed = two_agreements(TargetForm::at_least, TargetForm::at_most);
  closed.add("A1", Agreement{.outcome = {"O"}, .title = named("Homes deal"), .closed = day("2026-01-01")});
  CHECK(count(closed, "agreements_opposed") == 0);
  auto replaced = two_agreements(TargetForm::at_least, TargetForm::at_most);
  replaced.add("T3", Target{.indicator = {"I"}, .place = {"ON"}, .form = TargetForm::at_least, .value = 900, .replaces = {"T2"}});
  CHECK(count(replaced, "agreements_opposed") == 0);  // T2 is no longer in force
  auto one = two_agreements(TargetForm::at_least, TargetForm::at_most);
  one.add("C2", Clause{.agreement = {"A1"}, .targets = {{"T2"}}});
  CHECK(count(one, "agreements_opposed") == 0);  // one agreement that sets a lower and an upper limit
}

TEST_CASE("recheck_overdue: working alone is looked at again by its day, unless a newer round has begun") {
  auto made = homes();
  DecisionRound alone{.outcome = {"O"}, .number = 1, .ending = Ending::work_alone, .check_again = day("2026-11-22")};
  made.add("R1", alone);
  CHECK(count(made, "recheck_overdue", "2026-11-22") == 0);
  CHECK(said(made, "recheck_overdue", "2026-11-23") == "Working alone on “Homes for all” was to be looked at again by 22 November 2026, and has not been.");
  made.add("R2", DecisionRound{.outcome = {"O"}, .number = 2});
  CHECK(count(made, "recheck_overdue", "2026-11-23") == 0);
  auto stopped = homes();
  alone.ending = Ending::stop;
  stopped.add("R1", alone);
  CHECK(count(stopped, "recheck_overdue", "2026-11-23") == 0);
}

TEST_CASE("own_targets_only: partners have targets of their own and none together") {
  auto made = homes();
  made.add("T1", Target{.indicator = {"I"}, .kind = TargetKind::alone, .form = TargetForm::at_least, .value = 300});
  CHECK(said(made, "own_targets_only") == "“Homes built” has 1 target that partners would reach alone, and none that they promise together.");
  made.add("T2", Target{.indicator = {"I"}, .kind = TargetKind::joint, .form = TargetForm::at_least, .value = 1200});
  CHECK(count(made, "own_targets_only") == 0);
  made.add("T2", Target{.indicator = {"I"}, .kind = TargetKind::milestone, .form = TargetForm::at_least, .value = 1200});
  CHECK(count(made, "own_targets_only") == 1);
  auto none = homes();
  CHECK(count(none, "own_targets_only") == 0);
}

TEST_CASE("local_body_departs: the local form of a body governs what that one governs") {
  auto made = homes();
  made.add("B", GovernanceBody{.name = named("National board"), .outcomes = {{"O"}}});
  made.add("L", GovernanceBody{.name = named("Ontario board"), .outcomes = {{"O2"}, {"O"}}, .replicates = {"B"}});
  CHECK(count(made, "local_body_departs") == 0);
  made.add("L", GovernanceBody{.name = named("Ontario board"), .outcomes = {{"O2"}}, .replicates = {"B"}});
  CHECK(said(made, "local_body_departs") == "“Ontario board” is the local form of “National board” and governs none of the same outcomes.");
  made.add("B", GovernanceBody{.name = named("National board"), .outcomes = {{"O"}}, .draft = true});
  CHECK(count(made, "local_body_departs") == 0);
}

TEST_CASE("replication_incomplete: two places have it and a third has not; one place is no replication") {
  auto made = homes();
  for (const auto* id : {"ON", "QC", "BC"}) made.add(id, Place{.name = named(id), .parent = {"CA"}});
  made.add("B", GovernanceBody{.name = named("Homes board"), .outcomes = {{"O"}}});
  const auto local = [&](const char* place) { made.add(std::string("B-") + place, GovernanceBody{.name = named(place), .outcomes = {{"O"}}, .replicates = {"B"}, .place = {place}}); };
  local("ON");
  CHECK(count(made, "replication_incomplete") == 0);
  local("QC");
  CHECK(said(made, "replication_incomplete") == "“Homes board” has a local form in 2 places and none in 1 more: BC.");
  local("BC");
  CHECK(count(made, "replication_incomplete") == 0);
}

TEST_CASE("partner_with_nothing_to_do: a link of the chain is something to do") {
  auto made = homes();
  made.add("P", Party{.outcome = {"O"}, .organisation = {"City"}, .stance = Stance::contributes});
  CHECK(count(made, "partner_with_nothing_to_do") == 1);
  made.add("L", Link{.outcome = {"O"}, .organisation = {"City"}, .duty = named("issue permits")});
  CHECK(count(made, "partner_with_nothing_to_do") == 0);
  made.add("L", Link{.outcome = {"O"}, .organisation = {"City"}, .duty = named("issue permits"), .draft = true});
  CHECK(count(made, "partner_with_nothing_to_do") == 1);
}

TEST_CASE("measure_defined_two_ways: the same name and unit, and other words in the newest definition") {
  auto made = homes();
  made.add("I2", Indicator{.name = named("Homes built"), .outcomes = {{"O"}}, .value_kind = ValueKind::count, .direction = Direction::up});
  made.add("D1", Definition{.indicator = {"I"}, .version = 1, .text = named("Homes that people moved into.")});
  CHECK(count(made, "measure_defined_two_ways") == 0);  // only one of them is defined
  made.add("D2", Definition{.indicator = {"I2"}, .version = 1, .text = named("homes that people moved into.")});
  CHECK(count(made, "measure_defined_two_ways") == 0);
  made.add("D3", Definition{.indicator = {"I2"}, .version = 2, .text = named("Homes that were begun.")});
  CHECK(count(made, "measure_defined_two_ways") == 1);
}

TEST_CASE("partnerships_overlap: the same members in the same place, too") {
  auto made = homes();
  made.add("ON", Place{.name = named("Ontario"), .parent = {"CA"}});
  made.add("P1", Partnership{.name = named("Board"), .members = {{"Health"}, {"City"}}, .places = {{"ON"}}});
  made.add("P2", Partnership{.name = named("Forum"), .members = {{"Health"}, {"City"}}});
  CHECK(count(made, "partnerships_overlap") == 0);
  made.add("P2", Partnership{.name = named("Forum"), .members = {{"Health"}, {"City"}}, .places = {{"ON"}}});
  CHECK(count(made, "partnerships_overlap") == 1);
}

TEST_CASE("drafts: no finding is about one, and none counts one") {
  auto made = homes();
  made.add("P1", Party{.outcome = {"O"}, .organisation = {"Health"}, .stance = Stance::leads}).add("P2", Party{.outcome = {"O"}, .organisation = {"City"}, .stance = Stance::co_owns});
  const auto before = chain::all_findings(made.on("2026-11-22")).size();
  made.add("S", Post{.title = named("Director"), .organisation = {"City"}, .draft = true});
  made.add("L", Link{.outcome = {"O"}, .organisation = {"City"}, .duty = named("build"), .passes_to = {"Work"}, .post = {"S"}, .draft = true});
  made.add("F", Factor{.outcome = {"O"}, .name = named("rents"), .draft = true});
  made.add("K", Stakeholder{.outcome = {"O"}, .name = named("landlords"), .stance = StakeholderStance::inhibits, .draft = true});
  made.add("N", Incentive{.organisation = {"City"}, .indicator = {"I"}, .rewards = Rewards::down, .text = named("a cap"), .draft = true});
  made.add("U", Support{.organisation = {"City"}, .what = named("two planners"), .since = day("2026-01-01"), .draft = true});
  made.add("G", Partnership{.name = named("Board"), .members = {{"Health"}, {"City"}}, .outcomes = {{"O"}}, .review_by = day("2020-01-01"), .draft = true});
  made.add("G2", Partnership{.name = named("Forum"), .members = {{"Health"}, {"City"}}, .outcomes = {{"O"}}});
  made.add("Q1", Claim{.organisation = {"City"}, .indicator = {"I"}, .period = period("2025"), .value = 60});
  made.add("Q2", Claim{.organisation = {"Health"}, .indicator = {"I"}, .period = period("2025"), .value = 70, .draft = true});
  CHECK(chain::all_findings(made.on("2026-11-22")).size() == before);
  CHECK(count(made, "split_responsibility") == 1);
  made.add("B", GovernanceBody{.name = named("Board"), .outcomes = {{"O"}}, .members = {{"Health"}, {"City"}}, .interval = 30, .draft = true});
  CHECK(count(made, "split_responsibility") == 1);  // the joint body is not there until it is published
  CHECK(count(made, "body_not_met") == 0);
  made.add("B", GovernanceBody{.name = named("Board"), .outcomes = {{"O"}}, .members = {{"Health"}, {"City"}}, .interval = 30});
  CHECK(count(made, "split_responsibility") == 0);
  CHECK(count(made, "body_not_met") == 1);
  CHECK(chain::claim_sets(made.on("2026-11-22"), made.record<Indicator>("I")).front().sum == 60);
}
