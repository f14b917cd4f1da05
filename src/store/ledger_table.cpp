#include "store/ledger_table.h"

namespace outturn::store {
namespace {

constexpr Query insert_entry{"ledger.insert", R"sql(
  INSERT INTO ledger (sequence, at, person, organisation, act, kind, record_id, payload_digest, previous, hash)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))sql"};

constexpr Query insert_payload{"payload.insert", "INSERT INTO payload (sequence, json, salt) VALUES ($1, $2, $3)"};

constexpr Query update_payload{"payload.replace", "UPDATE payload SET json = $1, salt = $2 WHERE sequence = $3"};

constexpr Query entries_after{"ledger.after", R"sql(
  SELECT l.sequence, l.at, l.person, l.organisation, l.act, l.kind, l.record_id, l.payload_digest, l.previous, l.hash, p.json, p.salt
  FROM ledger l LEFT JOIN payload p ON p.sequence = l.sequence
  WHERE l.sequence > $1 ORDER BY l.sequence)sql"};

constexpr Query entries_of_record{"ledger.of_record", R"sql(
  SELECT l.sequence, l.at, l.person, l.organisation, l.act, l.kind, l.record_id, l.payload_digest, l.previous, l.hash, p.json, p.salt
  FROM ledger l LEFT JOIN payload p ON p.sequence = l.sequence
  WHERE l.kind = $1 AND l.record_id = $2 ORDER BY l.sequence)sql"};

constexpr Query payloads_without_entry{"payload.without_entry", R"sql(
  SELECT p.sequence FROM payload p LEFT JOIN ledger l ON l.sequence = p.sequence WHERE l.sequence IS NULL)sql"};

constexpr Query last_entry{"ledger.last", "SELECT sequence, at, hash FROM ledger ORDER BY sequence DESC LIMIT 1"};
constexpr Query greatest_sequence{"ledger.greatest", "SELECT MAX(sequence) FROM ledger"};
constexpr Query count_entries{"ledger.count", "SELECT COUNT(*) FROM ledger"};
constexpr Query read_watermark{"watermark.read", "SELECT sequence, hash FROM watermark WHERE name = 'projections'"};
constexpr Query move_watermark{"watermark.move", "UPDATE watermark SET sequence = $1, hash = $2 WHERE name = 'projections'"};

/// What does not read as written becomes zero: the chain's check then names the entry.
base::Digest digest_of(std::string_view hex) { return base::Digest::from_hex(hex).value_or(base::Digest{}); }

workspace::Told told_of(const Statement& row) {
  workspace::Told told;
  told.entry = {.sequence = row.integer(0),
                .at = base::Instant::parse(row.text(1)).value_or(base::Instant{}),
                .person = std::string(row.text(2)),
                .organisation = std::string(row.text(3)),
                .act = std::string(row.text(4)),
                .kind = std::string(row.text(5)),
                .id = std::string(row.text(6)),
                .payload_digest = digest_of(row.text(7)),
                .previous = digest_of(row.text(8)),
                .hash = digest_of(row.text(9))};
  told.payload = {.json = std::string(row.text(10)), .salt = std::string(row.text(11))};
  return told;
}

}  // namespace

void append_entry(Connection& connection, const workspace::Told& told) {
  const auto& entry = told.entry;
  const auto at = entry.at.rfc3339();
  const auto payload = entry.payload_digest.hex();
  const auto previous = entry.previous.hex();
  const auto hash = entry.hash.hex();
  auto& statement = connection.of(insert_entry);
  statement.bind(1, entry.sequence).bind(2, std::string_view(at)).bind(3, std::string_view(entry.person));
  statement.bind(4, std::string_view(entry.organisation)).bind(5, std::string_view(entry.act)).bind(6, std::string_view(entry.kind));
  statement.bind(7, std::string_view(entry.id)).bind(8, std::string_view(payload)).bind(9, std::string_view(previous));
  statement.bind(10, std::string_view(hash)).run();
  auto& beside = connection.of(insert_payload);
  beside.bind(1, entry.sequence).bind(2, std::string_view(told.payload.json)).bind(3, std::string_view(told.payload.salt)).run();
}

void replace_payload(Connection& connection, std::int64_t sequence, const workspace::Payload& payload) {
  auto& statement = connection.of(update_payload);
  statement.bind(1, std::string_view(payload.json)).bind(2, std::string_view(payload.salt)).bind(3, sequence).run();
}

void each_entry(Connection& connection, std::int64_t after, const std::function<bool(const workspace::Told&)>& visit) {
  auto& statement = connection.of(entries_after);
  const Reset reset(statement);
  statement.bind(1, after);
  while (statement.next()) {
    if (!visit(told_of(statement))) return;
  }
}

std::vector<workspace::Told> entries_about(Connection& connection, const record::Kind& kind, std::string_view id) {
  std::vector<workspace::Told> all;
  auto& statement = connection.of(entries_of_record);
  const Reset reset(statement);
  statement.bind(1, std::string_view(kind.code)).bind(2, id);
  while (statement.next()) all.push_back(told_of(statement));
  return all;
}

void each_payload_without_entry(Connection& connection, const std::function<void(std::int64_t sequence)>& visit) {
  auto& statement = connection.of(payloads_without_entry);
  const Reset reset(statement);
  while (statement.next()) visit(statement.integer(0));
}

Head stored_head(Connection& connection) {
  auto& statement = connection.of(last_entry);
  const Reset reset(statement);
  if (!statement.next()) return {};
  return {.sequence = statement.integer(0),
          .at = base::Instant::parse(statement.text(1)).value_or(base::Instant{}),
          .hash = digest_of(statement.text(2))};
}

std::int64_t last_sequence(Connection& connection) {
  auto& statement = connection.of(greatest_sequence);
  const Reset reset(statement);
  return statement.next() ? statement.integer(0) : 0;
}

std::int64_t entry_count(Connection& connection) {
  auto& statement = connection.of(count_entries);
  const Reset reset(statement);
  return statement.next() ? statement.integer(0) : 0;
}

Head watermark(Connection& connection) {
  auto& statement = connection.of(read_watermark);
  const Reset reset(statement);
  if (!statement.next()) return {};
  return {.sequence = statement.integer(0), .at = {}, .hash = digest_of(statement.text(1))};
}

void set_watermark(Connection& connection, const Head& head) {
  const auto hash = head.hash.hex();
  connection.of(move_watermark).bind(1, head.sequence).bind(2, std::string_view(hash)).run();
}

}  // namespace outturn::store
