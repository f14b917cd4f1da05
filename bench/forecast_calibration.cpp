// How well the chance is calibrated: forecasts from every origin of every series, the probability they gave that a later
// value would meet a target, and whether it did. Targets do not look at the forecast: the last value known at the origin,
// moved by 0, ±½, ±1 or ±2 usual changes (mean absolute change so far × square root of the steps).
// Writes its table between two marks of a document where one is named; exits 1 where a promise of that table is broken.
//
//   build/…/bench/forecast_calibration DEMO_FOLDER m3.csv.gz [docs/methods/status.md]

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "exchange/csv_reader.h"
#include "m3_series.h"
#include "stats/forecast.h"

namespace {

using namespace outturn;

constexpr int least_values = 5;  // with fewer, a status says that it is too early
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

struct Judged {
  std::vector<double> values;
  int season{1};
  int horizon{};
  double floor{-std::numeric_limits<double>::infinity()};
  double ceiling{std::numeric_limits<double>::infinity()};
  bool up{};
};

struct Table {
  struct Decile {
    double events{}, given{}, happened{};
    std::map<std::size_t, double> by_series;  ///< sum of happened − given
    double error() const {
      double squares = 0;
      for (const auto& [series, sum] : by_series) squares += sum * sum;
      return std::sqrt(squares) / events;
    }
    double gap() const { return (happened - given) / events; }
  };
  std::array<Decile, 10> deciles;
  double events{}, series{}, brier{}, climatology{}, walk{};

