#include "exchange/table.h"

#include "exchange/byte_source.h"
#include "exchange/csv_reader.h"

namespace outturn::exchange {

Table Table::read(const std::string& path) {
  Table table;
  table.path_ = path;
  FileSource source(path);
  Report report;
  CsvReader reader(source, report);
  if (reader.begin()) {
    for (std::size_t c = 0; c < reader.header().size(); ++c) table.columns_.emplace(reader.header()[c], c);
    while (reader.next()) table.rows_.emplace_back(reader.cells().begin(), reader.cells().end());
  }
  if (report.has_errors()) {
    const auto first = report.in_order().front();
    throw ExchangeError(path + ": " + first.issue.code + ", row " + std::to_string(first.row));
  }
  return table;
}

const std::string& Table::Row::operator[](std::string_view column) const {
  const auto found = table_.columns_.find(std::string(column));
  if (found == table_.columns_.end()) throw ExchangeError(table_.path_ + ": no column " + std::string(column));
  return table_.rows_[number_][found->second];
}

}  // namespace outturn::exchange
