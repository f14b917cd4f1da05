#pragma once

#include <string>
#include <vector>

#include "act/import_records.h"

namespace outturn::exchange {

/// One publication of one indicator, as a file of observations in the canonical format.
struct Publication {
  std::string name;    ///< such as "1.1.1 2026-05-06.csv"
  std::string source;  ///< id of the indicator's first source, or empty
  std::string csv;
};

/// Canada's shared outcomes in full, from a folder of published files: every record of the register, and every
/// publication of figures in the order in which the world learned of them.
struct DemoSet {
  std::vector<act::Wanted> records;       ///< in the order of record::kinds()
  std::vector<Publication> publications;  ///< headline vintages by day, then what is known by group
};

/// Reads outcomes.csv, indicators.csv, targets.csv, geographies.csv, provinces.geojson, breakdowns.csv, organisations.csv,
/// commitments.csv, commitment_parties.csv, commitment_indicator_links.csv, observations.csv, revisions.csv, vintages.csv.
/// Ids: those of the files (outcome O01, indicator 1.1.1, place CA or 24, organisation M01), C<number> for commitments;
/// names made into ids for what has none.
/// throws ExchangeError when a file is missing or not as expected
DemoSet read_demo_set(const std::string& folder);

/// Whether a folder holds the full set (else it is a folder in the import format, see read_folder).
bool is_demo_set(const std::string& folder);

}  // namespace outturn::exchange
