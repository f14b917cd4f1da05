#include "act/decide_together.h"

#include "access/permission.h"
#include "act/act_kit_test.h"
#include "act/change_record.h"

using namespace outturn;
using testing::day;
using testing::en;
using testing::Refusals;
using testing::refusals;

namespace {

act::Fields because(std::string why) { return {{"prompted_by", en(std::move(why))}}; }
act::Fields says(std::string answer) { return {{"answer", std::move(answer)}}; }

}  // namespace

TEST_CASE("deciding: a partner begins a round, and of two who begin one at once the second is told") {
  testing::Town town;
  const auto health = town.with("hana", record::Role::manager, "health");
  const auto housing = town.with("hugo", record::Role::manager, "housing");

  REQUIRE(act::begin_round(town.store, health, "O1", 0, because("First look")));
  CHECK(refusals(act::begin_round(town.store, housing, "O1", 0, because("Me too")))
            .at(0)
            .starts_with("number: act.round_number"));
  REQUIRE(act::begin_round(town.store, housing, "O1", 1, because("New figures")));

  CHECK(town.get<record::DecisionRound>("O1-round-1").number == 1);
  CHECK(town.get<record::DecisionRound>("O1-round-2").prompted_by == en("New figures"));
  CHECK(town.get<record::DecisionRound>("O1-round-2").opened == town.clock.today());
}

TEST_CASE("deciding: each partner answers for itself only, and what all agreed on any of them writes down") {
  testing::Town town;
  const auto health = town.with("hana", record::Role::manager, "health");
  const auto housing = town.with("hugo", record::Role::lead, "housing");
  const auto tax = town.with("tom", record::Role::manager, "tax");
  const auto central = town.with("cara", record::Role::central);
  REQUIRE(act::begin_round(town.store, health, "O1", 0, because("First look")));
  const auto answer = [&](const access::Reader& who, std::string_view organisation) {
    return refusals(act::answer_question(town.store, who, "O1-round-1", record::Question::clear_outcome, organisation, says("yes")));
  };

  CHECK(answer(health, "housing") == Refusals{": access.refused.add"});
  CHECK(answer(tax, "tax") == Refusals{});  // even who is only consulted may say what it thinks
  CHECK(answer(tax, "") == Refusals{": access.refused.add"});
  CHECK(answer(central, "health") == Refusals{": access.refused.add"});
  CHECK(answer(central, "") == Refusals{": access.refused.add"});
  CHECK(answer(health, "health") == Refusals{});
  CHECK(answer(housing, "housing") == Refusals{});
  CHECK(answer(housing, "") == Refusals{});
}

TEST_CASE("deciding: an answer is not overwritten, and of two given at once the second is told of the first") {
  testing::Town town;
  const auto health = town.with("hana", record::Role::manager, "health");
  const auto housing = town.with("hugo", record::Role::manager, "housing");
  REQUIRE(act::begin_round(town.store, health, "O1", 0, because("First look")));
  REQUIRE(act::answer_question(town.store, health, "O1-round-1", record::Question::factors, "", says("yes")));

  CHECK(refusals(act::answer_question(town.store, housing, "O1-round-1", record::Question::factors, "", says("no"))) == Refusals{"answer: act.answer_taken"});
  const auto& kind = record::kind_of<record::DecisionAnswer>();
  const auto id = town.store.now()->at(kind, 0).id;
  CHECK(refusals(act::change_record(town.store, health, kind, id, std::nullopt, says("no"))) == Refusals{"answer: record.fixed"});
  CHECK(refusals(act::change_record(town.store, health, kind, id, std::nullopt, {{"evidence", en("Minutes")}})) == Refusals{});

  REQUIRE(act::begin_round(town.store, health, "O1", 1, because("New figures")));
  CHECK(refusals(act::answer_question(town.store, health, "O1-round-1", record::Question::barriers, "", says("yes"))) == Refusals{"round: act.round_old"});
  CHECK(refusals(act::answer_question(town.store, housing, "O1-round-2", record::Question::factors, "", says("no"))) == Refusals{});
}

TEST_CASE("deciding: working alone needs a reason and a day to look again, and stays the end of its round") {
  testing::Town town;
  const auto health = town.with("hana", record::Role::manager, "health");
  REQUIRE(act::begin_round(town.store, health, "O1", 0, because("First look")));
  const auto end = [&](act::Fields fields) {
    return refusals(act::end_round(town.store, health, "O1-round-1", town.version<record::DecisionRound>("O1-round-1"), std::move(fields)));
  };

  CHECK(end({{"ending", std::string("work_alone")}}) == Refusals{"reason: record.ending_needs_reason", "check_again: record.alone_needs_check"});
  CHECK(end({{"ending", std::string("work_alone")}, {"reason", en("Cheaper")}, {"check_again", day("2026-01-01")}}) == Refusals{"check_again: record.check_before_end"});
  CHECK(end({{"ending", std::string("work_alone")}, {"reason", en("Cheaper")}, {"check_again", day("2027-06-30")}, {"published", true}}) == Refusals{});
  CHECK(end({{"ending", std::string("proceed")}}) == Refusals{"ending: act.ending_stays"});
  CHECK(refusals(act::answer_question(town.store, health, "O1-round-1", record::Question::factors, "", says("yes"))) == Refusals{"round: act.round_ended"});
  CHECK(refusals(act::begin_round(town.store, health, "O1", 1, because("A year later"))) == Refusals{});
}

TEST_CASE("deciding: until it is published, a round is seen by partners and the centre only") {
  testing::Town town;
  testing::put(town.store, "this", record::Installation{.name = en("Test"), .public_reading = true, .country = {"CA"}});
  const auto health = town.with("hana", record::Role::manager, "health");
  const auto central = town.with("cara", record::Role::central);
  const auto tax = town.with("tom", record::Role::manager, "tax");
  REQUIRE(act::begin_round(town.store, health, "O1", 0, because("First look")));
  const auto reads = [&](const access::Reader& who) {
    const auto now = town.store.now();
    const auto* round = now->find<record::DecisionRound>("O1-round-1");
    return bool(access::decide(who, access::Act::read, *round->kind, round, *now));
  };
  const auto everyone = access::Reader::everyone(town.clock.today());
  CHECK(reads(health));
  CHECK(reads(central));
  CHECK_FALSE(reads(tax));
  CHECK_FALSE(reads(everyone));

  REQUIRE(act::change_record(town.store, health, record::kind_of<record::DecisionRound>(), "O1-round-1", std::nullopt, {{"published", true}}));
  CHECK(reads(everyone));
}
