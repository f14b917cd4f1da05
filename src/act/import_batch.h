#pragma once

#include <memory>
#include <string>
#include <vector>

#include "access/reader.h"
#include "base/checked.h"
#include "record/keeping.h"
#include "workspace/register.h"

namespace outturn::act {

/// A checked file of observations, as `exchange` prepares it.
struct Import {
  std::vector<workspace::Draft> records;  ///< new indicators, places, … that the file needs, in the order of record::kinds()
  record::Batch batch;                    ///< its row count and hash are filled in here
  std::shared_ptr<const workspace::BatchRows> rows;  ///< may be empty: everything was known already
  std::int64_t position{};                ///< ledger position of the state against which it was checked
  std::string reason{};
};

struct Imported {
  workspace::Receipt receipt;
  std::string batch;  ///< id of the new batch; empty when no row was new
  std::int64_t rows{};
};

/// Writes a batch: its new records and one entry for all rows. When the register has moved on since the file was
/// checked, what others brought meanwhile is left out where it is the same, and refused where it differs.
/// refuses  access.*, act.series_unknown, act.series_retired, act.definition_unknown, act.figures_moved, act.id_taken, and
///          the rules of rules.h for the new records
base::Checked<Imported> import_batch(workspace::Register& store, const access::Reader& reader, const Import& import);

/// What such an import writes, given the latest state: for an act that writes more with it in one commit.
/// who       in whose right the figures come in
/// imported  gets id and rows of the batch
/// refuses   as import_batch
base::Checked<std::vector<workspace::Draft>> planned_import(const workspace::Workspace& latest, const access::Reader& who, const Import& import, Imported& imported);

}  // namespace outturn::act
