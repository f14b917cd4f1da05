// How fast and in how much memory a canonical CSV of millions of observations goes through the import: read, checked,
// compared with what is known, written as one batch with its ledger entry. Beside it, in the same run, the reference:
// `sqlite3 .import` of the same file into one bare table with the same unique key. Run by bench/import.sh.
//
//   import_bench make EXAMPLE_FOLDER FILE.csv ROWS     writes the file and FILE.csv.workspace to import it into
//   import_bench split FILE.csv                        only splits rows into cells
//   import_bench stage FILE.csv                        reads, checks, compares; writes nothing
//   import_bench import FILE.csv                       the whole import
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <fmt/format.h>

#include "act/import_batch.h"
#include "exchange/csv_reader.h"
#include "exchange/csv_writer.h"
#include "exchange/loading.h"
#include "record/measure.h"
#include "store/sqlite_store.h"

using namespace outturn;

namespace {

/// What the process used: seconds since its start of the work, of processor, and the most memory it ever held.
class Meter {
 public:
  void print(const char* what, std::int64_t rows, std::int64_t panel_bytes = 0) const {
    rusage use{};
    getrusage(RUSAGE_SELF, &use);
    const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec); };
    const double cpu = seconds(use.ru_utime) + seconds(use.ru_stime);
    fmt::print("{} rows={} wall={:.2f} cpu={:.2f} rows_per_second={:.0f} rows_per_cpu_second={:.0f} peak_mb={:.0f} panel_mb={:.0f}\n", what, rows,
               wall, cpu, static_cast<double>(rows) / wall, static_cast<double>(rows) / cpu, static_cast<double>(use.ru_maxrss) / 1024,
               static_cast<double>(panel_bytes) / 1048576);
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

const access::Reader& host(base::Day today) {
  static const auto reader = access::Reader::host(today);
  return reader;
}

int make(const std::string& example, const std::string& file, std::int64_t rows) {
  const base::SystemClock clock;
  const auto today = clock.today();
  const auto path = file + ".workspace";
  std::filesystem::remove(path);
  auto keeper = store::create(path, clock);
  base::Progress silent;
  exchange::Folder folder = exchange::read_folder(example, *keeper->now());
  folder.observations.clear();
  auto loaded = exchange::load_records(*keeper, host(today), std::move(folder.files), {});
  if (!loaded.sound()) return 1;
  // The country's headline figures of each indicator, given to as many places as it takes.
  exchange::Folder again = exchange::read_folder(example, *keeper->now());
  std::vector<std::tuple<std::string, std::string, double>> figures;
  for (const auto& observations : again.observations) {
    exchange::FileSource source(observations);
    auto staged = exchange::stage_observations(source, *keeper->now(), {.file_name = "x", .today = today}, silent);
    if (!staged.sound) return 1;
    for (std::size_t s = 0; s < staged.rows->series.size(); ++s) {
      const auto& name = staged.rows->series[s];
      if (name.place != "CA" || !name.group.empty()) continue;
      std::int64_t last = 0;
      for (auto r = staged.rows->first_row[s]; r < staged.rows->first_row[s + 1]; ++r) {
        const auto& row = staged.rows->rows[r];
        if (row.status != workspace::Status::figure || row.period == last) continue;
        last = row.period;
        figures.emplace_back(name.indicator, base::Period::from_code(row.period).text(), row.value);
      }
    }
  }
  const auto places = (rows + static_cast<std::int64_t>(figures.size()) - 1) / static_cast<std::int64_t>(figures.size());
  std::vector<act::Wanted> wanted;
  for (std::int64_t p = 0; p < places; ++p) {
    wanted.push_back({&record::kind_of<record::Place>(), fmt::format("A{:06}", p), {{"name", record::Localised{{"en", fmt::format("Area {}", p)}}},
                                                                                      {"level", std::string("area")}}});
  }
  if (!act::import_records(*keeper, host(today), wanted)) return 1;
  std::ofstream out(file, std::ios::binary);
  std::string text = "indicator,period,place,value\n";
  std::int64_t written = 0;
  for (std::size_t first = 0; first < figures.size();) {
    auto end = first;
    while (end < figures.size() && std::get<0>(figures[end]) == std::get<0>(figures[first])) ++end;
    for (std::int64_t p = 0; p < places && written < rows; ++p) {
      for (auto f = first; f < end && written < rows; ++f, ++written) {
        exchange::CsvWriter csv(text);
        const auto value = std::get<2>(figures[f]) + 0.1 * static_cast<double>((p * 7 + static_cast<std::int64_t>(f)) % 11);
        csv.exact(std::get<0>(figures[f])).exact(std::get<1>(figures[f])).exact(wanted[static_cast<std::size_t>(p)].id);
        csv.number(std::min(std::round(value * 10) / 10, 100.0 * (1 + 9999 * (std::get<2>(figures[f]) > 100)))).end_row();
      }
      if (text.size() > (1u << 20)) {
        out << text;
        text.clear();
      }
    }
    first = end;
  }
  out << text;
  fmt::print("made rows={} places={} indicators_x_periods={}\n", written, places, figures.size());
  return 0;
}

int split(const std::string& file) {
  Meter meter;
  exchange::FileSource source(file);
  exchange::Report report;
  exchange::CsvReader reader(source, report);
  std::int64_t rows = 0;
  reader.begin();
  while (reader.next()) ++rows;
  meter.print("split", rows);
  return 0;
}

int import(const std::string& file, bool write) {
  const base::SystemClock clock;
  const auto path = file + ".copy";
  for (const auto* part : {"", "-wal"}) {  // what is committed may still stand in the log
    std::error_code none;
    std::filesystem::remove(path + part, none);
    if (std::filesystem::exists(file + ".workspace" + part)) std::filesystem::copy_file(file + ".workspace" + part, path + part);
  }
  auto keeper = store::open(path, clock);
  base::Progress silent;
  Meter meter;
  exchange::FileSource source(file);
  auto staged = exchange::stage_observations(source, *keeper->now(), {.file_name = "bench.csv", .today = clock.today()}, silent);
  const auto rows = staged.rows_read;
  for (const auto& [code, kind] : staged.report.kinds()) fmt::print("  {} {}\n", code, kind.count);
  if (!staged.sound) return 1;
  if (write) {
    auto imported = act::import_batch(*keeper, host(clock.today()), exchange::import_of(std::move(staged)));
    if (!imported) {
      fmt::print("refused: {}\n", imported.error().front().code);
      return 1;
    }
    meter.print("import", rows, static_cast<std::int64_t>(keeper->now()->panel().bytes()));
  } else {
    meter.print("stage", rows);
  }
  keeper.reset();
  for (const auto* part : {"", "-wal", "-shm"}) {
    std::error_code none;
    std::filesystem::remove(path + part, none);
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string what = count > 2 ? arguments[1] : "";
  if (what == "make" && count == 5) return make(arguments[2], arguments[3], std::atoll(arguments[4]));
  if (what == "split") return split(arguments[2]);
  if (what == "stage") return import(arguments[2], false);
  if (what == "import") return import(arguments[2], true);
  fmt::print(stderr, "see the head of bench/import_bench.cpp\n");
  return 2;
}
