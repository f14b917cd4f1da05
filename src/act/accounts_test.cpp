#include "act/accounts.h"

#include "access/permission.h"
#include "access/sessions.h"
#include "act/act_kit_test.h"

using namespace outturn;
using namespace outturn::testing;
using record::kind_of;
using record::Role;

namespace {

const access::Passwords passwords({.passes = 1, .memory = 8192});
const std::string good = "heron tulips walk";

}  // namespace

TEST_CASE("the first person added at the command line may let others in and begin the register") {
  Registry fresh;
  const auto host = access::Reader::host(fresh.clock.today());
  REQUIRE(act::add_user(fresh.store, fresh.store, passwords, host, {.name = "Ada Lovelace", .email = "Ada@Example.org", .password = good}));
  const auto ada = access::Reader::of(*fresh.store.now(), "ada-lovelace", fresh.clock.today());
  CHECK(ada.holds(Role::administrator));
  CHECK(ada.holds(Role::central));
  access::Sessions sessions(fresh.store, fresh.clock, passwords);
  CHECK(sessions.sign_in(*fresh.store.now(), "ada@example.org", good, "192.0.2.1"));

  REQUIRE(act::add_user(fresh.store, fresh.store, passwords, ada, {.id = "bob", .name = "Bob", .email = "bob@example.org"}));
  CHECK(access::Reader::of(*fresh.store.now(), "bob", fresh.clock.today()).standings().empty());
  CHECK_FALSE(fresh.store.password_hash("bob"));
  for (const auto& told : fresh.store.entries(0, 100)) CHECK(told.payload.json.find(good) == std::string::npos);
}

TEST_CASE("a person is added with roles, and everything wrong is told at once") {
  Town town;
  const auto ada = town.with("ada", Role::administrator);
  REQUIRE(act::add_user(town.store, town.store, passwords, ada,
                        {.id = "mo", .name = "Mo", .email = "mo@example.org", .roles = {{Role::manager, "housing"}, {Role::reporter, "tax"}}}));
  CHECK(town.again("mo").standings() == std::vector<access::Standing>{{Role::manager, "housing"}, {Role::reporter, "tax"}});
  const auto before = town.entries();
  CHECK(refusals(act::add_user(town.store, town.store, passwords, ada, {.id = "a b", .name = "", .email = "", .password = "short"})) ==
        Refusals{"id: act.id_form", "name: record.required", "email: record.required", "password: access.password_short"});
  CHECK(refusals(act::add_user(town.store, town.store, passwords, ada,
                               {.id = "mo", .name = "Mo", .email = "mo@example.org", .roles = {{Role::manager, ""}, {Role::lead, "nowhere"}}})) ==
        Refusals{"id: act.id_taken", "organisation: act.role_needs_organisation", "organisation: act.no_such_reference"});
  CHECK(refusals(act::add_user(town.store, town.store, passwords, ada, {.id = "mo2", .name = "Mo", .email = "mo@example.org"})) == Refusals{"email: act.email_taken"});
  CHECK(refusal(act::add_user(town.store, town.store, passwords, town.again("mo"), {.name = "X", .email = "x@example.org"})) == ": access.refused.add");
  CHECK(town.entries() == before);
}

TEST_CASE("a new password ends every session; one sets one's own, administrators anybody's") {
  Town town;
  const auto ada = town.with("ada", Role::administrator);
  const auto mo = town.with("mo", Role::manager, "housing");
  access::Sessions sessions(town.store, town.clock, passwords);
  REQUIRE(act::set_password(town.store, town.store, passwords, mo, "mo", good));
  const auto session = sessions.sign_in(*town.store.now(), "mo@example.org", good, "192.0.2.1");
  REQUIRE(session);
  REQUIRE(act::set_password(town.store, town.store, passwords, ada, "mo", "tulips walk herons"));
  CHECK_FALSE(sessions.known(*town.store.now(), session->token));
  CHECK_FALSE(sessions.sign_in(*town.store.now(), "mo@example.org", good, "192.0.2.1"));
  CHECK(sessions.sign_in(*town.store.now(), "mo@example.org", "tulips walk herons", "192.0.2.1"));

  const auto history = town.store.history(record::kind_of<record::Person>(), "mo");
  REQUIRE(history.size() >= 2);
  CHECK(history.back().entry.act == "set_password");
  CHECK(history.back().entry.person == "ada");
  CHECK(history.back().payload.json.find("tulips") == std::string::npos);  // the ledger never has the password

  CHECK(refusal(act::set_password(town.store, town.store, passwords, mo, "ada", good)) == ": access.refused.manage_accounts");
  CHECK(refusal(act::set_password(town.store, town.store, passwords, mo, "mo", "mo smith")) == "password: access.password_short");
  CHECK(refusal(act::set_password(town.store, town.store, passwords, ada, "nobody", good)) == "id: act.no_record");
}

TEST_CASE("a disabled person is out at once and may come back") {
  Town town;
  const auto ada = town.with("ada", Role::administrator);
  const auto mo = town.with("mo", Role::manager, "housing");
  access::Sessions sessions(town.store, town.clock, passwords);
  REQUIRE(act::set_password(town.store, town.store, passwords, mo, "mo", good));
  const auto session = sessions.sign_in(*town.store.now(), "mo@example.org", good, "192.0.2.1");
  REQUIRE(session);
  CHECK(refusal(act::disable_person(town.store, town.store, ada, "mo", true, "")) == "reason: act.reason_needed");
  CHECK(refusal(act::disable_person(town.store, town.store, mo, "ada", true, "why")) == ": access.refused.manage_accounts");
  CHECK(refusal(act::disable_person(town.store, town.store, ada, "ada", true, "why")) == ": act.last_administrator");
  REQUIRE(act::disable_person(town.store, town.store, ada, "mo", true, "left"));
  CHECK_FALSE(town.store.session(base::sha256(session->token).hex()));
  CHECK_FALSE(sessions.sign_in(*town.store.now(), "mo@example.org", good, "192.0.2.1"));
  REQUIRE(act::disable_person(town.store, town.store, ada, "mo", false, "back"));
  CHECK(sessions.sign_in(*town.store.now(), "mo@example.org", good, "192.0.2.1"));
}
