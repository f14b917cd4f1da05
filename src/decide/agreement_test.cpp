#include "decide/agreement.h"

#include "base/hash.h"
#include "record/graph.h"
#include "record/measure.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "testing.h"
#include "testing_workspace.h"

using namespace outturn;
using decide::ClauseChange;
using testing::day;
using testing::period;

namespace {

class Agreed : public testing::MadeWorkspace {
 public:
  Agreed() {
    for (const auto* id : {"health", "housing"}) add(id, record::Organisation{.name = {{"en", id}}});
    add("O1", record::Outcome{.title = {{"en", "Homes"}}});
    add("I1", record::Indicator{.name = {{"en", "Homeless"}}, .outcomes = {{"O1"}}});
    target("T1", 100);
    add("A1", record::Agreement{.outcome = {"O1"}, .title = {{"en", "Homes"}}, .parties = {{"health"}, {"housing"}}, .sunset = day("2028-03-31")});
    clause("c-aim", 1, "Aim at 100", {{"T1"}});
    clause("c-money", 2, "Pay", {}, {{"housing"}});
  }
  void target(const std::string& id, double value, std::string replaces = {}) {
    add(id, record::Target{.indicator = {"I1"}, .value = value, .period = period("2030"), .in_force_from = day("2026-01-01"), .replaces = {std::move(replaces)}});
  }
  void clause(const std::string& id, std::int64_t number, std::string text, record::References targets = {}, record::References touches = {}) {
    add(id, record::Clause{.agreement = {"A1"}, .number = number, .title = {{"en", id}}, .text = {{"en", std::move(text)}}, .targets = std::move(targets), .touches = std::move(touches)});
  }
  void parties(record::References all, const char* sunset = "2028-03-31") { add("A1", record::Agreement{.outcome = {"O1"}, .title = {{"en", "Homes"}}, .parties = std::move(all), .sunset = day(sunset)}); }
  void withdraw(std::int64_t version, std::string party, std::string_view given, std::string_view withdrawn) {
    add("s-" + party + std::to_string(version), record::Signature{.version = {"v" + std::to_string(version)}, .organisation = {party}, .given = day(given), .withdrawn = day(withdrawn)});
  }
  /// "v2 health:signed housing:waiting, leaves", of the newest version; and which one binds.
  std::string stand(std::string_view today = "2026-06-30") {
    const auto all = state(today);
    std::string told = "v" + std::to_string(all.newest()->number());
    for (const auto& party : all.newest()->parties) told += " " + party.organisation->id + ":" + std::string(decide::text_of(party.state)) + (party.leaves ? ", leaves" : "");
    return told + "; binds: " + (all.in_force ? "v" + std::to_string(all.in_force->number()) : "none");
  }
  std::vector<std::string> signed_once(std::string_view version) { return decide::signed_beyond_draft(on("2026-06-30").workspace(), record<record::AgreementVersion>(version)); }
  std::vector<std::string> bound() { return decide::bound_beyond_draft(on("2026-06-30").workspace(), record<record::Agreement>("A1")); }
  decide::AgreementText draft() { return decide::draft_text(on("2026-06-30").workspace(), record<record::Agreement>("A1")); }
  void version(std::int64_t number, std::string_view made) {
    const auto text = decide::write_text(draft());
    add("v" + std::to_string(number), record::AgreementVersion{.agreement = {"A1"}, .number = number, .text = text, .hash = base::sha256(text).hex(), .made = day(made)});
  }
  void sign(std::int64_t version, std::string party, std::string_view given) {
    add("s-" + party + std::to_string(version), record::Signature{.version = {"v" + std::to_string(version)}, .organisation = {party}, .given = day(given)});
  }
  /// Version 1, signed by both.
  void both_sign() {
    version(1, "2026-02-01");
    sign(1, "health", "2026-02-02");
    sign(1, "housing", "2026-02-03");
  }
  /// Version 2 leaves housing out, and health signs it.
  void health_goes_on_alone() {
    parties({{"health"}});
    version(2, "2026-03-01");
    sign(2, "health", "2026-03-02");
  }
  decide::AgreementState state(std::string_view today = "2026-06-30") { return decide::agreement_state(on(today), record<record::Agreement>("A1")); }
  std::string phase(std::string_view today = "2026-06-30") { return std::string(decide::text_of(state(today).phase)); }
};

}  // namespace

