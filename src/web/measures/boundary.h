#pragma once

#include <string_view>
#include <vector>

#include "chart/map.h"

namespace outturn::web {

/// The rings of a GeoJSON geometry, Polygon or MultiPolygon, outer rings and holes alike; none where it is neither, or
/// not GeoJSON.
std::vector<chart::Ring> rings_of(std::string_view geojson);

}  // namespace outturn::web
