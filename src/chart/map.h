#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chart/series.h"
#include "chart/shades.h"
#include "chart/svg.h"

namespace outturn::chart {

/// What any map shows of a place.
struct Place {
  std::string name;   ///< whole, for those who do not see it: "Newfoundland and Labrador"
  std::string label;  ///< short: "NL"
  std::optional<double> value{};
  char absence{'x'};           ///< where there is no value: x c z w d
  std::string value_text{};    ///< empty gives one from the unit's pattern
  std::optional<int> step{};   ///< class, 0 lightest; empty asks the shades
  std::string link{};          ///< address of the place's page; empty for none
};

struct Map {
  std::string id;
  std::string title;
  std::string description;  ///< empty gives a sentence with the lowest and the highest place
  Unit unit;
  std::optional<Shades> shades;  ///< empty computes them (ShadeMethod::quantile)
};

struct Square {
  Place place;
  int column{};
  int row{};
};

/// One equal square a place, roughly where it lies; every square says its number, or its code on hatching.
/// At most 20 KB up to about 45 places with links. A second place on one square is refused: base::ensure.
Drawn square_map(const language::Words& words, const Map& map, const std::vector<Square>& squares);

struct LonLat {
  double longitude{};  ///< degrees east
  double latitude{};   ///< degrees north
};
using Ring = std::vector<LonLat>;

struct Area {
  Place place;
  std::vector<Ring> rings;  ///< outer rings and holes alike, of all polygons; closed or not
};

/// Places in their true shape, on an equidistant conic projection whose parallels cut off a sixth of the map's height
/// (Snyder 1987, p. 111); near the equator equirectangular. Outlines are simplified alike on both sides of a border until a
/// drawing has at most 20 KB; islets under 2 square pixels go, a place's largest ring stays. Not for maps across the
/// 180th meridian.
Drawn boundary_map(const language::Words& words, const Map& map, const std::vector<Area>& areas);

/// Used by both maps.
namespace places {
bool present(const Place& place);
std::string value_text(const language::Words& words, const Unit& unit, const Place& place);
std::string described(const language::Words& words, const Map& map, const std::vector<const Place*>& all);
Shades shades_of(const language::Words& words, const Map& map, const std::vector<const Place*>& all);
std::string absences(const std::vector<const Place*>& all);
/// Opens <a> or <g> with the name and figure for those who do not see it; close with the returned tag.
/// seen  what stands visibly inside a link, label and figure: people who speak to their computer say that
std::string open(Drawing& drawing, const language::Words& words, const Unit& unit, const Place& place,
                 std::pair<std::string_view, std::string_view> seen = {});
}  // namespace places

}  // namespace outturn::chart
