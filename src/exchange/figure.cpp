#include "exchange/figure.h"

#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "exchange/report.h"

namespace outturn::exchange {
namespace {

using workspace::Status;

/// The text with every part replaced.
std::string replaced(std::string_view text, std::string_view part, std::string_view by) {
  std::string result;
  for (;;) {
    const auto at = text.find(part);
    result += text.substr(0, at);
    if (at == std::string_view::npos) return result;
    result += by;
    text.remove_prefix(at + part.size());
  }
}

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> signs) {
  return std::any_of(signs.begin(), signs.end(), [&](auto sign) { return text.starts_with(sign); });
}

std::string_view without_any(std::string_view text, std::initializer_list<std::string_view> signs) {
  for (const auto sign : signs) {
    if (text.starts_with(sign)) text.remove_prefix(sign.size());
    if (text.ends_with(sign)) text.remove_suffix(sign.size());
  }
  return base::trimmed(text);
}

bool is_letter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

/// Whether the parts between separators are as long as parts of thousands are: 1,234,567 or 12,34,567, not 12.05.2024.
bool is_grouped(std::string_view whole) {
  std::vector<std::size_t> lengths;
  for (std::size_t from = 0; from <= whole.size();) {
    const auto end = std::min(whole.find_first_of(" ,.'", from), whole.size());
    lengths.push_back(end - from);
    from = end + 1;
  }
  const bool middle = std::all_of(lengths.begin() + 1, lengths.end(), [](std::size_t length) { return length == 2 || length == 3; });
  return lengths.front() >= 1 && lengths.front() <= 3 && middle && (lengths.size() == 1 || lengths.back() == 3);
}

struct Reading {
  std::string code;
  std::string instead;  ///< what to write; empty when it cannot be known
};

/// Digits with spaces, commas, points or apostrophes between them: which number was meant?
std::optional<Reading> grouped_number(std::string_view text) {
  auto digits = replaced(replaced(replaced(std::string(text), "\xC2\xA0", " "), "\xE2\x80\xAF", " "), "\xE2\x80\x99", "'");
  const bool negative = !digits.empty() && digits.front() == '-';
  if (negative) digits.erase(0, 1);
  if (digits.empty() || digits.find_first_not_of("0123456789 ,.'") != std::string::npos) return std::nullopt;
  if (digits.find_first_of("0123456789") == std::string::npos) return std::nullopt;
  const auto commas = std::count(digits.begin(), digits.end(), ',');
  const auto points = std::count(digits.begin(), digits.end(), '.');
  const bool spaced = digits.find_first_of(" '") != std::string::npos;
  const auto last_comma = digits.rfind(',');
  const auto last_point = digits.rfind('.');
  char decimal = 0;
  std::string code = "figure.thousands";
  if (commas > 0 && points > 0) {
    decimal = last_comma > last_point ? ',' : '.';
    if (std::count(digits.begin(), digits.end(), decimal) > 1) return Reading{"figure.not_a_number", {}};
    if (decimal == ',') code = "figure.decimal_comma";
  } else if (commas == 1) {
    const auto after = digits.size() - last_comma - 1;
    if (after == 3 && last_comma >= 1 && last_comma <= 3 && !spaced && digits.front() != '0') return Reading{"figure.ambiguous_comma", {}};
    decimal = ',';
    code = "figure.decimal_comma";
  } else if (points == 1) {
    decimal = '.';
  }
  const auto whole = std::string_view(digits).substr(0, decimal ? digits.rfind(decimal) : digits.size());
  if (whole.find_first_of(" ,.'") != std::string_view::npos && !is_grouped(whole)) return Reading{"figure.not_a_number", {}};
  std::string plain = negative ? "-" : "";
  for (const char c : digits) {
    if (c >= '0' && c <= '9') plain += c;
    else if (c == decimal) plain += '.';
  }
  return Reading{code, plain};
}

/// Why a cell that is no plain number is none.
Reading reading_of(std::string_view cell) {
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  const bool whole = end == cell.data() + cell.size();
  if (whole && error == std::errc::result_out_of_range) {
    const auto exponent = cell.find_first_of("eE");
    const bool tiny = (exponent != std::string_view::npos && exponent + 1 < cell.size() && cell[exponent + 1] == '-') ||
                      (exponent == std::string_view::npos && cell.find('.') < 300);
    return {tiny ? "figure.too_small" : "figure.too_large", {}};
  }
  if (whole && error == std::errc{}) return {"figure.not_finite", {}};
  const auto then_letter = cell.size() > 1 && is_letter(cell[1]);
  if (cell.front() == '=' || cell.front() == '@' || ((cell.front() == '+' || cell.front() == '-') && then_letter)) {
    return {"figure.formula", {}};
  }
  if (cell.ends_with('%')) {
    const auto number = base::trimmed(cell.substr(0, cell.size() - 1));
    if (is_plain_number(number, value)) return {"figure.percent", std::string(number)};
    const auto grouped = grouped_number(number);
    return {"figure.percent", grouped ? grouped->instead : std::string{}};
  }
  if (starts_with_any(cell, {"<", ">", "~", "\xE2\x89\xA4", "\xE2\x89\xA5", "\xE2\x89\x88"})) return {"figure.bound", {}};
  const auto bare = without_any(cell, {"$", "\xC2\xA3", "\xE2\x82\xAC", "CAD", "USD", "EUR", "GBP"});
  if (bare.size() != cell.size() && is_plain_number(bare, value)) return {"figure.currency", std::string(bare)};
  if (bare.size() != cell.size()) {
    if (const auto grouped = grouped_number(bare)) return {"figure.currency", grouped->instead};
  }
  const auto signless = cell.starts_with("\xE2\x88\x92") ? "-" + std::string(cell.substr(3))
                        : cell.front() == '+'            ? std::string(cell.substr(1))
                        : cell.starts_with("\xE2\x80\x93") && cell.size() > 3 ? "-" + std::string(cell.substr(3)) : std::string{};
  if (!signless.empty() && is_plain_number(signless, value)) return {"figure.sign", signless};
  if (auto grouped = grouped_number(cell)) return *grouped;
  if (error == std::errc{} && end != cell.data()) {
    const auto rest = cell.substr(static_cast<std::size_t>(end - cell.data()));
    const auto tail = base::trimmed(rest);
    const bool goes_on = tail.size() == rest.size() && tail.find_first_of("0123456789") != std::string_view::npos;
    if (goes_on && tail.front() != '(' && tail.front() != '[') return {"figure.not_a_number", {}};  // "0x10" is no 0, "1/2" no 1
    if (tail.size() <= 4) return {"figure.flagged", std::string(cell.substr(0, static_cast<std::size_t>(end - cell.data())))};
  }
  const bool sentence = cell.size() > 24 || std::count(cell.begin(), cell.end(), ' ') > 2;
  return {sentence ? "figure.not_a_number" : "figure.unknown_marker", {}};
}

}  // namespace

