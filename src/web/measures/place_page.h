#pragma once

#include <optional>
#include <vector>

#include "web/components.h"
#include "web/measures/course.h"
#include "web/serving/http.h"
#include "web/visit.h"

/// One place: all measures there, beside the country's.
namespace outturn::web {

/// One measure in the place.
struct PlaceMeasure {
  Course here;
  std::optional<Course> country{};                    ///< nothing on the country's own page
  std::optional<workspace::Figure> country_figure{};  ///< the country's for the same period; else its latest
  bool same_period{};
};

/// The measures that have figures there, in order of creation.
std::vector<PlaceMeasure> place_measures(const Visit& visit, const workspace::Record& place);
Table place_table(const Visit& visit, const workspace::Record& place, std::span<const PlaceMeasure> measures);

/// GET /places/{id}, .json and .csv
Response show_place(const Visit& visit);

}  // namespace outturn::web
