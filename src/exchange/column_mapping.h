#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/checked.h"
#include "exchange/report.h"

namespace outturn::exchange {

/// What a column of a file of observations can hold.
enum class Column { indicator, period, place, value, numerator, denominator, lower, upper, status, unit, known_from, definition };
constexpr std::size_t column_count = 12;

std::string_view column_name(Column column);  ///< "known_from"
std::optional<Column> column_named(std::string_view name);

/// Where a canonical column comes from: a column of the file, or the same text on every row.
struct Chosen {
  std::optional<std::size_t> column;  ///< position in the header, from 0
  std::string constant;
  bool guessed{false};
  bool given() const { return column || !constant.empty(); }
  std::string_view of(std::span<const std::string_view> cells) const { return column ? cells[*column] : std::string_view(constant); }
};

struct ColumnMapping {
  std::array<Chosen, column_count> columns;
  struct OfGroup {
    std::string dimension;  ///< id or name of the dimension
    Chosen chosen;
  };
  std::vector<OfGroup> groups;

  const Chosen& at(Column column) const { return columns[static_cast<std::size_t>(column)]; }
  Chosen& at(Column column) { return columns[static_cast<std::size_t>(column)]; }
};

/// What a person chose: canonical name ("period", "group.Sex") and the header that holds it, or a text after a colon
/// that stands for every row (":poverty-rate"); an empty header leaves the column out.
using ColumnChoices = std::vector<std::pair<std::string, std::string>>;

/// Reads "period=REF_DATE", "indicator==poverty-rate" (one text for all rows) or "group.Sex=Gender".  refuses  columns.choice_form, columns.unknown_name
base::Checked<std::pair<std::string, std::string>> parse_column_choice(std::string_view option);

/// Finds the columns: what is chosen first, then canonical headers, then headers that usually mean the same in English
/// or French, then headers that name a known dimension.
/// dimensions  names of known dimensions, in every language
/// Reports columns.no_such_header, columns.missing, columns.used_twice, columns.unknown_name; warnings columns.guessed,
/// columns.ignored. Nothing when an error was reported.
std::optional<ColumnMapping> map_columns(const std::vector<std::string>& header, const ColumnChoices& choices,
                                         std::span<const std::string> dimensions, Report& report);

}  // namespace outturn::exchange
