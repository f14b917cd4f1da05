#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace outturn::gain {

/// A point of a time axis as it stands in a plain file: a year, a quarter, a month, or any number that counts periods.
struct Moment {
  double at{};       ///< years, or the number as written; quarters and months are parts of a year
  std::string text;  ///< one way of writing it, whatever way it came: "1990", "1990-Q2", "1990-07", "37"
  bool operator==(const Moment& other) const { return text == other.text; }
};

/// "1990", "1990.25", "1990-Q2", "1990Q2", "1990-07", "1990-07-01", "37". Nothing where it is none of these.
std::optional<Moment> moment(std::string_view written);

/// "1980-1988", "1990-Q1-1994-Q4", or one moment alone, which is its own end. "1980-12" is a month, not a span.
std::optional<std::pair<Moment, Moment>> span_of_moments(std::string_view written);

}  // namespace outturn::gain
