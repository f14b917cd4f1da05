#include "act/agree.h"

#include "access/permission.h"
#include "act/act_kit_test.h"
#include "act/add_record.h"
#include "act/change_record.h"
#include "base/hash.h"
#include "decide/agreement.h"
#include "record/graph.h"

using namespace outturn;
using testing::day;
using testing::en;
using testing::Refusals;
using testing::refusals;

namespace {

/// Health and Housing with an agreement of two clauses; the second touches Housing only.
struct Partners : testing::Town {
  access::Reader health{with("hana", record::Role::manager, "health")};
  access::Reader health_signs{with("sara", record::Role::signatory, "health")};
  access::Reader housing_signs{with("hugo", record::Role::signatory, "housing")};

  Partners() {
    testing::put(store, "A1", record::Agreement{.outcome = {"O1"}, .title = en("Homes for all"), .parties = {{"health"}, {"housing"}}});
    testing::put(store, "A1-aim", record::Clause{.agreement = {"A1"}, .number = 1, .title = en("Aim"), .text = en("Nobody sleeps rough by 2030."), .targets = {{"T1"}}});
    testing::put(store, "A1-build", record::Clause{.agreement = {"A1"}, .number = 2, .title = en("Build"), .text = en("Housing builds 100 homes."), .touches = {{"housing"}}});
  }
  std::string draft_hash() {
    const auto now = store.now();
    return base::sha256(decide::write_text(decide::draft_text(*now, *now->find<record::Agreement>("A1")))).hex();
  }
  base::Checked<workspace::Receipt> make(std::int64_t after) { return act::make_version(store, health, "A1", after, draft_hash(), en("Because")); }
  base::Checked<workspace::Receipt> sign(const access::Reader& who, std::string_view version, std::string_view organisation, act::Fields more = {}) {
    const auto* found = store.now()->find<record::AgreementVersion>(version);
    act::Fields fields{{"name", std::string("Sara Smith")}, {"post", std::string("Director")}, {"authority", std::string("Delegation 7")}};
    fields.insert(fields.end(), more.begin(), more.end());
    return act::sign_version(store, who, version, organisation, found ? found->as<record::AgreementVersion>().hash : "", fields);
  }
  void change(std::string_view clause, std::string text) {
    REQUIRE(act::change_record(store, health, record::kind_of<record::Clause>(), clause, std::nullopt, {{"text", en(std::move(text))}}));
  }
  auto set(const access::Reader& who, act::Fields fields) { return refusals(act::change_record(store, who, record::kind_of<record::Agreement>(), "A1", std::nullopt, std::move(fields))); }
  void in_force() {
    REQUIRE(make(0));
    REQUIRE(sign(health_signs, "A1-v1", "health"));
    REQUIRE(sign(housing_signs, "A1-v1", "housing"));
  }
  act::Fields closing(base::Day day) { return {{"closed", day}, {"achieved", en("Much")}, {"duties_go_to", en("Health")}, {"data_go_to", en("Health")}}; }
  /// "in_force health:signed housing:carried"
  std::string state() {
    const auto view = this->view();
    const auto state = decide::agreement_state(view, *view.workspace().find<record::Agreement>("A1"));
    std::string all(decide::text_of(state.phase));
    if (!state.newest()) return all;
    for (const auto& party : state.newest()->parties) all += " " + party.organisation->id + ":" + std::string(decide::text_of(party.state));
    return all;
  }
};

}  // namespace

TEST_CASE("agreeing: parties sign the exact version, and it is in force when all have") {
  Partners town;
  CHECK(town.state() == "draft");
  REQUIRE(town.make(0));
  CHECK(town.state() == "awaiting health:waiting housing:waiting");

  REQUIRE(town.sign(town.health_signs, "A1-v1", "health"));
  CHECK(town.state() == "awaiting health:signed housing:waiting");
  REQUIRE(town.sign(town.housing_signs, "A1-v1", "housing"));
  CHECK(town.state() == "in_force health:signed housing:signed");

  const auto& signature = town.store.now()->at(record::kind_of<record::Signature>(), 0).as<record::Signature>();
  CHECK(signature.person.id == "sara");
  CHECK(signature.hash == base::sha256(town.get<record::AgreementVersion>("A1-v1").text).hex());
  CHECK(signature.given == town.clock.today());
}

