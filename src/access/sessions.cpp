#include "access/sessions.h"

#include "base/hash.h"
#include "base/text.h"
#include "record/organisation.h"

namespace outturn::access {
namespace {

constexpr std::int64_t second = 1'000'000;

bool may_sign_in(const workspace::Record* person) { return person && !person->retired && !person->as<record::Person>().disabled; }

}  // namespace

const workspace::Record* person_with_email(const workspace::Workspace& workspace, std::string_view email) {
  const auto wanted = base::folded(base::trimmed(email));
  const workspace::Record* found = nullptr;
  if (wanted.empty()) return found;
  workspace.each<record::Person>([&](const workspace::Record& record, const record::Person& person) {
    if (base::folded(person.email) == wanted) found = &record;
  });
  return found;
}

base::Checked<std::string> Sessions::confirmed(const workspace::Workspace& workspace, std::string_view email, std::string_view password,
                                               std::string_view address) {
  const auto account = base::folded(base::trimmed(email)).substr(0, 320);
  if (const auto seconds = limiter_.begin(account, address)) return base::refuse("", "access.wait", {{"seconds", seconds}});
  if (password.size() > 4 * Passwords::longest) password = password.substr(0, 4 * Passwords::longest);
  const auto* person = person_with_email(workspace, email);
  const auto kept = person ? vault_.password_hash(person->id) : std::nullopt;
  if (!kept) {
    passwords_.hash(password);  // the same work as comparing
    return base::refuse("", "access.sign_in_failed");
  }
  if (!passwords_.matches(*kept, password) || !may_sign_in(person)) return base::refuse("", "access.sign_in_failed");
  limiter_.succeeded(account);
  if (passwords_.is_outdated(*kept)) vault_.set_password_hash(person->id, passwords_.hash(password));
  return person->id;
}

base::Checked<Sessions::SignedIn> Sessions::sign_in(const workspace::Workspace& workspace, std::string_view email,
                                                    std::string_view password, std::string_view address, std::string_view old_token) {
  auto person = confirmed(workspace, email, password, address);
  if (!person) return base::refuse(std::move(person.error()));
  if (!old_token.empty()) sign_out(old_token);
  const auto now = clock_.now();
  vault_.end_sessions_seen_before({now.microseconds - limits_.absolute_seconds * second});
  SignedIn fresh{.token = base::random_hex(32), .person = *person, .csrf = base::random_hex(32)};
  vault_.put_session({.token_sha256 = base::sha256(fresh.token).hex(), .person = fresh.person, .csrf = fresh.csrf, .started = now, .seen = now});
  return fresh;
}

std::optional<Sessions::Known> Sessions::known(const workspace::Workspace& workspace, std::string_view token) {
  if (token.size() != 64) return std::nullopt;
  const auto digest = base::sha256(token).hex();
  auto session = vault_.session(digest);
  if (!session) return std::nullopt;
  const auto now = clock_.now();
  const auto idle = now.microseconds - session->seen.microseconds;
  const auto age = now.microseconds - session->started.microseconds;
  const auto* person = workspace.find<record::Person>(session->person);
  if (idle >= limits_.idle_seconds * second || age >= limits_.absolute_seconds * second || age < 0 || !may_sign_in(person)) {
    vault_.end_session(digest);
    return std::nullopt;
  }
  if (idle >= limits_.idle_seconds * second / 64) {  // not at every click: each note is a durable write
    session->seen = now;
    vault_.put_session(*session);
  }
  return Known{session->person, session->csrf};
}

void Sessions::sign_out(std::string_view token) { vault_.end_session(base::sha256(token).hex()); }

}  // namespace outturn::access
