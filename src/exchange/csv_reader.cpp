#include "exchange/csv_reader.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <unordered_map>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/text.h"

namespace outturn::exchange {
namespace {

constexpr std::size_t block = 64;
constexpr std::size_t first_buffer = 1u << 20;

struct Marks {
  std::uint64_t special;  ///< one bit a byte: delimiter, quote, CR, LF or NUL
  bool beyond_ascii;
};

/// Looks at 64 bytes at once.
inline Marks marks_of(const char* bytes, char delimiter) {
#if defined(__SSE2__)
  const __m128i separators = _mm_set1_epi8(delimiter);
  const __m128i quotes = _mm_set1_epi8('"');
  const __m128i returns = _mm_set1_epi8('\r');
  const __m128i feeds = _mm_set1_epi8('\n');
  const __m128i zero = _mm_setzero_si128();
  std::uint64_t special = 0;
  int high = 0;
  for (int part = 0; part < 4; ++part) {
    const __m128i sixteen = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + 16 * part));
    const __m128i hit = _mm_or_si128(
        _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(sixteen, separators), _mm_cmpeq_epi8(sixteen, quotes)),
                     _mm_or_si128(_mm_cmpeq_epi8(sixteen, returns), _mm_cmpeq_epi8(sixteen, feeds))),
        _mm_cmpeq_epi8(sixteen, zero));
    special |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(hit))) << (16 * part);
    high |= _mm_movemask_epi8(sixteen);
  }
  return {special, high != 0};
#else
  std::uint64_t special = 0;
  unsigned char high = 0;
  for (std::size_t i = 0; i < block; ++i) {
    const char c = bytes[i];
    high |= static_cast<unsigned char>(c);
    if (c == delimiter || c == '"' || c == '\r' || c == '\n' || c == '\0') special |= std::uint64_t{1} << i;
  }
  return {special, (high & 0x80) != 0};
#endif
}

/// Walks the special bytes of a row.
class Marker {
 public:
  Marker(const char* from, char delimiter) : delimiter_(delimiter) { seek(from); }
  void seek(const char* from) {
    block_ = from;
    load();
  }
  /// The next special byte. What lies behind the text is zero, so there is always one.
  const char* next() {
    while (special_ == 0) {
      block_ += block;
      load();
    }
    const auto* found = block_ + std::countr_zero(special_);
    special_ &= special_ - 1;
    return found;
  }
  bool beyond_ascii() const { return beyond_ascii_; }

 private:
  void load() {
    const auto marks = marks_of(block_, delimiter_);
    special_ = marks.special;
    beyond_ascii_ |= marks.beyond_ascii;
  }
  const char* block_{};
  std::uint64_t special_{};
  bool beyond_ascii_{false};
  char delimiter_;
};

/// Bytes 0x80–0x9F stand for curly quotes and dashes in Windows-1252, for letters nowhere.
std::string likely_encoding(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 && byte < 0xA0) return "Windows-1252";
  }
  return "Latin-1 (ISO 8859-1)";
}

std::string_view kind_of_file(std::string_view head) {
  const auto has = [&](std::string_view part) { return head.find(part) != std::string_view::npos; };
  if (head.starts_with("PK\x03\x04")) {
    if (has("opendocument.spreadsheet")) return "ODS";
    if (has("xl/") || has("[Content_Types].xml")) return "XLSX";
    return "ZIP";
  }
  if (head.starts_with("\xD0\xCF\x11\xE0")) return "XLS";
  if (head.starts_with("%PDF")) return "PDF";
  if (head.starts_with("\x1F\x8B")) return "gzip";
  const auto text = base::folded(base::trimmed(head.substr(0, 200)));
  if (text.starts_with("<!doctype html") || text.starts_with("<html")) return "HTML";
  if (text.starts_with("<?xml")) return "XML";
  if (text.starts_with("{\"") || text.starts_with("[{")) return "JSON";
  return {};
}

}  // namespace

