#include "web/measures/boundary.h"

#include "base/json.h"

namespace outturn::web {
namespace {

void add_polygon(const base::Json& polygon, std::vector<chart::Ring>& rings) {
  const auto* all = polygon.array();
  if (!all) return;
  for (const auto& one : *all) {
    const auto* positions = one.array();
    if (!positions) continue;
    chart::Ring ring;
    ring.reserve(positions->size());
    for (const auto& position : *positions) {
      const auto* numbers = position.array();
      if (!numbers || numbers->size() < 2) continue;
      const auto longitude = (*numbers)[0].number();
      const auto latitude = (*numbers)[1].number();
      if (longitude && latitude) ring.push_back({*longitude, *latitude});
    }
    if (ring.size() >= 3) rings.push_back(std::move(ring));
  }
}

}  // namespace

std::vector<chart::Ring> rings_of(std::string_view geojson) {
  std::vector<chart::Ring> rings;
  const auto json = base::Json::parse(geojson);
  if (!json) return rings;
  const auto* type = json->find("type");
  const auto* coordinates = json->find("coordinates");
  if (!type || !type->text() || !coordinates) return rings;
  if (*type->text() == "Polygon") {
    add_polygon(*coordinates, rings);
  } else if (*type->text() == "MultiPolygon" && coordinates->array()) {
    for (const auto& polygon : *coordinates->array()) add_polygon(polygon, rings);
  }
  return rings;
}

}  // namespace outturn::web
