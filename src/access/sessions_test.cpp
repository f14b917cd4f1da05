#include "access/sessions.h"

#include <set>

#include "access/access_test_kit.h"
#include "base/hash.h"
#include "store/memory_store.h"
#include "testing.h"

using namespace outturn;
using namespace outturn::testing;

namespace {

constexpr std::int64_t second = 1'000'000;
const std::string right = "heron tulips walk";

struct House {
  base::FixedClock clock{day("2026-06-30")};
  store::MemoryStore vault{clock};
  access::Passwords passwords{{.passes = 1, .memory = 8192}};
  access::Sessions sessions{vault, clock, passwords};
  MadeWorkspace made = partners();

  House() {
    made.add("ann", record::Person{.name = "Ann", .email = "ann@example.org"});
    vault.set_password_hash("ann", passwords.hash(right));
  }
  auto sign_in(const std::string& email, const std::string& password, const std::string& address = "192.0.2.1") {
    return sessions.sign_in(made.on("2026-06-30").workspace(), email, password, address);
  }
  bool is_known(const std::string& token) { return sessions.known(made.on("2026-06-30").workspace(), token).has_value(); }
  void wait(std::int64_t seconds) { clock.set({clock.now().microseconds + seconds * second}); }
};

}  // namespace

TEST_CASE("the right password opens a session, and only its digest is kept") {
  House house;
  const auto session = house.sign_in(" Ann@Example.org ", right);
  REQUIRE(session);
  CHECK(session->person == "ann");
  CHECK(session->token.size() == 64);
  const auto known = house.sessions.known(house.made.on("2026-06-30").workspace(), session->token);
  REQUIRE(known);
  CHECK(known->person == "ann");
  CHECK(known->vouches_for(access::masked(session->csrf)));
  CHECK(access::masked(session->csrf) != access::masked(session->csrf));  // no two pages carry the same text
  CHECK_FALSE(known->vouches_for(session->csrf));
  CHECK_FALSE(known->vouches_for(access::masked(session->token)));
  CHECK_FALSE(known->vouches_for(access::masked(session->csrf).substr(1)));
  CHECK_FALSE(known->vouches_for(""));
  CHECK_FALSE(known->vouches_for(session->token));
  CHECK_FALSE(house.vault.session(session->token));
  CHECK(house.vault.session(base::sha256(session->token).hex()));
}

TEST_CASE("a wrong password, an unknown address, an account without password and a disabled one are refused alike") {
  House house;
  house.made.add("bob", record::Person{.name = "Bob", .email = "bob@example.org"});
  house.made.add("eve", record::Person{.name = "Eve", .email = "eve@example.org", .disabled = true});
  house.vault.set_password_hash("eve", house.passwords.hash(right));
  for (const auto* email : {"ann@example.org", "nobody@example.org", "bob@example.org", "eve@example.org", ""}) {
    INFO(email);
    const auto password = std::string(email) == "ann@example.org" ? "not the right one" : right;
    const auto refused = house.sign_in(email, password, email);
    CHECK(refusal(refused) == ": access.sign_in_failed");
  }
}

TEST_CASE("each sign-in has a token of its own and ends the one this browser had") {
  House house;
  const auto first = house.sign_in("ann@example.org", right);
  const auto other_browser = house.sign_in("ann@example.org", right);
  const auto second_time =
      house.sessions.sign_in(house.made.on("2026-06-30").workspace(), "ann@example.org", right, "192.0.2.1", first->token);
  CHECK(std::set<std::string>{first->token, other_browser->token, second_time->token}.size() == 3);
  CHECK_FALSE(house.is_known(first->token));
  CHECK(house.is_known(other_browser->token));
  CHECK(house.is_known(second_time->token));
}

TEST_CASE("signing out ends this session and no other") {
  House house;
  const auto here = house.sign_in("ann@example.org", right);
  const auto there = house.sign_in("ann@example.org", right);
  house.sessions.sign_out(here->token);
  CHECK_FALSE(house.is_known(here->token));
  CHECK(house.is_known(there->token));
  house.sessions.end_all_of("ann");
  CHECK_FALSE(house.is_known(there->token));
}

TEST_CASE("a session ends after eight hours without a click") {
  House house;
  const auto session = house.sign_in("ann@example.org", right);
  house.wait(8 * 3600 - 1);
  CHECK(house.is_known(session->token));
  house.wait(8 * 3600 - 1);
  CHECK(house.is_known(session->token));
  house.wait(8 * 3600);
  CHECK_FALSE(house.is_known(session->token));
  house.clock.set({house.clock.now().microseconds - 3600 * second});
  CHECK_FALSE(house.is_known(session->token));  // ended is ended, whatever the clock says later
}

