#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/period.h"
#include "web/components.h"
#include "web/measures/course.h"
#include "web/forms.h"
#include "web/serving/http.h"
#include "web/section.h"
#include "web/visit.h"

/// All places: a map of one measure, and the list.
namespace outturn::web {

/// What one place has in the period that the map shows.
struct PlaceFigure {
  const workspace::Record* place{};
  std::optional<workspace::Figure> figure{};  ///< figure or absence; nothing = nothing is known
  bool has_figure() const { return figure && figure->is_figure(); }
};

/// One measure in one period, place by place.
struct MapView {
  const workspace::Record* indicator{};           ///< nullptr = no measure has figures of any place
  std::vector<const workspace::Record*> choices{};  ///< measures that have figures of places
  std::optional<base::Period> period{};
  std::vector<base::Period> periods{};            ///< that may be chosen, newest first
  std::vector<PlaceFigure> figures{};             ///< all places but the country, by name
  std::optional<PlaceFigure> country{};
  std::vector<const workspace::Record*> drawn{};  ///< the places on the map
  bool with_boundaries{};                         ///< else squares
};

/// The measure and period that the visit asks for (?indicator=, ?period=), else the measure with most places and the
/// newest period for which most of them have a figure.
/// returns  nothing where the address names a measure or a period that there is none of
std::optional<MapView> map_view(const Visit& visit);

Figure map_figure(const Visit& visit, const MapView& view);
Table map_table(const Visit& visit, const MapView& view);

/// "0.8 percentage points above Canada"; "the same as Canada".
std::string compared_text(const Visit& visit, const record::Indicator& indicator, double here, double there, const std::string& name);

/// GET /places, .json, .csv and .svg
Response show_places(const Visit& visit);

}  // namespace outturn::web
