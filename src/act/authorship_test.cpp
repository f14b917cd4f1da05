#include "act/authorship.h"

#include "act/act_kit_test.h"
#include "act/change_record.h"
#include "record/trust.h"

using namespace outturn;
using testing::Town;
using record::Reference;

namespace {

const record::Kind& questions() { return record::kind_of<record::DataQuestion>(); }

act::Fields question() { return {{"indicator", Reference{"I1"}}, {"text", std::string("Why so few in 2023?")}, {"asked_of", Reference{"ann"}}}; }

}  // namespace

TEST_CASE("a question is asked in the asker's own name, and answered in the answerer's") {
  Town town;
  const auto ann = town.with("ann", record::Role::reporter, "housing");
  const auto bob = town.with("bob", record::Role::analyst, "tax");  // no partner, and may ask all the same
  REQUIRE(act::add_record(town.store, bob, questions(), "Q1", question()));
  CHECK(town.get<record::DataQuestion>("Q1").asked_by.id == "bob");
  CHECK(town.get<record::DataQuestion>("Q1").asked == town.clock.today());

  REQUIRE(act::change_record(town.store, ann, questions(), "Q1", {}, {{"state", std::string("answered")}, {"answer", std::string("Two shelters closed.")}}));
  CHECK(town.get<record::DataQuestion>("Q1").answered_by.id == "ann");
  CHECK(town.get<record::DataQuestion>("Q1").answered == town.clock.today());
}

TEST_CASE("nobody asks or answers in another's name, and who is no partner does not answer") {
  Town town;
  const auto ann = town.with("ann", record::Role::reporter, "housing");
  const auto bob = town.with("bob", record::Role::analyst, "tax");
  auto as_ann = question();
  as_ann.emplace_back("asked_by", Reference{"ann"});
  const auto refused = act::add_record(town.store, bob, questions(), "Q1", as_ann);
  REQUIRE(!refused);
  CHECK(refused.error().front().code == "act.not_yourself");
  REQUIRE(act::add_record(town.store, ann, questions(), "Q1", question()));
  const auto outsider = act::change_record(town.store, bob, questions(), "Q1", {}, {{"answer", std::string("It is right.")}});
  REQUIRE(!outsider);
  CHECK(outsider.error().front().code == "access.refused.change");
  CHECK(town.get<record::DataQuestion>("Q1").answer.empty());
}

TEST_CASE("an answered question needs its answer; a peer who sees it otherwise says why, for the own organisation only") {
  Town town;
  const auto ann = town.with("ann", record::Role::manager, "housing");
  REQUIRE(act::add_record(town.store, ann, questions(), "Q1", question()));
  const auto empty = act::change_record(town.store, ann, questions(), "Q1", {}, {{"state", std::string("answered")}});
  REQUIRE(!empty);
  CHECK(empty.error().front().code == "record.answer_needed");
  const auto& opinions = record::kind_of<record::Opinion>();
  const auto opinion = [](const char* organisation, const char* reason) {
    return act::Fields{{"question", Reference{"Q1"}}, {"organisation", Reference{organisation}}, {"position", std::string("dissents")}, {"reason", std::string(reason)}};
  };
  CHECK(act::add_record(town.store, ann, opinions, "", opinion("housing", "")).error().front().code == "record.dissent_needs_reason");
  CHECK(act::add_record(town.store, ann, opinions, "", opinion("health", "We count more.")).error().front().code == "access.refused.add");
  REQUIRE(act::add_record(town.store, ann, opinions, "D1", opinion("housing", "We count more.")));
  CHECK(town.get<record::Opinion>("D1").person.id == "ann");
}

TEST_CASE("only a verifier rates a data system, and a partner's own manager does not") {
  Town town;
  const auto& verifications = record::kind_of<record::Verification>();
  const act::Fields rating{{"system", testing::en("Shelter count")}, {"indicators", record::References{{"I1"}}}, {"evidence", std::string("seen")},
                           {"verifier", Reference{"vera"}}, {"verified", town.clock.today()}, {"expires", town.clock.today().plus(700)}};
  const auto manager = town.with("max", record::Role::manager, "housing");
  const auto verifier = town.with("vera", record::Role::verifier, "health");
  CHECK(act::add_record(town.store, manager, verifications, "V1", rating).error().front().code == "access.refused.add");
  CHECK(act::add_record(town.store, verifier, verifications, "V1", rating));
}
