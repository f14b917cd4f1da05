#pragma once

#include <vector>

#include "track/status.h"
#include "web/components.h"
#include "web/forms.h"
#include "web/serving/http.h"
#include "web/visit.h"

/// The list of measures.
namespace outturn::web {

/// One measure of the list, with the status that speaks for it.
struct MeasureRow {
  const workspace::Record* indicator{};
  track::Status status;
};

/// The measures that the visit asks for (?outcome=) and may read, by outcome and then as they were made.
std::vector<MeasureRow> measure_rows(const Visit& visit);
Table measures_table(const Visit& visit, std::span<const MeasureRow> rows);

/// GET /indicators, .json and .csv
Response show_indicators(const Visit& visit);

}  // namespace outturn::web
