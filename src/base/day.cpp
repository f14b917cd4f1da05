#include "base/day.h"

#include <chrono>
#include <ctime>

#include <fmt/format.h>

namespace outturn::base {
namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t seconds_a_day = 86'400;

std::optional<int> digits(std::string_view text) {
  int value = 0;
  if (text.empty()) return std::nullopt;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::optional<Day> Day::of(int year, int month, int day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return Day{static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count())};
}

std::optional<Day> Day::parse(std::string_view iso) {
  if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return std::nullopt;
  const auto year = digits(iso.substr(0, 4));
  const auto month = digits(iso.substr(5, 2));
  const auto day = digits(iso.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  return of(*year, *month, *day);
}

CivilDate Day::date() const {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{number}}};
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day()))};
}

std::string Day::iso() const {
  const auto d = date();
  return fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day);
}

std::optional<Instant> Instant::parse(std::string_view text) {
  if (text.size() < 20 || text[10] != 'T' || text.back() != 'Z' || text[13] != ':' || text[16] != ':') return std::nullopt;
  const auto day = Day::parse(text.substr(0, 10));
  const auto hour = digits(text.substr(11, 2));
  const auto minute = digits(text.substr(14, 2));
  const auto seconds = digits(text.substr(17, 2));
  if (!day || !hour || !minute || !seconds || *hour > 23 || *minute > 59 || *seconds > 59) return std::nullopt;
  std::int64_t fraction = 0;
  auto rest = text.substr(19, text.size() - 20);
  if (!rest.empty()) {
    if (rest.front() != '.' || rest.size() < 2 || rest.size() > 7) return std::nullopt;
    const auto value = digits(rest.substr(1));
    if (!value) return std::nullopt;
    fraction = *value;
    for (std::size_t i = rest.size() - 1; i < 6; ++i) fraction *= 10;
  }
  return Instant{(day->number * seconds_a_day + *hour * 3600 + *minute * 60 + *seconds) * second + fraction};
}

std::string Instant::rfc3339() const {
  auto days = microseconds / (seconds_a_day * second);
  auto rest = microseconds % (seconds_a_day * second);
  if (rest < 0) {
    rest += seconds_a_day * second;
    --days;
  }
  const auto seconds = rest / second;
  return fmt::format("{}T{:02}:{:02}:{:02}.{:06}Z", Day{static_cast<std::int32_t>(days)}.iso(), seconds / 3600,
                     seconds / 60 % 60, seconds % 60, rest % second);
}

Day civil_day(Instant instant) {
  auto seconds = instant.microseconds / second;
  if (instant.microseconds % second < 0) --seconds;
  const std::time_t time = seconds;
  std::tm local{};
  localtime_r(&time, &local);
  return *Day::of(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
}

Instant end_of(Day day) {
  const auto next = day.plus(1).date();
  std::tm local{};
  local.tm_year = next.year - 1900;
  local.tm_mon = next.month - 1;
  local.tm_mday = next.day;
  local.tm_isdst = -1;
  return {static_cast<std::int64_t>(std::mktime(&local)) * second - 1};
}

Instant SystemClock::now() const {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

FixedClock::FixedClock(Day day) : instant_{end_of(day).microseconds - seconds_a_day / 2 * second} {}

}  // namespace outturn::base
