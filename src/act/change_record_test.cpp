#include "act/change_record.h"

#include <atomic>
#include <thread>

#include "act/act_kit_test.h"
#include "act/retire_record.h"

using namespace outturn;
using namespace outturn::testing;
using record::kind_of;
using record::Role;

TEST_CASE("a change keeps what it does not name, and what changes nothing writes nothing") {
  Town town;
  const auto mo = town.with("mo", Role::manager, "housing");
  const auto& kind = kind_of<record::Commitment>();
  const auto receipt = act::change_record(town.store, mo, kind, "C1", town.version<record::Commitment>("C1"), {{"due", day("2027-03-31")}}, "date agreed");
  REQUIRE(receipt);
  CHECK(town.get<record::Commitment>("C1").text == en("Build homes"));
  CHECK(town.get<record::Commitment>("C1").due == day("2027-03-31"));
  const auto before = town.entries();
  const auto idle = act::change_record(town.store, mo, kind, "C1", town.version<record::Commitment>("C1"), {{"due", day("2027-03-31")}});
  REQUIRE(idle);
  CHECK(idle->last < idle->first);
  CHECK(town.entries() == before);
}

TEST_CASE("a stale change is refused with the version that stands there now") {
  Town town;
  const auto mo = town.with("mo", Role::manager, "housing");
  const auto& kind = kind_of<record::Commitment>();
  const auto seen = town.version<record::Commitment>("C1");
  REQUIRE(act::change_record(town.store, mo, kind, "C1", seen, {{"number", std::string("7")}}));
  const auto stale = act::change_record(town.store, mo, kind, "C1", seen, {{"number", std::string("8")}});
  REQUIRE_FALSE(stale);
  CHECK(stale.error().front().code == "act.stale");
  CHECK(stale.error().front().values[1].value == base::Argument{town.version<record::Commitment>("C1")});
  CHECK(town.get<record::Commitment>("C1").number == "7");
  CHECK(act::change_record(town.store, mo, kind, "C1", std::nullopt, {{"number", std::string("8")}}));  // the command line says: whatever stands there
}

TEST_CASE("of many who change the same version at once exactly one wins") {
  Town town;
  const auto mo = town.with("mo", Role::manager, "housing");
  const auto seen = town.version<record::Commitment>("C1");
  std::atomic<int> won{0};
  std::atomic<int> stale{0};
  std::vector<std::thread> all;
  for (int n = 0; n < 8; ++n) {
    all.emplace_back([&, n] {
      const auto answer = act::change_record(town.store, mo, kind_of<record::Commitment>(), "C1", seen, {{"number", std::to_string(n)}});
      if (answer) ++won;
      if (!answer && answer.error().front().code == "act.stale") ++stale;
    });
  }
  for (auto& one : all) one.join();
  CHECK(won == 1);
  CHECK(stale == 7);
}

TEST_CASE("changing is refused to those whose roles do not allow it, and who may not read learns nothing") {
  Town town;
  const auto vic = town.with("vic", Role::viewer, "housing");
  const auto tim = town.with("tim", Role::manager, "tax");
  const act::Fields fields{{"number", std::string("9")}};
  const auto& kind = kind_of<record::Commitment>();
  CHECK(refusal(act::change_record(town.store, vic, kind, "C1", std::nullopt, fields)) == ": access.refused.change");
  CHECK(refusal(act::change_record(town.store, tim, kind, "C1", std::nullopt, fields)) == ": access.refused.change");
  CHECK(refusal(act::change_record(town.store, vic, kind, "C7", std::nullopt, fields)) == "id: act.no_record");
  const auto everyone = access::Reader::everyone(town.clock.today());
  CHECK(refusal(act::change_record(town.store, everyone, kind, "C1", std::nullopt, fields)) == "id: act.no_record");
}

TEST_CASE("what is set once stays, and the other issues are told with it") {
  Town town;
  CHECK(refusals(act::change_record(town.store, town.host(), kind_of<record::Target>(), "T1", std::nullopt,
                                    {{"value", 90.0}, {"illustrative", std::string("?")}})) ==
        Refusals{"value: record.fixed", "illustrative: record.wrong_type"});
}

TEST_CASE("a change may not name an outcome where one is no partner, but may leave an old one standing") {
  Town town;
  put(town.store, "C2", record::Commitment{.text = en("Tax empty homes"), .lead = {"tax"}});
  const auto tim = town.with("tim", Role::manager, "tax");
  const auto& kind = kind_of<record::Commitment>();
  CHECK(refusals(act::change_record(town.store, tim, kind, "C2", std::nullopt, {{"outcomes", record::References{{"O1"}}}})) ==
        Refusals{"outcomes: access.refused.involve"});
  put(town.store, "C2", record::Commitment{.text = en("Tax empty homes"), .lead = {"tax"}, .outcomes = {{"O1"}}});
  CHECK(act::change_record(town.store, tim, kind, "C2", std::nullopt, {{"number", std::string("3")}}));
}

TEST_CASE("an indicator may keep an outcome of others that it named before") {
  Town town;
  put(town.store, "O2", record::Outcome{.title = en("Fair taxes")});
  put(town.store, "P4", record::Party{.outcome = {"O2"}, .organisation = {"tax"}, .stance = record::Stance::leads});
  put(town.store, "I2", record::Indicator{.name = en("Empty homes"), .outcomes = {{"O1"}, {"O2"}}});
  const auto ana = town.with("ana", Role::analyst, "housing");
  const auto& kind = kind_of<record::Indicator>();
  CHECK(act::change_record(town.store, ana, kind, "I2", std::nullopt, {{"name", en("Homes that stand empty")}}));
  CHECK(refusals(act::change_record(town.store, ana, kind, "I1", std::nullopt, {{"outcomes", record::References{{"O1"}, {"O2"}}}})) ==
        Refusals{"outcomes: access.refused.involve"});
}

