#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/day.h"
#include "base/hash.h"
#include "base/period.h"

namespace outturn::workspace {

/// What stands in the place of a figure. The letters are the codes in files and in the database; 0 is a figure.
/// `taken_back` is no absence but a tombstone: the source removed its earlier figure.
enum class Status : std::uint8_t {
  figure = 0,
  missing = 'x',
  suppressed = 'c',
  not_applicable = 'z',
  not_yet_due = 'w',
  disputed = 'd',
  taken_back = 't',
};

/// Reads a status code; "" is figure. Nothing when the letter is none of them.
std::optional<Status> status_of(std::string_view code);
std::string status_code(Status status);  ///< "" for a figure

/// The moment at which the source published a figure: civil day and place in that day's order of publications.
struct KnownFrom {
  base::Day day;
  std::uint32_t sequence{1};  ///< 1 for the first publication of the day; at most 1,000,000

  std::int64_t code() const { return (static_cast<std::int64_t>(day.number) << 20) | sequence; }
  static KnownFrom from_code(std::int64_t code) {
    return {base::Day{static_cast<std::int32_t>(code >> 20)}, static_cast<std::uint32_t>(code & 0xFFFFF)};
  }
  std::string text() const;  ///< "2024-03-31", or "2024-03-31#2" for the second of the day
  static std::optional<KnownFrom> parse(std::string_view text);
  auto operator<=>(const KnownFrom&) const = default;
};

/// What few observations have beside their value.
struct Extras {
  std::optional<double> numerator;
  std::optional<double> denominator;
  std::optional<double> lower;
  std::optional<double> upper;
  std::string unit;  ///< only where it differs from the indicator's
  bool empty() const { return !numerator && !denominator && !lower && !upper && unit.empty(); }
  bool operator==(const Extras&) const = default;
};

/// One stored figure or absence, as packed in the panel: 32 bytes.
struct Row {
  std::int64_t period{};      ///< base::Period::code()
  std::int64_t known_from{};  ///< KnownFrom::code()
  double value{};             ///< 0 where status is not figure
  std::uint32_t batch{};      ///< slot of the batch record that brought it
  Status status{};
  bool has_extras{};
};
static_assert(sizeof(Row) == 32);

/// A series named by permanent ids: definition of an indicator × place × group ("" = headline, no breakdown).
struct SeriesName {
  std::string indicator;
  std::int32_t definition{1};
  std::string place;
  std::string group;
  auto operator<=>(const SeriesName&) const = default;
};

/// The checked rows of one import, grouped by series. Series are in order of (indicator, definition, group, place)
/// ids; rows of a series are in order of (period, known_from) and no two share both.
struct BatchRows {
  std::vector<SeriesName> series;
  std::vector<std::uint64_t> first_row;  ///< size series + 1
  std::vector<Row> rows;                 ///< batch is filled in on commit
  std::vector<std::pair<std::uint64_t, Extras>> extras;  ///< row number → extras, ascending

  /// SHA-256 of the canonical text of all rows (docs/formats/ledger.md).  cost  linear in rows
  base::Digest digest() const;
  /// Appends the canonical line of one row, with its line end.
  static void append_canonical(std::string& out, const SeriesName& series, const Row& row, const Extras* extras);
};

}  // namespace outturn::workspace