TEST_CASE("agreement: the text written is the text read back, whatever order the clauses were made in") {
  Agreed town;
  town.clause("b-first", 1, "Before c-aim");
  const auto draft = town.draft();
  REQUIRE(draft.clauses.size() == 3);
  CHECK(draft.clauses[0].id == "b-first");
  CHECK(draft.clauses[1].bound.at(0).id == "T1");
  CHECK(decide::read_text(decide::write_text(draft)).value() == draft);
  CHECK(testing::refusal(decide::read_text("{}")) == "json: decide.not_an_agreement");
}

TEST_CASE("agreement: clauses are compared one by one by their permanent ids") {
  Agreed town;
  const auto before = town.draft();
  town.clause("c-aim", 3, "Aim at 100", {{"T1"}});
  town.clause("c-money", 2, "Pay more", {}, {{"housing"}});
  town.clause("c-new", 4, "New");
  const auto after = town.draft();
  const auto all = decide::compared(before, after);
  REQUIRE(all.size() == 3);
  CHECK(all[0].change == ClauseChange::changed);
  CHECK(all[1].change == ClauseChange::moved);
  CHECK(all[2].change == ClauseChange::added);
  CHECK(decide::compared(after, before).back().change == ClauseChange::removed);
  CHECK(decide::touches(before, after, "health"));  // the new clause names nobody: it touches all
}

TEST_CASE("agreement: a change touches the parties that the clause names, before or after") {
  Agreed town;
  const auto before = town.draft();
  town.clause("c-money", 2, "Pay more", {}, {{"housing"}});
  CHECK_FALSE(decide::touches(before, town.draft(), "health"));
  CHECK(decide::touches(before, town.draft(), "housing"));
  town.clause("c-money", 2, "Pay", {}, {{"health"}});
  CHECK(decide::touches(before, town.draft(), "health"));
  CHECK(decide::touches(before, town.draft(), "housing"));
}

TEST_CASE("agreement: where a record that a clause speaks of has changed, the clause has, and whom it touches signs again") {
  Agreed town;
  town.clause("c-aim", 1, "Aim at 100", {{"T1"}}, {{"health"}});
  const auto before = town.draft();
  town.target("T1", 90);
  const auto after = town.draft();
  CHECK(decide::compared(before, after).front().change == ClauseChange::changed);
  CHECK(decide::touches(before, after, "health"));
  CHECK_FALSE(decide::touches(before, after, "housing"));
}

TEST_CASE("agreement: a new clause is signed by all, whomever it names, and so is a change of parties, end or title; a clause that only moves by nobody") {
  Agreed town;
  const auto before = town.draft();
  town.clause("c-aim", 7, "Aim at 100", {{"T1"}});
  for (const auto* party : {"health", "housing"}) CHECK_FALSE(decide::touches(before, town.draft(), party));
  town.clause("c-new", 3, "Health decides alone", {}, {{"health"}});
  for (const auto* party : {"health", "housing"}) CHECK(decide::touches(before, town.draft(), party));

  const auto changed = [&](auto change) {
    auto after = before;
    change(after);
    return decide::touches(before, after, "health");
  };
  CHECK_FALSE(changed([](decide::AgreementText&) {}));
  CHECK(changed([](decide::AgreementText& text) { text.parties.pop_back(); }));
  CHECK(changed([](decide::AgreementText& text) { text.sunset = "2030-01-01"; }));
  CHECK(changed([](decide::AgreementText& text) { text.title = {{"en", "Other"}}; }));
  CHECK(changed([](decide::AgreementText& text) { text.outcome = "O2"; }));
}

TEST_CASE("agreement: a target bound to a clause that changes or is replaced shows as a departure from the signed text") {
  Agreed town;
  town.both_sign();
  CHECK(town.state().departures.empty());

  town.target("T2", 120, "T1");
  const auto replaced = town.state();
  REQUIRE(replaced.departures.size() == 1);
  CHECK(replaced.departures[0].what == decide::Departure::What::replaced);
  CHECK(replaced.departures[0].replaced_by->id == "T2");
  CHECK(replaced.departures[0].clause->id == "c-aim");

  town.add("T2", record::Target{.indicator = {"I1"}, .value = 120, .period = period("2030"), .in_force_from = day("2026-01-01"), .replaces = {"T1"}}, true);
  town.target("T1", 90);
  const auto changed = town.state();
  REQUIRE(changed.departures.size() == 1);
  CHECK(changed.departures[0].fields == std::vector<std::string>{"value"});
}

