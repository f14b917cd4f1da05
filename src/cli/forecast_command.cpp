#include "cli/forecast_command.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <optional>
#include <ostream>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "cli/telling.h"
#include "cli/telling_findings.h"
#include "exchange/csv_reader.h"
#include "exchange/csv_writer.h"
#include "exchange/figure.h"
#include "stats/forecast.h"

namespace outturn::cli {
namespace {

constexpr std::array<std::string_view, 5> forecast_columns{"series", "frequency", "horizon", "t", "value"};
constexpr std::int64_t longest_series = 100'000;
constexpr std::int64_t longest_season = 400;
constexpr std::int64_t furthest_step = 1000;

struct Bounds {
  double floor{-std::numeric_limits<double>::infinity()};
  double ceiling{std::numeric_limits<double>::infinity()};
};

struct SeriesRead {
  std::string name;
  int frequency{};
  int horizon{};
  std::vector<double> values;  ///< NaN = missing
  std::vector<std::int64_t> rows;  ///< row of the file of each value; 0 = none
};

struct Asked {
  double level{};
  std::optional<double> target;
  int by{};
  bool up{};
  Bounds bounds;
};

/// A whole number within limits, or a finding about the cell.
std::optional<std::int64_t> whole(exchange::Report& report, std::int64_t row, std::string_view column, std::string_view cell, std::int64_t most,
                                  std::string_view refusal = "cli.forecast_not_whole") {
  double value{};
  const auto text = base::trimmed(cell);
  if (exchange::is_plain_number(text, value) && value == std::floor(value) && value >= 1 && value <= static_cast<double>(most)) {
    return static_cast<std::int64_t>(value);
  }
  report.cell(row, column, cell, std::string(refusal), {{"most", most}});
  return std::nullopt;
}

/// How many figures make a year, as people write it in words.
constexpr std::array<std::pair<std::string_view, std::int64_t>, 19> frequency_words{{{"yearly", 1},      {"annual", 1},       {"annually", 1},  {"annuel", 1},
                                                                                    {"annuelle", 1},    {"half-yearly", 2},  {"semestriel", 2}, {"semestrielle", 2},
                                                                                    {"quarterly", 4},   {"trimestriel", 4},  {"trimestrielle", 4}, {"monthly", 12},
                                                                                    {"mensuel", 12},    {"mensuelle", 12},   {"weekly", 52},   {"hebdomadaire", 52},
                                                                                    {"daily", 7},       {"quotidien", 7},    {"quotidienne", 7}}};

/// A number of figures a year, or its word; daily figures repeat by the week.
std::optional<std::int64_t> frequency_of(exchange::Report& report, std::int64_t row, std::string_view cell) {
  const auto word = base::folded(base::trimmed(cell));
  const auto known = std::find_if(frequency_words.begin(), frequency_words.end(), [&](const auto& one) { return one.first == word; });
  if (known != frequency_words.end()) return known->second;
  return whole(report, row, forecast_columns[1], cell, longest_season, "cli.forecast_frequency");
}

/// Reads the file; everything wrong goes to the report.
class SeriesReader {
 public:
  SeriesReader(exchange::Report& report, const Bounds& bounds) : report_(report), bounds_(bounds) {}

  std::vector<SeriesRead> read(const std::string& file, base::Progress& progress) {
    exchange::FileSource source(file);
    exchange::CsvReader csv(source, report_);
    if (!csv.begin() || !find_columns(csv.header())) return {};
    while (csv.next() && !progress.cancelled()) {
      row(csv);
      progress.at("figures", csv.bytes_read(), source.size());
    }
    return std::move(read_);
  }

 private:
  bool find_columns(const std::vector<std::string>& header) {
    at_.fill(-1);
    for (std::size_t i = 0; i < header.size(); ++i) {
      const auto name = base::folded(base::trimmed(header[i]));
      const auto known = std::find(forecast_columns.begin(), forecast_columns.end(), name);
      if (known != forecast_columns.end()) {
        at_[known - forecast_columns.begin()] = static_cast<int>(i);
      } else if (!name.empty()) {
        report_.note(1, "cli.forecast_unknown_column", {{"written", header[i]}}, base::Severity::warning);
      }
    }
    bool whole_header = true;
    for (std::size_t i = 0; i < forecast_columns.size(); ++i) {
      if (at_[i] >= 0) continue;
      report_.note(1, "cli.forecast_no_column", {{"column", std::string(forecast_columns[i])}});
      whole_header = false;
    }
    return whole_header;
  }

