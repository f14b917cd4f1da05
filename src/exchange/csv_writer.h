#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace outturn::exchange {

/// Appends CSV to a text: LF, quotes only where RFC 4180 needs them. A text that a spreadsheet would take for a formula
/// (it begins with = + - @, tab or carriage return) gets an apostrophe before it; read_text() takes it off again, so
/// that what is written comes back exactly. Numbers stay numbers.
class CsvWriter {
 public:
  explicit CsvWriter(std::string& out) : out_(out) {}

  CsvWriter& text(std::string_view cell);    ///< words: neutralised where needed
  CsvWriter& exact(std::string_view cell);   ///< a code, id, day or period of ours: quoted where needed, never neutralised
  CsvWriter& number(double value);           ///< shortest text that reads back as the same number
  CsvWriter& integer(std::int64_t value);
  CsvWriter& empty() { return exact({}); }
  void end_row();

 private:
  void separate();
  void quoted_where_needed(std::string_view cell);
  std::string& out_;
  bool begun_{false};
};

/// The cell as it was before CsvWriter::text() wrote it: one protecting apostrophe is taken off.
std::string_view read_text(std::string_view cell);

}  // namespace outturn::exchange
