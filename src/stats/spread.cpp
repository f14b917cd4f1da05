#include "stats/spread.h"

#include <algorithm>
#include <cmath>

namespace outturn::stats {

const SpreadRule spread_rule{.weights = {0.452, 0.441, -0.113, 0.259, 0.208, 0.258, -0.020, 0.020, 0.314, -0.004, 0.033, 0.015, -0.026, 0.212},
                             .freedom = 4, .freedom_usable = 0.1};

double typical_length(const SpreadClues& clues) {
  return std::max({clues.one_step, 0.2 * clues.ahead, 0.2 * clues.change, 0.2 * clues.disagreement});
}

SpreadTerms spread_terms(const SpreadClues& clues) {
  const double typical = typical_length(clues);
  const auto beside = [&](double length) { return std::log(std::hypot(length, 0.1 * typical) / typical); };
  // Beyond what the constants were chosen on, they stay what they are at its edge.
  const double step = std::log(std::min(clues.step, 60));
  const double usable = std::clamp(clues.usable, 3, 150);
  const double years = std::log(std::clamp(clues.season, 1, 12));
  const double counted = std::log(usable / 20);
  const double size = clues.size > 0 ? std::log(std::clamp(clues.size / typical, 1.0, 100.0) / 20) : 0;
  return {1,
          beside(clues.ahead),
          beside(clues.change),
          beside(clues.disagreement),
          size,
          step,
          step * step,
          counted,
          10 / usable,
          step * counted,
          clues.seasonal ? 1.0 : 0.0,
          years,
          years * step,
          clues.season == 1 ? 1.0 : 0.0};
}

double spread(const SpreadClues& clues, const SpreadRule& rule) {
  const double typical = typical_length(clues);
  if (!(typical > 0)) return 0;
  const SpreadTerms terms = spread_terms(clues);
  double log_scale = 0;
  for (std::size_t i = 0; i < terms.size(); ++i) log_scale += rule.weights[i] * terms[i];
  // Errors never stop growing with the distance; beyond 60 steps as those of a random walk.
  if (clues.step > 60) log_scale += 0.5 * std::log(clues.step / 60.0);
  return typical * std::exp(log_scale);
}

double spread_freedom(const SpreadClues& clues, const SpreadRule& rule) {
  return std::max(1.5, rule.freedom * std::pow(std::clamp(clues.usable, 3, 150) / 20.0, rule.freedom_usable));
}

}  // namespace outturn::stats
