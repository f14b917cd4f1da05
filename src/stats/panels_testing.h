#pragma once

#include <map>
#include <string>
#include <vector>

#include "stats/panel.h"
#include "stats/regression_testing.h"

/// Panels that several tests read.

namespace outturn::testing {

/// Places and years by name, all figures zero, nobody treated.
inline stats::Panel panel_of(std::size_t units, std::size_t periods) {
  stats::Panel panel;
  for (std::size_t u = 0; u < units; ++u) panel.units.push_back("place " + std::to_string(u + 1));
  for (std::size_t t = 0; t < periods; ++t) panel.times.push_back(std::to_string(2001 + t));
  panel.values.resize(units * periods);
  panel.first_treated.assign(units, stats::Panel::never);
  return panel;
}

/// The published minimum-wage study: 500 counties, 2003 to 2007; needs published_figures_at_hand().
inline stats::Panel counties(std::vector<double>* population) {
  auto columns = columns_of("mpdta.csv");
  auto panel = panel_of(500, 5);
  for (std::size_t t = 0; t < 5; ++t) panel.times[t] = std::to_string(2003 + t);
  std::map<double, std::size_t> unit_of;
  population->assign(2500, 0);
  for (std::size_t row = 0; row < 2500; ++row) {
    const auto unit = unit_of.try_emplace(columns["countyreal"][row], unit_of.size()).first->second;
    const auto period = static_cast<std::size_t>(columns["year"][row] - 2003);
    panel.units[unit] = std::to_string(static_cast<int>(columns["countyreal"][row]));
    panel.values[unit * 5 + period] = columns["lemp"][row];
    (*population)[unit * 5 + period] = columns["lpop"][row];
    const double start = columns["first.treat"][row];
    panel.first_treated[unit] = start > 0 ? static_cast<std::size_t>(start - 2003) : stats::Panel::never;
  }
  return panel;
}

}  // namespace outturn::testing