base::Checked<FigureCell> parse_figure(std::string_view raw, std::string_view raw_status, const Markers& markers) {
  const auto cell = base::trimmed(raw);
  const auto status = base::trimmed(raw_status);
  const auto refuse = [&](std::string_view written, const std::string& code, std::string instead = {}) {
    return base::refuse("value", code, {{"written", shortened(written)}, {"instead", std::move(instead)}});
  };
  Status told = Status::figure;
  if (!status.empty()) {
    const auto marker = markers.find(status);
    const auto known = workspace::status_of(marker != markers.end() ? std::string_view(marker->second) : status);
    if (!known) return base::refuse("status", "figure.unknown_status", {{"written", shortened(status)}});
    told = *known;
  }
  if (cell.empty()) return FigureCell{told == Status::figure ? Status::missing : told, 0};
  double value = 0;
  if (const auto marker = markers.find(cell); marker != markers.end()) {
    const auto meant = workspace::status_of(marker->second).value_or(Status::missing);
    const auto status_here = meant == Status::figure ? Status::missing : meant;
    if (told != Status::figure && told != status_here) return refuse(cell, "figure.both", workspace::status_code(told));
    return FigureCell{status_here, 0};
  }
  if (is_plain_number(cell, value)) {
    if (told != Status::figure) return refuse(cell, "figure.both", workspace::status_code(told));
    return FigureCell{Status::figure, value};
  }
  if (cell.size() == 1) {
    if (const auto code = workspace::status_of(cell); code && *code != Status::figure) {
      if (told != Status::figure && told != *code) return refuse(cell, "figure.both", workspace::status_code(told));
      return FigureCell{*code, 0};
    }
  }
  auto reading = reading_of(cell);
  return refuse(cell, reading.code, std::move(reading.instead));
}

base::Checked<std::optional<double>> parse_optional_number(std::string_view raw) {
  const auto cell = base::trimmed(raw);
  if (cell.empty()) return std::optional<double>{};
  double value = 0;
  if (is_plain_number(cell, value)) return std::optional<double>{value};
  auto reading = reading_of(cell);
  if (reading.code == "figure.unknown_marker" || reading.code == "figure.bound") reading.code = "figure.not_a_number";
  return base::refuse("value", reading.code, {{"written", shortened(cell)}, {"instead", std::move(reading.instead)}});
}

base::Checked<std::pair<std::string, std::string>> parse_marker(std::string_view option) {
  const auto equals = option.rfind('=');
  if (equals == std::string_view::npos || equals == 0) {
    return base::refuse("marker", "figure.marker_form", {{"written", shortened(option)}});
  }
  const auto marker = base::trimmed(option.substr(0, equals));
  const auto code = base::trimmed(option.substr(equals + 1));
  if (!workspace::status_of(code)) {
    return base::refuse("marker", "figure.marker_code", {{"marker", std::string(marker)}, {"written", shortened(code)}});
  }
  return std::pair{std::string(marker), std::string(code)};
}

}  // namespace outturn::exchange
