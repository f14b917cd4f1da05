#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/day.h"

namespace outturn::workspace {

struct Session {
  std::string token_sha256;  ///< the token itself is only in the person's cookie
  std::string person;
  std::string csrf;
  base::Instant started{};
  base::Instant seen{};
};

/// What must be kept but has no place in the ledger: password hashes, sessions, answers to idempotent requests.
class Vault {
 public:
  virtual ~Vault() = default;

  virtual void set_password_hash(std::string_view person, std::string_view hash) = 0;
  virtual std::optional<std::string> password_hash(std::string_view person) = 0;

  virtual void put_session(const Session& session) = 0;
  virtual std::optional<Session> session(std::string_view token_sha256) = 0;
  virtual void end_session(std::string_view token_sha256) = 0;
  virtual void end_sessions_of(std::string_view person) = 0;
  virtual void end_sessions_seen_before(base::Instant instant) = 0;

  /// The answer given before to this person's request with this key, if any (kept for a day).
  virtual std::optional<std::string> answer(std::string_view person, std::string_view key) = 0;
  virtual void keep_answer(std::string_view person, std::string_view key, std::string_view answer, base::Instant now) = 0;
};

}  // namespace outturn::workspace
