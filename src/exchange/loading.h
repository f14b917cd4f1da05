#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "access/reader.h"
#include "act/import_batch.h"
#include "act/import_records.h"
#include "exchange/observation_import.h"
#include "exchange/record_import.h"

namespace outturn::exchange {

/// What came of loading files into a register.
struct Loaded {
  struct OfFile {
    std::string name;
    Report report;
  };
  std::int64_t records{};            ///< added or changed
  std::int64_t batches{};
  std::int64_t observations{};
  std::vector<OfFile> files;         ///< those with something to tell
  base::Issues refused;              ///< what an act refused that belongs to no row
  bool sound() const;                ///< all of it went in
};

/// A staged file as the act takes it.
act::Import import_of(Staged staged, std::string reason = {});

/// Loads files of records, all or nothing. What the act refuses is told with the row it is about.
Loaded load_records(workspace::Register& store, const access::Reader& reader, std::vector<RecordFile> files, const std::string& reason);

/// Loads a folder in the import format: its records at once, then each file of observations as a batch, then what
/// changed later: each folder of `changes/`, records of the same form with the reason in `reason.txt`. Stops at the
/// first file with an error; what came before it stays.
/// today  day of the import; throws ExchangeError, workspace::StoreError
Loaded load_folder(workspace::Register& store, const access::Reader& reader, const std::string& path, base::Day today, base::Progress& progress);

/// Loads the full demonstration set (demo_set.h), every publication as a batch of its own day. throws as load_folder
Loaded load_demo_set(workspace::Register& store, const access::Reader& reader, const std::string& path, base::Day today, base::Progress& progress);

}  // namespace outturn::exchange
