#include "base/period.h"

#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace outturn::base {
namespace {

// code = first day (biased) << 32 | length in days << 12 | kind << 8 | detail (fiscal start month or term)
constexpr std::int64_t bias = 800'000;  // days from 0001-01-01 are positive after adding it

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty() || text.front() == '-') return std::nullopt;
  return value;
}

std::optional<int> year_of(std::string_view text) { return text.size() == 4 ? number(text) : std::nullopt; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

Day first_of(int year, int month) { return *Day::of(year, month, 1); }

/// The day before the first of the month that lies `months` after year-month.
Day last_of(int year, int month, int months) {
  const int next = year * 12 + (month - 1) + months;
  return first_of(next / 12, next % 12 + 1).plus(-1);
}

/// The number of an English month: "Jan", "January"; nothing for other words.
std::optional<int> month_named(std::string_view text) {
  constexpr std::string_view names[] = {"January", "February", "March", "April", "May", "June", "July", "August", "September",
                                        "October", "November", "December"};
  for (int month = 1; month <= 12; ++month) {
    const auto name = names[month - 1];
    if (text == name || (text.size() == 3 && text == name.substr(0, 3))) return month;
  }
  return std::nullopt;
}

}  // namespace

Period Period::of(Kind kind, Day first, Day last, int detail) {
  const std::int64_t length = days_between(first, last) + 1;
  return Period{((first.number + bias) << 32) | (length << 12) | (static_cast<std::int64_t>(kind) << 8) | detail};
}

Period::Kind Period::kind() const { return static_cast<Kind>((code_ >> 8) & 0xF); }
Day Period::first_day() const { return {static_cast<std::int32_t>((code_ >> 32) - bias)}; }
Day Period::last_day() const { return first_day().plus(static_cast<int>((code_ >> 12) & 0xFFFFF) - 1); }
int Period::fiscal_start() const { return kind() == Kind::fiscal_year ? static_cast<int>(code_ & 0xFF) : 0; }

