#include "web/measures/noise.h"

#include <algorithm>
#include <cmath>

#include "quality/amount.h"
#include "record/assessment.h"
#include "record/levels.h"
#include "record/organisation.h"
#include "record/process_segment.h"
#include "stats/spc_telling.h"
#include "web/folded_table.h"
#include "web/measures/explanations.h"
#include "web/measures/indicator_page.h"
#include "web/outcomes/judgement.h"
#include "web/serving/parse.h"
#include "web/parts.h"

namespace outturn::web {
namespace {

constexpr std::size_t most_signals = 12;
constexpr std::size_t signals_at_once = 4;
constexpr std::size_t most_points_told = 60;

/// The number that a target in force names, where one number says it.
std::optional<double> target_value(const Course& course) {
  if (!course.status || !course.status->target) return std::nullopt;
  const auto& target = course.status->target->as<record::Target>();
  if (target.form == record::TargetForm::range) return std::nullopt;
  return target.value;
}

std::string when(const Visit& visit, const Course& course, std::size_t at) { return visit.words.period(course.figures[at].period); }

Cell explanation_cell(const Visit& visit, const Course& course, const Noise& noise, std::size_t at) {
  if (const auto* record = explanation_of(visit, course, noise, at)) {
    const auto& explanation = record->as<record::Explanation>();
    const auto* organisation = visit.readable<record::Organisation>(explanation.organisation.id);
    Cell cell{.text = explanation.text, .address = visit.link_to(*record), .sub = organisation ? organisation->title(visit.words.language()) : ""};
    if (explanation.illustrative) cell.sub += (cell.sub.empty() ? "" : " · ") + visit.say("record.explanation.illustrative");
    return cell;
  }
  Cell cell{.text = visit.say("noise.unexplained")};
  for (const auto& link : link_to_explain(visit, course, course.figures[at].period)) cell.content += html::rendered(link, visit.words);
  return cell;
}

Table signals_table(const Visit& visit, const Course& course, const Noise& noise) {
  const auto& chart = *noise.chart;
  Table table{.caption = visit.say("noise.signals"),
              .columns = {{visit.say("measure.period")}, {visit.say("measure.figure"), true}, {visit.say("noise.what")}, {visit.say("noise.why")}, {visit.say("noise.explanation")}},
              .rows = {},
              .shows_caption = true};
  for (std::size_t i = chart.points.size(); i-- > 0 && table.rows.size() < most_signals;) {
    const auto& point = chart.points[i];
    if (point.signals.empty()) continue;
    table.rows.push_back({{{.text = when(visit, course, i)},
                           {.text = figure_text(visit, course.measure(), *point.value)},
                           {.content = html::rendered(shown(visit, point.variation), visit.words)},
                           {.text = reasons_text(visit, point.signals)},
                           explanation_cell(visit, course, noise, i)}});
  }
  return table;
}

/// Which limits these are, why, and the way to the other ones.
html::Safe limits_kind(const Visit& visit, const Course& course, const Noise& noise) {
  if (noise.counted == stats::ChartKind::xmr) return {};
  const bool is_counted = noise.chart->kind == noise.counted;
  const auto kind = std::string(text_of(noise.counted));
  html::Safe content = html::rendered(Prose{.paragraphs = {visit.say(is_counted ? "noise.counted." + kind : "noise.not_counted." + kind, {{"spread", std::round(noise.spread * 10) / 10}})}}, visit.words);
  auto address = course_address(course);
  address += (address.find('?') == std::string::npos ? "?" : "&") + std::string("chart=") + (is_counted ? "xmr" : kind);
  content += html::rendered(Acts{.links = {{visit.say(is_counted ? "noise.show_xmr" : "noise.show_counted"), visit.link(address) + "#noise"}}}, visit.words);
  return content;
}

Table limits_table(const Visit& visit, const Course& course, const stats::ControlChart& chart) {
  const auto& measure = course.measure();
  Table table{.caption = visit.say("noise.table"),
              .columns = {{visit.say("measure.period")}, {visit.say("measure.figure"), true}, {visit.say("noise.lower"), true},
                          {visit.say("noise.average"), true}, {visit.say("noise.upper"), true}},
              .rows = {}};
  for (std::size_t i = chart.points.size(); i-- > 0 && table.rows.size() < most_points_told;) {
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

/// Counts behind the figures: which chart they allow, and how often the count goes into the figure (100 for per cent).
struct Counts {
  stats::ChartKind kind{};
  double per{1};
};

bool is_whole(double value) { return value >= 0 && value == std::floor(value) && value < 1e15; }

Counts counts_behind(const Course& course) {
  using record::ValueKind;
  const auto kind = course.measure().value_kind;
  Counts counts{.kind = stats::ChartKind::c};
  if (kind == ValueKind::percentage) counts = {stats::ChartKind::p, 100};
  else if (kind == ValueKind::rate) counts = {stats::ChartKind::u, 0};
  else if (kind != ValueKind::count) return {};
  for (const auto& figure : course.figures) {
    if (!figure.is_figure()) continue;
    if (counts.kind == stats::ChartKind::c) {
      if (!is_whole(figure.value)) return {};
      continue;
    }
    const auto* extras = figure.extras;
    if (!extras || !extras->numerator || !extras->denominator || *extras->denominator <= 0 || !is_whole(*extras->numerator)) return {};
    if (counts.kind == stats::ChartKind::p && (*extras->numerator > *extras->denominator || !is_whole(*extras->denominator))) return {};
    const double share = *extras->numerator / *extras->denominator;
    if (counts.per == 0 && share > 0) counts.per = std::pow(10.0, std::round(std::log10(std::max(figure.value / share, 1e-12))));
    constexpr double rounding = 0.02;  // figures are published rounded; counts that give others are not those behind them
    const double given = share * (counts.per > 0 ? counts.per : 1);
    if (std::abs(given - figure.value) > rounding * std::max(std::abs(figure.value), std::abs(given)) + 0.5 * std::pow(10.0, -static_cast<double>(course.measure().decimals.value_or(1)))) return {};
  }
  if (counts.per == 0) return {};
  return counts;
}

stats::Reading counted_reading(const Counts& counts, const workspace::Figure& figure) {
  if (!figure.is_figure()) return {};
  if (counts.kind == stats::ChartKind::c) return {.value = figure.value, .denominator = {}};
  return {.value = figure.extras->numerator, .denominator = figure.extras->denominator};
}

/// formula  mean distance of neighbouring standardised figures ÷ 1.128; 1 where chance in counting is all there is
/// source   Laney 2002, "Improved control charts for attributes", Quality Engineering 14(4): sigma z
double spread_of(const Counts& counts, const std::vector<stats::Reading>& readings) {
  double events = 0;
  double exposure = 0;
  for (const auto& one : readings) {
    if (!one.value) continue;
    events += *one.value;
    exposure += one.denominator.value_or(1);
  }
  const double centre = exposure > 0 ? events / exposure : 0;
  const double variance = counts.kind == stats::ChartKind::p ? centre * (1 - centre) : centre;
  if (variance <= 0) return 1;
  std::optional<double> before;
  double moved = 0;
  int pairs = 0;
  for (const auto& one : readings) {
    if (!one.value) {
      before.reset();
      continue;
    }
    const double size = one.denominator.value_or(1);
    const double z = (*one.value / size - centre) / std::sqrt(variance / size);
    if (before) {
      moved += std::abs(z - *before);
      ++pairs;
    }
    before = z;
  }
  return pairs > 0 ? moved / pairs / 1.128 : 1;
}

void put_on_scale(stats::ControlChart& chart, double per) {
  if (per == 1) return;
  for (auto& point : chart.points) {
    if (point.value) *point.value *= per;
    point.lower *= per, point.upper *= per, point.near_lower *= per, point.near_upper *= per;
  }
  for (auto& segment : chart.segments) segment.centre *= per, segment.lower *= per, segment.upper *= per;
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
    if (const auto as_of = visit.view.as_of()) {  // as of a day, only what had been decided by then
      if (base::civil_day(record.changed_at) > *as_of || (segment.from && segment.from->first_day() > *as_of)) return;
    }
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
  if (noise.figures < Noise::fewest_figures || record::is_assessed(course.measure())) return noise;
  stats::ChartOptions options{.target = noise.target};
  // Counts have the limits that chance in counting gives, unless they move more than it does: then limits that come
  // from how far neighbours lie apart are the honest ones. ?chart= asks for one or the other.
  const auto counts = counts_behind(course);
  double per = 1;
  if (counts.kind != stats::ChartKind::xmr) {
    std::vector<stats::Reading> counted;
    for (const auto& figure : course.figures) counted.push_back(counted_reading(counts, figure));
    noise.counted = counts.kind;
    noise.spread = spread_of(counts, counted);
    constexpr double most_spread = 1.25;
    const auto asked = visit.request.query.get("chart");
    if (asked.empty() ? noise.spread <= most_spread : asked == text_of(counts.kind)) {
      readings = std::move(counted);
      options.kind = counts.kind;
      per = counts.per;
      if (options.target) *options.target /= per;
    }
  }
  const auto direction = course.measure().direction;
  if (direction != record::Direction::none) options.improvement = direction == record::Direction::up ? stats::Improvement::up : stats::Improvement::down;
  for (const auto* record : segments_of(visit, course)) {
    const auto& segment = record->as<record::ProcessSegment>();
    if (!segment.in_force() || !segment.from) continue;
    const auto first = std::find_if(course.figures.begin(), course.figures.end(), [&](const auto& figure) { return figure.period.first_day() >= segment.from->first_day(); });
    if (first != course.figures.end()) options.new_limits.push_back(static_cast<std::size_t>(first - course.figures.begin()));
  }
  auto chart = stats::control_chart(readings, options);
  while (!chart && !options.new_limits.empty()) {  // too few figures yet after the newest decision
    options.new_limits.pop_back();
    chart = stats::control_chart(readings, options);
  }
  if (chart) {
    noise.chart = std::move(*chart);
    put_on_scale(*noise.chart, per);
  }
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
  if (record::is_assessed(course.measure())) return visit.say("noise.assessed");
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
  section.content += limits_kind(visit, course, noise);
  if (auto table = signals_table(visit, course, noise); !table.rows.empty()) section.content += folded(std::move(table), signals_at_once, visit.words);
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
