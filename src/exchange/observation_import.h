#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/day.h"
#include "base/progress.h"
#include "exchange/byte_source.h"
#include "exchange/column_mapping.h"
#include "exchange/figure.h"
#include "exchange/report.h"
#include "record/keeping.h"
#include "workspace/register.h"
#include "workspace/workspace.h"

namespace outturn::exchange {

/// A cell put right by a person on the check page, without touching the file.
struct Mend {
  std::int64_t row{};   ///< as a spreadsheet counts
  std::string column;   ///< header of the column
  std::string text;     ///< what the cell shall say
};

struct ImportOptions {
  std::string file_name;
  base::Day today;                         ///< publication day of rows for which nothing else is said
  std::optional<base::Day> known_from;     ///< … or this day
  ColumnChoices columns;
  Markers markers;
  std::string source{};                    ///< id of the source, or empty
  bool create_missing{false};              ///< make indicators, places, dimensions and categories that are not known yet
  bool sound_rows_only{false};             ///< leave rows with errors out instead of refusing the file
  std::vector<Mend> mends{};
  bool hold_against_rules{true};           ///< false where somebody else does (a return tells it beside the cell)
};

/// A file of observations, checked and ready to be committed, or the reasons why not.
struct Staged {
  Report report;
  bool sound{false};  ///< may be committed
  std::vector<std::string> header;
  std::optional<ColumnMapping> mapping;

  std::int64_t rows_read{};
  std::int64_t fresh{};       ///< periods of which nothing was known
  std::int64_t revised{};     ///< figures that differ from what was known
  std::int64_t noise{};       ///< of these: by less than the indicator's precision
  std::int64_t unchanged{};   ///< already known, not stored again
  std::int64_t duplicates{};  ///< identical rows, one kept
  std::int64_t left_out{};    ///< rows with errors (sound_rows_only)
  std::int64_t absences{};    ///< of the rows to be stored

  /// What must be committed, in this order: new records, then the batch with its rows. `rows` is empty (no series)
  /// when everything is known already: then there is nothing to commit.
  std::vector<workspace::Draft> created;
  record::Batch batch;  ///< all but the hash of its rows, which the act fills in
  std::shared_ptr<workspace::BatchRows> rows;
  std::int64_t position{};  ///< ledger position of the workspace it was checked against
};

/// Reads a file of observations (docs/formats/observations.md), checks every row and prepares what is to be stored.
/// Nothing is written. Memory: about 40 bytes a row beside what the rows themselves take in the panel.
///
/// Rules, beside those of CsvReader, map_columns, parse_figure and Period::parse:
///   observations.unknown_indicator, .unknown_place, .unknown_dimension, .unknown_category, .unknown_definition (with the
///   nearest known), .ambiguous_name, .retired, .empty_name, .too_many_new, .known_from, .known_from_future,
///   .below_minimum, .above_maximum, .numerator_above_denominator, .denominator_not_positive, .bounds,
///   .conflicting_duplicate (names both rows), .publication_differs, .place_two_names, .cancelled, .no_such_mend;
///   rules.* where a rule of the indicator is broken (exchange/rule_checks.h), as grave as the rule says;
///   warnings .identical_duplicate, .mixed_periods, .other_unit, .below_precision, .nothing_to_take_back
Staged stage_observations(ByteSource& source, const workspace::Workspace& known, const ImportOptions& options,
                          base::Progress& progress);

/// What signs meant in the newest import of this source that stands: how its next file is read unless somebody says
/// otherwise.  source  id of the source; empty gives none
Markers remembered_markers(const workspace::Workspace& known, std::string_view source);

}  // namespace outturn::exchange
