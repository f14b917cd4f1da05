#pragma once

#include <cstdlib>
#include <string>
#include <vector>

#include <zlib.h>

/// Reads the M3 competition's series as bench/forecast.md describes the file: gzipped CSV with columns
/// series, period_type, start, frequency, horizon, part (fit or test), t, value.
struct M3Series {
  std::string name;
  std::string type;  ///< YEARLY, QUARTERLY, MONTHLY, OTHER
  int frequency{};
  int horizon{};
  std::vector<double> fit;
  std::vector<double> test;
};

inline std::vector<M3Series> m3_series(const std::string& file) {
  std::vector<M3Series> all;
  const gzFile in = gzopen(file.c_str(), "rb");
  if (!in) return all;
  char line[256];
  gzgets(in, line, sizeof line);
  while (gzgets(in, line, sizeof line)) {
    std::vector<std::string> cells(1);
    for (const char* c = line; *c && *c != '\n'; ++c) {
      if (*c == ',') cells.emplace_back();
      else cells.back() += *c;
    }
    if (all.empty() || all.back().name != cells[0]) all.push_back({cells[0], cells[1], std::atoi(cells[3].c_str()), std::atoi(cells[4].c_str()), {}, {}});
    (cells[5] == "fit" ? all.back().fit : all.back().test).push_back(std::atof(cells[7].c_str()));
  }
  gzclose(in);
  return all;
}
