#pragma once

#include <optional>
#include <string>

#include "store/sqlite.h"
#include "workspace/vault.h"

/// The tables credential, session and answer.
namespace outturn::store::vault {

void set_password_hash(Connection& connection, std::string_view person, std::string_view hash);
std::optional<std::string> password_hash(Connection& connection, std::string_view person);

void put_session(Connection& connection, const workspace::Session& session);
std::optional<workspace::Session> session(Connection& connection, std::string_view token_sha256);
void end_session(Connection& connection, std::string_view token_sha256);
void end_sessions_of(Connection& connection, std::string_view person);
void end_sessions_seen_before(Connection& connection, base::Instant instant);

std::optional<std::string> answer(Connection& connection, std::string_view person, std::string_view key);
void keep_answer(Connection& connection, std::string_view person, std::string_view key, std::string_view answer, base::Instant now);

}  // namespace outturn::store::vault
