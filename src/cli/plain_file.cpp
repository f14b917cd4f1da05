#include "cli/plain_file.h"

#include <algorithm>
#include <ostream>

#include "base/json.h"
#include "cli/telling.h"
#include "cli/telling_findings.h"
#include "exchange/byte_source.h"
#include "exchange/csv_reader.h"
#include "exchange/figure.h"

namespace outturn::cli {

PlainFile::PlainFile(const std::string& path, std::vector<Column> columns) : columns_(std::move(columns)) {
  exchange::FileSource source(path);
  exchange::CsvReader reader(source, report_);
  if (!reader.begin()) return;
  std::string present;
  for (const auto& header : reader.header()) present += (present.empty() ? "" : ", ") + header;
  std::vector<std::ptrdiff_t> places;
  for (const auto& column : columns_) {
    const auto found = std::find(reader.header().begin(), reader.header().end(), column.header);
    places.push_back(column.header.empty() || found == reader.header().end() ? -1 : found - reader.header().begin());
    if (places.back() < 0 && !column.header.empty()) {
      report_.add({0, "", "", {column.option, "cli.no_such_column", {{"column", column.header}, {"columns", exchange::shortened(present)}}}});
    }
  }
  if (report_.has_errors()) return;
  while (reader.next()) {
    PlainRow row{reader.row()};
    for (const auto place : places) row.cells.emplace_back(place < 0 ? std::string_view{} : reader.cells()[static_cast<std::size_t>(place)]);
    rows_.push_back(std::move(row));
  }
}

std::optional<double> PlainFile::number(const PlainRow& row, std::size_t column) {
  const auto cell = exchange::parse_figure(row.cells[column], "", {});
  if (!cell) {
    for (auto issue : cell.error()) {
      if (issue.code == "figure.unknown_marker") issue = {"", "cli.not_a_figure", {{"written", exchange::shortened(row.cells[column])}}};
      refuse(row, column, issue);
    }
    return std::nullopt;
  }
  if (cell->status != workspace::Status::figure) return std::nullopt;
  return cell->value;
}

void PlainFile::refuse(const PlainRow& row, std::size_t column, const base::Issue& issue) {
  report_.cell(row.row, columns_[column].header, row.cells[column], issue.code, issue.values);
}

int refused(World& world, const Common& common, const exchange::Report& report) {
  const auto words = words_for(world, common);
  if (!common.json) {
    tell_findings(world, words, report);
    return bad_input;
  }
  base::JsonWriter json;
  json.begin_object().key("errors").begin_array();
  for (const auto& finding : report.in_order()) {
    if (finding.issue.severity != base::Severity::error) continue;
    json.begin_object();
    if (finding.row > 0) json.key("row").integer(finding.row);
    if (!finding.column.empty()) json.member("column", finding.column);
    json.member("field", finding.issue.field.empty() ? finding.column : finding.issue.field).member("code", finding.issue.code);
    json.member("message", words.issue(finding.issue)).end_object();
  }
  json.end_array().end_object();
  world.out << json.str() << '\n';
  return bad_input;
}

}  // namespace outturn::cli