CsvReader::CsvReader(ByteSource& source, Report& report) : source_(source), report_(report), buffer_(first_buffer + block) {}
CsvReader::~CsvReader() = default;

bool CsvReader::refill() {
  if (exhausted_) return false;
  if (row_start_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + row_start_, end_ - row_start_);
    end_ -= row_start_;
    at_ -= row_start_;
    row_start_ = 0;
  }
  if (end_ + block >= buffer_.size()) {
    if (end_ >= longest_row) return false;
    buffer_.resize(2 * (buffer_.size() - block) + block);
  }
  const auto got = source_.read(buffer_.data() + end_, buffer_.size() - block - end_);
  if (got == 0) {
    exhausted_ = true;
    std::memset(buffer_.data() + end_, 0, block);
    return false;
  }
  hash_.add({buffer_.data() + end_, got});
  bytes_read_ += static_cast<std::int64_t>(got);
  end_ += got;
  std::memset(buffer_.data() + end_, 0, block);
  return true;
}

bool CsvReader::recognise_form() {
  while (end_ < 4096 && refill()) {
  }
  const std::string_view head(buffer_.data(), end_);
  const auto refuse = [&](const char* code, base::Arguments values = {}) {
    report_.note(0, code, std::move(values));
    return false;
  };
  if (head.empty()) return refuse("csv.empty");
  if (const auto kind = kind_of_file(head); !kind.empty()) return refuse("csv.not_text", {{"kind", std::string(kind)}});
  if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) return refuse("csv.utf16");
  if (!head.starts_with("\xEF\xBB\xBF")) {
    const auto start = head.substr(0, 64);
    const auto zeros = std::count(start.begin(), start.end(), '\0');
    if (start.size() >= 4 && zeros * 10 >= static_cast<std::ptrdiff_t>(start.size()) * 4 && (start[0] == '\0' || start[1] == '\0')) {
      return refuse("csv.utf16");
    }
  } else {
    at_ = row_start_ = 3;
  }
  return true;
}

void CsvReader::guess_delimiter() {
  // The header decides, and only when it leaves no doubt: it has the sign and no comma outside quotes.
  std::size_t commas = 0;
  std::size_t semicolons = 0;
  std::size_t tabs = 0;
  bool quoted = false;
  bool begun = false;
  for (std::size_t i = at_; i < end_; ++i) {
    const char c = buffer_[i];
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') {
      if (begun) break;
      continue;
    }
    begun = true;
    if (c == ',') ++commas;
    if (c == ';') ++semicolons;
    if (c == '\t') ++tabs;
  }
  if (commas > 0) return;
  if (semicolons > 0 && tabs == 0) delimiter_ = ';';
  if (tabs > 0 && semicolons == 0) delimiter_ = '\t';
  if (delimiter_ != ',') {
    report_.note(0, "csv.delimiter_guessed", {{"delimiter", std::string(delimiter_ == ';' ? ";" : "tab")}}, base::Severity::warning);
  }
}

