// Attempts to sign or acknowledge for somebody else, each by another way in. None may leave a trace.

#include "act/acknowledge_link.h"
#include "act/act_kit_test.h"
#include "act/add_record.h"
#include "act/agree.h"
#include "act/change_record.h"
#include "act/import_records.h"
#include "act/retire_record.h"
#include "base/hash.h"
#include "decide/agreement.h"
#include "record/contribution.h"
#include "record/graph.h"
#include "record/trust.h"

using namespace outturn;
using testing::day;
using testing::en;
using testing::Refusals;
using testing::refusals;
using record::Role;

namespace {

/// Housing holds a link of the chain; Health and Housing have an agreement with one version to be signed.
struct Signing : testing::Town {
  Signing() {
    testing::put(store, "L1", record::Link{.outcome = {"O1"}, .organisation = {"housing"}, .duty = en("Build 400 homes a year"), .accountable_to = {"health"}});
    testing::put(store, "A1", record::Agreement{.outcome = {"O1"}, .title = en("Homes for all"), .parties = {{"health"}, {"housing"}}});
    testing::put(store, "A1-aim", record::Clause{.agreement = {"A1"}, .number = 1, .title = en("Aim"), .text = en("Nobody sleeps rough by 2030.")});
    const auto text = decide::write_text(decide::draft_text(*store.now(), *store.now()->find<record::Agreement>("A1")));
    REQUIRE(act::make_version(store, with("hana", Role::manager, "health"), "A1", 0, base::sha256(text).hex(), en("First")));
  }
  std::string words() { return record::words_of(get<record::Link>("L1")); }
  std::string hash() { return get<record::AgreementVersion>("A1-v1").hash; }
  act::Fields signature(std::string organisation, std::string person) {
    return {{"version", record::Reference{"A1-v1"}}, {"organisation", record::Reference{std::move(organisation)}}, {"hash", hash()}, {"person", record::Reference{std::move(person)}},
            {"name", std::string("Sara Smith")}, {"post", std::string("Director")}, {"authority", std::string("Delegation 7")}, {"given", clock.today()}};
  }
  act::Fields acknowledgement(std::string person) {
    return {{"link", record::Reference{"L1"}}, {"name", std::string("Sara Smith")}, {"person", record::Reference{std::move(person)}}, {"on", clock.today()}, {"words", words()}};
  }
  auto sign(const access::Reader& who, const char* organisation) {
    return act::sign_version(store, who, "A1-v1", organisation, hash(), {{"name", std::string("X")}, {"post", std::string("Y")}, {"authority", std::string("Z")}});
  }
  auto signed_so_far() { return store.now()->count(record::kind_of<record::Signature>()); }
  auto acknowledged_so_far() { return store.now()->count(record::kind_of<record::Acknowledgement>()); }
  /// Somebody with the role for part of the time.
  access::Reader with_office(const std::string& person, Role role, const std::string& organisation, const char* from, const char* until) {
    testing::put(store, person, record::Person{.name = person, .email = person + "@example.org"});
    testing::put(store, person + "-office", record::Appointment{.person = {person}, .organisation = {organisation}, .role = role, .from = day(from), .until = day(until)});
    return again(person);
  }
};

}  // namespace

