#include "act/add_record.h"

#include "act/act_kit_test.h"
#include "act/set_up_installation.h"

using namespace outturn;
using namespace outturn::testing;
using record::kind_of;
using record::Role;

TEST_CASE("a manager adds a commitment of the own organisation, and the ledger names both") {
  Town town;
  const auto mo = town.with("mo", Role::manager, "housing");
  const auto receipt = act::add_record(town.store, mo, kind_of<record::Commitment>(), "C2",
                                       {{"text", en("Mend roofs")}, {"lead", record::Reference{"housing"}}, {"outcomes", record::References{{"O1"}}}}, "agreed in May");
  REQUIRE(receipt);
  CHECK(receipt->first == receipt->last);
  const auto history = town.store.history(kind_of<record::Commitment>(), "C2");
  REQUIRE(history.size() == 1);
  CHECK(history[0].entry.person == "mo");
  CHECK(history[0].entry.organisation == "housing");
  CHECK(history[0].entry.act == "add");
  CHECK(history[0].payload.json.find("agreed in May") != std::string::npos);
}

TEST_CASE("adding is refused to those whose roles do not allow it, and nothing is written") {
  Town town;
  const auto vic = town.with("vic", Role::viewer, "housing");
  const auto mo = town.with("mo", Role::manager, "housing");
  const auto before = town.entries();
  const act::Fields of_housing{{"text", en("Mend roofs")}, {"lead", record::Reference{"housing"}}};
  const act::Fields of_health{{"text", en("Mend roofs")}, {"lead", record::Reference{"health"}}};
  CHECK(refusal(act::add_record(town.store, vic, kind_of<record::Commitment>(), "C2", of_housing)) == ": access.refused.add");
  CHECK(refusal(act::add_record(town.store, mo, kind_of<record::Commitment>(), "C2", of_health)) == ": access.refused.add");
  CHECK(refusal(act::add_record(town.store, access::Reader::everyone(town.clock.today()), kind_of<record::Commitment>(), "C2", of_housing)) ==
        ": access.sign_in");
  CHECK(town.entries() == before);
}

TEST_CASE("nobody names an outcome as theirs where they are no partner") {
  Town town;
  const auto tim = town.with("tim", Role::manager, "tax");
  const act::Fields fields{{"text", en("Tax empty homes")}, {"lead", record::Reference{"tax"}}, {"outcomes", record::References{{"O1"}}}};
  CHECK(refusals(act::add_record(town.store, tim, kind_of<record::Commitment>(), "C2", fields)) == Refusals{"outcomes: access.refused.involve"});
  put(town.store, "P3", record::Party{.outcome = {"O1"}, .organisation = {"tax"}});
  CHECK(act::add_record(town.store, tim, kind_of<record::Commitment>(), "C2", fields));
}

TEST_CASE("without an id one is made from the title, and a taken one names a free one") {
  Town town;
  const auto cat = town.with("cat", Role::central);
  REQUIRE(act::add_record(town.store, cat, kind_of<record::Outcome>(), "", {{"title", en("Youth out of work")}}));
  REQUIRE(act::add_record(town.store, cat, kind_of<record::Outcome>(), "", {{"title", en("Youth out of work")}}));
  CHECK(town.get<record::Outcome>("youth-out-of-work-2").title == en("Youth out of work"));
  const auto taken = act::add_record(town.store, cat, kind_of<record::Outcome>(), "O1", {{"title", en("Other")}});
  CHECK(refusals(taken) == Refusals{"id: act.id_taken"});
  CHECK(taken.error().front().values[1].value == base::Argument{std::string("o1")});
  CHECK(refusal(act::add_record(town.store, cat, kind_of<record::Outcome>(), "é", {{"title", en("Other")}})) == "id: act.id_form");
  CHECK(refusal(act::add_record(town.store, cat, kind_of<record::Batch>(), "B9", {{"file", std::string("x")}})) == ": act.batch_by_import");
}

TEST_CASE("everything wrong with a record is told at once") {
  Town town;
  const auto host = town.host();
  put(town.store, "old", record::Organisation{.name = en("Old ministry")}, "closed", true);
  CHECK(refusals(act::add_record(town.store, host, kind_of<record::Commitment>(), "C1",
                                 {{"text", en("x")},
                                  {"lead", record::Reference{"nobody"}},
                                  {"parties", record::References{{"old"}, {"tax"}}},
                                  {"outcomes", record::References{{"O7"}}}})) ==
        Refusals{"id: act.id_taken", "lead: act.no_such_reference", "parties: act.reference_retired", "outcomes: act.no_such_reference"});
  CHECK(refusals(act::add_record(town.store, host, kind_of<record::Commitment>(), "not an id", {{"due", std::string("x")}, {"colour", std::string("red")}})) ==
        Refusals{"id: act.id_form", "due: record.wrong_type", "colour: record.unknown_field", "text: record.required"});
}