TEST_CASE("who cannot read a field cannot set it") {
  Town town;
  town.with("ann", Role::viewer, "tax");
  const auto ada = town.with("ada", Role::administrator);
  const auto cat = town.with("cat", Role::central);
  const act::Fields fields{{"email", std::string("new@example.org")}};
  CHECK(refusal(act::change_record(town.store, cat, kind_of<record::Person>(), "ann", std::nullopt, fields)) == ": access.refused.change");
  CHECK(act::change_record(town.store, ada, kind_of<record::Person>(), "ann", std::nullopt, fields));
}

TEST_CASE("an import is not changed by hand") {
  Town town;
  CHECK(refusal(act::change_record(town.store, town.host(), kind_of<record::Batch>(), "B1", std::nullopt, {{"withdrawn", true}})) == ": act.batch_by_import");
  CHECK(refusal(act::retire_record(town.store, town.host(), kind_of<record::Batch>(), "B1", std::nullopt, "x")) == ": act.batch_by_import");
}

TEST_CASE("a circle made by a change is found") {
  Town town;
  put(town.store, "35", record::Place{.name = en("Ontario"), .parent = {"CA"}});
  put(town.store, "3520", record::Place{.name = en("Toronto"), .parent = {"35"}});
  CHECK(refusal(act::change_record(town.store, town.host(), kind_of<record::Place>(), "CA", std::nullopt, {{"parent", record::Reference{"3520"}}})) ==
        "parent: act.circle");
}

TEST_CASE("a record is retired with a reason, stays readable, and comes back") {
  Town town;
  const auto mo = town.with("mo", Role::manager, "housing");
  const auto& kind = kind_of<record::Commitment>();
  CHECK(refusal(act::retire_record(town.store, mo, kind, "C1", std::nullopt, " ")) == "reason: act.reason_needed");
  REQUIRE(act::retire_record(town.store, mo, kind, "C1", town.version<record::Commitment>("C1"), "done"));
  CHECK(town.store.now()->find<record::Commitment>("C1")->retired);
  CHECK(refusal(act::retire_record(town.store, mo, kind, "C1", std::nullopt, "again")) == ": act.is_retired");
  CHECK(refusal(act::change_record(town.store, mo, kind, "C1", std::nullopt, {{"number", std::string("1")}})) == ": act.is_retired");
  CHECK(refusal(act::restore_record(town.store, mo, kind, "C1", 1)) == ": act.stale");
  REQUIRE(act::restore_record(town.store, mo, kind, "C1", std::nullopt, "not done after all"));
  CHECK_FALSE(town.store.now()->find<record::Commitment>("C1")->retired);
  CHECK(refusal(act::restore_record(town.store, mo, kind, "C1", std::nullopt)) == ": act.not_retired");
  const auto vic = town.with("vic", Role::viewer, "housing");
  CHECK(refusal(act::retire_record(town.store, vic, kind, "C1", std::nullopt, "x")) == ": access.refused.retire");
}

TEST_CASE("what others still name is not retired, and each of them is told") {
  Town town;
  const auto refused = act::retire_record(town.store, town.host(), kind_of<record::Outcome>(), "O1", std::nullopt, "finished");
  CHECK(refusals(refused) == Refusals(5, ": act.still_referred"));
  CHECK(refused.error()[0].values[1].value == base::Argument{std::string("P1")});
  CHECK(refusal(act::retire_record(town.store, town.host(), kind_of<record::Installation>(), "this", std::nullopt, "x")) == ": act.installation_stays");
}

TEST_CASE("a restored record must still fit: what it names is in force, what was unique is unique") {
  Town town;
  const auto host = town.host();
  const auto& kind = kind_of<record::Party>();
  REQUIRE(act::retire_record(town.store, host, kind, "P3", std::nullopt, "left"));
  REQUIRE(act::retire_record(town.store, host, kind_of<record::Organisation>(), "tax", std::nullopt, "closed"));
  CHECK(refusal(act::restore_record(town.store, host, kind, "P3", std::nullopt)) == "organisation: act.reference_retired");
  REQUIRE(act::restore_record(town.store, host, kind_of<record::Organisation>(), "tax", std::nullopt));
  put(town.store, "P9", record::Party{.outcome = {"O1"}, .organisation = {"tax"}});
  CHECK(refusal(act::restore_record(town.store, host, kind, "P3", std::nullopt)) == "organisation: act.party_taken");
}

TEST_CASE("the last administrator cannot go") {
  Town town;
  const auto ada = town.with("ada", Role::administrator);
  const auto& kind = kind_of<record::Appointment>();
  CHECK(refusal(act::retire_record(town.store, ada, kind, "ada-administrator-", std::nullopt, "tired")) == ": act.last_administrator");
  town.with("bob", Role::administrator);
  put(town.store, "bob", record::Person{.name = "Bob", .email = "bob@example.org", .disabled = true});
  CHECK(refusal(act::retire_record(town.store, ada, kind, "ada-administrator-", std::nullopt, "tired")) == ": act.last_administrator");
  put(town.store, "bob", record::Person{.name = "Bob", .email = "bob@example.org"});
  CHECK(act::retire_record(town.store, ada, kind, "ada-administrator-", std::nullopt, "tired"));
}
