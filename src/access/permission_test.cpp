#include "access/permission.h"

#include <algorithm>

#include "access/access_test_kit.h"
#include "decide/agreement.h"
#include "language/words.h"
#include "testing.h"

using namespace outturn;
using namespace outturn::testing;
using access::Act;
using access::Reader;
using record::Role;

namespace {

const auto today = day("2026-06-30");

template <class T>
bool may(const MadeWorkspace& made, const std::string& person, Act act, std::string_view id) {
  const auto view = made.on("2026-06-30");
  const auto reader = person.empty() ? Reader::everyone(today) : Reader::of(view.workspace(), person, today);
  return bool(access::decide(reader, act, record::kind_of<T>(), &made.record<T>(id), view.workspace()));
}

void open_to_all(MadeWorkspace& made) {
  made.add("this", record::Installation{.name = {{"en", "Test"}}, .public_reading = true, .country = {"CA"}});
}

bool sees(const MadeWorkspace& made, const Reader& reader, const workspace::Record& record, std::string_view field) {
  const auto fields = access::visible_fields(reader, record, made.on("2026-06-30").workspace());
  return std::any_of(fields.begin(), fields.end(), [&](const auto* f) { return f->name == field; });
}

}  // namespace

TEST_CASE("a role counts from its first day to its last, both included") {
  auto made = partners();
  made.add("ann", record::Person{.name = "Ann", .email = "ann@example.org"});
  made.add("A1", record::Appointment{.person = {"ann"}, .organisation = {"health"}, .role = Role::manager, .from = day("2026-01-01"), .until = day("2026-01-31")});
  const auto roles = [&](const char* on) { return Reader::of(made.on("2026-01-01").workspace(), "ann", day(on)).standings().size(); };
  CHECK(roles("2025-12-31") == 0);
  CHECK(roles("2026-01-01") == 1);
  CHECK(roles("2026-01-31") == 1);
  CHECK(roles("2026-02-01") == 0);
}

TEST_CASE("a person who is disabled, retired or unknown asks as everyone does") {
  auto made = partners();
  appoint(made, "ann", Role::central);
  const auto view = made.on("2026-06-30");
  CHECK(Reader::of(view.workspace(), "ann", today).is_signed_in());
  CHECK_FALSE(Reader::of(view.workspace(), "bob", today).is_signed_in());
  const auto before = Reader::of(view.workspace(), "ann", today);
  made.add("ann", record::Person{.name = "Ann", .email = "ann@example.org", .disabled = true});
  CHECK_FALSE(Reader::of(view.workspace(), "ann", today).is_signed_in());
  CHECK_FALSE(before.renewed(view.workspace()).is_signed_in());
  made.add("ann", record::Person{.name = "Ann", .email = "ann@example.org"}, true);
  CHECK_FALSE(Reader::of(view.workspace(), "ann", today).is_signed_in());
}

TEST_CASE("the public reads only where the installation is open, and never accounts") {
  auto made = partners();
  appoint(made, "ann", Role::viewer, "health");
  CHECK_FALSE(may<record::Outcome>(made, "", Act::read, "O1"));
  open_to_all(made);
  CHECK(may<record::Outcome>(made, "", Act::read, "O1"));
  CHECK_FALSE(may<record::Person>(made, "", Act::read, "ann"));
  CHECK_FALSE(may<record::Appointment>(made, "", Act::read, "A-ann-viewer-health"));
  CHECK_FALSE(may<record::Outcome>(made, "", Act::read_history, "O1"));
  CHECK_FALSE(may<record::Outcome>(made, "", Act::change, "O1"));
}

