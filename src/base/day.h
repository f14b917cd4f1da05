#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace outturn::base {

struct CivilDate {
  int year{};
  int month{};  ///< 1 to 12
  int day{};    ///< 1 to 31
  bool operator==(const CivilDate&) const = default;
};

/// A civil day (proleptic Gregorian), counted from 1970-01-01. Years 0001 to 9999.
struct Day {
  std::int32_t number{};

  /// The day so written ("2024-03-31"), or nothing when the text is not exactly an existing day.
  static std::optional<Day> parse(std::string_view iso);
  /// The day with this date, or nothing where the calendar has none (31 April).
  static std::optional<Day> of(int year, int month, int day);

  CivilDate date() const;
  std::string iso() const;  ///< "2024-03-31"
  Day plus(int days) const { return {number + days}; }

  auto operator<=>(const Day&) const = default;
};

/// Days from `from` to `to`; negative when `to` is earlier.
inline int days_between(Day from, Day to) { return to.number - from.number; }

/// An instant, in microseconds since 1970-01-01T00:00:00Z.
struct Instant {
  std::int64_t microseconds{};

  /// RFC 3339, for example "2024-03-31T12:00:00.000000Z"; nothing when the text is not so written.
  static std::optional<Instant> parse(std::string_view rfc3339);
  std::string rfc3339() const;

  auto operator<=>(const Instant&) const = default;
};

/// The civil day of an instant in the process's time zone (the installation's; main sets TZ).
Day civil_day(Instant instant);

/// The last microsecond of a civil day in the process's time zone.
Instant end_of(Day day);

/// Gives the time; tests give a fixed one. Passed as an argument wherever time matters.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  Day today() const { return civil_day(now()); }
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

class FixedClock final : public Clock {
 public:
  explicit FixedClock(Instant instant) : instant_(instant) {}
  explicit FixedClock(Day day);  ///< noon of that day
  Instant now() const override { return instant_; }
  void set(Instant instant) { instant_ = instant; }

 private:
  Instant instant_;
};

}  // namespace outturn::base
