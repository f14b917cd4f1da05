#include "exchange/csv_writer.h"

#include <charconv>

namespace outturn::exchange {
namespace {

/// Whether a cell is apostrophes, perhaps none, and then a sign that begins a formula.
bool looks_like_formula(std::string_view cell) {
  const auto first = cell.find_first_not_of('\'');
  return first != std::string_view::npos && std::string_view("=+-@\t\r").find(cell[first]) != std::string_view::npos;
}

}  // namespace

void CsvWriter::separate() {
  if (begun_) out_ += ',';
  begun_ = true;
}

void CsvWriter::quoted_where_needed(std::string_view cell) {
  const bool spaces = !cell.empty() && (cell.front() == ' ' || cell.back() == ' ');
  if (!spaces && cell.find_first_of("\",\r\n") == std::string_view::npos) {
    out_ += cell;
    return;
  }
  out_ += '"';
  for (const char c : cell) {
    if (c == '"') out_ += '"';
    out_ += c;
  }
  out_ += '"';
}

CsvWriter& CsvWriter::text(std::string_view cell) {
  if (!looks_like_formula(cell)) return exact(cell);
  std::string safe = "'";
  safe += cell;
  return exact(safe);
}

CsvWriter& CsvWriter::exact(std::string_view cell) {
  separate();
  quoted_where_needed(cell);
  return *this;
}

CsvWriter& CsvWriter::number(double value) {
  separate();
  // Powers of ten are written as people write them (100000, not 1e+05) within the range that people write out.
  const double size = value < 0 ? -value : value;
  const bool written_out = size == 0 || (size >= 1e-6 && size < 1e15);
  char digits[48];
  const auto end = written_out ? std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed).ptr
                               : std::to_chars(digits, digits + sizeof digits, value).ptr;
  out_.append(digits, end);
  return *this;
}

CsvWriter& CsvWriter::integer(std::int64_t value) {
  separate();
  char digits[24];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
  out_.append(digits, end);
  return *this;
}

void CsvWriter::end_row() {
  out_ += '\n';
  begun_ = false;
}

std::string_view read_text(std::string_view cell) {
  if (!cell.empty() && cell.front() == '\'' && looks_like_formula(cell)) cell.remove_prefix(1);
  return cell;
}

}  // namespace outturn::exchange
