#include "exchange/loading.h"

#include <filesystem>
#include <fstream>

#include "exchange/demo_set.h"
#include "exchange/observation_export.h"
#include "record/measure.h"
#include "record/outcome.h"
#include "store/testing_store.h"
#include "testing.h"

namespace exchange = outturn::exchange;
namespace record = outturn::record;

using outturn::testing::day;
using outturn::testing::Registry;

namespace {

exchange::RecordFile file(std::string_view kind, std::string_view text, const Registry& registry) {
  exchange::MemorySource source(text);
  return exchange::read_records(source, *record::kind(kind), *const_cast<Registry&>(registry).store.now(), std::string(kind) + ".csv");
}

const outturn::access::Reader host = outturn::access::Reader::host(day("2026-06-30"));

}  // namespace

TEST_CASE("loading: records of several files go in together, and what an act refuses is told with its row") {
  Registry registry;
  std::vector<exchange::RecordFile> files;
  files.push_back(file("outcome", "id,title.en\nO1,Homes\n", registry));
  files.push_back(file("commitment", "id,text.en,outcomes\nC1,Build homes,O1\n", registry));
  const auto loaded = exchange::load_records(registry.store, host, std::move(files), "first load");
  CHECK(loaded.sound());
  CHECK(loaded.records == 2);

  files.clear();
  files.push_back(file("place", "id,name.en,parent\nA,Here,B\nB,There,A\n", registry));
  const auto circle = exchange::load_records(registry.store, host, std::move(files), {});
  CHECK_FALSE(circle.sound());
  REQUIRE(circle.files.size() == 1);
  CHECK(circle.files[0].report.in_order().front().row == 2);
  CHECK(registry.store.now()->count(record::kind_of<record::Place>()) == 0);
}

TEST_CASE("loading: what a folder says was changed later is changed after everything else, with its reason; a fault in it is told") {
  namespace fs = std::filesystem;
  const auto folder = fs::temp_directory_path() / "outturn_loading_changes";
  fs::remove_all(folder);
  fs::create_directories(folder / "changes" / "1-name");
  const auto write = [&](const fs::path& name, const char* text) { std::ofstream(folder / name) << text; };
  write("place.csv", "id,name.en,level\nA,Here,province\n");
  write(fs::path("changes") / "1-name" / "place.csv", "id,name.en\nA,There\n");
  write(fs::path("changes") / "1-name" / "reason.txt", "It was renamed.\n");
  Registry registry;
  outturn::base::Progress silent;
  const auto loaded = exchange::load_folder(registry.store, host, folder.string(), day("2026-06-30"), silent);
  CHECK(loaded.sound());
  CHECK(loaded.records == 2);
  const auto& kind = record::kind_of<record::Place>();
  CHECK(registry.store.now()->find<record::Place>("A")->title("en") == "There");
  CHECK(registry.store.now()->find<record::Place>("A")->as<record::Place>().level == record::PlaceLevel::province);
  const auto history = registry.store.history(kind, "A");
  REQUIRE(history.size() == 2);
  CHECK(outturn::workspace::story_of(kind, history[1].payload.json)->reason == "It was renamed.");

  write(fs::path("changes") / "1-name" / "place.csv", "id,name.en,level\nA,Elsewhere,nowhere\n");
  Registry other;
  const auto faulty = exchange::load_folder(other.store, host, folder.string(), day("2026-06-30"), silent);
  CHECK_FALSE(faulty.sound());
  REQUIRE(faulty.files.size() == 1);
  CHECK(faulty.files[0].name == "changes/1-name/place.csv");
  CHECK(other.store.now()->find<record::Place>("A")->title("en") == "Here");
  fs::remove_all(folder);
}

TEST_CASE("loading: the example that comes with the program loads without a fault") {
  const std::string folder = "examples/canada";
  if (!std::filesystem::exists(folder)) {
    MESSAGE("skipped: examples/canada is not present");
    return;
  }
  Registry registry;
  outturn::base::Progress silent;
  const auto loaded = exchange::load_folder(registry.store, host, folder, day("2026-06-30"), silent);
  for (const auto& [name, report] : loaded.files) {
    for (const auto& finding : report.in_order()) {
      INFO(name << " row " << finding.row << " " << finding.column << ": " << finding.issue.code);
      CHECK(finding.issue.severity == outturn::base::Severity::warning);
    }
  }
  for (const auto& issue : loaded.refused) {
    INFO(issue.field << ": " << issue.code);
    CHECK(false);
  }
  CHECK(loaded.batches >= 12);
  const auto text = exchange::exported_observations(registry.view(), {.vintages = true});
  // A second register filled from the export writes the same bytes.
  Registry other;
  exchange::MemorySource source(text);
  auto staged = exchange::stage_observations(source, *other.store.now(), {.file_name = "all.csv", .today = day("2026-06-30"), .create_missing = true}, silent);
  CHECK(staged.sound);
  REQUIRE(outturn::act::import_batch(other.store, host, exchange::import_of(std::move(staged))));
  CHECK(exchange::exported_observations(other.view(), {.vintages = true}) == text);
}

TEST_CASE("loading: the full demonstration set goes through the acts, every publication a batch") {
  const std::string folder = "../shared/data/demo";
  if (!exchange::is_demo_set(folder)) {
    MESSAGE("skipped: the full demonstration set is not present");
    return;
  }
  Registry registry;
  outturn::base::Progress silent;
  const auto loaded = exchange::load_demo_set(registry.store, host, folder, day("2026-06-30"), silent);
  for (const auto& issue : loaded.refused) {
    INFO(issue.field << ": " << issue.code);
    CHECK(false);
  }
  CHECK(loaded.sound());
  CHECK(loaded.batches >= 133);
  CHECK(registry.store.now()->count(record::kind_of<record::Commitment>()) == 760);
}
