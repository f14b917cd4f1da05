#include "store/schema.h"

#include <fmt/format.h>

#include "record/kind.h"

namespace outturn::store {
namespace {

constexpr const char* tables = R"sql(
  CREATE TABLE ledger (
    sequence INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    organisation TEXT NOT NULL,
    act TEXT NOT NULL,
    kind TEXT NOT NULL,
    record_id TEXT NOT NULL,
    payload_digest TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX ledger_of_record ON ledger (kind, record_id, sequence);
  CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
    BEGIN SELECT RAISE(ABORT, 'entries of the ledger are never changed'); END;
  CREATE TRIGGER ledger_is_never_cut BEFORE DELETE ON ledger
    BEGIN SELECT RAISE(ABORT, 'entries of the ledger are never removed'); END;

  CREATE TABLE payload (
    sequence INTEGER PRIMARY KEY,
    json TEXT NOT NULL,
    salt TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER payload_is_never_removed BEFORE DELETE ON payload
    BEGIN SELECT RAISE(ABORT, 'content of the ledger is only replaced, by a recorded redaction'); END;

  CREATE TABLE watermark (
    name TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;

  CREATE TABLE observation (
    indicator_id INTEGER NOT NULL,
    definition INTEGER NOT NULL,
    group_id INTEGER NOT NULL,
    place_id INTEGER NOT NULL,
    period_id INTEGER NOT NULL,
    known_from INTEGER NOT NULL,
    batch_id INTEGER NOT NULL,
    superseded_at INTEGER NOT NULL,
    value REAL,
    status TEXT NOT NULL,
    PRIMARY KEY (indicator_id, definition, group_id, place_id, period_id, known_from, batch_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE observation_extra (
    indicator_id INTEGER NOT NULL,
    definition INTEGER NOT NULL,
    group_id INTEGER NOT NULL,
    place_id INTEGER NOT NULL,
    period_id INTEGER NOT NULL,
    known_from INTEGER NOT NULL,
    batch_id INTEGER NOT NULL,
    numerator REAL,
    denominator REAL,
    lower REAL,
    upper REAL,
    unit TEXT NOT NULL,
    PRIMARY KEY (indicator_id, definition, group_id, place_id, period_id, known_from, batch_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE batch_indicator (
    batch_id INTEGER NOT NULL,
    indicator_id INTEGER NOT NULL,
    PRIMARY KEY (batch_id, indicator_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE credential (
    person TEXT PRIMARY KEY,
    password_hash TEXT NOT NULL
  ) STRICT;
  CREATE TABLE session (
    token_sha256 TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    csrf TEXT NOT NULL,
    started INTEGER NOT NULL,
    seen INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX session_of_person ON session (person);
  CREATE TABLE answer (
    person TEXT NOT NULL,
    request_key TEXT NOT NULL,
    answer TEXT NOT NULL,
    kept_at INTEGER NOT NULL,
    PRIMARY KEY (person, request_key)
  ) STRICT;
)sql";

std::string column_type(record::FieldType type) {
  switch (type) {
    case record::FieldType::integer:
    case record::FieldType::boolean: return "INTEGER";
    case record::FieldType::number: return "REAL";
    default: return "TEXT";
  }
}

std::string table_of(const record::Kind& kind) {
  auto sql = fmt::format(
      "CREATE TABLE {} (record_key INTEGER PRIMARY KEY, record_id TEXT NOT NULL UNIQUE, record_version INTEGER NOT NULL, "
      "record_created INTEGER NOT NULL, record_retired INTEGER NOT NULL, record_changed_at TEXT NOT NULL",
      sql_name(kind.code));
  for (const auto& field : kind.fields) sql += fmt::format(", {} {}", sql_name(field.name), column_type(field.type));
  return sql + ") STRICT;\n";
}

/// The columns of a table, in order; empty when there is no such table.
std::vector<std::string> columns_of(Connection& connection, const std::string& table) {
  std::vector<std::string> columns;
  Statement statement(connection.handle(), connection.file(), "SELECT name FROM pragma_table_info($1) ORDER BY cid");
  statement.bind(1, std::string_view(table));
  while (statement.next()) columns.emplace_back(statement.text(0));
  return columns;
}

/// Every table that holds records of a kind, known to this program or not.
std::vector<std::string> tables_of_kinds(Connection& connection) {
  std::vector<std::string> names;
  Statement statement(connection.handle(), connection.file(),
                      "SELECT m.name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c ON c.name = 'record_key' "
                      "WHERE m.type = 'table' ORDER BY m.name");
  while (statement.next()) names.emplace_back(statement.text(0));
  return names;
}

workspace::StoreError newer(const std::string& file, std::int64_t found) {
  return {base::Issue{.field = {}, .code = "store.newer", .values = {{"file", file}, {"found", found}, {"known", schema_version}}},
          fmt::format("{}: schema version {} is newer than {}", file, found, schema_version)};
}

/// The SQL that gives every kind of record its table and every field its column; empty when nothing is lacking.
/// throws  StoreError store.newer where a table or column is not known to this program
std::string steps_to_today(Connection& connection) {
  std::string sql;
  for (const auto& table : tables_of_kinds(connection)) {
    if (!record::kind(table)) throw newer(connection.file(), schema_version + 1);
  }
  for (const auto& kind : record::kinds()) {
    auto stored = columns_of(connection, kind.code);
    if (stored.empty()) {
      sql += table_of(kind);
      continue;
    }
    for (const auto& field : kind.fields) {
      if (std::erase(stored, field.name) == 0) {
        sql += fmt::format("ALTER TABLE {} ADD COLUMN {} {};\n", sql_name(kind.code), sql_name(field.name), column_type(field.type));
      }
    }
    std::erase_if(stored, [](const std::string& name) { return name.starts_with("record_"); });
    if (!stored.empty()) throw newer(connection.file(), schema_version + 1);
  }
  return sql;
}

}  // namespace

std::string sql_name(std::string_view name) { return fmt::format("\"{}\"", name); }

void make_schema(Connection& connection) {
  connection.run("PRAGMA journal_mode = WAL");
  connection.run("BEGIN IMMEDIATE");
  connection.run(tables);
  for (const auto& kind : record::kinds()) connection.run(table_of(kind));
  connection.run(fmt::format("INSERT INTO watermark VALUES ('projections', 0, '{}')", base::Digest{}.hex()));
  connection.run(fmt::format("PRAGMA application_id = {}", application_id));
  connection.run(fmt::format("PRAGMA user_version = {}", schema_version));
  connection.run("COMMIT");
}

void check_is_workspace(Connection& connection) {
  if (connection.number("PRAGMA application_id") != application_id) {
    throw workspace::StoreError({.field = {}, .code = "store.not_ours", .values = {{"file", connection.file()}}},
                                fmt::format("{}: no Outturn workspace", connection.file()));
  }
  const auto found = connection.number("PRAGMA user_version");
  if (found > schema_version) throw newer(connection.file(), found);
}

void check_and_migrate(Connection& connection) {
  check_is_workspace(connection);
  // Version 1 of the tables is the first: steps from one version to the next will stand here, each in one transaction.
  // Kinds of record only gain fields, so an older workspace lacks tables and columns, and a newer one has more of them.
  const auto steps = steps_to_today(connection);
  if (steps.empty()) return;
  connection.run("BEGIN IMMEDIATE");
  connection.run(steps_to_today(connection));  // again under the lock: another program may have done it meanwhile
  connection.run("COMMIT");
}

void set_up_writer(Connection& connection) {
  connection.run(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; "
      "PRAGMA cache_size = -32768; PRAGMA trusted_schema = OFF");
}

void set_up_reader(Connection& connection) {
  connection.run("PRAGMA foreign_keys = ON; PRAGMA query_only = ON; PRAGMA cache_size = -8192; PRAGMA trusted_schema = OFF");
}

}  // namespace outturn::store
