#include <fmt/format.h>
#include <sqlite3.h>

#include <random>

#include "subject.h"

using namespace outturn;
using namespace outturn::contract;

namespace {

/// Six entries: two records, two batches, a change and a withdrawal.
struct Filled : InSqlite {
  workspace::KnownHead head;
  Filled() {
    put(book(), "I1", poverty);
    put(book(), "CA", canada);
    import_batch(book(), "b1", {{.indicator = "I1", .place = "CA", .period = "2022", .value = 5.0, .extras = {.numerator = 50.0}},
                                {.indicator = "I1", .place = "CA", .period = "2023", .value = 5.5}});
    import_batch(book(), "b2", {{.indicator = "I1", .place = "CA", .period = "2023", .known_from = "2025-01-01", .value = 6.5}});
    put(book(), "I1", record::Indicator{.name = {{"en", "Poverty"}}});
    put(book(), "QC", record::Place{.name = {{"en", "Quebec"}}, .parent = {"CA"}});
    base::Progress quiet;
    const auto verified = book().verify(quiet);
    head = {verified.entries, verified.head};
    keeper.reset();
  }
  std::string after(const std::string& sql) {
    tamper(file, sql);
    keeper = store::open(file, clock, look_always);
    return faults(book(), head);
  }
};

std::string rehashed(const std::string& file, int sequence) {
  base::FixedClock clock{day("2026-06-30")};
  const auto keeper = store::open(file, clock);
  auto entry = keeper->entries(sequence - 1, 1).at(0).entry;
  return workspace::entry_hash(entry).hex();
}

}  // namespace

TEST_CASE("the guards refuse to change, remove or empty entries") {
  Filled s;
  sqlite3* raw = nullptr;
  REQUIRE(sqlite3_open(s.file.c_str(), &raw) == SQLITE_OK);
  for (const auto* sql : {"UPDATE ledger SET person = 'x'", "DELETE FROM ledger WHERE sequence = 6", "DELETE FROM payload WHERE sequence = 1"}) {
    INFO(sql);
    CHECK(sqlite3_exec(raw, sql, nullptr, nullptr, nullptr) == SQLITE_CONSTRAINT);
  }
  sqlite3_close(raw);
}

TEST_CASE("an untouched register verifies against the head noted earlier") {
  Filled s;
  CHECK(s.after("SELECT 1").empty());
}

TEST_CASE("a changed entry is found, whichever part of it was changed") {
  for (const auto* change : {"person = 'somebody'", "organisation = 'else'", "act = 'import'", "kind = 'outcome'", "record_id = 'XX'",
                             "at = '2020-01-01T00:00:00.000000Z'", "payload_digest = previous", "hash = previous"}) {
    Filled s;
    INFO(change);
    const auto found = s.after(std::string("UPDATE ledger SET ") + change + " WHERE sequence = 2");
    CHECK(found.find("ledger.changed at 2") != std::string::npos);
  }
  Filled s;
  CHECK(s.after("UPDATE ledger SET previous = hash WHERE sequence = 3").find("ledger.changed at 3") != std::string::npos);
}

TEST_CASE("an entry changed together with its hash is found by the entry after it") {
  Filled s;
  tamper(s.file, "UPDATE ledger SET person = 'somebody' WHERE sequence = 2");
  const auto hash = rehashed(s.file, 2);
  CHECK(s.after("UPDATE ledger SET hash = '" + hash + "' WHERE sequence = 2") == "ledger.changed at 2");
}

TEST_CASE("changed content beside the chain is found, by its entry") {
  Filled s;
  CHECK(s.after("UPDATE payload SET json = replace(json, 'Canada', 'Kanada') WHERE sequence = 2") ==
        "ledger.payload_changed at 2; projection.differs at 2");
  Filled t;
  CHECK(t.after("UPDATE payload SET salt = '00' WHERE sequence = 5") == "ledger.payload_changed at 5");
  Filled u;
  CHECK(u.after("DELETE FROM payload WHERE sequence = 5").find("ledger.payload_changed at 5") != std::string::npos);
}

TEST_CASE("content that claims to be redacted, without a recorded redaction, is found") {
  Filled s;
  CHECK(s.after("UPDATE payload SET json = '{\"after\":{\"name\":{\"redacted\":7}}}' WHERE sequence = 2").find("ledger.payload_changed at 2") !=
        std::string::npos);
}

TEST_CASE("a removed entry is found") {
  Filled s;
  CHECK(s.after("DELETE FROM ledger WHERE sequence = 5").find("ledger.removed at 5") != std::string::npos);
  Filled t;
  CHECK(t.after("DELETE FROM ledger WHERE sequence = 5; DELETE FROM payload WHERE sequence = 5; "
                "UPDATE ledger SET sequence = 5 WHERE sequence = 6; UPDATE payload SET sequence = 5 WHERE sequence = 6")
            .find("ledger.removed at 5") != std::string::npos);
  Filled u;
  CHECK(u.after("DELETE FROM ledger WHERE sequence = 1").find("ledger.removed at 1") != std::string::npos);
}