CsvReader::Got CsvReader::read_row() {
  for (;;) {
    cells_.clear();
    unescaped_used_ = 0;
    if (row_start_ >= end_ && !refill()) return Got::end;
    const char* const start = buffer_.data() + row_start_;
    const char* const limit = buffer_.data() + end_;
    Marker marker(start, delimiter_);
    const char* cell = start;
    bool more_needed = false;
    bool ended = false;
    bool nul = false;
    const char* stray = nullptr;
    const char* next_row = limit;
    const char* open_quote = nullptr;
    std::int64_t lines = 1;
    while (!ended && !more_needed) {
      if (cell < limit && *cell == '"') {
        // A quoted cell: to its closing quote, doubled quotes undone.
        const char* from = cell + 1;
        std::string* undone = nullptr;
        const char* closing = nullptr;
        for (const char* scan = from;;) {
          const auto* quote = static_cast<const char*>(std::memchr(scan, '"', static_cast<std::size_t>(limit - scan)));
          if (!quote || (quote + 1 == limit && !exhausted_)) {
            open_quote = cell;
            break;
          }
          if (quote + 1 < limit && quote[1] == '"') {
            if (!undone) {
              if (unescaped_used_ == unescaped_.size()) unescaped_.emplace_back();
              undone = &unescaped_[unescaped_used_++];
              undone->clear();
            }
            undone->append(from, quote + 1);
            from = scan = quote + 2;
            continue;
          }
          closing = quote;
          break;
        }
        if (open_quote) {
          more_needed = true;
          break;
        }
        for (const char* c = cell; c < closing; ++c) {
          if (*c == '\n' || (*c == '\r' && c[1] != '\n')) ++lines;
          if (*c == '\0') nul = true;
        }
        if (undone) undone->append(from, closing);
        const std::string_view content = undone ? std::string_view(*undone) : std::string_view(from, static_cast<std::size_t>(closing - from));
        marker.seek(cell);  // the quoted text too may lie beyond ASCII
        while (marker.next() < closing) {
        }
        // Now the marker has passed the closing quote; what follows must end the cell.
        const char* mark = marker.next();
        if (mark != closing + 1) stray = closing;
        while (mark < limit && (*mark == '"' || *mark == '\0')) {
          stray = stray ? stray : mark;
          nul = nul || *mark == '\0';
          mark = marker.next();
        }
        if (mark >= limit) {
          if (!exhausted_) {
            more_needed = true;
            break;
          }
          ended = true;
          next_row = limit;
          if (closing + 1 < limit) stray = closing;
          else stray = nullptr;
        } else if (*mark == delimiter_) {
          cells_.push_back(content);
          cell = mark + 1;
          continue;
        } else {
          ended = true;
          next_row = mark + 1;
          if (*mark == '\r') {
            if (mark + 1 == limit && !exhausted_) more_needed = true;
            else if (mark + 1 < limit && mark[1] == '\n') next_row = mark + 2;
          }
        }
        cells_.push_back(content);
        break;
      }
      const char* mark = marker.next();
      while (mark < limit && (*mark == '"' || *mark == '\0')) {
        if (*mark == '"') stray = stray ? stray : mark;
        if (*mark == '\0') nul = true;
        mark = marker.next();
      }
      if (mark >= limit) {
        if (!exhausted_) {
          more_needed = true;
          break;
        }
        cells_.emplace_back(cell, static_cast<std::size_t>(limit - cell));
        ended = true;
        next_row = limit;
      } else {
        cells_.emplace_back(cell, static_cast<std::size_t>(mark - cell));
        cell = mark + 1;
        if (*mark != delimiter_) {
          ended = true;
          next_row = mark + 1;
          if (*mark == '\r') {
            if (mark + 1 == limit && !exhausted_) more_needed = true;
            else if (mark + 1 < limit && mark[1] == '\n') next_row = mark + 2;
          }
        }
      }
    }
    if (more_needed) {
      const bool end_was_known = exhausted_;
      if (refill()) continue;
      if (exhausted_ && !end_was_known) continue;  // now that the end is known, the same bytes read differently
      ++rows_so_far_;
      if (!exhausted_) {
        report_.note(rows_so_far_, "csv.row_too_long", {{"line", lines_so_far_ + 1}, {"limit", static_cast<std::int64_t>(longest_row >> 20)}});
      } else if (open_quote) {
        const auto text = std::string_view(open_quote, static_cast<std::size_t>(limit - open_quote));
        const auto before = std::count(start, open_quote, '\n');
        report_.add({rows_so_far_, header_.size() > cells_.size() ? header_[cells_.size()] : std::string{}, shortened(text),
                     {{}, "csv.unclosed_quote", {{"line", lines_so_far_ + 1 + before}, {"written", shortened(text)}}}});
      }
      return Got::broken;
    }
    ++rows_so_far_;
    row_ = rows_so_far_;
    line_ = lines_so_far_ + 1;
    lines_so_far_ += lines;
    const std::string_view text(start, static_cast<std::size_t>(next_row - start));
    sound_ = !stray && !nul;
    const auto column = [&](const char* place) {
      std::size_t number = 0;
      while (number + 1 < cells_.size() && cells_[number + 1].data() <= place && cells_[number + 1].data() >= start) ++number;
      return number < header_.size() ? header_[number] : std::string{};
    };
    if (stray) report_.add({row_, column(stray), shortened(base::trimmed(text)), {{}, "csv.stray_quote", {{"line", line_}}}});
    if (nul) report_.note(row_, "csv.nul", {{"line", line_}});
    if (marker.beyond_ascii() && !base::is_utf8(text)) {
      sound_ = false;
      report_.add({row_, {}, shortened(base::trimmed(text)), {{}, "csv.not_utf8", {{"line", line_}, {"encoding", likely_encoding(text)}}}});
    }
    row_start_ = static_cast<std::size_t>(next_row - buffer_.data());
    at_ = row_start_;
    return Got::row;
  }
}