TEST_CASE("agreement: a link of the delivery chain bound to a clause is signed with its words; a change of them is a departure, and a draft is not bound") {
  Agreed town;
  const auto link = [&](const char* duty, bool draft) {
    town.add("L1", record::Link{.outcome = {"O1"}, .organisation = {"housing"}, .duty = {{"en", duty}}, .draft = draft});
    town.add("c-aim", record::Clause{.agreement = {"A1"}, .number = 1, .title = {{"en", "c-aim"}}, .text = {{"en", "Aim"}}, .links = {{"L1"}}});
  };
  link("Build", true);
  CHECK(town.draft().clauses.at(0).bound.empty());
  link("Build", false);
  CHECK(town.draft().clauses.at(0).bound.at(0).kind == "link");
  town.version(1, "2026-02-01");
  CHECK(town.state().departures.empty());
  link("Build a little", false);
  const auto departures = town.state().departures;
  REQUIRE(departures.size() == 1);
  CHECK(departures[0].fields == std::vector<std::string>{"duty"});
}

TEST_CASE("agreement: as of a day, what was signed later is not signed, and after its end it binds nobody") {
  Agreed town;
  town.version(1, "2026-02-01");
  town.sign(1, "health", "2026-02-02");
  town.sign(1, "housing", "2026-03-03");
  CHECK(town.phase("2026-01-01") == "draft");
  CHECK(town.phase("2026-02-20") == "awaiting");
  CHECK(town.phase("2026-06-30") == "in_force");
  CHECK(town.phase("2028-03-31") == "in_force");
  CHECK(town.phase("2028-04-01") == "past_sunset");
  CHECK(town.state("2026-02-20").newest()->parties.at(1).days_waiting == 19);
}

TEST_CASE("agreement: a text that cannot be read back is never in force") {
  Agreed town;
  town.add("v1", record::AgreementVersion{.agreement = {"A1"}, .number = 1, .text = "redacted", .hash = "x", .made = day("2026-02-01")});
  CHECK(town.phase() == "awaiting");
  CHECK(town.state().in_force == nullptr);
}

TEST_CASE("agreement: nobody is put out by the others: a version that leaves out a party of the text in force counts once that party has signed it too") {
  Agreed town;
  town.both_sign();
  town.parties({{"health"}});
  CHECK(town.bound() == std::vector<std::string>{"housing"});
  town.version(2, "2026-03-01");
  town.sign(2, "health", "2026-03-02");
  CHECK(town.stand() == "v2 health:signed housing:waiting, leaves; binds: v1");
  CHECK(town.phase() == "in_force_amended");
  CHECK(town.bound() == std::vector<std::string>{"housing"});

  town.sign(2, "housing", "2026-03-03");
  CHECK(town.stand() == "v2 health:signed housing:signed, leaves; binds: v2");
  CHECK(town.stand("2026-03-02") == "v2 health:signed housing:waiting, leaves; binds: v1");
  CHECK(town.bound().empty());

  town.clause("c-aim", 1, "Aim at 90", {{"T1"}});
  town.version(3, "2026-04-01");
  CHECK(town.stand() == "v3 health:waiting; binds: v2");  // who has left is asked no more
}

TEST_CASE("agreement: a party left out signs again when what it was to leave under changes for it, and keeps its signature when it does not") {
  Agreed town;
  town.clause("c-own", 3, "Health reports", {}, {{"health"}});
  town.both_sign();
  town.parties({{"health"}});
  town.version(2, "2026-03-01");
  town.sign(2, "housing", "2026-03-03");
  town.clause("c-own", 3, "Health reports twice", {}, {{"health"}});
  town.version(3, "2026-04-01");
  CHECK(town.stand() == "v3 health:waiting housing:carried, leaves; binds: v1");
  town.clause("c-money", 2, "Housing pays to leave", {}, {{"housing"}});
  town.version(4, "2026-05-01");
  town.sign(4, "health", "2026-05-02");
  CHECK(town.stand() == "v4 health:signed housing:waiting, leaves; binds: v1");
}

TEST_CASE("agreement: a party left out that has taken its signature back is bound by nothing and need not sign, nor does one that never signed, or whose text has ended") {
  Agreed town;
  town.version(1, "2026-02-01");
  town.sign(1, "health", "2026-02-02");
  town.health_goes_on_alone();
  CHECK(town.stand() == "v2 health:signed; binds: v2");  // housing never signed

  Agreed left;
  left.version(1, "2026-02-01");
  left.sign(1, "health", "2026-02-02");
  left.withdraw(1, "housing", "2026-02-03", "2026-02-20");
  left.parties({{"health"}});
  CHECK(left.bound().empty());
  left.version(2, "2026-03-01");
  left.sign(2, "health", "2026-03-02");
  CHECK(left.stand() == "v2 health:signed; binds: v2");

  Agreed ended;
  ended.parties({{"health"}, {"housing"}}, "2026-02-28");
  ended.both_sign();
  ended.parties({{"health"}}, "2028-02-28");
  ended.version(2, "2026-03-01");
  ended.sign(2, "health", "2026-03-02");
  CHECK(ended.stand() == "v2 health:signed; binds: v2");
}

