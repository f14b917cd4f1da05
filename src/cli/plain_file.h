#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/checked.h"
#include "cli/commands.h"
#include "exchange/report.h"

/// Columns of a CSV file that needs no workspace, for the commands that analysts call from scripts.
namespace outturn::cli {

struct PlainRow {
  std::int64_t row{};               ///< as a spreadsheet counts
  std::vector<std::string> cells{};  ///< one a column asked for
};

/// Reads some columns of a file; all that is wrong goes to a report that says row and column.
class PlainFile {
 public:
  /// A column that is wanted and the option that names it; header empty where the option was not given.
  struct Column {
    std::string option;
    std::string header;
  };

  /// throws exchange::ExchangeError when the file cannot be opened
  PlainFile(const std::string& path, std::vector<Column> columns);

  const std::vector<PlainRow>& rows() const { return rows_; }
  exchange::Report& report() { return report_; }

  /// The number in a cell; nothing where it is empty or says that there is none (x, c, z, w, d). What is no number goes
  /// to the report.
  std::optional<double> number(const PlainRow& row, std::size_t column);
  /// Puts an issue about a column on the row it is about.
  void refuse(const PlainRow& row, std::size_t column, const base::Issue& issue);

 private:
  std::vector<Column> columns_;
  std::vector<PlainRow> rows_;
  exchange::Report report_;
};

/// Says all that was found in a file: sentences on `err`, or {"errors":[{row, column, field, code, message}]}.
/// returns bad_input
int refused(World& world, const Common& common, const exchange::Report& report);

}  // namespace outturn::cli