TEST_CASE("agreeing: only a party's own signatory signs for it, once, and only for a party") {
  Partners town;
  REQUIRE(town.make(0));
  const auto central = town.with("cara", record::Role::central);
  const auto tax = town.with("tom", record::Role::signatory, "tax");
  CHECK(refusals(town.sign(town.health, "A1-v1", "health")) == Refusals{": access.refused.add"});  // a manager is no signatory
  CHECK(refusals(town.sign(town.health_signs, "A1-v1", "housing")) == Refusals{": access.refused.add"});
  CHECK(refusals(town.sign(central, "A1-v1", "health")) == Refusals{": access.refused.add"});
  CHECK(refusals(town.sign(tax, "A1-v1", "tax")) == Refusals{"organisation: act.not_a_party"});
  REQUIRE(town.sign(town.health_signs, "A1-v1", "health"));
  CHECK(refusals(town.sign(town.health_signs, "A1-v1", "health")) == Refusals{"organisation: act.signature_taken"});
}

TEST_CASE("agreeing: nobody signs what they have not seen") {
  Partners town;
  REQUIRE(town.make(0));
  const act::Fields who{{"name", std::string("Sara")}, {"post", std::string("Director")}, {"authority", std::string("Board")}};
  CHECK(refusals(act::sign_version(town.store, town.health_signs, "A1-v1", "health", std::string(64, '0'), who)) == Refusals{"hash: act.signature_hash"});

  town.change("A1-aim", "Nobody sleeps rough by 2031.");
  REQUIRE(town.make(1));
  const auto refused = town.sign(town.health_signs, "A1-v1", "health");  // read version 1 while version 2 was made
  REQUIRE(refusals(refused) == Refusals{"version: act.version_old"});
  const auto& values = refused.error()[0].values;
  CHECK(std::get<std::string>(values.at(2).value) == town.get<record::AgreementVersion>("A1-v1").hash);
  CHECK(std::get<std::string>(values.at(3).value) == town.get<record::AgreementVersion>("A1-v2").hash);
  CHECK(town.store.now()->count(record::kind_of<record::Signature>()) == 0);

  // The same door for everybody: a signature sent as a plain record is held to the same rules.
  act::Fields plain{{"version", record::Reference{"A1-v2"}}, {"organisation", record::Reference{"health"}}, {"hash", std::string(64, '0')},
                    {"person", record::Reference{"hana"}}, {"given", day("2020-01-01")}};
  plain.insert(plain.end(), who.begin(), who.end());
  CHECK(refusals(act::add_record(town.store, town.health_signs, record::kind_of<record::Signature>(), "", plain)) ==
        Refusals{"person: act.sign_yourself", "given: act.sign_today", "hash: act.signature_hash"});
}

TEST_CASE("agreeing: a draft that changed while it was read is not made a version, nor is one that changes nothing") {
  Partners town;
  const auto seen = town.draft_hash();
  town.change("A1-aim", "Nobody sleeps rough by 2031.");
  CHECK(refusals(act::make_version(town.store, town.health, "A1", 0, seen, {})) == Refusals{": act.draft_changed"});
  REQUIRE(town.make(0));
  CHECK(refusals(town.make(1)) == Refusals{": act.nothing_to_amend"});
  town.change("A1-aim", "Nobody sleeps rough by 2032.");
  CHECK(refusals(town.make(0)).at(0) == "number: act.version_number");  // somebody made version 1 meanwhile
  const auto tax = town.with("tom", record::Role::manager, "tax");
  CHECK(refusals(act::make_version(town.store, tax, "A1", 1, town.draft_hash(), {})) == Refusals{"id: act.no_record"});  // drafts are among parties
}

TEST_CASE("agreeing: an amendment is signed again by those it touches, and by them only") {
  Partners town;
  REQUIRE(town.make(0));
  REQUIRE(town.sign(town.health_signs, "A1-v1", "health"));
  REQUIRE(town.sign(town.housing_signs, "A1-v1", "housing"));

  town.change("A1-build", "Housing builds 120 homes.");
  REQUIRE(town.make(1));
  CHECK(town.state() == "in_force_amended health:carried housing:waiting");
  REQUIRE(town.sign(town.housing_signs, "A1-v2", "housing"));
  CHECK(town.state() == "in_force health:carried housing:signed");

  town.change("A1-aim", "Nobody sleeps rough by 2029.");  // touches all
  REQUIRE(town.make(2));
  CHECK(town.state() == "in_force_amended health:waiting housing:waiting");
}

