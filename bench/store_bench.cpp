// store_bench [ROWS] [FOLDER]: what the store takes, beside reference runs on the same machine and disk. Prints a table;
// ends with 1 when an answer is wrong. ROWS are observations (default 4,000,000); FOLDER is where the files go.
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include <fmt/core.h>

#include "record/keeping.h"
#include "record/measure.h"
#include "record/outcome.h"
#include "store/sqlite_store.h"

using namespace outturn;

namespace {

using Moment = std::chrono::steady_clock;
double seconds_since(Moment::time_point start) { return std::chrono::duration<double>(Moment::now() - start).count(); }

const workspace::Author bench{.person = "bench"};
constexpr int indicators = 100;
constexpr int periods = 100;

std::string indicator_id(int number) { return fmt::format("I{:03}", number); }
std::string place_id(int number) { return fmt::format("P{:05}", number); }
double value_of(int indicator, int place, int period) { return (indicator * 7919 + place * 104729 + period * 31) % 100000 / 10.0; }

void commit(workspace::Register& book, std::vector<workspace::Draft> drafts) {
  const auto answer = book.commit(bench, [&](const workspace::Workspace&) -> base::Checked<std::vector<workspace::Draft>> { return drafts; });
  base::ensure(answer.has_value(), "the bench's own changes are accepted");
}

template <class T>
workspace::Draft draft(std::string id, T content) {
  return {.kind = &record::kind_of<T>(), .id = std::move(id), .body = std::make_shared<const T>(std::move(content))};
}

std::shared_ptr<const workspace::BatchRows> rows_of(int places) {
  auto rows = std::make_shared<workspace::BatchRows>();
  std::vector<std::int64_t> codes;
  for (int p = 0; p < periods; ++p) codes.push_back(base::Period::parse(std::to_string(1925 + p)).value().code());
  const auto known = workspace::KnownFrom{base::Day::parse("2026-01-01").value()}.code();
  for (int i = 0; i < indicators; ++i) {
    for (int place = 0; place < places; ++place) {
      rows->series.push_back({.indicator = indicator_id(i), .place = place_id(place)});
      rows->first_row.push_back(rows->rows.size());
      for (int p = 0; p < periods; ++p) {
        rows->rows.push_back({.period = codes[static_cast<std::size_t>(p)], .known_from = known, .value = value_of(i, place, p)});
      }
    }
  }
  rows->first_row.push_back(rows->rows.size());
  return rows;
}

/// `sqlite3 .import` of the canonical columns into one bare table with the same unique key; 0 where there is no sqlite3.
double import_by_sqlite(const std::string& folder, int places) {
  if (std::system("command -v sqlite3 >/dev/null 2>&1") != 0) return 0;
  const auto csv = folder + "/rows.csv";
  {
    std::ofstream out(csv);
    for (int i = 0; i < indicators; ++i) {
      for (int place = 0; place < places; ++place) {
        for (int p = 0; p < periods; ++p) out << fmt::format("{},{},{},2026-01-01,{}\n", indicator_id(i), place_id(place), 1925 + p, value_of(i, place, p));
      }
    }
  }
  const auto start = Moment::now();
  const auto command = fmt::format("sqlite3 {0}/bare.db 'CREATE TABLE o (indicator TEXT, place TEXT, period TEXT, known_from TEXT, value REAL, "
                                   "UNIQUE (indicator, place, period, known_from))' '.mode csv' '.import {1} o'", folder, csv);
  base::ensure(std::system(command.c_str()) == 0, "sqlite3 imports the file");
  const auto took = seconds_since(start);
  std::filesystem::remove(csv);
  std::filesystem::remove(folder + "/bare.db");
  return took;
}

/// Rows of numbers through SQLite's own interface into one bare table with the same unique key.
double insert_bare(const std::string& folder, int places) {
  const auto file = folder + "/bare.db";
  sqlite3* raw = nullptr;
  sqlite3_open(file.c_str(), &raw);
  sqlite3_exec(raw, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE o (indicator INTEGER, definition INTEGER, grp INTEGER, place INTEGER, "
                    "period INTEGER, known_from INTEGER, batch INTEGER, value REAL, UNIQUE (indicator, definition, grp, place, period, known_from, batch)); BEGIN",
               nullptr, nullptr, nullptr);
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(raw, "INSERT INTO o VALUES (?,?,?,?,?,?,?,?)", -1, &insert, nullptr);
  const auto start = Moment::now();
  for (int i = 0; i < indicators; ++i) {
    for (int place = 0; place < places; ++place) {
      for (int p = 0; p < periods; ++p) {
        const std::int64_t key[] = {i + 1, 1, 0, place + 1, p + 700'000'000'000, 20'000'000'000, 1};
        for (int k = 0; k < 7; ++k) sqlite3_bind_int64(insert, k + 1, key[k]);
        sqlite3_bind_double(insert, 8, value_of(i, place, p));
        sqlite3_step(insert);
        sqlite3_reset(insert);
      }
    }
  }
  sqlite3_exec(raw, "COMMIT", nullptr, nullptr, nullptr);
  const auto took = seconds_since(start);
  sqlite3_finalize(insert);
  sqlite3_close(raw);
  std::filesystem::remove(file);
  return took;
}

double syncs_a_second(const std::string& folder) {
  const auto file = folder + "/sync";
  const int handle = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const std::string page(4096, 'x');
  int count = 0;
  const auto start = Moment::now();
  while (seconds_since(start) < 2) {
    base::ensure(::write(handle, page.data(), page.size()) == 4096 && ::fdatasync(handle) == 0, "the disk takes a page");
    ++count;
  }
  const auto took = seconds_since(start);
  ::close(handle);
  std::filesystem::remove(file);
  return count / took;
}

double commits_a_second(workspace::Register& book, int writers, const std::string& name) {
  std::atomic<int> count = 0;
  std::atomic<bool> stop = false;
  std::vector<std::thread> threads;
  const auto start = Moment::now();
  for (int w = 0; w < writers; ++w) {
    threads.emplace_back([&, w] {
      for (int i = 0; !stop; ++i) {
        commit(book, {draft(fmt::format("{}-{}-{}", name, w, i), record::Outcome{.title = {{"en", "An outcome of some length"}}})});
        ++count;
      }
    });
  }
  std::this_thread::sleep_for(std::chrono::seconds(3));
  stop = true;
  for (auto& thread : threads) thread.join();
  return count / seconds_since(start);
}

long resident_kilobytes() {
  std::ifstream status("/proc/self/statm");
  long size = 0;
  long resident = 0;
  status >> size >> resident;
  return resident * (::sysconf(_SC_PAGESIZE) / 1024);
}

}  // namespace

int main(int count, char** arguments) {
  const int rows = count > 1 ? std::stoi(arguments[1]) : 4'000'000;
  auto folder = (std::filesystem::path(count > 2 ? arguments[2] : ".") / "store-bench-XXXXXX").string();
  base::ensure(::mkdtemp(folder.data()) != nullptr, "a folder can be made");
  const int places = std::max(1, rows / indicators / periods);
  const auto total = static_cast<double>(places) * indicators * periods;
  const base::SystemClock clock;
  const auto file = folder + "/w.outturn";

  const auto by_sqlite = import_by_sqlite(folder, places);
  const auto bare = insert_bare(folder, places);
  double imported = 0;
  double hashed = 0;
  {
    const auto keeper = store::create(file, clock);
    std::vector<workspace::Draft> drafts;
    for (int i = 0; i < indicators; ++i) drafts.push_back(draft(indicator_id(i), record::Indicator{.name = {{"en", "An indicator"}}}));
    for (int p = 0; p < places; ++p) drafts.push_back(draft(place_id(p), record::Place{.name = {{"en", "A place"}}}));
    commit(*keeper, drafts);
    const auto batch = rows_of(places);
    auto start = Moment::now();
    const auto digest = batch->digest();
    hashed = seconds_since(start);
    auto import = draft("b1", record::Batch{.file = "bench.csv", .rows_sha256 = digest.hex()});
    import.rows = batch;
    start = Moment::now();
    commit(*keeper, {import});
    imported = seconds_since(start);
  }
  const auto before = resident_kilobytes();
  auto start = Moment::now();
  const auto keeper = store::open(file, clock);
  const auto opened = seconds_since(start);
  const auto& panel = keeper->now()->panel();
  if (panel.row_count() != static_cast<std::uint64_t>(total)) {
    fmt::print("expected {} rows, found {}\n", total, panel.row_count());
    return 1;
  }
  const auto grown = static_cast<double>(resident_kilobytes() - before) * 1024;
  fmt::print("observations                    {:>12.0f}\n", total);
  if (by_sqlite > 0) fmt::print("sqlite3 .import, bare table     {:>12.0f} rows/s\n", total / by_sqlite);
  fmt::print("bare inserts of numbers         {:>12.0f} rows/s\n", total / bare);
  fmt::print("hash of the rows                {:>12.0f} rows/s\n", total / hashed);
  fmt::print("store, durable with ledger      {:>12.0f} rows/s   {:.2f} x bare inserts", total / imported, bare / imported);
  if (by_sqlite > 0) fmt::print(", {:.2f} x .import", by_sqlite / (imported + hashed));
  fmt::print("\nfile                            {:>12.1f} bytes/row\n", static_cast<double>(std::filesystem::file_size(file)) / total);
  fmt::print("panel                           {:>12.1f} bytes/row   (process grew by {:.1f})\n", static_cast<double>(panel.bytes()) / total, grown / total);
  fmt::print("opening                         {:>12.2f} s\n", opened);
  start = Moment::now();
  base::Progress quiet;
  const auto verified = keeper->verify(quiet);
  fmt::print("verify                          {:>12.2f} s\n", seconds_since(start));
  if (!verified.faults.empty() || verified.observations != static_cast<std::int64_t>(total)) return 1;
  const auto syncs = syncs_a_second(folder);
  const auto one = commits_a_second(*keeper, 1, "one");
  const auto many = commits_a_second(*keeper, 32, "many");
  fmt::print("page writes with fdatasync      {:>12.0f} /s\n", syncs);
  fmt::print("durable commits, 1 writer       {:>12.0f} /s       {:.2f} x fdatasync\n", one, one / syncs);
  fmt::print("durable commits, 32 writers     {:>12.0f} /s       {:.2f} x fdatasync, {:.1f} x 1 writer\n", many, many / syncs, many / one);
  std::filesystem::remove_all(folder);
  return 0;
}
