#include "access/password.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <new>
#include <semaphore>

#include "base/hash.h"
#include "base/text.h"

namespace outturn::access {
namespace {

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// What people choose when they are made to choose: a password made of one of these and signs or digits at its ends
/// is among the first that anybody tries.
constexpr std::array<std::string_view, 60> favourites{
    "password",     "passwort",     "passw0rd",     "p@ssword",     "p@ssw0rd",      "motdepasse",     "mypassword",     "passwordpassword",
    "qwerty",       "qwertyuiop",   "qwertyuiopasdfghjkl",          "qwertyqwerty",  "azerty",         "azertyuiop",     "azertyazerty",
    "asdfghjkl",    "zxcvbnm",      "letmein",      "letmeinplease", "welcome",      "welcometo",      "bienvenue",      "changeme",
    "changemenow",  "changeit",     "administrator", "administrateur", "admin",      "adminadmin",     "superuser",      "root",
    "rootroot",     "outturn",      "outturnoutturn", "iloveyou",   "jetaime",       "sunshine",       "princess",       "football",
    "baseball",     "basketball",   "superman",     "batman",       "dragon",        "monkey",         "shadow",         "master",
    "michael",      "jennifer",     "liverpool",    "manchester",   "canada",        "canadacanada",   "government",     "gouvernement",
    "starwars",     "trustno",      "whatever",     "correcthorsebatterystaple", "secretsecret"};

std::string_view without_ends(std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c & 0x80); };
  while (!text.empty() && !is_letter(text.front())) text.remove_prefix(1);
  while (!text.empty() && !is_letter(text.back())) text.remove_suffix(1);
  return text;
}

std::string only_letters_and_digits(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80)) kept += c;
  }
  return kept;
}

/// One short piece over and over ("abcabcabcabc"), or each sign the neighbour of the last ("123456789012").
bool is_monotonous(std::string_view text) {
  for (std::size_t piece = 1; piece <= 4 && piece < text.size(); ++piece) {
    bool repeats = true;
    for (std::size_t i = piece; i < text.size() && repeats; ++i) repeats = text[i] == text[i - piece];
    if (repeats) return true;
  }
  const auto steps_by = [&](int step) {
    for (std::size_t i = 1; i < text.size(); ++i) {
      const bool wraps = (text[i - 1] == '9' && text[i] == '0') || (text[i - 1] == '0' && text[i] == '9');
      if (text[i] - text[i - 1] != step && !wraps) return false;
    }
    return true;
  };
  return steps_by(1) || steps_by(-1);
}

bool is_common(std::string_view folded) {
  if (is_monotonous(folded)) return true;
  const auto core = without_ends(folded);
  return std::find(favourites.begin(), favourites.end(), core) != favourites.end();
}

bool names_its_owner(std::string_view folded, const record::Person& person) {
  const auto password = only_letters_and_digits(folded);
  const auto name = only_letters_and_digits(base::folded(person.name));
  const auto email = base::folded(person.email);
  const auto local = only_letters_and_digits(email.substr(0, email.find('@')));
  for (const auto& own : {name, local, only_letters_and_digits(email)}) {
    if (own.size() < 4 || password.find(own) == std::string::npos) continue;
    // A long password may well contain a name; what is left without it must be a password still.
    if (password.size() - own.size() < Passwords::shortest) return true;
  }
  return false;
}

}  // namespace

struct Passwords::Slots {
  std::counting_semaphore<4> free{4};
};

namespace {

struct Slot {
  std::counting_semaphore<4>& free;
  explicit Slot(std::counting_semaphore<4>& slots) : free(slots) { free.acquire(); }
  ~Slot() { free.release(); }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
};

}  // namespace

Passwords::Passwords(HashingCost cost) : cost_(cost), slots_(std::make_unique<Slots>()) {
  base::ensure(sodium_init() >= 0, "libsodium can be initialised");
}

Passwords::~Passwords() = default;

base::Issues Passwords::faults(std::string_view password, const record::Person& person) {
  base::Issues issues;
  if (!base::is_utf8(password) || password.find('\0') != std::string_view::npos) {
    issues.push_back({"password", "access.password_not_text", {}});
    return issues;
  }
  const auto length = characters(password);
  if (length < shortest) {
    issues.push_back({"password", "access.password_short",
                      {{"length", static_cast<std::int64_t>(length)}, {"limit", static_cast<std::int64_t>(shortest)}}});
  }
  if (length > longest) {
    issues.push_back({"password", "access.password_long",
                      {{"length", static_cast<std::int64_t>(length)}, {"limit", static_cast<std::int64_t>(longest)}}});
    return issues;
  }
  const auto folded = base::folded(password);
  if (!password.empty() && is_common(folded)) issues.push_back({"password", "access.password_common", {}});
  if (names_its_owner(folded, person)) issues.push_back({"password", "access.password_own_name", {}});
  return issues;
}

std::string Passwords::hash(std::string_view password) const {
  const Slot slot(slots_->free);
  std::string hash(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), cost_.passes, cost_.memory, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::bad_alloc();
  }
  hash.resize(hash.find('\0'));
  return hash;
}

bool Passwords::matches(std::string_view hash, std::string_view password) const {
  const Slot slot(slots_->free);
  const std::string terminated(hash);
  return crypto_pwhash_str_verify(terminated.c_str(), password.data(), password.size()) == 0;
}

bool Passwords::is_outdated(const std::string& hash) const {
  return crypto_pwhash_str_needs_rehash(hash.c_str(), cost_.passes, cost_.memory) != 0;
}

bool equal_secrets(std::string_view left, std::string_view right) {
  return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

namespace {

/// The xor of two texts of hexadecimal digits, digit by digit; empty when they do not fit.
std::string mixed(std::string_view left, std::string_view right) {
  static constexpr std::string_view digits = "0123456789abcdef";
  if (left.size() != right.size()) return {};
  std::string both(left.size(), '0');
  for (std::size_t i = 0; i < left.size(); ++i) {
    const auto one = digits.find(left[i]);
    const auto other = digits.find(right[i]);
    if (one == std::string_view::npos || other == std::string_view::npos) return {};
    both[i] = digits[one ^ other];
  }
  return both;
}

}  // namespace

std::string masked(std::string_view secret) {
  const auto mask = base::random_hex(secret.size() / 2);
  return mask + mixed(mask, secret);
}

std::string unmasked(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return {};
  return mixed(text.substr(0, text.size() / 2), text.substr(text.size() / 2));
}

}  // namespace outturn::access