  void row(const exchange::CsvReader& csv) {
    const auto cell = [&](int column) { return csv.cells()[at_[column]]; };
    const auto row = csv.row();
    const std::string name(exchange::read_text(base::trimmed(cell(0))));
    if (name.empty()) report_.cell(row, forecast_columns[0], cell(0), "cli.forecast_no_name");
    const auto frequency = frequency_of(report_, row, cell(1));
    const auto horizon = whole(report_, row, forecast_columns[2], cell(2), furthest_step);
    const auto position = whole(report_, row, forecast_columns[3], cell(3), longest_series);
    const auto figure = exchange::parse_figure(cell(4), "", {});
    if (!figure) {
      for (auto issue : figure.error()) {
        if (issue.code == "figure.unknown_marker") issue = {"", "cli.not_a_figure", {{"written", exchange::shortened(cell(4))}}};
        report_.add({row, std::string(forecast_columns[4]), exchange::shortened(cell(4)), issue});
      }
    }
    if (name.empty() || !frequency || !horizon || !position || !figure) return;

    const auto [known, fresh] = by_name_.try_emplace(name, read_.size());
    if (fresh) read_.push_back({name, static_cast<int>(*frequency), static_cast<int>(*horizon), {}, {}});
    auto& series = read_[known->second];
    if (series.frequency != *frequency)
      report_.cell(row, forecast_columns[1], cell(1), "cli.forecast_two_frequencies", {{"series", name}, {"first", static_cast<std::int64_t>(series.frequency)}});
    if (series.horizon != *horizon)
      report_.cell(row, forecast_columns[2], cell(2), "cli.forecast_two_horizons", {{"series", name}, {"first", static_cast<std::int64_t>(series.horizon)}});
    const auto index = static_cast<std::size_t>(*position - 1);
    if (series.values.size() <= index) {
      series.values.resize(index + 1, std::numeric_limits<double>::quiet_NaN());
      series.rows.resize(index + 1);
    }
    if (series.rows[index] != 0) {
      report_.cell(row, forecast_columns[3], cell(3), "cli.forecast_twice", {{"series", name}, {"first", series.rows[index]}});
      return;
    }
    series.rows[index] = row;
    if (figure->status != workspace::Status::figure) return;
    if (figure->value < bounds_.floor) {
      report_.cell(row, forecast_columns[4], cell(4), "cli.forecast_below", {{"limit", bounds_.floor}});
    } else if (figure->value > bounds_.ceiling) {
      report_.cell(row, forecast_columns[4], cell(4), "cli.forecast_above", {{"limit", bounds_.ceiling}});
    }
    series.values[index] = figure->value;
  }

  exchange::Report& report_;
  Bounds bounds_;
  std::array<int, forecast_columns.size()> at_{};
  std::vector<SeriesRead> read_;
  std::map<std::string, std::size_t, std::less<>> by_name_;
};

base::Checked<Asked> asked(const ForecastOptions& options) {
  Asked wanted{.level = options.level > 1 ? options.level / 100 : options.level, .by = options.by};
  base::Issues issues;
  if (!(wanted.level >= 0.01 && wanted.level <= 0.9999)) issues.push_back({"--level", "cli.forecast_level", {{"written", options.level}}});
  if (options.kind == "percentage") {
    wanted.bounds = {0, 100};
  } else if (options.kind == "rate" || options.kind == "count" || options.kind == "amount") {
    wanted.bounds.floor = 0;
  } else if (!options.kind.empty()) {
    issues.push_back({"--kind", "cli.forecast_kind", {{"written", options.kind}}});
  }
  if (!options.target.empty()) {
    double target{};
    if (exchange::is_plain_number(options.target, target)) {
      wanted.target = target;
    } else {
      issues.push_back({"--target", "cli.forecast_target", {{"written", options.target}}});
    }
    if (options.direction != "up" && options.direction != "down") issues.push_back({"--direction", "cli.forecast_direction", {{"written", options.direction}}});
    if (options.by < 0 || options.by > furthest_step) issues.push_back({"--by", "cli.forecast_by", {{"written", static_cast<std::int64_t>(options.by)}, {"most", furthest_step}}});
    wanted.up = options.direction == "up";
  } else if (options.by != 0 || !options.direction.empty()) {
    issues.push_back({"--target", "cli.forecast_no_target"});
  }
  if (!issues.empty()) return base::refuse(std::move(issues));
  return wanted;
}

/// Writes answers as they come: CSV, or JSON where asked for.
class ForecastAnswer {
 public:
  ForecastAnswer(const Asked& wanted, bool json, const language::Words& words) : wanted_(wanted), as_json_(json), words_(words) {
    if (as_json_) {
      json_.begin_object().key("level").number(wanted.level).key("series").begin_array();
    } else {
      csv_.exact("series").exact("step").exact("mean").exact("lower").exact("upper");
      if (wanted_.target) csv_.exact("probability");
      csv_.end_row();
    }
  }

