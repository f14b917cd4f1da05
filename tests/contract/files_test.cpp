#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <thread>

#include "subject.h"

using namespace outturn;
using namespace outturn::contract;

namespace {

/// The code of the StoreError that `work` ends in, or "nothing".
template <class Work>
std::string failure(Work work) {
  try {
    work();
  } catch (const workspace::StoreError& error) {
    return error.issue().code;
  }
  return "nothing";
}

void sql(const std::string& file, const std::string& text) {
  sqlite3* raw = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &raw) == SQLITE_OK);
  CHECK(sqlite3_exec(raw, text.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(raw);
}

struct Quiet : base::Progress {
} no_progress;

}  // namespace

TEST_CASE("two programs write to one workspace and see each other's changes") {
  InSqlite one;
  const auto two = store::open(one.file, one.clock, look_always);
  put(one.book(), "I1", poverty);
  CHECK(two->now()->position() == 1);
  put(*two, "CA", canada);
  CHECK(one.book().now()->find<record::Place>("CA"));
  // Without looking first: the write itself takes in what the other has written.
  put(*two, "QC", record::Place{.name = {{"en", "Quebec"}}, .parent = {"CA"}});
  const auto receipt = put(one.book(), "I2", poverty);
  CHECK(receipt.first == 4);
  CHECK(receipt.workspace->find<record::Place>("QC"));
  import_batch(*two, "b1", {{.indicator = "I1", .place = "QC", .period = "2023", .value = 1.0, .extras = {.unit = "%"}},
                            {.indicator = "I2", .place = "QC", .period = "2023", .value = 2.0}});
  CHECK(difference(*one.book().now(), *two->now()).empty());
  import_batch(one.book(), "b2", {{.indicator = "I1", .place = "QC", .period = "2023", .known_from = "2025-01-01", .value = 3.0}});
  auto batch = two->now()->find<record::Batch>("b1")->as<record::Batch>();
  batch.withdrawn = true;
  batch.withdrawn_reason = "x";
  put(*two, "b1", batch);
  REQUIRE(two->redact(tester, {.kind = "batch", .id = "b2", .rows = {{{.indicator = "I1", .place = "QC"}, period("2023").code()}},
                               .reason = "x", .second_person = "bob"}));
  CHECK(difference(*one.book().now(), *two->now()).empty());
  CHECK(one.book().now()->panel().row_count() == 2);
  CHECK(faults(one.book()).empty());
  CHECK(difference(*store::open(one.file, one.clock)->now(), *two->now()).empty());
}

TEST_CASE("two programs that write at once lose nothing") {
  InSqlite one;
  const auto two = store::open(one.file, one.clock, look_always);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      auto& book = t % 2 ? *two : one.book();
      for (int i = 0; i < 10; ++i) put(book, "I" + std::to_string(t) + "-" + std::to_string(i), poverty);
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(one.book().now()->position() == 40);
  CHECK(difference(*one.book().now(), *two->now()).empty());
  CHECK(faults(*two).empty());
}

TEST_CASE("a workspace that no program has open is one file") {
  InSqlite s;
  put(s.book(), "I1", poverty);
  s.book().history(record::kind_of<record::Indicator>(), "I1");
  CHECK(std::filesystem::exists(s.file + "-wal"));
  s.keeper.reset();
  CHECK_FALSE(std::filesystem::exists(s.file + "-wal"));
  CHECK_FALSE(std::filesystem::exists(s.file + "-shm"));
}

TEST_CASE("readers go through the workspace while others write to it") {
  InSqlite s;
  put(s.book(), "I1", poverty);
  put(s.book(), "CA", canada);
  std::atomic<bool> stop = false;
  std::atomic<int> walks = 0;
  std::vector<std::thread> readers;
  for (int t = 0; t < 3; ++t) {
    readers.emplace_back([&] {
      while (!stop) {
        const auto now = s.book().now();
        std::size_t titles = 0;
        for (const auto& kind : record::kinds()) now->each(kind, [&](const workspace::Record& record) { titles += record.title("en").size(); });
        const auto& canadas = *now->find<record::Place>("CA");
        const auto children = now->referring<record::Place>(canadas).size();
        const workspace::View view(now, day("2026-06-30"));
        std::size_t figures = 0;
        for (std::size_t n = 0; n < now->panel().series_count(); ++n) figures += view.figures(now->panel().series(n)).size();
        if (titles == 0 || children > now->count(record::kind_of<record::Place>()) || figures > now->panel().row_count()) std::abort();
        ++walks;
      }
    });
  }
  for (int i = 0; i < 60; ++i) {
    put(s.book(), "P" + std::to_string(i), record::Place{.name = {{"en", "Place"}}, .parent = {"CA"}});
    import_batch(s.book(), "b" + std::to_string(i), {{.indicator = "I1", .place = i % 2 ? "CA" : "P" + std::to_string(i), .period = std::to_string(2000 + i % 5),
                                                      .known_from = "2024-01-01#" + std::to_string(i + 1), .value = i * 1.0}});
  }
  stop = true;
  for (auto& reader : readers) reader.join();
  CHECK(walks > 0);
  CHECK(faults(s.book()).empty());
}

