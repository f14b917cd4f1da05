// libFuzzer entry for files of observations and records: whatever the bytes, reading ends, and what must hold holds.
// The first byte chooses how. Build and run by hand: see tests/fuzz/README.md.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "exchange/csv_reader.h"
#include "exchange/csv_writer.h"
#include "exchange/observation_import.h"
#include "exchange/record_import.h"
#include "language/words.h"
#include "record/measure.h"

using namespace outturn;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

/// Hands out the bytes in pieces of a given size.
class InPieces final : public exchange::ByteSource {
 public:
  InPieces(std::string_view bytes, std::size_t piece) : left_(bytes), piece_(piece) {}
  std::size_t read(char* into, std::size_t room) override {
    const auto count = std::min({room, piece_, left_.size()});
    left_.copy(into, count);
    left_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view left_;
  std::size_t piece_;
};

struct Read {
  std::vector<std::vector<std::string>> rows;
  std::int64_t errors{};
  bool operator==(const Read&) const = default;
};

Read read(std::string_view text, std::size_t piece) {
  Read answer;
  InPieces source(text, piece);
  exchange::Report report;
  exchange::CsvReader reader(source, report);
  if (reader.begin()) {
    answer.rows.push_back(reader.header());
    while (reader.next()) answer.rows.emplace_back(reader.cells().begin(), reader.cells().end());
  }
  must(reader.digest() == base::sha256(text));
  answer.errors = report.errors();
  return answer;
}

const workspace::Workspace& small() {
  static const auto made = [] {
    workspace::Workspace w;
    std::int64_t at = 0;
    const auto put = [&](const record::Kind& kind, const char* id, auto body) {
      w.apply({.sequence = ++at, .kind = &kind, .id = id, .body = std::make_shared<decltype(body)>(std::move(body))});
    };
    put(record::kind_of<record::Indicator>(), "i", record::Indicator{.name = {{"en", "I"}}, .minimum = 0.0, .maximum = 100.0});
    put(record::kind_of<record::Place>(), "p", record::Place{.name = {{"en", "P"}}});
    put(record::kind_of<record::Dimension>(), "d", record::Dimension{.name = {{"en", "D"}}});
    put(record::kind_of<record::Category>(), "c", record::Category{.dimension = {"d"}, .name = {{"en", "C"}}});
    return w;
  }();
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const auto way = bytes[0] % 4;
  if (way == 0) {  // however the bytes arrive, they read alike; and what is written comes back
    const auto whole = read(text, 1u << 20);
    must(whole == read(text, 1));
    must(whole == read(text, 1 + bytes[0] / 4));
    if (whole.rows.size() > 1 && whole.errors == 0) {
      std::string again;
      exchange::CsvWriter csv(again);
      for (const auto& row : whole.rows) {
        for (const auto& cell : row) csv.text(cell);
        csv.end_row();
      }
      auto back = read(again, 1u << 20);
      for (auto& row : back.rows) {
        for (auto& cell : row) cell = std::string(exchange::read_text(cell));
      }
      // A row of one empty cell is a blank line, and a header is trimmed: those alone may differ.
      if (whole.rows[0].size() > 1 && back.rows.size() == whole.rows.size()) {
        for (std::size_t r = 1; r < back.rows.size(); ++r) must(back.rows[r] == whole.rows[r]);
      }
    }
    return 0;
  }
  base::Progress silent;
  exchange::MemorySource source(text);
  if (way == 3) {
    const auto& kinds = record::kinds();
    const auto file = exchange::read_records(source, kinds[(bytes[0] / 4) % kinds.size()], small(), "f.csv");
    base::JsonWriter json;
    file.report.write_json(json);
    must(base::Json::parse(json.str()).has_value());
    return 0;
  }
  exchange::ImportOptions options{.file_name = "f.csv", .today = base::Day{20'000}};
  options.create_missing = way == 2;
  options.sound_rows_only = (bytes[0] & 4) != 0;
  const auto staged = exchange::stage_observations(source, small(), options, silent);
  const language::Words words("fr");
  base::JsonWriter json;
  staged.report.write_json(json, &words);
  must(base::is_utf8(json.str()));
  must(base::Json::parse(json.str()).has_value());
  if (!staged.sound) {
    must(!staged.rows && staged.created.empty());
    return 0;
  }
  const auto& rows = *staged.rows;
  must(rows.first_row.size() == rows.series.size() + 1 && rows.first_row.back() == rows.rows.size());
  for (std::size_t s = 0; s + 1 < rows.series.size(); ++s) must(rows.series[s] != rows.series[s + 1]);
  for (std::size_t s = 0; s < rows.series.size(); ++s) {
    must(rows.first_row[s] < rows.first_row[s + 1]);
    for (auto r = rows.first_row[s] + 1; r < rows.first_row[s + 1]; ++r) {
      must(std::pair(rows.rows[r - 1].period, rows.rows[r - 1].known_from) < std::pair(rows.rows[r].period, rows.rows[r].known_from));
    }
  }
  return 0;
}