TEST_CASE("a session ends a day after it began, however busy") {
  House house;
  const auto session = house.sign_in("ann@example.org", right);
  for (int hour = 1; hour < 24; ++hour) {
    house.wait(3600);
    CHECK(house.is_known(session->token));
  }
  house.wait(3599);
  CHECK(house.is_known(session->token));
  house.wait(1);
  CHECK_FALSE(house.is_known(session->token));
}

TEST_CASE("a session that would begin in the future is none: the clock was set back") {
  House house;
  const auto session = house.sign_in("ann@example.org", right);
  house.wait(-3600);
  CHECK_FALSE(house.is_known(session->token));
}

TEST_CASE("a session ends when its person is disabled or leaves the register") {
  House house;
  const auto session = house.sign_in("ann@example.org", right);
  house.made.add("ann", record::Person{.name = "Ann", .email = "ann@example.org", .disabled = true});
  CHECK_FALSE(house.is_known(session->token));
}

TEST_CASE("nonsense is no session") {
  House house;
  CHECK_FALSE(house.is_known(""));
  CHECK_FALSE(house.is_known("abc"));
  CHECK_FALSE(house.is_known(std::string(64, '0')));
  CHECK_FALSE(house.is_known(std::string(100'000, 'a')));
}

TEST_CASE("a password hashed at yesterday's cost is hashed anew at the next sign-in") {
  House house;
  house.vault.set_password_hash("ann", access::Passwords({.passes = 2, .memory = 8192}).hash(right));
  const auto before = house.vault.password_hash("ann");
  REQUIRE(house.sign_in("ann@example.org", right));
  const auto after = house.vault.password_hash("ann");
  CHECK(before != after);
  CHECK_FALSE(house.passwords.is_outdated(*after));
  CHECK(house.sign_in("ann@example.org", right));
}

TEST_CASE("after five failures an account waits, longer each time, and is never shut out for good") {
  House house;
  for (int n = 0; n < 5; ++n) {
    CHECK(refusal(house.sign_in("ann@example.org", "wrong", "192.0.2." + std::to_string(n))) == ": access.sign_in_failed");
  }
  const auto waits = [&](const char* address) {
    const auto answer = house.sign_in("ann@example.org", "wrong", address);
    REQUIRE_FALSE(answer);
    return answer.error().front().code == "access.wait" ? std::get<std::int64_t>(answer.error().front().values.front().value) : 0;
  };
  CHECK(waits("198.51.100.1") == 15);
  CHECK(refusal(house.sign_in("ann@example.org", right)) == ": access.wait");  // even the right one
  CHECK(house.sign_in("ann@example.org ", "x").error().front().code == "access.wait");
  house.wait(15);
  CHECK(waits("198.51.100.2") == 0);
  CHECK(waits("198.51.100.2") == 30);
  house.wait(30);
  CHECK(waits("198.51.100.3") == 0);
  CHECK(waits("198.51.100.3") == 60);
  for (int n = 0; n < 20; ++n) {
    house.wait(15 * 60);
    CHECK(waits("198.51.100.4") == 0);
  }
  CHECK(waits("198.51.100.5") == 15 * 60);  // the longest
  house.wait(15 * 60);
  CHECK(house.sign_in("ann@example.org", right));
  CHECK(waits("198.51.100.6") == 0);  // and a success wipes the slate
}

TEST_CASE("failures fade after a quarter of an hour") {
  House house;
  for (int round = 0; round < 3; ++round) {
    for (int n = 0; n < 4; ++n) CHECK(refusal(house.sign_in("ann@example.org", "wrong")) == ": access.sign_in_failed");
    house.wait(15 * 60 + 1);
  }
}

TEST_CASE("an address may try twenty times a minute, whatever the accounts") {
  House house;
  for (int n = 0; n < 20; ++n) {
    CHECK(refusal(house.sign_in("person" + std::to_string(n) + "@example.org", "wrong")) == ": access.sign_in_failed");
  }
  CHECK(refusal(house.sign_in("ann@example.org", right)) == ": access.wait");
  CHECK(house.sign_in("ann@example.org", right, "198.51.100.9"));
  house.wait(60);
  CHECK(house.sign_in("ann@example.org", right));
}

TEST_CASE("a password can be confirmed without opening a session") {
  House house;
  const auto& workspace = house.made.on("2026-06-30").workspace();
  const auto who = house.sessions.confirmed(workspace, "ann@example.org", right, "192.0.2.1");
  REQUIRE(who);
  CHECK(*who == "ann");
  CHECK(refusal(house.sessions.confirmed(workspace, "ann@example.org", "wrong", "192.0.2.1")) == ": access.sign_in_failed");
}
