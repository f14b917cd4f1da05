#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chart/scale.h"
#include "chart/series.h"

namespace outturn::chart {

/// The classes of a map's legend, lightest first.
struct Shades {
  std::vector<std::string> labels;  ///< one a class; at most 5
  std::vector<double> breaks;       ///< class k holds values from breaks[k−1] to under breaks[k]

  int step(double value) const;  ///< 0 to labels.size() − 1
};

enum class ShadeMethod {
  quantile,  ///< about equally many places a class; equal values stay in one class, so there may be fewer classes
  equal,     ///< classes equally wide between round numbers, as an axis would have them; three to five
};

/// The classes of these values; not-a-number is left out. No value gives no class, one value one class.
Shades shades(const language::Words& words, const Unit& unit, std::vector<double> values,
              ShadeMethod method = ShadeMethod::quantile);

/// The tint, 1 (light) to 5 (dark), of a step among so many classes: few classes use tints far apart.
int tint(int step, std::size_t classes);

struct Legend {
  std::vector<std::string> labels;  ///< of the classes
  std::string absences;             ///< codes that occur among the places, each once: "xc"
};
/// The legend as rows of swatches from `top` down. Returns the height used; 0 for an empty legend.
double draw_legend(Drawing& drawing, const language::Words& words, const Legend& legend, const std::string& hatch,
                   Spot corner, double width);

/// The hatching of places without a figure, referred to as url(#id).
std::string hatch_pattern(const std::string& id);

}  // namespace outturn::chart