TEST_CASE("what a person may do follows how their organisation stands to the record") {
  auto made = partners();
  appoint(made, "lea", Role::lead, "health");
  appoint(made, "hugo", Role::lead, "housing");
  appoint(made, "tim", Role::lead, "tax");
  appoint(made, "mo", Role::manager, "housing");

  CHECK(may<record::Outcome>(made, "lea", Act::change, "O1"));
  CHECK(may<record::Outcome>(made, "lea", Act::retire, "O1"));
  CHECK(may<record::Outcome>(made, "hugo", Act::change, "O1"));
  CHECK_FALSE(may<record::Outcome>(made, "hugo", Act::retire, "O1"));
  CHECK_FALSE(may<record::Outcome>(made, "tim", Act::change, "O1"));  // only consulted
  CHECK(may<record::Outcome>(made, "tim", Act::read, "O1"));

  CHECK(may<record::Commitment>(made, "mo", Act::change, "C1"));
  CHECK_FALSE(may<record::Commitment>(made, "lea", Act::change, "C1"));  // Housing's own promise
  CHECK(may<record::Target>(made, "lea", Act::change, "T1"));
  CHECK_FALSE(may<record::Target>(made, "mo", Act::change, "T1"));
  CHECK(may<record::Indicator>(made, "mo", Act::import, "I1"));
  CHECK_FALSE(may<record::Indicator>(made, "tim", Act::import, "I1"));
  CHECK(may<record::Organisation>(made, "mo", Act::change, "housing"));
  CHECK_FALSE(may<record::Organisation>(made, "mo", Act::change, "health"));
}

TEST_CASE("an organisation becomes a partner of an indicator through a commitment that bears on it") {
  auto made = partners();
  appoint(made, "tim", Role::reporter, "tax");
  CHECK_FALSE(may<record::Indicator>(made, "tim", Act::import, "I1"));
  made.add("C2", record::Commitment{.text = {{"en", "Tax empty homes"}}, .lead = {"health"}, .parties = {{"tax"}}, .indicators = {{"I1"}}});
  CHECK(may<record::Indicator>(made, "tim", Act::import, "I1"));
}

TEST_CASE("what belongs to nobody yet may be begun by any partner, and nobody makes itself a partner of the rest") {
  auto made = partners();
  appoint(made, "tim", Role::lead, "tax");
  made.add("O2", record::Outcome{.title = {{"en", "Fair taxes"}}});
  const auto view = made.on("2026-06-30");
  const auto reader = Reader::of(view.workspace(), "tim", today);
  const auto& kind = record::kind_of<record::Party>();
  const auto joins = [&](const char* outcome) {
    const record::Body body = std::make_shared<const record::Party>(record::Party{.outcome = {outcome}, .organisation = {"tax"}});
    return access::decide_proposed(reader, Act::add, kind, "P9", body, view.workspace());
  };
  CHECK(joins("O2"));
  CHECK_FALSE(joins("O1"));
  CHECK(joins("O1").why.code == "access.refused.add");
}

namespace {

/// Health and Housing have both signed version 1; then Health alone goes on: version 2, and a draft with other words.
MadeWorkspace left_by_housing() {
  auto made = partners();
  made.add("c1", record::Clause{.agreement = {"A"}, .number = 1, .title = {{"en", "Money"}}, .text = {{"en", "Housing pays"}}});
  const auto fix = [&](std::int64_t number, record::References parties, std::initializer_list<const char*> signatories) {
    made.add("A", record::Agreement{.outcome = {"O1"}, .title = {{"en", "Homes"}}, .parties = std::move(parties)});
    const auto id = "v" + std::to_string(number);
    const auto text = decide::write_text(decide::draft_text(made.on("2026-06-30").workspace(), made.record<record::Agreement>("A")));
    made.add(id, record::AgreementVersion{.agreement = {"A"}, .number = number, .text = text, .made = day("2026-01-01").plus(static_cast<int>(number)), .withheld = {{"c1"}}, .withheld_reason = {{"en", "x"}}});
    for (const std::string party : signatories) made.add("s-" + party + id, record::Signature{.version = {id}, .organisation = {party}, .given = day("2026-02-01"), .withdrawn = party == "housing" ? std::optional(day("2026-03-01")) : std::nullopt});
  };
  fix(1, {{"health"}, {"housing"}}, {"health", "housing"});
  fix(2, {{"health"}}, {"health"});
  for (const auto* organisation : {"health", "housing", "tax"}) {
    for (const auto role : {Role::viewer, Role::manager, Role::signatory}) appoint(made, std::string(organisation) + "-" + std::string(access::code_of(role)), role, organisation);
  }
  return made;
}

}  // namespace

