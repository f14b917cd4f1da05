#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "exchange/byte_source.h"
#include "exchange/report.h"
#include "record/kind.h"
#include "workspace/workspace.h"

namespace outturn::exchange {

/// One row of a file of records: the fields that the file gives.
struct ReadRecord {
  std::string id;
  std::vector<std::pair<std::string, record::Value>> fields;
  std::int64_t row{};
};

/// A file of records of one kind, checked against their field list (docs/formats/records.md).
struct RecordFile {
  std::string name;
  const record::Kind* kind{};
  Report report;
  std::vector<ReadRecord> records;
};

/// Reads `id` and one column a field; localised fields as `title.en`, `title.fr`; references as ids joined by ';'.
/// An empty cell means that the field is empty; a field without a column stays as it is. All faults at once:
///   records.no_id_column, records.unknown_column (misspelt_column with the nearest), records.no_id, records.id_form,
///   records.duplicate_id, records.by_import (batches), and those of CsvReader and record::Kind
/// known  what the records are merged into
RecordFile read_records(ByteSource& source, const record::Kind& kind, const workspace::Workspace& known, std::string name);

/// Adds records.no_such_reference for each id that is neither known nor in one of the files.
void check_references(std::vector<RecordFile>& files, const workspace::Workspace& known);

/// A folder in the import format: <kind>.csv for each kind of record, and observations/*.csv.
struct Folder {
  std::vector<RecordFile> files;          ///< in the order of record::kinds(), so that what is referred to comes first
  std::vector<std::string> observations;  ///< paths, in order of their names
  bool has_errors() const;
};

/// throws ExchangeError when the folder cannot be read
/// An unknown *.csv is a fault of that file: records.unknown_kind.
Folder read_folder(const std::string& path, const workspace::Workspace& known);

}  // namespace outturn::exchange
