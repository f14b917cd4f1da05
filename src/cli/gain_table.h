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

/// What a file holds as far as it can be read, and what cannot. A cell at fault is told and counts as something harmless, so
/// that whoever reads on finds other faults and not this one again.
struct Table {
  std::vector<gain::Row> rows;
  base::Issues issues;
};

/// Reads the columns that a question needs from a CSV file with one row a place and period. Cells that are empty,
/// "NA" or "NaN" are missing.
///
/// returns  issues cli.gain_no_time, cli.gain_no_unit, cli.gain_cell, figure.*, csv.* of single rows
/// refuses  cli.gain_no_column, csv.* of the whole file, gain.cancelled
/// throws   exchange::ExchangeError
base::Checked<Table> read_table(const std::string& file, const TableColumns& where, const gain::Columns& columns,
                                const std::string& only_unit, base::Progress& progress);

/// Names out of "A,B": a name may hold a comma itself ("Korea, Rep."), so pieces that only together are known are one name.
std::vector<std::string> names_written(const std::vector<std::string>& written, const std::vector<gain::Row>& rows);

}  // namespace outturn::cli