TEST_CASE("a party that has left an agreement reads the versions that it signed, whole, and does nothing else to them") {
  const auto made = left_by_housing();
  const auto of = [&](const char* person) { return Reader::of(made.on("2026-06-30").workspace(), person, today); };
  const auto& signed_version = made.record<record::AgreementVersion>("v1");
  for (const auto* person : {"housing-viewer", "housing-manager", "housing-signatory"}) {
    INFO(person);
    for (const auto act : {Act::read, Act::read_history, Act::export_all}) CHECK(may<record::AgreementVersion>(made, person, act, "v1"));
    for (const auto act : {Act::add, Act::change, Act::retire, Act::restore, Act::redact, Act::read_restricted}) CHECK_FALSE(may<record::AgreementVersion>(made, person, act, "v1"));
    for (const auto* field : {"text", "hash", "withheld"}) CHECK(sees(made, of(person), signed_version, field));
    CHECK(may<record::Signature>(made, person, Act::read, "s-housingv1"));
    CHECK(may<record::Signature>(made, person, Act::read, "s-healthv1"));
    CHECK_FALSE(may<record::Signature>(made, person, Act::change, "s-healthv1"));
    // What came after it had left.
    CHECK_FALSE(may<record::AgreementVersion>(made, person, Act::read, "v2"));
    CHECK_FALSE(may<record::AgreementVersion>(made, person, Act::read_history, "v2"));
    CHECK_FALSE(may<record::Signature>(made, person, Act::read, "s-healthv2"));
    CHECK_FALSE(may<record::Clause>(made, person, Act::read, "c1"));
    CHECK_FALSE(may<record::Agreement>(made, person, Act::read, "A"));
    CHECK_FALSE(sees(made, of(person), made.record<record::AgreementVersion>("v2"), "text"));
  }
  for (const auto* person : {"tax-viewer", "tax-manager", "tax-signatory"}) {  // never a party
    INFO(person);
    for (const auto* version : {"v1", "v2"}) CHECK_FALSE(may<record::AgreementVersion>(made, person, Act::read, version));
    CHECK_FALSE(may<record::Signature>(made, person, Act::read, "s-healthv1"));
  }
  CHECK(may<record::AgreementVersion>(made, "health-viewer", Act::read, "v1"));
  CHECK(may<record::AgreementVersion>(made, "health-manager", Act::change, "v1"));
  CHECK_FALSE(may<record::AgreementVersion>(made, "", Act::read, "v1"));
}

TEST_CASE("of several roles the nearest that allows it names the organisation") {
  auto made = partners();
  appoint(made, "ann", Role::lead, "health");
  appoint(made, "ann", Role::central);
  const auto view = made.on("2026-06-30");
  const auto reader = Reader::of(view.workspace(), "ann", today);
  const auto decision = access::decide(reader, Act::change, record::kind_of<record::Outcome>(), &made.record<record::Outcome>("O1"), view.workspace());
  CHECK(decision);
  CHECK(decision.organisation == "health");
  const auto elsewhere =
      access::decide(reader, Act::change, record::kind_of<record::Commitment>(), &made.record<record::Commitment>("C1"), view.workspace());
  CHECK(elsewhere);
  CHECK(elsewhere.organisation.empty());
}

TEST_CASE("a refusal says why and who can help") {
  auto made = partners();
  appoint(made, "vic", Role::viewer, "tax");
  made.add("new", record::Person{.name = "New", .email = "new@example.org"});
  const auto why = [&](const Reader& reader) {
    return access::decide(reader, Act::change, record::kind_of<record::Outcome>(), &made.record<record::Outcome>("O1"), made.on("2026-06-30").workspace()).why;
  };
  const auto of = [&](const char* person) { return Reader::of(made.on("2026-06-30").workspace(), person, today); };
  const language::Words words("en");
  CHECK(why(Reader::everyone(today)).code == "access.sign_in");
  CHECK(why(of("new")).code == "access.no_role");
  CHECK(words.issue(why(of("vic"))) == "Your roles do not let you change this. Ask whoever runs this system for access.");
  appoint(made, "ada", Role::administrator);
  CHECK(words.issue(why(of("vic"))) ==
        "Your roles do not let you change this. Ask a partner in charge of it to change it, or an administrator for access: ada Smith.");
  CHECK(words.issue(why(of("new"))).find("ada Smith") != std::string::npos);
}