TEST_CASE("what a program saw stays as it was while another writes") {
  InSqlite one;
  put(one.book(), "I1", poverty);
  const auto seen = one.book().now();
  put(*store::open(one.file, one.clock), "I1", record::Indicator{.name = {{"en", "Renamed"}}});
  CHECK(seen->find<record::Indicator>("I1")->title("en") == "Poverty rate");
  CHECK(one.book().now()->find<record::Indicator>("I1")->title("en") == "Renamed");
}

TEST_CASE("only a workspace is opened, and only by a program that knows it") {
  Folder folder;
  base::FixedClock clock{day("2026-06-30")};
  const auto file = folder.file("w.outturn");
  CHECK(failure([&] { store::open(file, clock); }) == "store.no_file");
  store::create(file, clock);
  CHECK(failure([&] { store::create(file, clock); }) == "store.file_exists");
  CHECK(failure([&] { store::create(folder.file("no/such/folder"), clock); }) == "store.not_allowed");
  struct stat about {};
  REQUIRE(::stat(file.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0600);

  sql(file, "PRAGMA user_version = 2");
  CHECK(failure([&] { store::open(file, clock); }) == "store.newer");
  sql(file, "PRAGMA user_version = 1; PRAGMA application_id = 1");
  CHECK(failure([&] { store::open(file, clock); }) == "store.not_ours");

  std::ofstream(folder.file("text")) << std::string(5000, 'x');
  CHECK(failure([&] { store::open(folder.file("text"), clock); }) == "store.not_ours");
  std::ofstream(folder.file("empty")).flush();
  CHECK(failure([&] { store::open(folder.file("empty"), clock); }) == "store.not_ours");
  CHECK(failure([&] { store::open(folder.file(""), clock); }) == "store.not_allowed");
}

TEST_CASE("a workspace of an older program gains the tables and columns it lacks, and loses nothing") {
  InSqlite s;
  put(s.book(), "I1", poverty);
  const auto file = s.file;
  const auto& clock = s.clock;
  s.keeper.reset();
  sql(file, "ALTER TABLE indicator DROP COLUMN illustrative; DROP TABLE place");

  const auto keeper = store::open(file, clock);
  CHECK(keeper->now()->find<record::Indicator>("I1")->as<record::Indicator>() == poverty);
  put(*keeper, "CA", canada);
  CHECK(keeper->now()->find<record::Place>("CA"));
  CHECK(faults(*keeper).empty());
}

TEST_CASE("a workspace of a newer program is refused, and stays as it was") {
  InSqlite s;
  const auto file = s.file;
  const auto& clock = s.clock;
  s.keeper.reset();
  sql(file, "ALTER TABLE indicator ADD COLUMN of_tomorrow TEXT");
  CHECK(failure([&] { store::open(file, clock); }) == "store.newer");
  sql(file, "ALTER TABLE indicator DROP COLUMN of_tomorrow; CREATE TABLE kind_of_tomorrow (record_key INTEGER PRIMARY KEY)");
  CHECK(failure([&] { store::open(file, clock); }) == "store.newer");
  sql(file, "DROP TABLE kind_of_tomorrow");
  CHECK(store::open(file, clock));
}

TEST_CASE("a backup is whole, private, one file, and restores to the same workspace") {
  InSqlite s;
  put(s.book(), "I1", poverty);
  put(s.book(), "CA", canada);
  import_batch(s.book(), "b1", {{.indicator = "I1", .place = "CA", .period = "2023", .value = 1.5, .extras = {.upper = 2.0}}});
  s.vault().set_password_hash("ada", "hash");
  const auto copy = s.folder.file("copy.outturn");
  s.keeper->backup(copy, no_progress);
  CHECK_FALSE(std::filesystem::exists(copy + "-wal"));
  CHECK_FALSE(std::filesystem::exists(copy + ".partial"));
  struct stat about {};
  REQUIRE(::stat(copy.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0600);
  CHECK(failure([&] { s.keeper->backup(copy, no_progress); }) == "store.file_exists");
  const auto then = s.book().now();
  put(s.book(), "I2", poverty);

  CHECK(failure([&] { store::restore(copy, s.file, false, no_progress); }) == "store.file_exists");
  CHECK(failure([&] { store::restore(copy, s.file, true, no_progress); }) == "store.in_use");
  CHECK(s.book().now()->position() == 4);
  s.keeper.reset();
  store::restore(copy, s.file, true, no_progress);
  s.reopen();
  CHECK(difference(*then, *s.book().now()).empty());
  CHECK(s.vault().password_hash("ada") == "hash");
  CHECK(faults(s.book()).empty());
  const auto elsewhere = s.folder.file("elsewhere.outturn");
  store::restore(copy, elsewhere, false, no_progress);
  CHECK(difference(*then, *store::open(elsewhere, s.clock)->now()).empty());
}

TEST_CASE("a damaged or foreign backup is refused and the workspace stays") {
  InSqlite s;
  put(s.book(), "I1", poverty);
  put(s.book(), "I2", poverty);
  const auto copy = s.folder.file("copy.outturn");
  s.keeper->backup(copy, no_progress);
  put(s.book(), "I3", poverty);
  s.keeper.reset();
  const auto untouched = [&] {
    s.reopen();
    const auto position = s.book().now()->position();
    s.keeper.reset();
    return position == 3 && !std::filesystem::exists(s.file + ".restoring");
  };
  sql(copy, "UPDATE payload SET salt = '00' WHERE sequence = 1");
  CHECK(failure([&] { store::restore(copy, s.file, true, no_progress); }) == "store.backup_damaged");
  CHECK(untouched());
  std::ofstream(s.folder.file("text")) << std::string(5000, 'x');
  CHECK(failure([&] { store::restore(s.folder.file("text"), s.file, true, no_progress); }) == "store.not_ours");
  CHECK(failure([&] { store::restore(s.folder.file("nothing"), s.file, true, no_progress); }) == "store.no_file");
  {
    std::fstream bytes(copy, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(8192);
    bytes << std::string(20000, 'x');
  }
  const auto code = failure([&] { store::restore(copy, s.file, true, no_progress); });
  CHECK((code == "store.backup_damaged" || code == "store.damaged"));
  CHECK(untouched());
}

TEST_CASE("a damaged workspace can be replaced by its backup and is kept beside it") {
  InSqlite s;
  put(s.book(), "I1", poverty);
  const auto copy = s.folder.file("copy.outturn");
  s.keeper->backup(copy, no_progress);
  s.keeper.reset();
  std::ofstream(s.file) << std::string(9000, 'x');
  store::restore(copy, s.file, true, no_progress);
  CHECK(std::filesystem::exists(s.file + ".before-restore"));
  s.reopen();
  CHECK(s.book().now()->position() == 1);
}

TEST_CASE("a backup that is stopped leaves nothing behind") {
  InSqlite s;
  put(s.book(), "I1", poverty);
  struct Stopped : base::Progress {
    bool cancelled() const override { return true; }
  } stopped;
  CHECK(failure([&] { s.keeper->backup(s.folder.file("copy"), stopped); }) == "store.stopped");
  CHECK_FALSE(std::filesystem::exists(s.folder.file("copy")));
  CHECK_FALSE(std::filesystem::exists(s.folder.file("copy.partial")));
}

TEST_CASE("when the disk takes no more, nothing is half done and the register goes on afterwards") {
  InSqlite s;
  put(s.book(), "CA", canada);
  put(s.book(), "I1", poverty);
  const auto before = s.book().now();
  std::vector<Reported> many;
  for (int year = 1000; year < 9000; ++year) many.push_back({.indicator = "I1", .place = "CA", .period = std::to_string(year), .value = 1.0});
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  getrlimit(RLIMIT_FSIZE, &old);
  rlimit small = old;
  small.rlim_cur = 300'000;
  setrlimit(RLIMIT_FSIZE, &small);
  const auto code = failure([&] { import_batch(s.book(), "b1", many); });
  setrlimit(RLIMIT_FSIZE, &old);
  CHECK(code == "store.disk_failed");
  CHECK(difference(*s.book().now(), *before).empty());
  put(s.book(), "I2", poverty);
  import_batch(s.book(), "b2", many);
  CHECK(s.book().now()->panel().row_count() == 8000);
  CHECK(faults(s.book()).empty());
  s.reopen();
  CHECK(faults(s.book()).empty());
}