  void add(std::size_t which, double given, double climate, double walked, bool happened) {
    auto& decile = deciles[static_cast<std::size_t>(std::min(9.0, std::floor(10 * given)))];
    ++decile.events;
    decile.given += given;
    decile.happened += happened;
    decile.by_series[which] += happened - given;
    ++events;
    const auto square = [&](double p) { return (p - happened) * (p - happened); };
    brier += square(given);
    climatology += square(climate);
    walk += square(walked);
  }
  double deviation() const {
    double sum = 0;
    for (const auto& decile : deciles) if (decile.events > 0) sum += decile.events * std::abs(decile.gap());
    return sum / events;
  }
  bool holds() const {
    bool all = deviation() <= 0.03 && brier < climatology && brier < walk;
    for (const auto& decile : deciles) all = all && (decile.events < 1000 || std::abs(decile.gap()) <= 0.05 + 2 * decile.error());
    return all;
  }
};

void judge(Table& table, const Judged& series, std::size_t which) {
  const int n = static_cast<int>(series.values.size());
  std::vector<double> known;
  double changed = 0, squares = 0, changes = 0;
  int last_at = -1;
  bool used = false;
  for (int origin = 0; origin + 1 < n; ++origin) {
    const double value = series.values[origin];
    if (std::isnan(value)) continue;
    if (!known.empty()) {
      const double change = value - known.back();
      changed += std::abs(change);
      squares += change * change / (origin - last_at);
      ++changes;
    }
    known.push_back(value);
    last_at = origin;
    const int horizon = std::min(series.horizon, n - 1 - origin);
    if (static_cast<int>(known.size()) < least_values || !(changed > 0)) continue;
    const auto made = stats::forecast({.values = std::span(series.values).first(static_cast<std::size_t>(origin) + 1), .season = series.season,
                                       .horizon = horizon, .floor = series.floor, .ceiling = series.ceiling, .backtest = false});
    for (int step = 1; step <= horizon; ++step) {
      const double came = series.values[origin + step];
      if (std::isnan(came)) continue;
      for (const double moved : {-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0}) {
        const double target = value + moved * changed / changes * std::sqrt(static_cast<double>(step));
        if (target <= series.floor || target >= series.ceiling) continue;
        const bool happened = series.up ? came >= target : came <= target;
        const double given = series.up ? made->steps[step - 1].probability_at_least(target) : made->steps[step - 1].probability_at_most(target);
        double before = 0;
        for (const double one : known) before += series.up ? one >= target : one <= target;
        const double away = (value - target) / std::sqrt(squares / changes * step);
        table.add(which, given, (before + 0.5) / (static_cast<double>(known.size()) + 1), 0.5 * std::erfc((series.up ? -away : away) / std::sqrt(2.0)), happened);
        used = true;
      }
    }
  }
  table.series += used;
}

/// Reads columns of a CSV file by their names and hands each row on.
template <class Row>
void each_row(const std::string& file, const std::vector<std::string>& columns, const Row& row) {
  exchange::FileSource source(file);
  exchange::Report report;
  exchange::CsvReader csv(source, report);
  if (!csv.begin()) return;
  std::vector<std::size_t> at;
  for (const auto& column : columns) at.push_back(static_cast<std::size_t>(std::find(csv.header().begin(), csv.header().end(), column) - csv.header().begin()));
  while (csv.next()) {
    std::vector<std::string> cells;
    for (const auto i : at) cells.emplace_back(csv.cells()[i]);
    row(cells);
  }
}

/// Every series of the demonstration: indicator × place × group; a period stands where its first year is.
std::vector<Judged> demonstration(const std::string& folder) {
  struct Indicator {
    bool percentage, up;
  };
  std::map<std::string, Indicator> indicators;
  each_row(folder + "/indicators.csv", {"indicator_id", "unit_en", "desired_direction"},
           [&](const auto& c) { indicators[c[0]] = {c[1].find("ercentage") != std::string::npos || c[1] == "Percent", c[2] == "up"}; });
  std::map<std::string, std::map<int, double>> series;
  each_row(folder + "/observations.csv", {"indicator_id", "geo_name", "breakdown", "unit_override", "period", "value"}, [&](const auto& c) {
    series[c[0] + "\n" + c[1] + "\n" + c[2] + "\n" + c[3]][std::atoi(c[4].c_str())] = c[5].empty() ? missing : std::atof(c[5].c_str());
  });
  std::vector<Judged> all;
  for (const auto& [name, values] : series) {
    const auto& indicator = indicators.at(name.substr(0, name.find('\n')));
    Judged one{.values = std::vector<double>(static_cast<std::size_t>(values.rbegin()->first - values.begin()->first + 1), missing), .horizon = 6, .up = indicator.up};
    bool negative = false, above = false;
    for (const auto& [year, value] : values) {
      one.values[static_cast<std::size_t>(year - values.begin()->first)] = value;
      negative = negative || value < 0;
      above = above || value > 100;
    }
    if (!negative) one.floor = 0;
    if (indicator.percentage && !above) one.ceiling = 100;
    all.push_back(std::move(one));
  }
  return all;
}

std::string text_of(const std::string& title, const Table& table) {
  std::string text = fmt::format("**{}**: {:.0f} series, {:.0f} events. Weighted mean absolute deviation {:.1f} points. Brier score {:.4f}; "
                                 "climatology {:.4f}; normal random walk {:.4f}.\n\n| chance given | events | given, mean | happened | difference | ± two clustered standard errors |\n|---|---:|---:|---:|---:|---:|\n",
                                 title, table.series, table.events, 100 * table.deviation(), table.brier / table.events, table.climatology / table.events, table.walk / table.events);
  for (std::size_t i = 0; i < 10; ++i) {
    const auto& decile = table.deciles[i];
    if (decile.events == 0) continue;
    text += fmt::format("| {}–{} % | {:.0f} | {:.1f} % | {:.1f} % | {:+.1f} | {:.1f} |\n", 10 * i, 10 * i + 10, decile.events, 100 * decile.given / decile.events,
                        100 * decile.happened / decile.events, 100 * decile.gap(), 200 * decile.error());
  }
  return text + "\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "forecast_calibration DEMO_FOLDER m3.csv.gz [document]\n");
    return 2;
  }
  std::array<Table, 5> tables;  // all, demonstration, yearly, quarterly, the half of these that nothing was chosen on
  std::size_t which = 0;
  const auto both = [&](Table& table, const Judged& series) {
    judge(table, series, which);
    judge(tables[0], series, which);
    ++which;
  };
  for (const auto& series : demonstration(argv[1])) both(tables[1], series);
  auto m3 = m3_series(argv[2]);
  for (std::size_t i = 0; i < m3.size(); ++i) {
    auto& series = m3[i];
    if (series.type != "YEARLY" && series.type != "QUARTERLY") continue;
    Judged one{.values = std::move(series.fit), .season = series.frequency, .horizon = series.horizon, .up = i / 2 % 2 == 0};
    one.values.insert(one.values.end(), series.test.begin(), series.test.end());
    if (i % 2 == 1) judge(tables[4], one, which);  // bench/forecast_tune chooses on the others
    both(tables[series.type == "YEARLY" ? 2 : 3], one);
  }
  std::string text = text_of("All", tables[0]) + text_of("Demonstration", tables[1]) + text_of("M3 yearly", tables[2]) + text_of("M3 quarterly", tables[3]) +
                     text_of("M3 yearly and quarterly, only the half on which no constant was chosen", tables[4]);
  std::fputs(text.c_str(), stdout);
  const bool holds = tables[0].holds();
  std::printf("%s\n", holds ? "What the table promises holds." : "A promise of the table is broken.");
  if (argc > 3) {
    const std::string begin = "<!-- written by bench/forecast_calibration -->\n";
    const std::string end = "<!-- end of what bench/forecast_calibration writes -->";
    std::ifstream in(argv[3]);
    std::stringstream whole;
    whole << in.rdbuf();
    std::string document = whole.str();
    const auto from = document.find(begin);
    const auto to = document.find(end);
    if (from == std::string::npos || to == std::string::npos) {
      std::fprintf(stderr, "%s has no place for the table: it needs the lines\n%s%s\n", argv[3], begin.c_str(), end.c_str());
      return 2;
    }
    document.replace(from + begin.size(), to - from - begin.size(), "\n" + text);
    std::ofstream(argv[3]) << document;
  }
  return holds ? 0 : 1;
}
