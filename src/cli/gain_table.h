#pragma once

#include <string>
#include <vector>

#include "base/progress.h"
#include "gain/study.h"

namespace outturn::cli {

/// Where a long table keeps what. Empty unit: one series. Empty time: rows follow each other from 1.
struct TableColumns {
  std::string unit;
  std::string time;
};

/// Reads the columns that a question needs from a CSV file with one row a place and period. Cells that are empty,
/// "NA" or "NaN" are missing.
///
/// refuses  cli.gain_no_column, cli.gain_no_time, figure.*, csv.*, gain.cancelled
/// throws   exchange::ExchangeError
base::Checked<std::vector<gain::Row>> read_rows(const std::string& file, const TableColumns& where, const gain::Columns& columns,
                                                const std::string& only_unit, base::Progress& progress);

}  // namespace outturn::cli
