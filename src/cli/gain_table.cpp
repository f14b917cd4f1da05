#include "cli/gain_table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "base/text.h"
#include "exchange/csv_reader.h"
#include "exchange/figure.h"

namespace outturn::cli {
namespace {

constexpr double harmless = 1;  // stands for a cell at fault: neither a gap nor an impossible exposure

bool is_missing(std::string_view cell) {
  return cell.empty() || cell == "NA" || cell == "NaN" || cell == "nan" || cell == "N/A" || cell == ".";
}

std::string listed(const std::vector<std::string>& names) {
  std::string all;
  for (const auto& name : names) all += (all.empty() ? "" : ", ") + name;
  return all;
}

}  // namespace

base::Checked<Table> read_table(const std::string& file, const TableColumns& where, const gain::Columns& columns,
                                const std::string& only_unit, base::Progress& progress) {
  exchange::FileSource source(file);
  exchange::Report report;
  exchange::CsvReader reader(source, report);
  Table table;
  auto& rows = table.rows;
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
    if (row.unit.empty()) {
      report.cell(reader.row(), where.unit, "", "cli.gain_no_unit");
      continue;
    }
    row.numbers.reserve(numbers.size());
    for (std::size_t c = 0; c < numbers.size(); ++c) {
      const auto cell = base::trimmed(cells[numbers[c]]);
      double number = std::numeric_limits<double>::quiet_NaN();
      if (is_missing(cell)) {
        // stays missing
      } else if (columns.cohort == c) {
        const auto start = gain::moment(cell);
        number = start ? start->at : 0;
        if (!start) report.cell(reader.row(), columns.names[c], cell, "cli.gain_no_time", {{"written", std::string(cell)}});
      } else if (!exchange::is_plain_number(cell, number)) {
        if (const auto figure = exchange::parse_figure(cell, "", {})) {
          number = figure->status == workspace::Status::figure ? figure->value : std::numeric_limits<double>::quiet_NaN();
        } else {
          // No option here says what a sign means, so the advice of an import would lead nowhere.
          for (const auto& issue : figure.error()) {
            report.cell(reader.row(), columns.names[c], cell, issue.code == "figure.unknown_marker" ? "cli.gain_cell" : issue.code, issue.values);
          }
          number = harmless;
        }
      }
      row.numbers.push_back(number);
    }
    rows.push_back(std::move(row));
  }
  table.issues = report.issues();
  if (rows.empty() && !table.issues.empty()) return base::refuse(std::move(table.issues));
  return table;
}

std::vector<std::string> names_written(const std::vector<std::string>& written, const std::vector<gain::Row>& rows) {
  std::set<std::string, std::less<>> known;
  for (const auto& row : rows) known.insert(row.unit);
  std::vector<std::string> names;
  for (const auto& text : written) {
    const auto pieces = base::split(text, ',');
    for (std::size_t at = 0; at < pieces.size();) {
      std::size_t taken = 1;
      std::string name(base::trimmed(pieces[at]));
      for (std::size_t more = pieces.size() - at; more > 1; --more) {
        const auto first = pieces[at].data();
        const auto last = pieces[at + more - 1].data() + pieces[at + more - 1].size();
        const auto joined = base::trimmed(std::string_view(first, static_cast<std::size_t>(last - first)));
        if (!known.contains(joined)) continue;
        name = joined;
        taken = more;
        break;
      }
      if (!name.empty()) names.push_back(std::move(name));
      at += taken;
    }
  }
  return names;
}

}  // namespace outturn::cli