TEST_CASE("an inserted entry is found where it was put in") {
  Filled s;
  CHECK(s.after("UPDATE ledger SET sequence = -sequence WHERE sequence > 3; UPDATE ledger SET sequence = 1 - sequence WHERE sequence < 0; "
                "UPDATE payload SET sequence = -sequence WHERE sequence > 3; UPDATE payload SET sequence = 1 - sequence WHERE sequence < 0; "
                "INSERT INTO payload SELECT 4, json, salt FROM payload WHERE sequence = 2; "
                "INSERT INTO ledger SELECT 4, at, person, organisation, act, kind, 'forged', payload_digest, previous, hash FROM ledger WHERE sequence = 2")
            .find("ledger.inserted at 4") != std::string::npos);
  Filled t;  // at the end, with a hash of nothing
  CHECK(t.after("INSERT INTO payload VALUES (7, '{\"after\":{\"name\":{\"en\":\"Forged\"}}}', '00'); "
                "INSERT INTO ledger SELECT 7, at, person, organisation, act, 'place', 'forged', payload_digest, hash, hash FROM ledger WHERE sequence = 6")
            .find("ledger.changed at 7") != std::string::npos);
}

TEST_CASE("entries in another order are found") {
  Filled s;
  const auto found = s.after(
      "UPDATE ledger SET sequence = -1 WHERE sequence = 4; UPDATE ledger SET sequence = 4 WHERE sequence = 5; "
      "UPDATE ledger SET sequence = 5 WHERE sequence = -1; "
      "UPDATE payload SET sequence = -1 WHERE sequence = 4; UPDATE payload SET sequence = 4 WHERE sequence = 5; "
      "UPDATE payload SET sequence = 5 WHERE sequence = -1");
  CHECK(found.find("ledger.reordered at 5") != std::string::npos);
}

TEST_CASE("a cut-off end is found, with the head noted earlier and without, and nothing more is written") {
  Filled s;
  const auto found = s.after("DELETE FROM ledger WHERE sequence = 6; DELETE FROM payload WHERE sequence = 6");
  CHECK(found.find("ledger.head_missing at 6") != std::string::npos);
  CHECK(faults(s.book()).find("ledger.head_missing at 6") != std::string::npos);
  CHECK_THROWS_AS(put(s.book(), "ON", canada), workspace::StoreError);

  Filled t;  // the tables made to fit
  const auto fitted = t.after(
      "DELETE FROM ledger WHERE sequence = 6; DELETE FROM payload WHERE sequence = 6; DELETE FROM place WHERE record_id = 'QC'; "
      "UPDATE watermark SET sequence = 5, hash = (SELECT hash FROM ledger WHERE sequence = 5)");
  CHECK(fitted == "ledger.head_missing at 6");
  CHECK(faults(t.book()).empty());  // which is why the head is to be noted
}

TEST_CASE("a rewritten ledger is found by the head noted earlier") {
  Filled old;
  InSqlite fresh;
  put(fresh.book(), "I1", poverty);
  CHECK(faults(fresh.book(), old.head) == "ledger.head_missing at 6");
}

TEST_CASE("tables that differ from the ledger are found, by record") {
  const std::pair<const char*, const char*> cases[] = {
      {"UPDATE indicator SET name = '{\"en\":\"Wealth\"}'", "projection.differs at 5"},
      {"UPDATE indicator SET name = 'no json'", "projection.differs at 5"},
      {"UPDATE indicator SET record_version = 1", "projection.differs at 5"},
      {"UPDATE indicator SET record_retired = 1", "projection.differs at 5"},
      {"UPDATE place SET parent = NULL WHERE record_id = 'QC'", "projection.differs at 6"},
      {"DELETE FROM place WHERE record_id = 'CA'", "projection.record_missing at 2"},
      {"INSERT INTO place (record_key, record_id, record_version, record_created, record_retired, record_changed_at, name, level) "
       "VALUES (9, 'XX', 6, 6, 0, '2026-01-01T00:00:00.000000Z', '{\"en\":\"Forged\"}', 'country')", "projection.unknown_record at 6"},
      {"UPDATE observation SET superseded_at = 1 WHERE value = 5.0", "projection.differs at 0"},
      {"DELETE FROM batch_indicator WHERE batch_id = 2", "projection.differs at 0"},
      {"INSERT INTO payload VALUES (7, '{}', '00')", "ledger.inserted at 7"},
  };
  for (const auto& [sql, found] : cases) {
    Filled s;
    INFO(sql);
    CHECK(s.after(sql) == found);
  }
}

