#include "cli/gain_table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "base/text.h"
#include "exchange/csv_reader.h"
#include "exchange/figure.h"

namespace outturn::cli {
namespace {

bool is_missing(std::string_view cell) {
  return cell.empty() || cell == "NA" || cell == "NaN" || cell == "nan" || cell == "N/A" || cell == ".";
}

std::string listed(const std::vector<std::string>& names) {
  std::string all;
  for (const auto& name : names) all += (all.empty() ? "" : ", ") + name;
  return all;
}

}  // namespace

base::Checked<std::vector<gain::Row>> read_rows(const std::string& file, const TableColumns& where, const gain::Columns& columns,
                                                const std::string& only_unit, base::Progress& progress) {
  exchange::FileSource source(file);
  exchange::Report report;
  exchange::CsvReader reader(source, report);
  std::vector<gain::Row> rows;
  if (!reader.begin()) return base::refuse(report.issues());
  base::Issues issues;
  const auto place = [&](const std::string& option, const std::string& name) -> std::optional<std::size_t> {
    if (name.empty()) return {};
    const auto& header = reader.header();
    const auto at = std::find(header.begin(), header.end(), name);
    if (at != header.end()) return static_cast<std::size_t>(at - header.begin());
    issues.push_back({option, "cli.gain_no_column", {{"column", name}, {"columns", listed(header)}}});
    return {};
  };
  const auto unit = place("--unit", where.unit);
  const auto time = place("--time", where.time);
  std::vector<std::size_t> numbers;
  for (std::size_t c = 0; c < columns.names.size(); ++c) {
    const auto at = place(c == 0 ? "--value" : columns.offset == c ? "--offset" : columns.cohort == c ? "--cohort" : "--predictor, --covariate", columns.names[c]);
    numbers.push_back(at.value_or(0));
  }
  if (!issues.empty()) return base::refuse(std::move(issues));

  while (reader.next()) {
    if (progress.cancelled()) return base::refuse("", "gain.cancelled");
    if (reader.row() % 4096 == 0) progress.at("figures", reader.bytes_read(), source.size());
    const auto cells = reader.cells();
    gain::Row row{.unit = unit ? std::string(base::trimmed(cells[*unit])) : only_unit,
                  .time = time ? std::string(base::trimmed(cells[*time])) : std::to_string(rows.size() + 1),
                  .numbers = {},
                  .number = reader.row()};
    if (row.unit.empty()) report.cell(reader.row(), where.unit, "", "cli.gain_no_unit");
    row.numbers.reserve(numbers.size());
    for (std::size_t c = 0; c < numbers.size(); ++c) {
      const auto cell = base::trimmed(cells[numbers[c]]);
      double number = std::numeric_limits<double>::quiet_NaN();
      if (is_missing(cell)) {
        // stays missing
      } else if (columns.cohort == c) {
        if (const auto start = gain::moment(cell)) number = start->at;
        else report.cell(reader.row(), columns.names[c], cell, "cli.gain_no_time", {{"written", std::string(cell)}});
      } else if (!exchange::is_plain_number(cell, number)) {
        if (const auto figure = exchange::parse_figure(cell, "", {})) {
          number = figure->status == workspace::Status::figure ? figure->value : std::numeric_limits<double>::quiet_NaN();
        } else {
          for (const auto& issue : figure.error()) report.cell(reader.row(), columns.names[c], cell, issue.code, issue.values);
        }
      }
      row.numbers.push_back(number);
    }
    rows.push_back(std::move(row));
  }
  if (report.has_errors()) return base::refuse(report.issues());
  return rows;
}

}  // namespace outturn::cli
