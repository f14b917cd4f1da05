#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/checked.h"
#include "base/day.h"

namespace outturn::base {

/// A stretch of whole civil days as official statistics write it. Canonical texts, one a kind:
///   2023 · 2023-Q1 · 2023-05 · 2023-05-17 · 2014/15 (fiscal, start month of the series; 2014/15@07 where it
///   differs from April) · 2014/15S (school year, September to August) · 2014/15T1 (school term, 1 to 3) ·
///   2023-H1 (half year) · 2005-2007 (several whole years)
/// Also read, and printed canonically: 2014/2015, 2014-15 (fiscal), 2023Q1, 2023 Q1, 2023M05, 2023-M05,
/// 2023 (Jan to Mar) and the like where the months are a month, quarter, half year or year.
class Period {
 public:
  enum class Kind : std::uint8_t { day, month, quarter, half_year, year, fiscal_year, school_year, school_term, years };

  /// The period so written.
  /// fiscal_start  first month of the fiscal year where the text does not say (1 to 12)
  /// refuses  period.empty, period.month (names the month), period.quarter, period.day, period.fiscal_years
  ///          (the second year must follow the first), period.years (last before first), period.term,
  ///          period.year (0001 to 9998), period.form (nothing we know)
  static Checked<Period> parse(std::string_view text, int fiscal_start = 4);

  /// The one 64-bit number for this period: ordered by first day, then by length; from it all else follows.
  std::int64_t code() const { return code_; }
  static Period from_code(std::int64_t code) { return Period{code}; }

  std::string text() const;  ///< canonical; parse(text()) gives this period again
  Kind kind() const;
  Day first_day() const;
  Day last_day() const;
  int fiscal_start() const;  ///< first month of a fiscal year; 0 for other kinds

  bool overlaps(const Period& other) const {
    return first_day() <= other.last_day() && other.first_day() <= last_day();
  }

  auto operator<=>(const Period&) const = default;

 private:
  explicit Period(std::int64_t code) : code_(code) {}
  static Period of(Kind kind, Day first, Day last, int detail = 0);

  std::int64_t code_;
};

}  // namespace outturn::base