TEST_CASE("observations that differ from what was imported are found, by batch") {
  const std::pair<const char*, const char*> cases[] = {
      {"UPDATE observation SET value = 5.000000000000001 WHERE value = 5.0", "batch.rows_changed at 3"},
      {"UPDATE observation SET status = 'c', value = NULL WHERE value = 6.5", "batch.rows_changed at 4"},
      {"UPDATE observation_extra SET numerator = 51", "batch.rows_changed at 3"},
      {"DELETE FROM observation_extra", "batch.rows_changed at 3"},
      {"DELETE FROM observation WHERE value = 5.0", "batch.rows_changed at 3"},
      {"UPDATE observation SET batch_id = 1, known_from = known_from + 1, superseded_at = 9223372036854775807 WHERE batch_id = 2; "
       "DELETE FROM batch_indicator WHERE batch_id = 2", "batch.rows_changed at 3"},
      {"INSERT INTO observation VALUES (7, 1, 0, 1, 1, 1, 1, 1, 1.0, '')", "batch.rows_unknown at 0"},
      {"INSERT INTO observation SELECT indicator_id, definition, group_id, 2, period_id, known_from, 9, 9223372036854775807, value, status "
       "FROM observation WHERE value = 5.0", "batch.rows_unknown at 0"},
  };
  for (const auto& [sql, expected] : cases) {
    Filled s;
    INFO(sql);
    const auto found = s.after(sql);
    INFO(found);
    CHECK(found.find(expected) != std::string::npos);
  }
}

TEST_CASE("tables that lag behind the ledger are rebuilt from it") {
  Filled s;
  CHECK(s.after("DELETE FROM place; DELETE FROM indicator; UPDATE observation SET superseded_at = 0; "
                "UPDATE watermark SET sequence = 4, hash = (SELECT hash FROM ledger WHERE sequence = 4)").empty());
  CHECK(s.book().now()->count(record::kind_of<record::Place>()) == 2);
}

TEST_CASE("at most a thousand faults are told, and the first is the first bad entry") {
  InSqlite s;
  put_many(s.book(), 1100, poverty);
  s.keeper.reset();
  tamper(s.file, "UPDATE payload SET salt = '00' WHERE sequence > 50");
  s.keeper = store::open(s.file, s.clock, look_always);
  base::Progress quiet;
  const auto verified = s.book().verify(quiet);
  CHECK(verified.faults.size() == 1000);
  CHECK(verified.faults.front().sequence == 51);
}

TEST_CASE("any single value changed at random, in any table that the ledger covers, is found") {
  const std::pair<const char*, std::vector<const char*>> tables[] = {
      {"ledger", {"at", "person", "organisation", "act", "kind", "record_id", "payload_digest", "previous", "hash"}},
      {"payload", {"json", "salt"}},
      {"indicator", {"record_id", "record_version", "record_created", "record_retired", "record_changed_at", "name", "unit", "decimals", "precision"}},
      {"place", {"record_id", "name", "level", "parent", "short_name", "column"}},
      {"batch", {"file", "rows_sha256", "rows", "withdrawn"}},
      {"observation", {"definition", "period_id", "known_from", "batch_id", "superseded_at", "value", "status"}},
      {"observation_extra", {"period_id", "numerator", "upper", "unit"}},
  };
  const Filled pristine;
  const Folder folder;
  std::mt19937 random(2026);
  for (int round = 0; round < 150; ++round) {
    const auto& [table, columns] = tables[random() % std::size(tables)];
    const auto* column = columns[random() % columns.size()];
    const auto file = folder.file("tampered.outturn");
    std::filesystem::copy_file(pristine.file, file, std::filesystem::copy_options::overwrite_existing);
    const auto nth = random() % 6;
    const auto noise = random() % 1000 + 2;
    // One character of a text, or a number beside the right one; a NULL becomes something.
    const auto sql = fmt::format(
        "UPDATE \"{0}\" SET \"{1}\" = CASE typeof(\"{1}\") WHEN 'text' THEN CASE length(\"{1}\") WHEN 0 THEN 'x' ELSE "
        "substr(\"{1}\", 1, {2} % length(\"{1}\")) || CASE substr(\"{1}\", {2} % length(\"{1}\") + 1, 1) WHEN '7' THEN '8' ELSE '7' END || "
        "substr(\"{1}\", {2} % length(\"{1}\") + 2) END WHEN 'null' THEN {2} ELSE \"{1}\" - {2} END "
        "WHERE ({3}) IN (SELECT {3} FROM \"{0}\" LIMIT 1 OFFSET {4} % (SELECT COUNT(*) FROM \"{0}\"))",
        table, column, noise, std::string(table).starts_with("observation") ? "indicator_id, definition, group_id, place_id, period_id, known_from, batch_id" : "rowid",
        nth);
    INFO(sql);
    tamper(file, sql);
    const auto keeper = store::open(file, pristine.clock, look_always);
    CHECK_FALSE(faults(*keeper).empty());
  }
}
