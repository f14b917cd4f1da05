#include "gain/pool.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace outturn::gain {

std::vector<double> predictor_means(const Study& study, const Predictor& predictor) {
  const auto& panel = study.panel;
  const auto* cells = study.column(predictor.column);
  std::vector<double> means(panel.units.size(), std::numeric_limits<double>::quiet_NaN());
  if (!cells) return means;
  const auto before = study.start();
  for (std::size_t u = 0; u < means.size(); ++u) {
    double sum = 0;
    double count = 0;
    for (std::size_t t = 0; t < panel.times.size(); ++t) {
      const double at = study.moments[t].at;
      const bool counts = predictor.span ? at >= predictor.span->first.at - 1e-9 && at <= predictor.span->second.at + 1e-9 : t < before;
      const double cell = (*cells)[u * panel.times.size() + t];
      if (!counts || std::isnan(cell)) continue;
      sum += cell;
      ++count;
    }
    if (count > 0) means[u] = sum / count;
  }
  return means;
}

std::vector<language::Sentence> remarks_on_pool(const Study& study) {
  constexpr double close_to_sum = 0.02;      // of the figure itself
  constexpr double close_to_average = 0.1;   // standard deviations between places; Spain among its regions: 0.04
  constexpr double far_larger = 8;           // times the largest of the others
  constexpr std::size_t fewest = 4;          // below, an average is no sign of anything
  const auto& panel = study.panel;
  const auto units = panel.units.size();
  const auto periods = panel.times.size();
  std::vector<language::Sentence> remarks;
  if (units < fewest) return remarks;
  std::vector<double> totals(periods);
  std::vector<double> squares(periods);
  std::vector<double> sizes(units);
  for (std::size_t u = 0; u < units; ++u) {
    for (std::size_t t = 0; t < periods; ++t) {
      totals[t] += panel.at(u, t);
      squares[t] += panel.at(u, t) * panel.at(u, t);
      sizes[u] += std::abs(panel.at(u, t)) / static_cast<double>(periods);
    }
  }
  for (std::size_t u = 0; u < units; ++u) {
    double from_sum = 0;
    double from_average = 0;
    double own = 0;
    for (std::size_t t = 0; t < periods; ++t) {
      const double value = panel.at(u, t);
      const double others = totals[t] - value;
      const double count = static_cast<double>(units - 1);
      const double average = others / count;
      const double variance = std::max(0.0, (squares[t] - value * value) / count - average * average);
      from_sum += (value - others) * (value - others);
      own += value * value;
      from_average += variance > 0 ? (value - average) * (value - average) / variance : 1.0;
    }
    double largest_other = 0;
    for (std::size_t v = 0; v < units; ++v) {
      if (v != u) largest_other = std::max(largest_other, sizes[v]);
    }
    if (own > 0 && std::sqrt(from_sum / own) < close_to_sum) {
      remarks.push_back({"gain.note.sum_of_others", {{"unit", panel.units[u]}}});
    } else if (std::sqrt(from_average / static_cast<double>(periods)) < close_to_average) {
      remarks.push_back({"gain.note.average_of_others", {{"unit", panel.units[u]}}});
    } else if (largest_other > 0 && sizes[u] > far_larger * largest_other) {
      remarks.push_back({"gain.note.much_larger", {{"unit", panel.units[u]}}});
    }
  }
  return remarks;
}

}  // namespace outturn::gain
