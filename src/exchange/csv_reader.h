#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "exchange/byte_source.h"
#include "exchange/report.h"

namespace outturn::exchange {

/// Reads RFC 4180 text row by row without copying cells: quotes, doubled quotes, line breaks in quotes, any of
/// LF, CR LF and CR, a leading UTF-8 byte order mark. Memory is one buffer, whatever the size of the file.
/// Everything wrong with the form of the file goes to the report:
///   csv.empty, csv.no_rows, csv.not_text (spreadsheet, PDF, …: says which), csv.utf16, csv.not_utf8, csv.nul,
///   csv.unclosed_quote, csv.stray_quote, csv.ragged, csv.duplicate_header, csv.too_many_columns, csv.row_too_long
///   warnings: csv.blank_lines_before_header, csv.blank_lines, csv.delimiter_guessed, csv.unnamed_column
class CsvReader {
 public:
  static constexpr std::size_t longest_row = 32u << 20;
  static constexpr std::size_t most_columns = 1000;

  /// source, report  borrowed; both outlive the reader
  CsvReader(ByteSource& source, Report& report);
  ~CsvReader();
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  /// Reads up to and with the header. False when the file cannot be read on (the report says why).
  bool begin();
  const std::vector<std::string>& header() const { return header_; }
  char delimiter() const { return delimiter_; }

  /// The next row that has as many cells as the header; others are reported and passed over. False at the end.
  bool next();
  /// The cells of this row, without their quotes; valid until next().
  std::span<const std::string_view> cells() const { return cells_; }
  std::int64_t row() const { return row_; }    ///< as a spreadsheet counts
  std::int64_t line() const { return line_; }  ///< line of the text on which the row begins

  bool sound() const { return sound_; }  ///< false when this row's form is at fault (reported) though its cells could be read

  std::int64_t bytes_read() const { return bytes_read_; }
  /// SHA-256 of all bytes; only after next() returned false.
  base::Digest digest() const { return *digest_; }

 private:
  enum class Got { row, end, broken };
  Got read_row();          ///< one row of any length into cells_
  bool refill();           ///< more bytes behind the row that is being read; false when there are none
  bool recognise_form();   ///< first bytes: text at all? byte order mark?
  void guess_delimiter();
  bool blank_row() const { return cells_.size() == 1 && cells_[0].empty(); }
  void finish();

  ByteSource& source_;
  Report& report_;
  std::vector<char> buffer_;
  std::size_t row_start_{};  ///< offsets into buffer_
  std::size_t at_{};
  std::size_t end_{};
  bool exhausted_{false};
  bool broken_{false};
  bool sound_{true};

  std::vector<std::string> header_;
  std::vector<std::string_view> cells_;
  std::deque<std::string> unescaped_;
  std::size_t unescaped_used_{};
  char delimiter_{','};
  std::int64_t row_{};
  std::int64_t line_{};
  std::int64_t rows_so_far_{};
  std::int64_t lines_so_far_{};
  std::int64_t data_rows_{};
  std::int64_t bytes_read_{};
  base::Sha256 hash_;
  std::optional<base::Digest> digest_;
};

}  // namespace outturn::exchange