  void add(const SeriesRead& series, const stats::Forecast& made) {
    if (as_json_) {
      json_.begin_object().member("series", series.name).key("seasonal").boolean(made.seasonal).key("usable").integer(made.usable);
      json_.key("models").begin_array();
      for (const auto& model : made.models)
        json_.begin_object().member("model", model.code).key("weight").number(model.weight).key("error").number(model.error).end_object();
      json_.end_array().key("steps").begin_array();
    }
    for (std::size_t i = 0; i < made.steps.size(); ++i) {
      const auto& step = made.steps[i];
      const double lower = step.quantile((1 - wanted_.level) / 2);
      const double upper = step.quantile((1 + wanted_.level) / 2);
      const auto number = static_cast<std::int64_t>(i + 1);
      const bool due = wanted_.target && number == (wanted_.by ? wanted_.by : series.horizon);
      const double chance = !due ? 0 : wanted_.up ? step.probability_at_least(*wanted_.target) : step.probability_at_most(*wanted_.target);
      if (as_json_) {
        json_.begin_object().key("step").integer(number).key("mean").number(step.centre()).key("lower").number(lower).key("upper").number(upper);
        if (due) json_.key("probability").number(chance);
        json_.end_object();
        continue;
      }
      csv_.text(series.name).integer(number).number(step.centre()).number(lower).number(upper);
      if (due) csv_.number(chance);
      else if (wanted_.target) csv_.empty();
      csv_.end_row();
    }
    if (as_json_) json_.end_array().end_object();
  }

  /// A series that cannot be forecast still has its rows, empty, so that nothing is missing unseen.
  void leave_out(const SeriesRead& series, int steps, const base::Issues& issues) {
    if (as_json_) {
      json_.begin_object().member("series", series.name).key("errors").begin_array();
      for (const auto& issue : issues) json_.begin_object().member("code", issue.code).member("message", words_.issue(issue)).end_object();
      json_.end_array().key("steps").begin_array().end_array().end_object();
      return;
    }
    for (int step = 1; step <= steps; ++step) {
      csv_.text(series.name).integer(step).empty().empty().empty();
      if (wanted_.target) csv_.empty();
      csv_.end_row();
    }
  }

  std::string text() {
    if (!as_json_) return std::move(text_);
    json_.end_array().end_object();
    return json_.str() + "\n";
  }

 private:
  const Asked& wanted_;
  bool as_json_;
  const language::Words& words_;
  std::string text_;
  exchange::CsvWriter csv_{text_};
  base::JsonWriter json_;
};

/// Writes the answer to a file.  throws exchange::ExchangeError
void keep(const std::string& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) throw exchange::ExchangeError(file + ": " + std::strerror(errno));
}

}  // namespace

int forecast(World& world, const Common& common, const ForecastOptions& options) {
  const auto words = words_for(world, common);
  const auto wanted = asked(options);
  if (!wanted) return refused(world, common, wanted.error());

  const auto folder = std::filesystem::path(options.output).parent_path();
  if (std::error_code unknown; !folder.empty() && !std::filesystem::is_directory(folder, unknown)) {
    return refused(world, common, {{"--output", "cli.no_output_folder", {{"folder", folder.string()}}}});
  }

  TerminalProgress progress(world, common);
  exchange::Report report;
  const auto all = SeriesReader(report, wanted->bounds).read(options.file, progress);
  if (report.has_errors()) {
    if (common.json) return refused(world, common, report.issues());
    tell_findings(world, words, report);
    world.err << words.say("cli.forecast.refused", {{"errors", report.errors()}}) << '\n';
    return bad_input;
  }
  ForecastAnswer answer(*wanted, common.json, words);
  std::int64_t left_out = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& series = all[i];
    if (progress.cancelled()) return world_failed;
    progress.at("forecasts", static_cast<std::int64_t>(i), static_cast<std::int64_t>(all.size()));
    const int steps = std::max(series.horizon, wanted->target ? wanted->by : 0);
    const auto made = stats::forecast({.values = series.values, .season = series.frequency, .horizon = steps,
                                       .floor = wanted->bounds.floor, .ceiling = wanted->bounds.ceiling, .backtest = false});
    if (made) {
      answer.add(series, *made);
      continue;
    }
    ++left_out;
    answer.leave_out(series, steps, made.error());
    for (const auto& issue : made.error())
      report.add({0, {}, {}, {{}, "cli.forecast_series", {{"series", series.name}, {"sentence", words.issue(issue)}}, base::Severity::warning}});
  }
  if (!common.json) tell_findings(world, words, report);
  const bool none = left_out == static_cast<std::int64_t>(all.size());
  if (options.output.empty()) {
    world.out << answer.text() << std::flush;
    if (!world.out) {
      world.err << words.say("cli.export.failed") << '\n';
      return world_failed;
    }
  } else {
    keep(options.output, answer.text());
    if (!common.json)
      world.err << words.say("cli.forecast.done", {{"file", options.output}, {"series", static_cast<std::int64_t>(all.size()) - left_out}}) << '\n';
  }
  return none ? bad_input : done;
}

}  // namespace outturn::cli