TEST_CASE("what must be unique is unique, among records in force") {
  Town town;
  const auto host = town.host();
  put(town.store, "ann", record::Person{.name = "Ann", .email = "ann@example.org"});
  put(town.store, "D2", record::Definition{.indicator = {"I1"}, .version = 2, .text = en("wider")});
  const auto add = [&](const record::Kind& kind, const act::Fields& fields) { return refusals(act::add_record(town.store, host, kind, "new", fields)); };
  CHECK(add(kind_of<record::Person>(), {{"name", std::string("Other")}, {"email", std::string("ANN@example.org")}}) == Refusals{"email: act.email_taken"});
  CHECK(add(kind_of<record::Definition>(), {{"indicator", record::Reference{"I1"}}, {"version", std::int64_t{2}}, {"text", en("x")}}) ==
        Refusals{"version: act.definition_taken"});
  CHECK(add(kind_of<record::Group>(), {{"categories", record::References{{"young"}, {"women"}}}}) == Refusals{"categories: act.group_taken"});
  CHECK(add(kind_of<record::Group>(), {{"categories", record::References{{"men"}, {"women"}}}}) == Refusals{"categories: act.group_same_dimension"});
  CHECK(add(kind_of<record::Party>(), {{"outcome", record::Reference{"O1"}}, {"organisation", record::Reference{"tax"}}}) ==
        Refusals{"organisation: act.party_taken"});
  put(town.store, "P3", town.get<record::Party>("P3"), "left", true);
  CHECK(add(kind_of<record::Party>(), {{"outcome", record::Reference{"O1"}}, {"organisation", record::Reference{"tax"}}}).empty());
}

TEST_CASE("accounts and roles have rules of their own") {
  Town town;
  const auto ada = town.with("ada", Role::administrator);
  const auto add = [&](const record::Kind& kind, std::string id, const act::Fields& fields) {
    return refusals(act::add_record(town.store, ada, kind, std::move(id), fields));
  };
  const auto& person = kind_of<record::Person>();
  CHECK(add(person, "outturn", {{"name", std::string("X")}, {"email", std::string("no address")}}) == Refusals{"id: act.id_reserved", "email: act.email_form"});
  for (const auto* bad : {"x", "@x.org", "x@", "a@b@c", "a b@c.org"}) {
    INFO(bad);
    CHECK(add(person, "x", {{"name", std::string("X")}, {"email", std::string(bad)}}) == Refusals{"email: act.email_form"});
  }
  REQUIRE(add(person, "xen", {{"name", std::string("Xen")}, {"email", std::string("XEN@Example.org")}}).empty());
  CHECK(town.get<record::Person>("xen").email == "xen@example.org");

  const auto& role = kind_of<record::Appointment>();
  const auto held = [&](const char* from, const char* until) {
    return act::Fields{{"person", record::Reference{"xen"}}, {"organisation", record::Reference{"tax"}}, {"role", std::string("manager")},
                       {"from", day(from)}, {"until", day(until)}};
  };
  CHECK(add(role, "a0", {{"person", record::Reference{"xen"}}, {"role", std::string("manager")}}) == Refusals{"organisation: act.role_needs_organisation"});
  CHECK(add(role, "a1", held("2026-01-01", "2026-06-30")).empty());
  CHECK(add(role, "a2", held("2026-06-30", "2026-12-31")) == Refusals{"role: act.appointment_overlaps"});
  CHECK(add(role, "a3", held("2026-07-01", "2026-12-31")).empty());
  CHECK(add(role, "a4", {{"person", record::Reference{"xen"}}, {"role", std::string("auditor")}}).empty());
}

TEST_CASE("nothing is part of itself, however long the way round") {
  Town town;
  const auto host = town.host();
  REQUIRE(act::add_record(town.store, host, kind_of<record::Place>(), "35", {{"name", en("Ontario")}, {"parent", record::Reference{"CA"}}}));
  CHECK(refusal(act::add_record(town.store, host, kind_of<record::Place>(), "X", {{"name", en("X")}, {"parent", record::Reference{"X"}}})) ==
        "parent: act.circle");
}

TEST_CASE("an installation is set up once") {
  Registry fresh;
  const auto host = access::Reader::host(fresh.clock.today());
  CHECK(refusal(act::set_up_installation(fresh.store, host, {})) == "name: record.required");
  CHECK(act::set_up_installation(fresh.store, host, {{"name", en("Shared outcomes")}, {"public_reading", true}}));
  CHECK(refusal(act::set_up_installation(fresh.store, host, {{"name", en("Again")}})) == ": act.already_set_up");
  CHECK(refusal(act::add_record(fresh.store, host, kind_of<record::Installation>(), "that", {{"name", en("Again")}})) == "id: act.installation_id");
}

TEST_CASE("a role that ended a moment ago no longer counts when the change is written") {
  Town town;
  const auto mo = town.with("mo", Role::manager, "housing");
  put(town.store, "mo-manager-housing", town.get<record::Appointment>("mo-manager-housing"), "left", true);
  CHECK(refusal(act::add_record(town.store, mo, kind_of<record::Commitment>(), "C2", {{"text", en("x")}, {"lead", record::Reference{"housing"}}})) ==
        ": access.no_role");
}