void CsvReader::finish() {
  // Bytes behind a broken row count too: the digest is that of the whole file.
  while (!exhausted_) {
    row_start_ = at_ = end_;
    if (!refill()) break;
  }
  if (!digest_) digest_ = hash_.digest();
}

bool CsvReader::begin() {
  if (!recognise_form()) {
    broken_ = true;
    finish();
    return false;
  }
  guess_delimiter();
  std::int64_t blank = 0;
  Got got = read_row();
  while (got == Got::row && cells_.size() == 1 && base::trimmed(cells_[0]).empty()) {
    ++blank;
    got = read_row();
  }
  if (got != Got::row || !sound_) {  // with names that cannot be read, nothing more can be said about the columns
    if (got == Got::end) report_.note(0, "csv.empty");
    broken_ = true;
    finish();
    return false;
  }
  if (blank > 0) report_.note(row_, "csv.blank_lines_before_header", {{"count", blank}}, base::Severity::warning);
  if (cells_.size() > most_columns) {
    report_.note(row_, "csv.too_many_columns", {{"count", static_cast<std::int64_t>(cells_.size())}, {"limit", static_cast<std::int64_t>(most_columns)}});
    broken_ = true;
    finish();
    return false;
  }
  std::unordered_map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    header_.emplace_back(base::trimmed(cells_[i]));
    const auto& name = header_.back();
    const auto number = static_cast<std::int64_t>(i + 1);
    if (name.empty()) {
      report_.note(row_, "csv.unnamed_column", {{"number", number}}, base::Severity::warning);
    } else if (const auto [first, fresh] = seen.emplace(base::folded(name), i); !fresh) {
      report_.cell(row_, name, name, "csv.duplicate_header", {{"first", static_cast<std::int64_t>(first->second + 1)}, {"second", number}});
    }
  }
  return true;
}

bool CsvReader::next() {
  if (broken_ || digest_) return false;
  std::int64_t blank = 0;
  const auto tell_blank = [&] {
    if (blank > 0) report_.note(row_ - 1, "csv.blank_lines", {{"count", blank}}, base::Severity::warning);
  };
  for (;;) {
    const auto got = read_row();
    if (got != Got::row) {
      broken_ = true;
      cells_.clear();
      if (got == Got::end && data_rows_ == 0 && report_.count("csv.ragged") == 0) report_.note(0, "csv.no_rows");
      finish();
      return false;
    }
    if (blank_row()) {  // blank lines at the very end are how many programs end a file: not worth a word
      ++blank;
      continue;
    }
    if (cells_.size() != header_.size()) {
      report_.note(row_, "csv.ragged", {{"line", line_}, {"count", static_cast<std::int64_t>(cells_.size())},
                                        {"expected", static_cast<std::int64_t>(header_.size())}});
      ++data_rows_;
      continue;
    }
    tell_blank();
    ++data_rows_;
    return true;
  }
}

}  // namespace outturn::exchange
