#include <random>

#include "exchange/csv_reader.h"
#include "exchange/csv_writer.h"
#include "testing.h"

namespace exchange = outturn::exchange;
using Rows = std::vector<std::vector<std::string>>;

namespace {

/// Hands out a text in pieces of the given size, so that every boundary between reads is tried.
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
  Rows rows;  ///< the header first
  exchange::Report report;
  char delimiter{};
  std::string found;  ///< "row N: code" of each finding
};

Read read(std::string_view text, std::size_t piece = 1u << 20) {
  Read answer;
  InPieces source(text, piece);
  exchange::CsvReader reader(source, answer.report);
  if (reader.begin()) {
    answer.rows.push_back(reader.header());
    while (reader.next()) answer.rows.emplace_back(reader.cells().begin(), reader.cells().end());
  }
  answer.delimiter = reader.delimiter();
  for (const auto& finding : answer.report.in_order()) {
    answer.found += (answer.found.empty() ? "" : "; ") + std::to_string(finding.row) + ": " + finding.issue.code;
  }
  return answer;
}

}  // namespace

TEST_CASE("CSV: quotes, doubled quotes, line breaks in quotes and each kind of line end, as RFC 4180 section 2 has them") {
  for (const std::size_t piece : {1u, 2u, 3u, 7u, 64u, 65u, 4096u}) {
    INFO(piece);
    CHECK(read("a,b,c\r\naaa,\"b \r\nbb\",ccc\r\nzzz,\"y\"\"y\",xxx", piece).rows ==
          Rows{{"a", "b", "c"}, {"aaa", "b \r\nbb", "ccc"}, {"zzz", "y\"y", "xxx"}});
    CHECK(read("a,b\n,\n\"\",\"\"\n\"\"\"\",x\n", piece).rows == Rows{{"a", "b"}, {"", ""}, {"", ""}, {"\"", "x"}});
    CHECK(read("a,b\r1,2\r3,4\r", piece).rows == Rows{{"a", "b"}, {"1", "2"}, {"3", "4"}});
    CHECK(read("\xEF\xBB\xBF" "a,b\n1,é", piece).rows == Rows{{"a", "b"}, {"1", "é"}});
    CHECK(read("a\n1\n2\n\n\n", piece).found.empty());
  }
}

