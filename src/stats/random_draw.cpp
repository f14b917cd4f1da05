#include "stats/random_draw.h"

#include <cmath>
#include <numbers>

namespace outturn::stats {

double RandomDraw::normal() {
  const double radius = std::sqrt(-2 * std::log(1 - uniform()));
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

}  // namespace outturn::stats
