#include "web/data/import_desk.h"

#include <fstream>

#include <doctest/doctest.h>

#include "base/hash.h"
#include "testing_workspace.h"
#include "workspace/register.h"

namespace outturn::web {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// A register that can only be read: what the desk needs to check a file.
class ReadOnly final : public workspace::Register {
 public:
  std::shared_ptr<const workspace::Workspace> now() override { return made.on("2026-01-01").shared(); }
  base::Checked<workspace::Receipt> commit(const workspace::Author&, const workspace::Plan&) override { return base::refuse("", "read_only"); }
  std::vector<workspace::Told> history(const record::Kind&, std::string_view) override { return {}; }
  std::vector<workspace::Told> entries(std::int64_t, std::size_t) override { return {}; }
  std::shared_ptr<const workspace::Workspace> as_entered(base::Instant) override { return now(); }
  base::Checked<workspace::Receipt> redact(const workspace::Author&, const workspace::Redaction&) override { return base::refuse("", "read_only"); }
  workspace::Verification verify(base::Progress&, const std::optional<workspace::KnownHead>&) override { return {}; }

  testing::MadeWorkspace made;
};

struct Spool {
  Spool() { fs::create_directories(path); }
  ~Spool() { fs::remove_all(path); }
  fs::path upload(std::string_view text) const {
    const auto file = path / ("upload-" + base::random_hex(4));
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }
  fs::path path = fs::temp_directory_path() / ("outturn-desk-" + base::random_hex(6));
};

constexpr std::string_view small_file = "indicator,period,place,value\nI1,2020,CA,5\n";

TEST_CASE("What was chosen about a file comes back from the spool word for word") {
  PendingImport import{.id = "0123456789abcdef0123456789abcdef", .person = "ada", .file_name = "été, 2024.csv", .size = 12,
                       .sent = base::Instant{1'700'000'000'000'000}, .revision = 4, .columns = {{"period", "REF_DATE"}, {"indicator", ":I1"}},
                       .markers = {{"*", "c"}, {"p", ""}}, .known_from = testing::day("2024-05-01"), .source = "S1", .create_missing = true,
                       .mends = {{12, "VALUE", "7.5"}}, .reason = "Yearly\n\"figures\""};

  const auto back = pending_import_of(json_of(import));

  REQUIRE(back);
  CHECK(json_of(*back) == json_of(import));
  CHECK(back->mends.front().text == "7.5");
  CHECK(back->known_from == import.known_from);
  CHECK_FALSE(pending_import_of("{}"));
}

TEST_CASE("A file waits for the person who sent it, and for nobody else, also after a restart") {
  ReadOnly store;
  const base::FixedClock clock(testing::day("2026-01-01"));
  const Spool spool;
  std::string id;
  {
    ImportDesk desk(store, clock, spool.path);
    const auto sent = desk.take("ada", "figures.csv", spool.upload(small_file));
    REQUIRE(sent);
    id = sent->id;
    CHECK_FALSE(desk.find(id, "eve"));
    CHECK_FALSE(desk.find("../" + id, "ada"));
  }

  ImportDesk again(store, clock, spool.path);

  REQUIRE(again.find(id, "ada"));
  CHECK(again.find(id, "ada")->file_name == "figures.csv");
  CHECK(again.of("ada").size() == 1);
  CHECK(again.of("eve").empty());
}

TEST_CASE("A file that nobody saved in a day is gone when the next one comes") {
  ReadOnly store;
  base::FixedClock clock(testing::day("2026-01-01"));
  const Spool spool;
  ImportDesk desk(store, clock, spool.path);
  const auto old = desk.take("ada", "old.csv", spool.upload(small_file));
  REQUIRE(old);

  clock.set({clock.now().microseconds + 23LL * 3600 * 1'000'000});
  REQUIRE(desk.take("eve", "next.csv", spool.upload(small_file)));
  CHECK(desk.find(old->id, "ada"));
  clock.set({clock.now().microseconds + 2LL * 3600 * 1'000'000});
  REQUIRE(desk.take("eve", "another.csv", spool.upload(small_file)));

  CHECK_FALSE(desk.find(old->id, "ada"));
  CHECK(desk.of("eve").size() == 2);
}

TEST_CASE("A file is checked with the newest choices, and a correction is one of them") {
  ReadOnly store;
  store.made.add("I1", record::Indicator{.name = {{"en", "One"}}});
  const base::FixedClock clock(testing::day("2026-01-01"));
  const Spool spool;
  ImportDesk desk(store, clock, spool.path);
  auto import = desk.take("ada", "figures.csv", spool.upload("indicator,period,place,value\nI1,2020,CA,5 apples\n"));
  REQUIRE(import);

  const auto first = desk.checked(*import, 10s);
  REQUIRE(first.finished);
  REQUIRE(first.staged);
  CHECK(first.staged->report.has_errors());

  import->mends = {{2, "value", "5"}};
  desk.keep(*import);
  const auto second = desk.checked(*import, 10s);

  REQUIRE(second.staged);
  CHECK_FALSE(second.staged->report.has_errors());
  CHECK(second.staged->fresh == 1);
}

TEST_CASE("A person may leave only so many files waiting") {
  ReadOnly store;
  const base::FixedClock clock(testing::day("2026-01-01"));
  const Spool spool;
  ImportDesk desk(store, clock, spool.path);
  for (std::size_t n = 0; n < ImportDesk::most_a_person; ++n) REQUIRE(desk.take("ada", "one.csv", spool.upload(small_file)));

  const auto refused = desk.take("ada", "one more.csv", spool.upload(small_file));

  REQUIRE_FALSE(refused);
  CHECK(refused.error().front().code == "import.too_many");
  CHECK(desk.take("eve", "hers.csv", spool.upload(small_file)));
}

}  // namespace
}  // namespace outturn::web
