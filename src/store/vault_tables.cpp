#include "store/vault_tables.h"

namespace outturn::store::vault {
namespace {

constexpr std::int64_t day_in_microseconds = 86'400'000'000;

constexpr Query put_credential{"credential.put", R"sql(
  INSERT INTO credential (person, password_hash) VALUES ($1, $2)
  ON CONFLICT (person) DO UPDATE SET password_hash = excluded.password_hash)sql"};
constexpr Query get_credential{"credential.get", "SELECT password_hash FROM credential WHERE person = $1"};

constexpr Query upsert_session{"session.put", R"sql(
  INSERT INTO session (token_sha256, person, csrf, started, seen) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (token_sha256) DO UPDATE SET person = excluded.person, csrf = excluded.csrf, started = excluded.started,
                                           seen = excluded.seen)sql"};
constexpr Query get_session{"session.get", "SELECT person, csrf, started, seen FROM session WHERE token_sha256 = $1"};
constexpr Query delete_session{"session.delete", "DELETE FROM session WHERE token_sha256 = $1"};
constexpr Query delete_sessions_of{"session.delete_of", "DELETE FROM session WHERE person = $1"};
constexpr Query delete_old_sessions{"session.delete_old", "DELETE FROM session WHERE seen < $1"};

constexpr Query get_answer{"answer.get", "SELECT answer FROM answer WHERE person = $1 AND request_key = $2"};
constexpr Query put_answer{"answer.put", R"sql(
  INSERT INTO answer (person, request_key, answer, kept_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (person, request_key) DO NOTHING)sql"};
constexpr Query delete_old_answers{"answer.delete_old", "DELETE FROM answer WHERE kept_at < $1"};

}  // namespace

void set_password_hash(Connection& connection, std::string_view person, std::string_view hash) {
  connection.of(put_credential).bind(1, person).bind(2, hash).run();
}

std::optional<std::string> password_hash(Connection& connection, std::string_view person) {
  auto& statement = connection.of(get_credential);
  const Reset reset(statement);
  statement.bind(1, person);
  if (!statement.next()) return std::nullopt;
  return std::string(statement.text(0));
}

void put_session(Connection& connection, const workspace::Session& session) {
  auto& statement = connection.of(upsert_session);
  statement.bind(1, std::string_view(session.token_sha256)).bind(2, std::string_view(session.person)).bind(3, std::string_view(session.csrf));
  statement.bind(4, session.started.microseconds).bind(5, session.seen.microseconds).run();
}

std::optional<workspace::Session> session(Connection& connection, std::string_view token_sha256) {
  auto& statement = connection.of(get_session);
  const Reset reset(statement);
  statement.bind(1, token_sha256);
  if (!statement.next()) return std::nullopt;
  return workspace::Session{.token_sha256 = std::string(token_sha256),
                            .person = std::string(statement.text(0)),
                            .csrf = std::string(statement.text(1)),
                            .started = {statement.integer(2)},
                            .seen = {statement.integer(3)}};
}

void end_session(Connection& connection, std::string_view token_sha256) { connection.of(delete_session).bind(1, token_sha256).run(); }

void end_sessions_of(Connection& connection, std::string_view person) { connection.of(delete_sessions_of).bind(1, person).run(); }

void end_sessions_seen_before(Connection& connection, base::Instant instant) {
  connection.of(delete_old_sessions).bind(1, instant.microseconds).run();
}

std::optional<std::string> answer(Connection& connection, std::string_view person, std::string_view key) {
  auto& statement = connection.of(get_answer);
  const Reset reset(statement);
  statement.bind(1, person).bind(2, key);
  if (!statement.next()) return std::nullopt;
  return std::string(statement.text(0));
}

void keep_answer(Connection& connection, std::string_view person, std::string_view key, std::string_view answer, base::Instant now) {
  connection.of(delete_old_answers).bind(1, now.microseconds - day_in_microseconds).run();
  connection.of(put_answer).bind(1, person).bind(2, key).bind(3, answer).bind(4, now.microseconds).run();
}

}  // namespace outturn::store::vault