TEST_CASE("signing for another: every role of every other organisation is refused at every door, and nothing is written") {
  Signing town;
  const auto& signature = record::kind_of<record::Signature>();
  const auto& acknowledgement = record::kind_of<record::Acknowledgement>();
  for (const auto* organisation : {"health", "tax", ""}) {
    for (int number = 0; number <= static_cast<int>(Role::administrator); ++number) {
      const auto role = static_cast<Role>(number);
      const auto person = std::string("p-") + organisation + "-" + std::string(access::code_of(role));
      const auto who = town.with(person, role, organisation);
      CAPTURE(person);
      CHECK(!town.sign(who, "housing"));
      CHECK(!act::add_record(town.store, who, signature, "", town.signature("housing", person)));
      CHECK(!act::add_record(town.store, who, signature, "S-forged", town.signature("housing", "hana")));
      CHECK(!act::acknowledge_link(town.store, who, "L1", town.words()));
      CHECK(!act::add_record(town.store, who, acknowledgement, "", town.acknowledgement(person)));
    }
  }
  for (const auto role : {Role::viewer, Role::reporter, Role::verifier, Role::analyst, Role::manager, Role::lead}) {  // the own organisation, and no signatory
    const auto person = "own-" + std::string(access::code_of(role));
    const auto who = town.with(person, role, "housing");
    CAPTURE(person);
    CHECK(!town.sign(who, "housing"));
    CHECK(!act::acknowledge_link(town.store, who, "L1", town.words()));
    CHECK(!act::add_record(town.store, who, acknowledgement, "", town.acknowledgement(person)));
  }
  CHECK(town.signed_so_far() == 0);
  CHECK(town.acknowledged_so_far() == 0);
}

TEST_CASE("signing for another: an office that has ended, has not begun, or whose holder is disabled signs nothing") {
  Signing town;
  const auto today = town.clock.today();
  const auto yesterday = today.plus(-1).iso();
  const auto tomorrow = today.plus(1).iso();
  const auto ended = town.with_office("ended", Role::signatory, "housing", "2020-01-01", yesterday.c_str());
  const auto coming = town.with_office("coming", Role::signatory, "housing", tomorrow.c_str(), "2099-01-01");
  auto disabled = town.with("gone", Role::signatory, "housing");
  testing::put(town.store, "gone", record::Person{.name = "gone", .email = "gone@example.org", .disabled = true});  // after the page was opened
  for (const auto& who : {ended, coming, disabled}) {
    CHECK(!town.sign(who, "housing"));
    CHECK(!act::acknowledge_link(town.store, who, "L1", town.words()));
  }
  CHECK(town.signed_so_far() == 0);
  CHECK(town.acknowledged_so_far() == 0);
  const auto last_day = town.with_office("last", Role::signatory, "housing", "2020-01-01", today.iso().c_str());
  CHECK(town.sign(last_day, "housing"));
  CHECK(act::acknowledge_link(town.store, last_day, "L1", town.words()));
}

TEST_CASE("signing for another: an own signatory signs in nobody else's name, and for no other day") {
  Signing town;
  const auto hugo = town.with("hugo", Role::signatory, "housing");
  town.with("sara", Role::signatory, "health");
  const auto& signature = record::kind_of<record::Signature>();
  CHECK(refusals(act::add_record(town.store, hugo, signature, "", town.signature("housing", "sara"))) == Refusals{"person: act.sign_yourself"});
  CHECK(refusals(act::add_record(town.store, hugo, signature, "", town.signature("health", "hugo"))) == Refusals{": access.refused.add"});
  REQUIRE(act::add_record(town.store, hugo, signature, "S1", town.signature("housing", "hugo")));

  // What was signed does not become another's, and is not taken back for an earlier day, nor by anybody else.
  for (const auto& [field, value] : act::Fields{{"organisation", record::Reference{"health"}}, {"person", record::Reference{"sara"}}, {"name", std::string("Sara")}, {"given", day("2020-01-01")},
                                                {"hash", std::string(64, '0')}}) {
    CAPTURE(field);
    CHECK(!act::change_record(town.store, hugo, signature, "S1", std::nullopt, {{field, value}}));
  }
  const record::Localised reason = en("A new minister");
  CHECK(refusals(act::change_record(town.store, hugo, signature, "S1", std::nullopt, {{"withdrawn", day("2020-01-01")}, {"withdrawn_reason", reason}})) ==
        Refusals{"withdrawn: act.sign_today"});
  CHECK(!act::withdraw_signature(town.store, town.again("sara"), "S1", std::nullopt, reason));
  CHECK(!act::withdraw_signature(town.store, town.with("c", Role::central), "S1", std::nullopt, reason));
  CHECK(act::withdraw_signature(town.store, hugo, "S1", std::nullopt, reason));
}