TEST_CASE("CSV: a cell larger than the reader's buffer is read whole") {
  std::string long_cell(3'000'000, 'x');
  long_cell[1'500'000] = '\n';
  const auto answer = read("a,b\n1,\"" + long_cell + "\"\n2,y\n", 100'000);
  REQUIRE(answer.rows.size() == 3);
  CHECK(answer.rows[1][1] == long_cell);
  CHECK(answer.rows[2] == std::vector<std::string>{"2", "y"});
}

TEST_CASE("CSV: a file that is no text in UTF-8 is refused and told what it is") {
  const auto refused = [](std::string_view text) { return read(text).found; };
  CHECK(refused("") == "0: csv.empty");
  CHECK(refused("\n \n\n") == "0: csv.empty");
  CHECK(refused("\xEF\xBB\xBF") == "0: csv.empty");
  CHECK(refused("indicator,period\n") == "0: csv.no_rows");
  CHECK(refused(std::string_view("\xFF\xFE" "a\0,\0b\0\n\0", 10)) == "0: csv.utf16");
  CHECK(refused(std::string_view("a\0,\0b\0\n\0" "1\0,\0" "2\0\n\0", 16)) == "0: csv.utf16");
  CHECK(refused("place,value\nQu\xE9" "bec,1\n") == "2: csv.not_utf8");
  CHECK(refused("Ann\xE9" "e,value\n2023,1\n") == "1: csv.not_utf8");
  CHECK(refused("PK\x03\x04\x14 [Content_Types].xml xl/workbook.xml") == "0: csv.not_text");
  CHECK(refused("%PDF-1.7\n") == "0: csv.not_text");
  CHECK(refused("<!DOCTYPE html><title>Sign in</title>") == "0: csv.not_text");
  CHECK(refused(std::string_view("a,b\n1,\0\n2,3\n", 12)) == "2: csv.nul");

  const auto xlsx = read("PK\x03\x04\x14 [Content_Types].xml xl/workbook.xml").report;
  CHECK(std::get<std::string>(xlsx.kinds().at("csv.not_text").listed[0].issue.values[0].value) == "XLSX");
  const auto quotes = read("a,b\n\x93x\x94,1\n").report.kinds().at("csv.not_utf8").listed[0].issue;
  CHECK(std::get<std::string>(quotes.values[1].value) == "Windows-1252");
}

TEST_CASE("CSV: faults of form are all found, each with its row, and the rows between them are read") {
  const auto ragged = read("a,b\n1,2\n3\n4,5,6\n7,8\n");
  CHECK(ragged.found == "3: csv.ragged; 4: csv.ragged");
  CHECK(ragged.rows == Rows{{"a", "b"}, {"1", "2"}, {"7", "8"}});

  const auto stray = read("a,b\nx\"y,2\n\"x\"y,2\n\"ok\",3\n");
  CHECK(stray.found == "2: csv.stray_quote; 3: csv.stray_quote");

  const auto unclosed = read("a,b\n1,2\n3,\"oh\n4,5\n");
  CHECK(unclosed.found == "3: csv.unclosed_quote");
  const auto& where = unclosed.report.kinds().at("csv.unclosed_quote").listed[0];
  CHECK(where.column == "b");
  CHECK(std::get<std::int64_t>(where.issue.values[0].value) == 3);

  CHECK(read("a,A,b\n1,2,3\n").found == "1: csv.duplicate_header");
  CHECK(read("a,b,\n1,2,\n").found == "1: csv.unnamed_column");
  const auto leading = read("\n\na,b\n1,2\n\n3,4\n");
  CHECK(leading.found == "3: csv.blank_lines_before_header; 5: csv.blank_lines");
  CHECK(leading.rows == Rows{{"a", "b"}, {"1", "2"}, {"3", "4"}});
}

TEST_CASE("CSV: another separator is taken only where the header proves it, and is said") {
  CHECK(read("a;b\n1;2\n").rows == Rows{{"a", "b"}, {"1", "2"}});
  CHECK(read("a;b\n1;2\n").found == "0: csv.delimiter_guessed");
  CHECK(read("a\tb\n1\t2,5\n").rows == Rows{{"a", "b"}, {"1", "2,5"}});
  CHECK(read("a;b,c\n1,2\n").rows == Rows{{"a;b", "c"}, {"1", "2"}});
  CHECK(read("\"a;b\"\n1\n").delimiter == ',');
}

TEST_CASE("CSV: what is written comes back exactly, whatever the cells hold") {
  std::mt19937 random(20260722);
  const std::vector<std::string> pieces{"a", "é", "\"", ",", "\n", "\r", "\r\n", "'", "=", "+", "-", "@", "\t", " ", ";", "0", "long enough to cross a block of sixty-four bytes "};
  Rows rows;
  std::string text = "h1,h2,h3\n";
  exchange::CsvWriter out(text);
  for (int r = 0; r < 400; ++r) {
    auto& row = rows.emplace_back();
    for (int c = 0; c < 3; ++c) {
      std::string cell;
      for (auto n = random() % 6; n > 0; --n) cell += pieces[random() % pieces.size()];
      out.text(cell);
      row.push_back(cell);
    }
    out.end_row();
  }
  for (const std::size_t piece : {5u, 1000u, 1u << 20}) {
    auto back = read(text, piece);
    REQUIRE(back.found.empty());
    back.rows.erase(back.rows.begin());
    for (auto& row : back.rows) {
      for (auto& cell : row) cell = std::string(exchange::read_text(cell));
    }
    CHECK(back.rows == rows);
  }
}

TEST_CASE("CSV: a text that a spreadsheet would run as a formula is made harmless, a number is left alone") {
  std::string text;
  exchange::CsvWriter(text).text("=cmd()").text("-5 degrees").number(-5).text("@x").text("plain").end_row();
  CHECK(text == "'=cmd(),'-5 degrees,-5,'@x,plain\n");
}
