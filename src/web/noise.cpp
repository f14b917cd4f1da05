#include "web/noise.h"

#include <algorithm>

#include "quality/amount.h"
#include "record/process_segment.h"
#include "stats/spc_telling.h"
#include "web/indicator_page.h"
#include "web/judgement.h"
#include "web/parse.h"

namespace outturn::web {
namespace {

constexpr std::size_t most_signals = 12;
constexpr std::size_t most_rows = 60;

/// The number that a target in force names, where one number says it.
std::optional<double> target_value(const Course& course) {
  if (!course.status || !course.status->target) return std::nullopt;
  const auto& target = course.status->target->as<record::Target>();
  if (target.form == record::TargetForm::range) return std::nullopt;
  return target.value;
}

std::string when(const Visit& visit, const Course& course, std::size_t at) { return visit.words.period(course.figures[at].period); }

Table signals_table(const Visit& visit, const Course& course, const stats::ControlChart& chart) {
  Table table{.caption = visit.say("noise.signals"),
              .columns = {{visit.say("measure.period")}, {visit.say("measure.figure"), true}, {visit.say("noise.what")}, {visit.say("noise.why")}},
              .rows = {},
              .shows_caption = true};
  for (std::size_t i = chart.points.size(); i-- > 0 && table.rows.size() < most_signals;) {
    const auto& point = chart.points[i];
    if (point.signals.empty()) continue;
    table.rows.push_back({{{.text = when(visit, course, i)},
                           {.text = figure_text(visit, course.measure(), *point.value)},
                           {.content = html::rendered(shown(visit, point.variation), visit.words)},
                           {.text = reasons_text(visit, point.signals)}}});
  }
  return table;
}

Table limits_table(const Visit& visit, const Course& course, const stats::ControlChart& chart) {
  const auto& measure = course.measure();
  Table table{.caption = visit.say("noise.table"),
              .columns = {{visit.say("measure.period")}, {visit.say("measure.figure"), true}, {visit.say("noise.lower"), true},
                          {visit.say("noise.average"), true}, {visit.say("noise.upper"), true}},
              .rows = {}};
  for (std::size_t i = chart.points.size(); i-- > 0 && table.rows.size() < most_rows;) {
    const auto& point = chart.points[i];
    table.rows.push_back({{{.text = when(visit, course, i)},
                           {.text = cell_text(visit, measure, course.figures[i])},
                           {.text = figure_text(visit, measure, point.lower)},
                           {.text = figure_text(visit, measure, chart.segments[point.segment].centre)},
                           {.text = figure_text(visit, measure, point.upper)}}});
  }
  return table;
}

Figure noise_figure(const Visit& visit, const Course& course, const Noise& noise) {
  const auto& chart = *noise.chart;
  std::int64_t marked = 0;
  for (const auto& point : chart.points) marked += point.signals.empty() ? 0 : 1;
  Figure figure{.id = "noise-chart",
                .title = visit.say("noise.marked", {{"marked", marked}, {"count", static_cast<std::int64_t>(noise.figures)}}),
                .subtitle = visit.say("noise.plotted", {{"measure", course.indicator->title(visit.words.language())},
                                                        {"where", whereabouts(visit, course.place, course.group)}})};
  auto drawn = chart::run_chart(visit.words, run_drawing(visit, course, noise, "noise", true));
  if (!drawn.scale_note.empty()) figure.subtitle += " " + drawn.scale_note;
  figure.wide = html::Safe::vouched(std::move(drawn.wide));
  figure.narrow = html::Safe::vouched(std::move(drawn.narrow));
  figure.key = absence_legend(visit, course.figures);
  figure.table = limits_table(visit, course, chart);
  figure.heading_level = 3;
  return figure;
}

}  // namespace

const stats::ChartPoint* Noise::last() const {
  if (!chart) return nullptr;
  const auto found = std::find_if(chart->points.rbegin(), chart->points.rend(), [](const auto& point) { return point.value.has_value(); });
  return found == chart->points.rend() ? nullptr : &*found;
}

std::vector<const workspace::Record*> segments_of(const Visit& visit, const Course& course) {
  std::vector<const workspace::Record*> found;
  visit.workspace().each(record::kind_of<record::ProcessSegment>(), [&](const workspace::Record& record) {
    const auto& segment = record.as<record::ProcessSegment>();
    if (record.retired || !course.place || segment.indicator.id != course.indicator->id || segment.place.id != course.place->id) return;
    if (segment.group.id != (course.group ? course.group->id : std::string())) return;
    if (visit.may(access::Act::read, *record.kind, &record)) found.push_back(&record);
  });
  std::sort(found.begin(), found.end(), [](const auto* a, const auto* b) { return a->template as<record::ProcessSegment>().from < b->template as<record::ProcessSegment>().from; });
  return found;
}

Noise noise_of(const Visit& visit, const Course& course) {
  Noise noise{.target = target_value(course)};
  std::vector<stats::Reading> readings;
  std::vector<std::optional<double>> values;
  for (const auto& figure : course.figures) {
    readings.push_back({figure.is_figure() ? std::optional(figure.value) : std::nullopt, std::nullopt});
    values.push_back(readings.back().value);
    noise.figures += figure.is_figure() ? 1 : 0;
  }
  if (noise.figures < Noise::fewest_figures) return noise;
  stats::ChartOptions options{.target = noise.target};
  const auto direction = course.measure().direction;
  if (direction != record::Direction::none) options.improvement = direction == record::Direction::up ? stats::Improvement::up : stats::Improvement::down;
  for (const auto* record : segments_of(visit, course)) {
    const auto& segment = record->as<record::ProcessSegment>();
    if (!segment.in_force() || !segment.from) continue;
    const auto first = std::find_if(course.figures.begin(), course.figures.end(), [&](const auto& figure) { return figure.period.first_day() >= segment.from->first_day(); });
    if (first != course.figures.end()) options.new_limits.push_back(static_cast<std::size_t>(first - course.figures.begin()));
  }
  auto chart = stats::control_chart(readings, options);
  if (!chart && !options.new_limits.empty()) {  // too few figures yet after the newest decision
    options.new_limits.pop_back();
    chart = stats::control_chart(readings, options);
  }
  if (chart) noise.chart = std::move(*chart);
  if (auto runs = stats::run_chart(values)) noise.runs = std::move(*runs);
  return noise;
}

std::function<language::Amount(double)> as_amount(const Course& course) {
  return [&measure = course.measure()](double value) { return quality::amount_of(measure, value); };
}

Status shown(const Visit& visit, stats::Variation variation) {
  const auto tone = variation == stats::Variation::improvement ? Tone::on : variation == stats::Variation::concern ? Tone::off
                    : variation == stats::Variation::common_cause ? Tone::none : Tone::half;
  return {tone, visit.say("noise.variation." + std::string(text_of(variation)))};
}

std::string reasons_text(const Visit& visit, const std::vector<stats::Signal>& signals) {
  language::Phrases reasons;
  for (const auto signal : signals) reasons.push_back(stats::signal_name(signal));
  return visit.say(language::Sentence{"noise.reasons", {{"reasons", reasons}}});
}

std::string noise_sentence(const Visit& visit, const Course& course, const Noise& noise) {
  if (noise.chart) return visit.say(stats::verdict(*noise.chart, as_amount(course)));
  return visit.say("noise.too_few", {{"count", static_cast<std::int64_t>(noise.figures)}, {"least", static_cast<std::int64_t>(Noise::fewest_figures)}});
}

chart::RunChartDrawing run_drawing(const Visit& visit, const Course& course, const Noise& noise, std::string id, bool labels) {
  const auto& measure = course.measure();
  chart::RunChartDrawing drawing{.id = std::move(id),
                                 .title = visit.say("noise.chart_title", {{"measure", course.indicator->title(visit.words.language())},
                                                                          {"where", whereabouts(visit, course.place, course.group)}}),
                                 .description = noise_sentence(visit, course, noise),
                                 .unit = chart_unit(visit, measure),
                                 .rate = measure.value_kind != record::ValueKind::amount && measure.value_kind != record::ValueKind::count,
                                 .points = {},
                                 .target = noise.target};
  if (!noise.chart) return drawing;
  for (std::size_t i = 0; i < course.figures.size(); ++i) {
    const auto& point = noise.chart->points[i];
    const auto& figure = course.figures[i];
    const auto& segment = noise.chart->segments[point.segment];
    chart::RunPoint drawn{.period = figure.period, .value = point.value, .centre = segment.centre, .lower = point.lower, .upper = point.upper,
                          .new_limits = i > 0 && segment.first == i};
    if (!figure.is_figure()) drawn.absence = workspace::status_code(figure.status).front();
    if (!point.signals.empty()) {
      const auto tone = point.variation == stats::Variation::improvement ? chart::SignalTone::better
                        : point.variation == stats::Variation::concern   ? chart::SignalTone::worse
                                                                         : chart::SignalTone::neutral;
      const auto signal = point.signals.front();
      const bool up = signal == stats::Signal::above_limit || signal == stats::Signal::trend_up || signal == stats::Signal::two_of_three_above ||
                      signal == stats::Signal::shift_above;
      drawn.signal = chart::RunPoint::Signal{up, tone, labels ? visit.say("noise.label." + std::string(text_of(signal))) : ""};
    }
    drawing.points.push_back(std::move(drawn));
  }
  return drawing;
}

namespace {

/// Who began new limits, when and why; and the way to propose or sign some.
html::Safe limits_begun(const Visit& visit, const Course& course) {
  html::Safe content;
  SummaryList list;
  for (const auto* record : segments_of(visit, course)) {
    const auto& segment = record->as<record::ProcessSegment>();
    SummaryRow row{.key = visit.say("noise.new_limits_from", {{"period", segment.from ? visit.words.period(*segment.from) : ""}}),
                   .value = visit.say(segment.in_force() ? "noise.signed" : "noise.waiting", {{"reason", segment.reason}})};
    if (!segment.in_force() && visit.may(access::Act::change, *record->kind, record)) row.actions.push_back({visit.say("noise.sign"), form_to_change(visit, *record)});
    list.rows.push_back(std::move(row));
  }
  if (!list.rows.empty()) content += html::rendered(list, visit.words);
  if (!course.place || !visit.may(access::Act::add, record::kind_of<record::ProcessSegment>())) return content;
  auto query = "indicator=" + percent_encoded(course.indicator->id) + "&place=" + percent_encoded(course.place->id);
  if (course.group) query += "&group=" + percent_encoded(course.group->id);
  query += "&proposed_by=" + percent_encoded(visit.reader.person());
  content += html::rendered(Link{visit.say("noise.propose"), form_to_add(visit, "process_segment", query)}, visit.words);
  return content;
}

}  // namespace

Section noise_section(const Visit& visit, const Course& course) {
  const auto noise = noise_of(visit, course);
  Section section{.id = "noise", .title = visit.say("noise.title"), .lead = noise_sentence(visit, course, noise)};
  if (!noise.chart) return section;
  const auto& chart = *noise.chart;
  const auto amount = as_amount(course);
  Prose more;
  if (chart.assurance != stats::Assurance::not_judged) more.paragraphs.push_back(visit.say(stats::assurance_sentence(chart, *noise.target, amount)));
  if (noise.runs) more.paragraphs.push_back(visit.say(language::Sentence{"noise.run_chart", {{"findings", stats::run_chart_findings(*noise.runs, amount)}}}));
  section.content += html::rendered(more, visit.words);
  section.content += html::rendered(noise_figure(visit, course, noise), visit.words);
  if (const auto table = signals_table(visit, course, chart); !table.rows.empty()) section.content += html::rendered(table, visit.words);
  Prose small{.paragraphs = {}, .muted = true};
  if (chart.now().provisional()) small.paragraphs.push_back(visit.say("stats.spc.provisional", {{"count", static_cast<std::int64_t>(chart.now().values)}}));
  if (chart.now().screened > 0) small.paragraphs.push_back(visit.say("stats.spc.screened", {{"count", static_cast<std::int64_t>(chart.now().screened)}}));
  small.paragraphs.push_back(visit.say("noise.limits_mean"));
  section.content += html::rendered(small, visit.words);
  section.content += limits_begun(visit, course);
  auto address = "/indicators/" + percent_encoded(course.indicator->id) + "/places";
  if (course.group) address += "?group=" + percent_encoded(course.group->id);
  section.content += html::rendered(Link{visit.say("noise.see_places"), visit.link(address)}, visit.words);
  return section;
}

}  // namespace outturn::web
