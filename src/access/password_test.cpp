#include "access/password.h"

#include <string>

#include "testing.h"

using namespace outturn;
using access::Passwords;

namespace {

constexpr access::HashingCost cheap{.passes = 1, .memory = 8192};
const record::Person ann{.name = "Ann Smith", .email = "ann.smith@example.org"};

std::string first_fault(std::string_view password, const record::Person& person = ann) {
  const auto faults = Passwords::faults(password, person);
  return faults.empty() ? "accepted" : faults.front().code;
}

}  // namespace

TEST_CASE("a password has 12 to 256 characters, counted as people count them") {
  CHECK(first_fault("") == "access.password_short");
  CHECK(first_fault("heron tulip") == "access.password_short");    // 11
  CHECK(first_fault("heron tulips") == "accepted");                // 12
  CHECK(first_fault("été à Québe") == "access.password_short");    // 11 characters, more bytes
  CHECK(first_fault("été à Québec") == "accepted");
  std::string long_one;
  while (long_one.size() < 256) long_one += "heron tulips walk by ";
  CHECK(first_fault(long_one.substr(0, 256)) == "accepted");
  CHECK(first_fault(long_one.substr(0, 256) + "x") == "access.password_long");
}

TEST_CASE("no rule asks for digits, capitals or signs") {
  CHECK(first_fault("correct horse battery") == "accepted");
  CHECK(first_fault("ce lundi, la pluie") == "accepted");
  CHECK(first_fault("849206317754") == "accepted");
}

TEST_CASE("passwords that everybody tries first are refused, with digits and signs around them too") {
  for (const auto* common : {"password1234", "PASSWORD!2026", "12password3456", "Motdepasse2026", "qwertyuiop123", "azertyuiop12", "administrator",
                             "letmein12345", "123456789012", "098765432109", "aaaaaaaaaaaa", "abcabcabcabc", "passwordpassword", "Canada202620",
                             "correcthorsebatterystaple", "000000000000"}) {
    INFO(common);
    CHECK(first_fault(common) == "access.password_common");
  }
}

TEST_CASE("a person's own name or address is no password, though it may be part of one") {
  CHECK(first_fault("ann.smith2026") == "access.password_own_name");
  CHECK(first_fault("Ann Smith 123") == "access.password_own_name");
  CHECK(first_fault("ann.smith@example.org") == "access.password_own_name");
  CHECK(first_fault("ann.smith walks by the river") == "accepted");
  CHECK(first_fault("anna karenina") == "accepted");  // a short name inside another word
}

TEST_CASE("a password that is not text is refused") {
  CHECK(first_fault(std::string("heron\0tulips walk", 17)) == "access.password_not_text");
  CHECK(first_fault("heron tulips \xFF\xFE") == "access.password_not_text");
}

TEST_CASE("a hash tells the password from any other, and never holds it") {
  const Passwords passwords(cheap);
  const auto hash = passwords.hash("heron tulips walk");
  CHECK(hash.starts_with("$argon2id$"));
  CHECK(hash.find("heron") == std::string::npos);
  CHECK(passwords.matches(hash, "heron tulips walk"));
  CHECK_FALSE(passwords.matches(hash, "heron tulips walk "));
  CHECK_FALSE(passwords.matches("nonsense", "heron tulips walk"));
  CHECK(passwords.hash("heron tulips walk") != hash);
}

TEST_CASE("a hash made at a lower cost is known to be outdated") {
  const Passwords yesterday(cheap);
  const Passwords today({.passes = 2, .memory = 16384});
  CHECK(today.is_outdated(yesterday.hash("heron tulips walk")));
  CHECK_FALSE(today.is_outdated(today.hash("heron tulips walk")));
}

TEST_CASE("by default a hash costs three passes over 64 MiB") {
  CHECK(Passwords().hash("heron tulips walk").starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
}

TEST_CASE("secrets are equal only when they are the same") {
  CHECK(access::equal_secrets("abc", "abc"));
  CHECK_FALSE(access::equal_secrets("abc", "abd"));
  CHECK_FALSE(access::equal_secrets("abc", "abcd"));
  CHECK_FALSE(access::equal_secrets("abc", ""));
}
