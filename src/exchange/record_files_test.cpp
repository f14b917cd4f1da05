#include <filesystem>

#include "exchange/import_test_kit.h"
#include "exchange/record_export.h"
#include "exchange/record_import.h"
#include "record/outcome.h"
#include "testing.h"

namespace exchange = outturn::exchange;
namespace record = outturn::record;
namespace workspace = outturn::workspace;
using namespace outturn::exchange::testing;

namespace {

exchange::RecordFile read(std::string_view text, std::string_view kind, const workspace::Workspace& known = {}) {
  exchange::MemorySource source(text);
  return exchange::read_records(source, *record::kind(kind), known, std::string(kind) + ".csv");
}

std::string found(const exchange::RecordFile& file) {
  std::string text;
  for (const auto& finding : file.report.in_order()) {
    text += (text.empty() ? "" : "; ") + std::to_string(finding.row) + " " + finding.column + ": " + finding.issue.code;
  }
  return text;
}

/// Puts what was read into a workspace, as the act does.
void commit(Built& built, const exchange::RecordFile& file) {
  for (const auto& record : file.records) {
    const auto* before = (*built).find(*file.kind, record.id);
    built.put({.kind = file.kind, .id = record.id, .body = file.kind->with(before ? before->body : nullptr, record.fields).value()});
  }
}

}  // namespace

TEST_CASE("records: a file with one column a field is read with its languages and references") {
  const auto file = read("id,title.en,title.fr,labels,illustrative\nO01,Fewer people in poverty,Moins de pauvreté,SDG 1,\nO02,'=Food,,,true\n",
                         "outcome");
  CHECK(found(file).empty());
  Built built;
  commit(built, file);
  CHECK((*built).get<record::Outcome>("O01")->title.exactly("fr") == "Moins de pauvreté");
  CHECK((*built).get<record::Outcome>("O02")->title.in("en") == "=Food");
  CHECK((*built).get<record::Outcome>("O02")->illustrative);

  auto commitments = std::vector{read("id,text.en,outcomes\nC1,Build homes,O01; O02;O03\n", "commitment")};
  exchange::check_references(commitments, *built);
  CHECK(found(commitments[0]) == "2 outcomes: records.no_such_reference");
}

TEST_CASE("records: all faults of a file are found at once") {
  CHECK(found(read("title.en\nx\n", "outcome")) == "1 : records.no_id_column");
  CHECK(found(read("id,titel.en,colour\nO1,x,y\n", "outcome")) == "1 : records.misspelt_column; 1 : records.unknown_column");
  CHECK(found(read("id,name.en,level,column,row\n,x,,,\nA B,x,,,\nP1,,,,\nP2,x,planet,,\nP3,x,,few,\nP3,x,,,100\nP4,x,,100,\n", "place")) ==
        "2 id: records.no_id; 3 id: records.id_form; 4 name.en: record.required; 5 level: record.unknown_choice; 6 column: record.not_whole; "
        "7 id: records.duplicate_id; 8 column: record.out_of_range");
  CHECK(found(read("id,file\nB1,x\n", "batch")) == "0 : records.by_import");
}

TEST_CASE("records: a language that the file does not name stays as it is, an empty cell empties its field") {
  auto built = small_country();
  commit(built, read("id,name.en,aliases\n24,Québec (province),\n", "place", *built));
  const auto* quebec = (*built).get<record::Place>("24");
  CHECK(quebec->name.exactly("en") == "Québec (province)");
  CHECK(quebec->name.exactly("fr") == "Québec");
  CHECK(quebec->aliases.empty());
}

TEST_CASE("records: what is written is read back the same, kind by kind") {
  const auto built = small_country();
  Built copy;
  for (const auto& kind : record::kinds()) {
    const auto text = exchange::exported_records(*built, kind);
    if ((*built).count(kind) == 0) continue;
    const auto file = read(text, kind.code, *copy);
    CHECK(found(file).empty());
    commit(copy, file);
    CHECK(exchange::exported_records(*copy, kind) == text);
  }
  CHECK((*copy).count(record::kind_of<record::Place>()) == 3);
}

TEST_CASE("records: a folder is read in the order in which its records need each other") {
  const auto folder = std::filesystem::path("build") / "exchange_folder_test";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder / "observations");
  const auto write = [&](const char* name, const std::string& text) {
    std::FILE* file = std::fopen((folder / name).c_str(), "w");
    REQUIRE(file);
    std::fwrite(text.data(), 1, text.size(), file);
    std::fclose(file);
  };
  write("commitment.csv", "id,text.en,outcomes\nC1,Build homes,O1\n");
  write("outcome.csv", "id,title.en\nO1,Homes\n");
  write("observations/002-b.csv", "x\n");
  write("observations/001-a.csv", "x\n");
  auto read = exchange::read_folder(folder.string(), {});
  CHECK_FALSE(read.has_errors());
  REQUIRE(read.files.size() == 2);
  CHECK(read.files[0].name == "outcome.csv");
  CHECK(read.observations.at(0).ends_with("001-a.csv"));
  write("outcomse.csv", "id\nO1\n");
  read = exchange::read_folder(folder.string(), {});
  CHECK(found(read.files.back()) == "0 : records.unknown_kind");
  CHECK_THROWS_AS(exchange::read_folder((folder / "none").string(), {}), exchange::ExchangeError);
  std::filesystem::remove_all(folder);
}
