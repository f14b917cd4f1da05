#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "exchange/observation_import.h"
#include "exchange/series_catalogue.h"

namespace outturn::exchange {

/// Rows as they come from a file: Row::batch holds the number of the row's spelling until the rows are settled.
struct RawRows {
  /// One way in which the file spells a series: two spellings of one series share its key.
  struct Spelling {
    std::int32_t indicator{};
    std::int32_t place{};  ///< number of the place's text in the catalogue
    std::int32_t group{};
    std::int32_t definition{};
    bool operator==(const Spelling&) const = default;
  };
  std::vector<workspace::Row> rows;
  std::vector<std::uint32_t> file_rows;  ///< one a row
  std::vector<std::pair<std::uint32_t, workspace::Extras>> extras;  ///< file row → extras, ascending
  std::vector<Spelling> spellings;
  bool day_only{};  ///< no row says when it became known: all carry the batch's day, with sequence 0 until settled
};

/// What is known of each row that is to be stored, in the order of staged.rows.
struct Settled {
  std::vector<std::uint32_t> file_rows;
  std::vector<bool> revises;  ///< another figure is known of its period
};

/// Puts rows in the order of BatchRows, finds duplicates and mixed periods, drops what is known already and gives the
/// batch its place in the day's publications. Fills staged.rows and its counts.
Settled settle_rows(RawRows raw, const SeriesCatalogue& catalogue, const workspace::Workspace& known, base::Progress& progress,
                    Staged& staged);

}  // namespace outturn::exchange