TEST_CASE("agreement: a party that has left signed the versions under its signature and those it carried over to, and none that came after") {
  const std::vector<std::string> housing{"housing"};
  Agreed town;
  town.clause("c-own", 3, "Health reports", {}, {{"health"}});
  town.both_sign();
  town.clause("c-own", 3, "Health reports twice", {}, {{"health"}});
  town.version(2, "2026-02-10");
  town.sign(2, "health", "2026-02-11");
  CHECK(town.stand() == "v2 health:signed housing:carried; binds: v2");
  CHECK(town.signed_once("v1").empty());  // still a party
  town.parties({{"health"}});
  town.version(3, "2026-03-01");
  town.sign(3, "health", "2026-03-02");
  CHECK(town.signed_once("v1") == housing);
  CHECK(town.signed_once("v2") == housing);
  CHECK(town.signed_once("v3").empty());  // it leaves housing out, and housing has not signed that
  town.sign(3, "housing", "2026-03-03");
  CHECK(town.signed_once("v3") == housing);
  town.clause("c-aim", 1, "Aim at 90", {{"T1"}});
  town.version(4, "2026-04-01");
  CHECK(town.signed_once("v4").empty());
  CHECK(town.bound().empty());
}

TEST_CASE("agreement: a party that took its signature back had signed that version, not the one to which the signature would have carried over") {
  Agreed town;
  town.version(1, "2026-02-01");
  town.sign(1, "health", "2026-02-02");
  town.withdraw(1, "housing", "2026-02-03", "2026-02-20");
  town.clause("c-aim", 7, "Aim at 100", {{"T1"}});  // moved only
  town.version(2, "2026-03-01");
  town.parties({{"health"}});
  CHECK(town.signed_once("v1") == std::vector<std::string>{"housing"});
  CHECK(town.signed_once("v2").empty());
}

TEST_CASE("agreement: whoever may not read the version that binds is told of the others as they stand") {
  Agreed town;
  town.both_sign();
  town.health_goes_on_alone();
  const auto only_second = decide::agreement_state(town.on("2026-06-30"), town.record<record::Agreement>("A1"), [](const workspace::Record& one) { return one.id == "v2"; });
  REQUIRE(only_second.versions.size() == 1);
  CHECK(only_second.in_force == nullptr);  // housing is still bound by version 1: the second is in force for nobody
}

TEST_CASE("agreement: what binds has ended on its last day, never without one, and nothing binds where nobody signed") {
  Agreed town;
  CHECK(decide::has_ended(nullptr, day("2026-06-30")));
  town.both_sign();
  const auto state = town.state();
  CHECK_FALSE(decide::has_ended(state.in_force, day("2028-03-30")));
  CHECK(decide::has_ended(state.in_force, day("2028-03-31")));
  decide::VersionState endless;
  CHECK_FALSE(decide::has_ended(&endless, day("2099-01-01")));
}

TEST_CASE("agreement: as of a day, a signature taken back later still counts, with its dissent, and an agreement closed later is open") {
  Agreed town;
  town.version(1, "2026-02-01");
  town.sign(1, "health", "2026-02-02");
  town.add("s-housing1", record::Signature{.version = {"v1"}, .organisation = {"housing"}, .given = day("2026-02-03"), .dissents = {{"c-aim"}}, .withdrawn = day("2026-04-01")});
  CHECK(town.stand("2026-03-31") == "v1 health:signed housing:signed; binds: v1");
  CHECK(town.state("2026-03-31").newest()->parties.at(1).dissents);
  CHECK_FALSE(town.state("2026-03-31").newest()->parties.at(0).dissents);
  CHECK(town.stand("2026-04-01") == "v1 health:signed housing:withdrawn; binds: none");

  town.add("A1", record::Agreement{.outcome = {"O1"}, .title = {{"en", "Homes"}}, .parties = {{"health"}, {"housing"}}, .closed = day("2026-05-01")});
  CHECK(town.phase("2026-03-31") == "in_force");
  CHECK(town.phase("2026-04-30") == "awaiting");
  CHECK(town.phase("2026-05-01") == "closed");
}