TEST_CASE("agreeing: a party may sign with a dissent on a clause, and take its signature back with a reason") {
  Partners town;
  REQUIRE(town.make(0));
  CHECK(refusals(town.sign(town.health_signs, "A1-v1", "health", {{"dissents", record::References{{"A1-build"}}}})) == Refusals{"dissent: record.dissent_needs_words"});
  REQUIRE(town.sign(town.health_signs, "A1-v1", "health", {{"dissents", record::References{{"A1-build"}}}, {"dissent", en("Too few")}}));
  REQUIRE(town.sign(town.housing_signs, "A1-v1", "housing"));
  CHECK(town.state() == "in_force health:signed housing:signed");

  const auto id = town.store.now()->at(record::kind_of<record::Signature>(), 0).id;
  CHECK(refusals(act::withdraw_signature(town.store, town.housing_signs, id, std::nullopt, en("x"))) == Refusals{": access.refused.change"});
  CHECK(refusals(act::withdraw_signature(town.store, town.health_signs, id, std::nullopt, {})) == Refusals{"withdrawn_reason: record.change_needs_reason"});
  REQUIRE(act::withdraw_signature(town.store, town.health_signs, id, std::nullopt, en("A new minister")));
  CHECK(town.state() == "awaiting health:withdrawn housing:signed");
  CHECK(refusals(act::change_record(town.store, town.health_signs, record::kind_of<record::Signature>(), id, std::nullopt, {{"withdrawn", record::Value{}}})) ==
        Refusals{"withdrawn: act.withdrawn_stays"});
  REQUIRE(town.sign(town.health_signs, "A1-v1", "health"));
  CHECK(town.state() == "in_force health:signed housing:signed");
}

TEST_CASE("agreeing: two who change clauses at once lose nothing: different clauses both stay, the same one is shown to the second") {
  Partners town;
  const auto housing = town.with("hans", record::Role::manager, "housing");
  const auto aim = town.version<record::Clause>("A1-aim");
  const auto build = town.version<record::Clause>("A1-build");
  const auto& kind = record::kind_of<record::Clause>();
  REQUIRE(act::change_record(town.store, town.health, kind, "A1-aim", aim, {{"text", en("One")}}));
  REQUIRE(act::change_record(town.store, housing, kind, "A1-build", build, {{"text", en("Two")}}));
  CHECK(refusals(act::change_record(town.store, housing, kind, "A1-aim", aim, {{"text", en("Three")}})) == Refusals{": act.stale"});
  CHECK(town.get<record::Clause>("A1-aim").text == en("One"));
  CHECK(town.get<record::Clause>("A1-build").text == en("Two"));
}

TEST_CASE("agreeing: a version whose fingerprint is not that of its text is refused at every door") {
  Partners town;
  CHECK(refusals(act::add_record(town.store, town.host(), record::kind_of<record::AgreementVersion>(), "v",
                                 {{"agreement", record::Reference{"A1"}}, {"number", std::int64_t{1}}, {"text", std::string("{}")}, {"hash", std::string(64, 'a')},
                                  {"made", day("2026-01-01")}})) == Refusals{"hash: act.version_hash"});
}

TEST_CASE("agreeing: a version is made today, whoever sends it as a plain record") {
  Partners town;
  const auto add = [&](const access::Reader& who, base::Day made) {
    return refusals(act::add_record(town.store, who, record::kind_of<record::AgreementVersion>(), "v",
                                    {{"agreement", record::Reference{"A1"}}, {"number", std::int64_t{1}}, {"text", std::string("{}")}, {"hash", base::sha256("{}").hex()}, {"made", made}}));
  };
  CHECK(add(town.health, town.clock.today().plus(-1)) == Refusals{"made: act.made_today"});
  CHECK(add(town.health, town.clock.today().plus(1)) == Refusals{"made: act.made_today"});
  CHECK(add(town.health, town.clock.today()) == Refusals{});
}