TEST_CASE("every refusal has its sentence") {
  const language::Words words("fr");
  for (std::size_t a = 0; a < access::act_count; ++a) {
    CHECK(words.has("issue.access.refused." + std::string(access::code_of(static_cast<Act>(a)))));
  }
}

TEST_CASE("asking for no record in particular says whether there could be one") {
  auto made = partners();
  appoint(made, "mo", Role::manager, "housing");
  appoint(made, "vic", Role::viewer, "housing");
  const auto could = [&](const char* person, Act act, const record::Kind& kind) {
    const auto view = made.on("2026-06-30");
    return bool(access::decide(Reader::of(view.workspace(), person, today), act, kind, nullptr, view.workspace()));
  };
  CHECK(could("mo", Act::add, record::kind_of<record::Commitment>()));
  CHECK_FALSE(could("mo", Act::add, record::kind_of<record::Outcome>()));
  CHECK_FALSE(could("vic", Act::add, record::kind_of<record::Commitment>()));
  CHECK(could("mo", Act::restore, record::kind_of<record::Commitment>()));
}

TEST_CASE("email addresses are for administrators, auditors and the person") {
  auto made = partners();
  appoint(made, "ann", Role::viewer, "health");
  appoint(made, "bob", Role::central);
  appoint(made, "ada", Role::administrator);
  appoint(made, "aud", Role::auditor);
  const auto of = [&](const char* person) { return Reader::of(made.on("2026-06-30").workspace(), person, today); };
  const auto& ann = made.record<record::Person>("ann");
  CHECK(sees(made, of("bob"), ann, "name"));
  CHECK_FALSE(sees(made, of("bob"), ann, "email"));
  CHECK_FALSE(sees(made, of("bob"), ann, "language"));
  CHECK(sees(made, of("ada"), ann, "email"));
  CHECK(sees(made, of("aud"), ann, "email"));
  CHECK(sees(made, of("ann"), ann, "email"));
  CHECK(sees(made, Reader::host(today), ann, "email"));
  open_to_all(made);
  CHECK(access::visible_fields(Reader::everyone(today), ann, made.on("2026-06-30").workspace()).empty());
}

TEST_CASE("the report of an import is for those signed in with a role, its name for everyone") {
  auto made = partners();
  open_to_all(made);
  made.add("B1", record::Batch{.file = "homes.csv", .report = "{}"});
  appoint(made, "tim", Role::viewer, "tax");
  const auto& batch = made.record<record::Batch>("B1");
  CHECK(sees(made, Reader::everyone(today), batch, "file"));
  CHECK_FALSE(sees(made, Reader::everyone(today), batch, "report"));
  CHECK(sees(made, Reader::of(made.on("2026-06-30").workspace(), "tim", today), batch, "report"));
}

TEST_CASE("whoever owns the file may do what can be done, and what cannot be done stays refused") {
  auto made = partners();
  made.add("O3", record::Outcome{.title = {{"en", "Old"}}}, true);
  const auto view = made.on("2026-06-30");
  const auto host = Reader::host(today);
  const auto& kind = record::kind_of<record::Outcome>();
  CHECK(access::decide(host, Act::change, kind, &made.record<record::Outcome>("O1"), view.workspace()));
  CHECK_FALSE(access::decide(host, Act::change, kind, &made.record<record::Outcome>("O3"), view.workspace()));
  CHECK(access::decide(host, Act::restore, kind, &made.record<record::Outcome>("O3"), view.workspace()));
}
