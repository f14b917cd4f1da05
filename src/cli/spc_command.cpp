#include "cli/spc_command.h"

#include <algorithm>
#include <map>
#include <ostream>

#include "base/json.h"
#include "base/period.h"
#include "base/text.h"
#include "cli/plain_file.h"
#include "cli/telling.h"
#include "stats/control_chart.h"
#include "stats/run_rules.h"
#include "stats/spc_telling.h"

namespace outturn::cli {
namespace {

enum SpcColumn : std::size_t { time_column, value_column, counted_from_column };

struct Series {
  std::vector<std::string> times;
  std::vector<stats::Reading> readings;
  std::vector<const PlainRow*> rows;
};

/// The rows in the order of time, if every time is a period that we know; in the order of the file otherwise.
Series series_of(PlainFile& file) {
  struct Timed {
    std::string label;
    std::optional<base::Period> period;
    const PlainRow* row;
  };
  std::vector<Timed> timed;
  std::map<std::string, std::int64_t> seen;
  bool all_periods = true;
  for (const auto& row : file.rows()) {
    const std::string label(base::trimmed(row.cells[time_column]));
    const auto period = base::Period::parse(label);
    all_periods = all_periods && period.has_value();
    timed.push_back({label, period ? std::optional(*period) : std::nullopt, &row});
    if (label.empty()) file.refuse(row, time_column, {"", "cli.no_time"});
    const auto [before, fresh] = seen.emplace(period ? period->text() : label, row.row);
    if (!fresh && !label.empty()) file.refuse(row, time_column, {"", "cli.time_twice", {{"time", label}, {"row", before->second}}});
  }
  if (all_periods) std::stable_sort(timed.begin(), timed.end(), [](const auto& a, const auto& b) { return *a.period < *b.period; });
  Series series;
  for (const auto& one : timed) {
    series.times.push_back(one.label);
    series.rows.push_back(one.row);
    series.readings.push_back({file.number(*one.row, value_column), file.number(*one.row, counted_from_column)});
  }
  return series;
}

stats::ChartOptions chart_options(PlainFile& file, const Series& series, const SpcOptions& options) {
  stats::ChartOptions wanted{.target = options.target, .screen_outliers = !options.keep_outliers, .fix_after = options.fix_after};
  wanted.kind = options.chart == "p"   ? stats::ChartKind::p
                : options.chart == "u" ? stats::ChartKind::u
                : options.chart == "c" ? stats::ChartKind::c
                                       : stats::ChartKind::xmr;
  if (!options.direction.empty()) wanted.improvement = options.direction == "up" ? stats::Improvement::up : stats::Improvement::down;
  for (const auto& time : options.rebase) {
    const auto found = std::find(series.times.begin(), series.times.end(), time);
    if (found == series.times.end()) {
      file.report().add({0, "", "", {"--rebase", "cli.no_such_time", {{"time", time}}}});
    } else {
      wanted.new_limits.push_back(static_cast<std::size_t>(found - series.times.begin()));
    }
  }
  return wanted;
}

/// What the room of numbers found wrong, put where it stands in the file.
void report_issues(PlainFile& file, const Series& series, const base::Issues& issues) {
  for (const auto& issue : issues) {
    const auto position = std::find_if(issue.values.begin(), issue.values.end(), [](const auto& value) { return value.name == "position"; });
    const bool of_a_cell = issue.field == "value" || issue.field == "denominator";
    if (!of_a_cell || position == issue.values.end()) {
      file.report().add({0, "", "", {"--" + issue.field, issue.code, issue.values}});
      continue;
    }
    const auto at = static_cast<std::size_t>(std::get<std::int64_t>(position->value) - 1);
    file.refuse(*series.rows[at], issue.field == "value" ? value_column : counted_from_column, issue);
  }
}

/// Every sentence that the chart has to say, most important first.
std::vector<language::Sentence> sentences(const stats::ControlChart& chart, const stats::RunChart& runs, const SpcOptions& options) {
  const bool ratio = chart.points.front().denominator.has_value() || chart.kind == stats::ChartKind::p;
  const stats::AsAmount amount = [&](double value) { return language::Amount{value, ratio ? 4 : -1}; };
  std::vector<language::Sentence> said{stats::verdict(chart, amount)};
  if (chart.assurance != stats::Assurance::not_judged) said.push_back(stats::assurance_sentence(chart, *options.target, amount));
  else if (options.target) said.push_back({"cli.spc.no_direction", {{"target", amount(*options.target)}}});
  const auto& now = chart.now();
  if (now.provisional()) said.push_back({"stats.spc.provisional", {{"count", static_cast<std::int64_t>(now.values)}}});
  if (now.screened > 0) said.push_back({"stats.spc.screened", {{"count", static_cast<std::int64_t>(now.screened)}}});
  said.push_back({"cli.spc.run_chart", {{"findings", stats::run_chart_findings(runs, amount)}}});
  return said;
}

void tell(World& world, const language::Words& words, const stats::ControlChart& chart, const Series& series,
          const std::vector<language::Sentence>& said) {
  for (const auto& sentence : said) world.out << language::say(words, sentence) << '\n';
  for (std::size_t i = 0; i < chart.points.size(); ++i) {
    const auto& point = chart.points[i];
    if (point.signals.empty()) continue;
    language::Phrases why;
    for (const auto signal : point.signals) why.push_back(stats::signal_name(signal));
    world.out << language::say(words, {"cli.spc.signal", {{"time", series.times[i]},
                                                          {"value", language::Amount{*point.value}},
                                                          {"variation", words.say("stats.spc.variation." + std::string(text_of(point.variation)))},
                                                          {"why", why}}})
              << '\n';
  }
}

}  // namespace

int spc(World& world, const Common& common, const SpcOptions& options) {
  const auto words = words_for(world, common);
  if ((options.chart == "p" || options.chart == "u") && options.denominator.empty()) {
    return refused(world, common, {{"--denominator", "cli.spc_no_denominator", {{"chart", options.chart}}}});
  }
  PlainFile file(options.file, {{"--time", options.time}, {"--value", options.value}, {"--denominator", options.denominator}});
  if (file.report().has_errors()) return refused(world, common, file.report());
  const auto series = series_of(file);
  const auto wanted = chart_options(file, series, options);
  const auto chart = stats::control_chart(series.readings, wanted);
  if (!chart) {
    auto issues = chart.error();
    if (file.report().has_errors()) std::erase_if(issues, [](const auto& issue) { return issue.code == "stats.too_few_values"; });
    report_issues(file, series, issues);
  }
  if (file.report().has_errors()) return refused(world, common, file.report());

  std::vector<std::optional<double>> plotted;
  for (const auto& point : chart->points) plotted.push_back(point.value);
  const auto runs = stats::run_chart(plotted);
  const auto said = sentences(*chart, *runs, options);
  if (!common.json) {
    tell(world, words, *chart, series, said);
    return done;
  }
  base::JsonWriter json;
  json.begin_object();
  stats::write_members(json, *chart, series.times);
  json.key("run_chart");
  stats::write_json(json, *runs, series.times);
  json.key("target");
  if (options.target) {
    json.number(*options.target);
  } else {
    json.null();
  }
  json.key("direction");
  if (options.direction.empty()) {
    json.null();
  } else {
    json.text(options.direction);
  }
  json.key("sentences").begin_array();
  for (const auto& sentence : said) json.text(language::say(words, sentence));
  json.end_array().end_object();
  world.out << json.str() << '\n';
  return done;
}

}  // namespace outturn::cli
