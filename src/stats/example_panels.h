#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "stats/panel.h"
#include "stats/random_draw.h"

/// What tests and benchmarks of comparisons between places share: panels made by a known rule, and published ones where
/// they lie beside the project (third-party data, not part of it; who needs them says so when they are absent).
namespace outturn::testing {

/// value = place's level + common factors × place's loadings + noise; unit 0 takes part from `start`, with `effect`.
struct MadePanel {
  std::size_t units{20};
  std::size_t periods{30};
  std::size_t start{20};
  std::size_t treated{1};
  double effect{0};
  double noise{1};
  std::uint64_t seed{7};
};

inline stats::Panel made(const MadePanel& rule) {
  stats::Panel panel;
  stats::RandomDraw random(rule.seed);
  std::vector<double> first(rule.periods);
  std::vector<double> second(rule.periods);
  for (std::size_t t = 1; t < rule.periods; ++t) {
    first[t] = first[t - 1] + random.normal();
    second[t] = 0.7 * second[t - 1] + random.normal();
  }
  for (std::size_t t = 0; t < rule.periods; ++t) panel.times.push_back(std::to_string(2000 + t));
  for (std::size_t i = 0; i < rule.units; ++i) {
    panel.units.push_back("Place " + std::to_string(i));
    panel.first_treated.push_back(i < rule.treated ? rule.start : stats::Panel::never);
    const double level = 50 + 5 * random.normal();
    const double one = 1 + 0.5 * random.normal();
    const double two = random.normal();
    for (std::size_t t = 0; t < rule.periods; ++t) {
      panel.values.push_back(level + one * first[t] + two * second[t] + rule.noise * random.normal() +
                             (i < rule.treated && t >= rule.start ? rule.effect : 0.0));
    }
  }
  return panel;
}

inline const std::string published_folder = "../shared/data/gain/";

inline std::vector<std::vector<std::string>> rows_of(const std::string& file) {
  std::ifstream in(published_folder + file);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(in, line);) {
    std::vector<std::string> cells;
    std::istringstream cell_stream(line);
    for (std::string cell; std::getline(cell_stream, cell, ',');) cells.push_back(cell);
    if (!line.empty() && line.back() == ',') cells.emplace_back();
    rows.push_back(cells);
  }
  return rows;
}

struct PublishedPanel {
  stats::Panel panel;                                  ///< the outcome
  std::map<std::string, std::vector<double>> series;   ///< other columns, units × periods
  std::size_t time(const std::string& label) const { return panel.time_labelled(label).value(); }
  std::size_t unit(const std::string& name) const { return panel.unit_named(name).value(); }
};

/// Long format: one row a unit and period. Rows of `left_out` are skipped.
inline PublishedPanel published(const std::string& file, const std::string& unit, const std::string& time, const std::string& value,
                                const std::string& treated, const std::string& from, const std::string& left_out = "") {
  const auto rows = rows_of(file);
  const auto column = [&](const std::string& name) {
    return static_cast<std::size_t>(std::find(rows[0].begin(), rows[0].end(), name) - rows[0].begin());
  };
  PublishedPanel answer;
  std::map<std::string, std::size_t> units;
  std::map<std::string, std::size_t> times;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i][column(unit)] != left_out) times.emplace(rows[i][column(time)], 0);
  }
  for (auto& [label, index] : times) {
    index = answer.panel.times.size();
    answer.panel.times.push_back(label);
  }
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto& name = rows[i][column(unit)];
    if (name != left_out && units.emplace(name, answer.panel.units.size()).second) answer.panel.units.push_back(name);
  }
  const std::size_t cells = units.size() * times.size();
  for (std::size_t c = 0; c < rows[0].size(); ++c) {
    std::vector<double> values(cells, std::numeric_limits<double>::quiet_NaN());
    for (std::size_t i = 1; i < rows.size(); ++i) {
      if (rows[i][column(unit)] == left_out || rows[i][c].empty() || c == column(unit)) continue;
      values[units.at(rows[i][column(unit)]) * times.size() + times.at(rows[i][column(time)])] = std::strtod(rows[i][c].c_str(), nullptr);
    }
    if (c == column(value)) answer.panel.values = values;
    answer.series[rows[0][c]] = std::move(values);
  }
  for (const auto& name : answer.panel.units) answer.panel.first_treated.push_back(name == treated ? times.at(from) : stats::Panel::never);
  return answer;
}

inline PublishedPanel prop99() { return published("prop99.csv", "state", "year", "cigsale", "California", "1989"); }
inline PublishedPanel basque(const std::string& from = "1970") {
  return published("basque.csv", "regionname", "year", "gdpcap", "Basque Country (Pais Vasco)", from, "Spain (Espana)");
}
inline PublishedPanel germany() { return published("germany.csv", "country", "year", "gdp", "West Germany", "1990"); }

}  // namespace outturn::testing