TEST_CASE("agreeing: what was exported as JSON is taken over as a draft with the same words") {
  Partners town;
  const auto chain = [](workspace::Register& store) {
    testing::put(store, "L1", record::Link{.outcome = {"O1"}, .organisation = {"housing"}, .duty = en("Build 400 homes a year"), .accountable_to = {"health"}});
  };
  chain(town.store);
  testing::put(town.store, "A1-chain", record::Clause{.agreement = {"A1"}, .number = 3, .title = en("Roles"), .text = en("Each its link."), .commitments = {{"C1"}}, .links = {{"L1"}}});
  REQUIRE(town.make(0));
  const auto exported = town.get<record::AgreementVersion>("A1-v1").text;
  CHECK(refusals(act::import_agreement(town.store, town.health, exported)).front() == "json: act.id_taken");

  testing::Town other;
  chain(other.store);
  const auto hana = other.with("hana", record::Role::manager, "health");
  REQUIRE(act::import_agreement(other.store, hana, exported));
  const auto now = other.store.now();
  CHECK(decide::write_text(decide::draft_text(*now, *now->find<record::Agreement>("A1"))) == exported);
  CHECK(refusals(act::import_agreement(other.store, hana, "{\"format\":\"other\"}")).front() == "json: decide.not_an_agreement");
  CHECK(refusals(act::import_agreement(other.store, hana, "{")).front().find("json.malformed") != std::string::npos);
}

TEST_CASE("agreeing: a party that the others leave out reads what does so, signs it itself or keeps what binds, and can put itself back") {
  Partners town;
  const auto housing = town.with("hans", record::Role::manager, "housing");
  const auto& kind = record::kind_of<record::AgreementVersion>();
  town.in_force();
  REQUIRE(town.set(town.health, {{"parties", record::References{{"health"}}}}).empty());
  REQUIRE(town.make(1));
  REQUIRE(town.sign(town.health_signs, "A1-v2", "health"));
  CHECK(town.state() == "in_force_amended health:signed housing:waiting");
  const auto reads = [&](const access::Reader& who, const char* version) {
    const auto now = town.store.now();
    const auto* record = now->find<record::AgreementVersion>(version);
    return bool(access::decide(who, access::Act::read, kind, record, *now)) && access::may_see(who, *kind.field("text"), *record, *now);
  };
  CHECK(reads(housing, "A1-v2"));
  CHECK(reads(town.housing_signs, "A1-v2"));
  CHECK_FALSE(reads(town.with("tom", record::Role::manager, "tax"), "A1-v2"));

  REQUIRE(town.set(housing, {{"parties", record::References{{"health"}, {"housing"}}}}).empty());
  REQUIRE(town.set(town.health, {{"parties", record::References{{"health"}}}}).empty());
  REQUIRE(town.sign(town.housing_signs, "A1-v2", "housing"));
  CHECK(town.state() == "in_force health:signed housing:signed");

  // Who has left has left: it reads what it signed and no further draft, signs nothing more, and does not undo the others' agreement.
  CHECK(reads(housing, "A1-v2"));
  const auto now = town.store.now();
  for (const auto* signature : now->referring<record::Signature>(*now->find<record::AgreementVersion>("A1-v2"), "version")) {
    if (signature->as<record::Signature>().organisation.id != "housing") continue;
    CHECK(refusals(act::withdraw_signature(town.store, town.housing_signs, signature->id, std::nullopt, en("Sorry"))) == Refusals{"withdrawn: act.left_already"});
  }
  town.change("A1-aim", "Nobody sleeps rough by 2035.");
  REQUIRE(town.make(2));
  CHECK(town.state() == "in_force_amended health:waiting");
  CHECK_FALSE(reads(housing, "A1-v3"));
  CHECK(refusals(town.sign(town.housing_signs, "A1-v3", "housing")) == Refusals{"organisation: act.left_before"});
}

TEST_CASE("agreeing: a party left out that has not yet signed may still take back what it said") {
  Partners town;
  town.in_force();
  REQUIRE(town.set(town.health, {{"parties", record::References{{"health"}}}}).empty());
  REQUIRE(town.make(1));
  REQUIRE(town.sign(town.housing_signs, "A1-v2", "housing"));
  const auto now = town.store.now();
  const auto id = now->referring<record::Signature>(*now->find<record::AgreementVersion>("A1-v2"), "version").at(0)->id;
  REQUIRE(act::withdraw_signature(town.store, town.housing_signs, id, std::nullopt, en("We stay")));
  REQUIRE(town.sign(town.health_signs, "A1-v2", "health"));
  CHECK(town.state() == "in_force_amended health:signed housing:withdrawn");
}

