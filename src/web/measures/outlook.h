#pragma once

#include <string>
#include <vector>

#include "chart/trend.h"
#include "track/status.h"
#include "web/components.h"
#include "web/visit.h"

/// What may come, and how a status came about, as pages show them.
namespace outturn::web {

/// How a page shows the periods to come. All empty where nothing can be forecast.
struct Coming {
  std::vector<chart::FanPoint> fan{};  ///< the nearest first; long forecasts are thinned, their last period stays
  std::string key{};                   ///< what the tints mean
};

/// until  the last day of the furthest target drawn beside it; without one a few periods
Coming coming(const Visit& visit, const track::Outlook* outlook, std::optional<base::Day> until);

/// One row a period to come, the furthest first: period, middle with its 80 % range, the word "Forecast"; empty cells
/// between where the table has more columns.
std::vector<Row> forecast_rows(const Visit& visit, const record::Indicator& indicator, const Coming& coming, std::size_t columns);

/// "Why this status": every step from the figures to it.
Details why_panel(const Visit& visit, const track::Status& status);

/// The last day of the furthest target of a status.
std::optional<base::Day> furthest_target(const track::Status& status);

}  // namespace outturn::web