TEST_CASE("acknowledging for another: what was acknowledged is neither changed nor taken back by others, nor brought in by a file") {
  Signing town;
  const auto hugo = town.with("hugo", Role::signatory, "housing");
  const auto sara = town.with("sara", Role::signatory, "health");
  REQUIRE(act::acknowledge_link(town.store, hugo, "L1", town.words()));
  const auto& kind = record::kind_of<record::Acknowledgement>();
  const auto id = town.store.now()->at(kind, 0).id;
  for (const auto& who : {hugo, sara, town.with("m", Role::manager, "housing"), town.with("c", Role::central), town.with("a", Role::administrator)}) {
    CHECK(!act::change_record(town.store, who, kind, id, std::nullopt, {{"illustrative", true}}));
  }
  for (const auto& who : {sara, town.again("m"), town.again("c"), town.again("a")}) CHECK(!act::retire_record(town.store, who, kind, id, std::nullopt, "wrong"));
  CHECK(act::retire_record(town.store, hugo, kind, id, std::nullopt, "Said too early"));
  CHECK(!act::restore_record(town.store, sara, kind, id, std::nullopt, "wrong"));
}

TEST_CASE("signing for another: a file brings in no signature and no acknowledgement of another party, whoever sends it") {
  Signing town;
  const auto& signature = record::kind_of<record::Signature>();
  const auto& acknowledgement = record::kind_of<record::Acknowledgement>();
  const auto words = language::Words("en");
  for (const auto* organisation : {"health", "tax", ""}) {
    for (int number = 0; number <= static_cast<int>(Role::administrator); ++number) {
      const auto role = static_cast<Role>(number);
      const auto person = std::string("p-") + organisation + "-" + std::string(access::code_of(role));
      const auto who = town.with(person, role, organisation);
      CAPTURE(person);
      for (const auto& wanted : {act::Wanted{&signature, "S-file", town.signature("housing", person)}, act::Wanted{&signature, "S-file", town.signature("housing", "hana")},
                                 act::Wanted{&acknowledgement, "K-file", town.acknowledgement(person)}, act::Wanted{&acknowledgement, "K-file", town.acknowledgement("hana")}}) {
        const auto refused = act::import_records(town.store, who, {wanted});
        REQUIRE(!refused);
        CHECK(refused.error().front().code == "access.refused.add");
        CHECK(words.issue(refused.error().front()).size() > 20);  // a sentence says so
      }
    }
  }
  CHECK(town.signed_so_far() == 0);
  CHECK(town.acknowledged_so_far() == 0);
}

TEST_CASE("signing for another: an administrator's file that first makes him the other party's signatory is refused whole") {
  Signing town;
  const auto admin = town.with("adm", Role::administrator);
  const auto before = town.entries();
  const act::Wanted office{&record::kind_of<record::Appointment>(), "adm-signs",
                           {{"person", record::Reference{"adm"}}, {"organisation", record::Reference{"housing"}}, {"role", std::string{"signatory"}}, {"from", day("2020-01-01")}}};
  CHECK(refusals(act::import_records(town.store, admin, {office, {&record::kind_of<record::Signature>(), "S-file", town.signature("housing", "adm")}})) == Refusals{": access.refused.add"});
  CHECK(refusals(act::import_records(town.store, admin, {office, {&record::kind_of<record::Acknowledgement>(), "K-file", town.acknowledgement("adm")}})) == Refusals{": access.refused.add"});
  CHECK(town.entries() == before);
}

TEST_CASE("signing for another: what was signed becomes nobody else's by a file, and not even the own signatory acknowledges by one") {
  Signing town;
  const auto hugo = town.with("hugo", Role::signatory, "housing");
  const auto& signature = record::kind_of<record::Signature>();
  REQUIRE(act::add_record(town.store, hugo, signature, "S1", town.signature("housing", "hugo")));
  for (const auto& who : {hugo, town.with("sara", Role::signatory, "health"), town.with("m", Role::manager, "health"), town.with("a", Role::administrator)}) {
    CHECK(!act::import_records(town.store, who, {{&signature, "S1", town.signature("health", "sara")}}));
    CHECK(!act::import_records(town.store, who, {{&signature, "S1", {{"name", std::string("Sara")}}}}));
  }
  CHECK(!act::import_records(town.store, hugo, {{&signature, "S2", town.signature("health", "hugo")}}));
  CHECK(!act::import_records(town.store, hugo, {{&record::kind_of<record::Acknowledgement>(), "K-file", town.acknowledgement("hugo")}}));
  CHECK(town.signed_so_far() == 1);
  CHECK(town.acknowledged_so_far() == 0);
}