Checked<Period> Period::parse(std::string_view raw, int fiscal_start) {
  const auto text = trimmed(raw);
  const auto written = std::string(text);
  const auto refused = [&](const char* code, Arguments more = {}) {
    more.insert(more.begin(), {"written", written});
    return refuse("period", code, std::move(more));
  };
  if (text.empty()) return refuse("period", "period.empty");
  const auto year = text.size() >= 4 ? year_of(text.substr(0, 4)) : std::nullopt;
  if (!year) return refused("period.form");
  if (*year < 1 || *year > 9998) return refused("period.year", {{"year", std::int64_t{*year}}});
  auto rest = text.substr(4);
  if (rest.empty()) return of(Kind::year, first_of(*year, 1), last_of(*year, 1, 12));

  if (rest.front() == '/') {  // fiscal, school year, term
    rest.remove_prefix(1);
    std::size_t digits = 0;
    while (digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9') ++digits;
    const auto second = number(rest.substr(0, digits));
    if (!second || (digits != 2 && digits != 4)) return refused("period.form");
    const int expected = digits == 2 ? (*year + 1) % 100 : *year + 1;
    if (*second != expected) return refused("period.fiscal_years", {{"year", std::int64_t{*year}}, {"next", std::int64_t{*year + 1}}});
    const auto tail = rest.substr(digits);
    if (tail.empty()) return of(Kind::fiscal_year, first_of(*year, fiscal_start), last_of(*year, fiscal_start, 12), fiscal_start);
    if (tail.front() == '@') {
      const auto month = number(tail.substr(1));
      if (!month || tail.size() != 3) return refused("period.form");
      if (*month < 1 || *month > 12) return refused("period.month", {{"month", std::int64_t{*month}}, {"year", std::int64_t{*year}}});
      return of(Kind::fiscal_year, first_of(*year, *month), last_of(*year, *month, 12), *month);
    }
    if (tail == "S") return of(Kind::school_year, first_of(*year, 9), last_of(*year, 9, 12));
    if (tail.front() == 'T' && tail.size() == 2) {
      const int term = tail[1] - '0';
      if (term < 1 || term > 3) return refused("period.term", {{"term", std::string(tail.substr(1))}});
      const int start = 9 + (term - 1) * 4;  // September, January, May
      const int in_year = *year + (start > 12 ? 1 : 0);
      const int month = start > 12 ? start - 12 : start;
      return of(Kind::school_term, first_of(in_year, month), last_of(in_year, month, 4), term);
    }
    return refused("period.form");
  }

  if (rest.starts_with(" (") && rest.ends_with(')')) {  // 2024 (Jan to Mar)
    const auto months = rest.substr(2, rest.size() - 3);
    const auto to = months.find(" to ");
    const auto first = month_named(months.substr(0, to));
    const auto last = to == std::string_view::npos ? first : month_named(months.substr(to + 4));
    if (!first || !last || *last < *first) return refused("period.form");
    const int length = *last - *first + 1;
    if ((*first - 1) % length != 0) return refused("period.form");
    const auto first_day = first_of(*year, *first);
    const auto last_day = last_of(*year, *first, length);
    if (length == 1) return of(Kind::month, first_day, last_day);
    if (length == 3) return of(Kind::quarter, first_day, last_day);
    if (length == 6) return of(Kind::half_year, first_day, last_day);
    if (length == 12) return of(Kind::year, first_day, last_day);
    return refused("period.form");
  }
  const bool hyphen = rest.front() == '-';
  if (hyphen || rest.front() == ' ') rest.remove_prefix(1);
  if (rest.empty()) return refused("period.form");
  if (rest.front() == 'Q' || rest.front() == 'q') {
    const auto quarter = rest.size() == 2 ? number(rest.substr(1)) : std::nullopt;
    if (!quarter) return refused("period.form");
    if (*quarter < 1 || *quarter > 4) return refused("period.quarter", {{"quarter", std::int64_t{*quarter}}, {"year", std::int64_t{*year}}});
    const int month = 3 * *quarter - 2;
    return of(Kind::quarter, first_of(*year, month), last_of(*year, month, 3));
  }
  if (rest.front() == 'H' || rest.front() == 'h') {
    const auto half = rest.size() == 2 ? number(rest.substr(1)) : std::nullopt;
    if (!half || *half < 1 || *half > 2) return refused("period.form");
    return of(Kind::half_year, first_of(*year, *half == 1 ? 1 : 7), last_of(*year, *half == 1 ? 1 : 7, 6));
  }
  const bool months_marked = rest.front() == 'M' || rest.front() == 'm';
  if (months_marked) rest.remove_prefix(1);
  if (!hyphen && !months_marked) return refused("period.form");
  if (rest.size() == 4 && !months_marked) {
    const auto last = year_of(rest);
    if (!last) return refused("period.form");
    if (*last <= *year) return refused("period.years", {{"first", std::int64_t{*year}}, {"last", std::int64_t{*last}}});
    if (*last > 9998 || *last - *year > 1000) return refused("period.year", {{"year", std::int64_t{*last}}});
    return of(Kind::years, first_of(*year, 1), last_of(*last, 1, 12));
  }
  if (rest.size() == 2) {
    const auto month = number(rest);
    if (!month) return refused("period.form");
    if (*month >= 1 && *month <= 12) return of(Kind::month, first_of(*year, *month), last_of(*year, *month, 1));
    if (!months_marked && *month == (*year + 1) % 100) {  // 2014-15
      return of(Kind::fiscal_year, first_of(*year, fiscal_start), last_of(*year, fiscal_start, 12), fiscal_start);
    }
    return refused("period.month", {{"month", std::int64_t{*month}}, {"year", std::int64_t{*year}}});
  }
  if (rest.size() == 5 && rest[2] == '-' && !months_marked) {
    const auto day = Day::parse(text);
    if (!day) {
      if (!number(rest.substr(0, 2)) || !number(rest.substr(3))) return refused("period.form");
      return refused("period.day");
    }
    return of(Kind::day, *day, *day);
  }
  return refused("period.form");
}

std::string Period::text() const {
  const auto first = first_day().date();
  const int year = first.year;
  const int detail = static_cast<int>(code_ & 0xFF);
  switch (kind()) {
    case Kind::day: return first_day().iso();
    case Kind::month: return fmt::format("{:04}-{:02}", year, first.month);
    case Kind::quarter: return fmt::format("{:04}-Q{}", year, (first.month + 2) / 3);
    case Kind::half_year: return fmt::format("{:04}-H{}", year, first.month == 1 ? 1 : 2);
    case Kind::year: return fmt::format("{:04}", year);
    case Kind::fiscal_year:
      return detail == 4 ? fmt::format("{:04}/{:02}", year, (year + 1) % 100)
                         : fmt::format("{:04}/{:02}@{:02}", year, (year + 1) % 100, detail);
    case Kind::school_year: return fmt::format("{:04}/{:02}S", year, (year + 1) % 100);
    case Kind::school_term: {
      const int start = detail == 1 ? year : year - 1;
      return fmt::format("{:04}/{:02}T{}", start, (start + 1) % 100, detail);
    }
    case Kind::years: return fmt::format("{:04}-{:04}", year, last_day().date().year);
  }
  return {};
}

}  // namespace outturn::base
