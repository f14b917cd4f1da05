#include "web/outcomes/judgement.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "attend/points.h"
#include "quality/amount.h"
#include "record/organisation.h"
#include "track/promise.h"
#include "web/measures/formula_history.h"
#include "web/measures/outlook.h"
#include "web/serving/parse.h"

namespace outturn::web {

using track::StatusCode;

Tone tone_of(StatusCode code) {
  switch (code) {
    case StatusCode::met:
    case StatusCode::on_course:
    case StatusCode::better: return Tone::on;
    case StatusCode::missed:
    case StatusCode::met_then_lost:
    case StatusCode::off_course:
    case StatusCode::worse: return Tone::off;
    case StatusCode::uncertain:
    case StatusCode::promise_changed:
    case StatusCode::no_target: return Tone::doubt;
    case StatusCode::no_change_beyond_noise:
    case StatusCode::too_early:
    case StatusCode::cannot_tell: break;
  }
  return Tone::none;
}

Status shown(const Visit& visit, StatusCode code) {
  return {tone_of(code), visit.say(fmt::format("track.status.{}", track::text_of(code)))};
}

bool asks_more(const track::Status& first, const track::Status& second) {
  const auto points = [](const track::Status& status) {
    return std::pair(attend::target_points(status), attend::moved_away_points(status.indicator->as<record::Indicator>(), status));
  };
  return points(first) > points(second);
}

const track::Status* most_urgent(std::span<const track::Status> statuses) {
  const auto found = std::min_element(statuses.begin(), statuses.end(), asks_more);
  return found == statuses.end() ? nullptr : &*found;
}

std::vector<track::Status> readable_statuses(const Visit& visit, const workspace::Record& outcome) {
  auto all = track::statuses_of_outcome(visit.view, outcome);
  std::erase_if(all, [&](const track::Status& status) { return !visit.may(access::Act::read, *status.indicator->kind, status.indicator); });
  return all;
}

std::string figure_text(const Visit& visit, const record::Indicator& indicator, double value) {
  return language::say(visit.words, quality::amount_of(indicator, value));
}

std::string target_text(const Visit& visit, const record::Indicator& indicator, const record::Target& target) {
  return visit.say(track::target_phrase(indicator, target));
}

chart::Unit chart_unit(const Visit& visit, const record::Indicator& indicator) {
  chart::Unit unit;
  if (indicator.decimals) unit.decimals = static_cast<int>(*indicator.decimals);
  if (indicator.value_kind == record::ValueKind::percentage) {
    unit.pattern = visit.say("language.amount.percentage", {{"number", "{value}"}});
  }
  return unit;
}

std::vector<chart::Point> chart_points(std::span<const workspace::Figure> figures) {
  std::vector<chart::Point> points;
  points.reserve(figures.size());
  for (const auto& figure : figures) {
    chart::Point point{.period = figure.period};
    if (figure.is_figure()) point.value = figure.value;
    else point.absence = static_cast<char>(figure.status);
    points.push_back(point);
  }
  return points;
}

std::optional<chart::Target> chart_target(const Visit& visit, const workspace::Record& record, std::span<const workspace::Figure> figures) {
  const auto& target = record.as<record::Target>();
  if (!target.value || !target.period || !visit.may(access::Act::read, *record.kind, &record)) return std::nullopt;
  constexpr std::array kinds{chart::Target::Kind::at_most, chart::Target::Kind::at_least, chart::Target::Kind::range,
                             chart::Target::Kind::eliminate};
  chart::Target drawn{.due = *target.period,
                      .kind = kinds.at(static_cast<std::size_t>(target.form)),
                      .value = *target.value,
                      .upper = target.upper.value_or(*target.value),
                      .alone = target.kind == record::TargetKind::alone};
  const auto start = track::starting_value(target, figures);
  if (start && target.base_period) drawn.baseline = chart::Baseline{.period = *target.base_period, .value = *start};
  return drawn;
}

namespace {

std::vector<workspace::Figure> figures_of(const Visit& visit, const track::Status& status) {
  return status.series ? visit.view.figures(*status.series) : std::vector<workspace::Figure>{};
}

}  // namespace

html::Safe small_trend(const Visit& visit, const track::Status& status, std::string id) {
  const auto& indicator = status.indicator->as<record::Indicator>();
  const auto figures = figures_of(visit, status);
  chart::Sparkline line{.id = std::move(id),
                        .title = visit.say("overview.trend_of", {{"indicator", status.indicator->title(visit.words.language())}}),
                        .description = {},
                        .unit = chart_unit(visit, indicator),
                        .points = chart_points(figures),
                        .target = {}};
  if (status.target) line.target = chart_target(visit, *status.target, figures);
  return html::Safe::vouched(chart::sparkline(visit.words, line));
}

std::vector<std::string> trend_notes(const Visit& visit, const track::Status& status) {
  const auto& indicator = status.indicator->as<record::Indicator>();
  std::vector<std::string> notes;
  if (status.latest) {
    notes.push_back(visit.say("overview.latest_in", {{"value", figure_text(visit, indicator, status.latest->value)},
                                                     {"period", chart::short_period(visit.words, status.latest->period)}}));
    if (auto mark = formula_mark(visit, *status.indicator); !mark.empty()) notes.push_back(std::move(mark));
  }
  if (status.target) {
    const auto& target = status.target->as<record::Target>();
    notes.push_back(visit.say("overview.target_is", {{"target", target_text(visit, indicator, target)}}));
  }
  return notes;
}

Figure trend_figure(const Visit& visit, const track::Status& status, std::string id, int heading_level) {
  const auto& words = visit.words;
  const auto& indicator = status.indicator->as<record::Indicator>();
  const auto figures = figures_of(visit, status);
  chart::Trend trend{.id = id + "-chart",
                     .title = status.indicator->title(words.language()),
                     .description = {},
                     .unit = chart_unit(visit, indicator),
                     .rate = indicator.value_kind != record::ValueKind::amount && indicator.value_kind != record::ValueKind::count,
                     .points = chart_points(figures),
                     .first_published = {},
                     .vintages = {},
                     .comparison = {},
                     .targets = {},
                     .fan = {}};
  std::vector<const workspace::Record*> targets;
  for (const auto& other : status.other_targets) targets.push_back(other.target);
  if (status.target) targets.push_back(status.target);
  for (const auto* target : targets) {
    if (auto drawn = chart_target(visit, *target, figures)) trend.targets.push_back(*drawn);
  }
  std::sort(trend.targets.begin(), trend.targets.end(), [](const auto& a, const auto& b) { return a.due < b.due; });
  auto outlook = status.forecast;
  if (!outlook && status.series) outlook = track::outlook_for(visit.view, indicator, *status.series);
  const auto to_come = coming(visit, outlook.get(), furthest_target(status));
  trend.fan = to_come.fan;
  auto drawn = chart::trend(words, trend);

  Figure figure{.id = std::move(id), .title = visit.say(status.sentence)};
  if (!to_come.key.empty()) figure.key.push_back(to_come.key);
  const auto place = status.place ? status.place->title(words.language()) : "";
  const auto unit = std::string(indicator.unit.in(words.language()));
  figure.subtitle = visit.say(unit.empty() ? "overview.plotted" : "overview.plotted_unit",
                              {{"indicator", status.indicator->title(words.language())}, {"unit", unit}, {"place", place}});
  if (!drawn.scale_note.empty()) figure.subtitle += ". " + drawn.scale_note;
  if (!figures.empty() || !trend.targets.empty()) {  // an empty frame would say less than the sentence above it
    figure.wide = html::Safe::vouched(std::move(drawn.wide));
    figure.narrow = html::Safe::vouched(std::move(drawn.narrow));
  }
  std::string sources;
  for (const auto& reference : indicator.sources) {
    const auto* source = visit.workspace().get<record::Source>(reference.id);
    if (!source) continue;
    const auto attribution = source->attribution.empty() ? source->title.in(words.language()) : source->attribution.in(words.language());
    if (!sources.empty()) sources += ' ';
    sources += attribution;
    break;  // the indicator's own page lists them all
  }
  figure.source = sources;
  figure.heading_level = heading_level;
  figure.table = {.caption = status.indicator->title(words.language()),
                  .columns = {{words.say("overview.period")}, {words.say("overview.figure"), true}, {words.say("overview.known_from")}},
                  .rows = {}};
  figure.table.rows = forecast_rows(visit, indicator, to_come, figure.table.columns.size());
  constexpr std::size_t most_rows = 12;
  const auto first = figures.size() > most_rows ? figures.size() - most_rows : 0;
  for (std::size_t i = figures.size(); i > first; --i) {
    const auto& one = figures[i - 1];
    figure.table.rows.push_back(
        {{{.text = words.period(one.period)},
          {.text = one.is_figure() ? figure_text(visit, indicator, one.value)
                                   : words.say(fmt::format("chart.absence.{}", workspace::status_code(one.status)))},
          {.text = words.day(one.known_from.day)}}});
  }
  if (figures.empty()) figure.table.columns.clear();
  const auto address = "/indicators/" + percent_encoded(status.indicator->id);
  figure.csv_address = visit.link(address + ".csv");
  figure.json_address = visit.link(address + ".json");
  return figure;
}

std::string form_to_add(const Visit& visit, std::string_view kind, std::string_view query) {
  return visit.link(fmt::format("/records/{}/new{}{}", kind, query.empty() ? "" : "?", query));
}

std::string form_to_change(const Visit& visit, const workspace::Record& record) {
  return visit.link(fmt::format("/records/{}/{}/change", record.kind->code, percent_encoded(record.id)));
}

}  // namespace outturn::web