TEST_CASE("in one's own name: a file brings in no opinion, question, explanation or rating under another's, as no form does") {
  Signing town;
  const auto mo = town.with("mo", Role::manager, "housing");
  town.with("sara", Role::manager, "housing");
  const auto opinion = [&](std::string id, std::string person) {
    act::Fields fields{{"indicator", record::Reference{"I1"}}, {"organisation", record::Reference{"housing"}}, {"position", std::string{"dissents"}}, {"reason", std::string("Counts nights, not people")}};
    if (!person.empty()) fields.emplace_back("person", record::Reference{std::move(person)});
    return act::Wanted{&record::kind_of<record::Opinion>(), std::move(id), std::move(fields)};
  };
  CHECK(refusals(act::import_records(town.store, mo, {opinion("N1", "sara")})) == Refusals{"person: act.not_yourself"});
  REQUIRE(act::import_records(town.store, mo, {opinion("N1", "")}));
  CHECK(town.get<record::Opinion>("N1").person.id == "mo");
  CHECK(town.get<record::Opinion>("N1").day == town.clock.today());
  CHECK(act::import_records(town.store, town.host(), {opinion("N2", "sara")}));  // who fills a register says who said what
  CHECK(town.get<record::Opinion>("N2").person.id == "sara");
}

TEST_CASE("acknowledging: a draft link is acknowledged once it is published") {
  Signing town;
  const auto hugo = town.with("hugo", Role::signatory, "housing");
  testing::put(town.store, "L2", record::Link{.outcome = {"O1"}, .organisation = {"housing"}, .duty = en("Rent 40 rooms"), .draft = true});
  const auto words = record::words_of(town.get<record::Link>("L2"));
  CHECK(refusals(act::acknowledge_link(town.store, hugo, "L2", words)) == Refusals{": access.refused.acknowledge"});
  const auto lee = town.with("lee", Role::lead, "housing");
  REQUIRE(act::change_record(town.store, lee, record::kind_of<record::Link>(), "L2", std::nullopt, {{"draft", false}}));
  CHECK(act::acknowledge_link(town.store, hugo, "L2", words));
}

TEST_CASE("drafts: what is published stays so, a draft belongs to somebody, and outsiders do not find it") {
  Signing town;
  const auto lee = town.with("lee", Role::lead, "housing");
  const auto tom = town.with("tom", Role::manager, "tax");
  const auto& profile = record::kind_of<record::Profile>();
  REQUIRE(act::add_record(town.store, lee, profile, "F1", {{"organisation", record::Reference{"housing"}}, {"able", en("two analysts")}, {"draft", true}}));
  CHECK(refusals(act::change_record(town.store, tom, profile, "F1", std::nullopt, {{"able", en("none")}})) == Refusals{"id: act.no_record"});
  CHECK(refusals(act::change_record(town.store, town.with("c", Role::central), profile, "F1", std::nullopt, {{"able", en("none")}})) == Refusals{"id: act.no_record"});
  REQUIRE(act::change_record(town.store, lee, profile, "F1", std::nullopt, {{"draft", false}}));
  CHECK(refusals(act::change_record(town.store, lee, profile, "F1", std::nullopt, {{"draft", true}})) == Refusals{"draft: act.published_stays"});
  const auto& framework = record::kind_of<record::Framework>();
  CHECK(!act::add_record(town.store, town.again("c"), framework, "W1", {{"name", en("Plan")}, {"draft", true}}));  // the centre keeps no drafts
  CHECK(act::add_record(town.store, town.again("c"), framework, "W1", {{"name", en("Plan")}}));
}