TEST_CASE("agreeing: no party closes alone what binds the others: all sign an earlier end, or the end has come") {
  Partners town;
  const auto today = town.clock.today();
  CHECK(town.set(town.health, town.closing(today.plus(-1))) == Refusals{"closed: act.close_today"});
  town.in_force();
  CHECK(town.set(town.health, town.closing(today)) == Refusals{"closed: act.closes_endless"});

  REQUIRE(town.set(town.health, {{"sunset", today.plus(30)}}).empty());  // a draft ends nothing
  CHECK(town.set(town.health, town.closing(today)) == Refusals{"closed: act.closes_endless"});
  REQUIRE(town.make(1));
  REQUIRE(town.sign(town.health_signs, "A1-v2", "health"));
  CHECK(town.set(town.health, town.closing(today)) == Refusals{"closed: act.closes_endless"});
  REQUIRE(town.sign(town.housing_signs, "A1-v2", "housing"));
  CHECK(town.set(town.health, town.closing(today)) == Refusals{"closed: act.closes_early"});

  REQUIRE(town.set(town.health, {{"sunset", today}}).empty());
  REQUIRE(town.make(2));
  REQUIRE(town.sign(town.health_signs, "A1-v3", "health"));
  REQUIRE(town.sign(town.housing_signs, "A1-v3", "housing"));
  REQUIRE(town.set(town.health, town.closing(today)).empty());
  CHECK(town.set(town.health, {{"closed", record::Value{}}}) == Refusals{"closed: act.closed_stays"});
  CHECK(town.set(town.health, {{"closed", today.plus(1)}}) == Refusals{"closed: act.closed_stays"});
  town.change("A1-aim", "More.");
  CHECK(refusals(town.make(3)) == Refusals{": act.agreement_closed"});
}

TEST_CASE("agreeing: a draft that binds nobody, or no longer, is closed by any party") {
  Partners town;
  REQUIRE(town.make(0));
  REQUIRE(town.sign(town.health_signs, "A1-v1", "health"));
  CHECK(town.set(town.health, town.closing(town.clock.today())).empty());

  Partners other;
  other.in_force();
  const auto id = other.store.now()->at(record::kind_of<record::Signature>(), 1).id;
  REQUIRE(act::withdraw_signature(other.store, other.housing_signs, id, std::nullopt, en("A new minister")));
  CHECK(other.set(other.health, other.closing(other.clock.today())).empty());
}

TEST_CASE("agreeing: what is not published is found by the parties only, and what is published by everybody") {
  Partners town;
  REQUIRE(town.make(0));
  const auto finds = [&](const access::Reader& who) {
    const auto now = town.store.now();
    return bool(access::decide(who, access::Act::read, record::kind_of<record::AgreementVersion>(), now->find<record::AgreementVersion>("A1-v1"), *now));
  };
  const auto tax = town.with("tom", record::Role::manager, "tax");
  const auto central = town.with("cara", record::Role::central);
  const auto public_reader = access::Reader::everyone(town.clock.today());
  testing::put(town.store, "this", record::Installation{.name = en("Open"), .public_reading = true});
  CHECK(finds(town.health));
  for (const auto& who : {tax, central, public_reader}) CHECK_FALSE(finds(who));
  REQUIRE(act::change_record(town.store, town.health, record::kind_of<record::AgreementVersion>(), "A1-v1", std::nullopt, {{"published", town.clock.today()}}));
  for (const auto& who : {town.health, tax, central, public_reader}) CHECK(finds(who));
}

TEST_CASE("agreeing: nobody signs what was closed, or dissents from or withholds a clause of another agreement") {
  Partners town;
  testing::put(town.store, "A2", record::Agreement{.outcome = {"O1"}, .title = en("Rents"), .parties = {{"health"}}});
  testing::put(town.store, "A2-rent", record::Clause{.agreement = {"A2"}, .number = 1, .title = en("Rent"), .text = en("Rents fall.")});
  REQUIRE(town.make(0));
  CHECK(refusals(town.sign(town.health_signs, "A1-v1", "health", {{"dissents", record::References{{"A2-rent"}}}, {"dissent", en("No")}})) == Refusals{"dissents: act.clause_elsewhere"});
  CHECK(refusals(act::change_record(town.store, town.health, record::kind_of<record::AgreementVersion>(), "A1-v1", std::nullopt,
                                    {{"withheld", record::References{{"A2-rent"}}}, {"withheld_reason", en("Secret")}})) == Refusals{"withheld: act.clause_elsewhere"});
  REQUIRE(town.set(town.health, town.closing(town.clock.today())).empty());
  CHECK(refusals(town.sign(town.health_signs, "A1-v1", "health")) == Refusals{": act.agreement_closed"});
}
