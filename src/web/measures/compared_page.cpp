#include "web/measures/compared_page.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "chart/funnel_chart.h"
#include "quality/amount.h"
#include "record/assessment.h"
#include "record/process_segment.h"
#include "stats/spc_telling.h"
#include "web/measures/explanations.h"
#include "web/measures/formula_history.h"
#include "web/outcomes/judgement.h"
#include "web/serving/parse.h"
#include "web/section.h"

namespace outturn::web {
namespace {

using workspace::Record;

constexpr std::size_t fewest_in_funnel = 12;
constexpr std::size_t most_named = 5;
constexpr std::size_t places_a_page = 100;
constexpr std::size_t most_in_funnel_drawn = 2000;  ///< more points than that are a blot of some megabytes

Course plain_course(const Visit& visit, const Record& indicator, const Record& place, const Record* group) {
  Course course{.indicator = &indicator, .place = &place, .group = group};
  course.series = visit.view.series(indicator, place, group);
  if (!course.series) return course;
  course.figures = visit.view.figures(*course.series);
  for (const auto& figure : course.figures) {
    if (!figure.is_figure()) continue;
    course.previous = course.latest;
    course.latest = figure;
  }
  return course;
}

/// How far the latest figure is from its usual middle, in half-widths of the usual; 0 where nothing is unusual.
double beyond_noise(const ComparedPlace& place) {
  const auto* last = place.noise.last();
  if (!last || !place.noise.more_than_noise()) return 0;
  const double centre = place.noise.chart->segments[last->segment].centre;
  const double half = (last->upper - last->lower) / 2;
  return half > 0 ? 0.001 + std::abs(*last->value - centre) / half : 0.001;
}

std::optional<base::Period> compared_period(const std::vector<ComparedPlace>& places) {
  std::map<base::Period, std::size_t, std::greater<>> by_period;
  std::size_t most = 0;
  for (const auto& place : places) {
    for (const auto& figure : place.course.figures) {
      if (figure.is_figure()) most = std::max(most, ++by_period[figure.period]);
    }
  }
  for (const auto& [period, count] : by_period) {
    if (count * 3 >= most * 2) return period;
  }
  return std::nullopt;
}

/// The funnel of the places whose figure for the period comes with its counts.
void draw_funnel(ComparedView& view) {
  std::vector<stats::PlaceCount> counts;
  std::vector<ComparedPlace*> counted;
  std::vector<double> scales;
  for (auto& place : view.places) {
    const auto* figure = place.in_period;
    if (!figure || !figure->is_figure() || !figure->extras || !figure->extras->numerator || !figure->extras->denominator) continue;
    const double numerator = *figure->extras->numerator;
    const double denominator = *figure->extras->denominator;
    if (numerator < 0 || numerator != std::floor(numerator) || denominator <= 0) continue;
    counts.push_back({place.course.place->id, numerator, denominator});
    counted.push_back(&place);
    if (numerator > 0) scales.push_back(figure->value * denominator / numerator);
  }
  if (counts.size() < fewest_in_funnel || scales.empty()) return;
  std::nth_element(scales.begin(), scales.begin() + static_cast<std::ptrdiff_t>(scales.size() / 2), scales.end());
  view.per = std::pow(10, std::round(std::log10(std::max(scales[scales.size() / 2], 1e-9))));
  const bool shares = view.indicator->as<record::Indicator>().value_kind == record::ValueKind::percentage &&
                      std::all_of(counts.begin(), counts.end(), [](const auto& one) { return one.numerator <= one.denominator && one.denominator == std::floor(one.denominator); });
  auto funnel = stats::funnel(counts, {.model = shares ? stats::CountModel::binomial : stats::CountModel::poisson});
  if (!funnel) return;
  view.funnel = std::move(*funnel);
  for (std::size_t i = 0; i < counted.size(); ++i) counted[i]->in_funnel = &view.funnel->places[i];
}

bool is_high(stats::PlaceVerdict verdict) {
  return verdict == stats::PlaceVerdict::stands_out_high || verdict == stats::PlaceVerdict::edge_high || verdict == stats::PlaceVerdict::within_spread_high;
}

chart::SignalTone tone_of_place(const record::Indicator& measure, bool high) {
  if (measure.direction == record::Direction::none) return chart::SignalTone::neutral;
  return high == (measure.direction == record::Direction::up) ? chart::SignalTone::better : chart::SignalTone::worse;
}

bool stands_out(const stats::FunnelPlace& place) {
  return place.verdict == stats::PlaceVerdict::stands_out_high || place.verdict == stats::PlaceVerdict::stands_out_low;
}

chart::FunnelDrawing funnel_drawing(const Visit& visit, const ComparedView& view, std::string title, std::string description) {
  const auto& funnel = *view.funnel;
  const auto& measure = view.indicator->as<record::Indicator>();
  chart::FunnelDrawing drawing{.id = "places", .title = std::move(title), .description = std::move(description), .unit = chart_unit(visit, measure),
                               .size_label = visit.say("noise.size"), .centre = funnel.centre * view.per, .chance = {}, .spread = {}, .points = {}};
  double most = 0;
  double least = INFINITY;
  const bool draws_all = funnel.places.size() <= most_in_funnel_drawn;
  for (const auto& place : draws_all ? std::span<const ComparedPlace>(view.places) : view.on_page()) {
    if (!place.in_funnel) continue;
    const auto& one = *place.in_funnel;
    most = std::max(most, one.place.denominator);
    least = std::min(least, one.place.denominator);
    const auto& body = place.course.place->as<record::Place>();
    drawing.points.push_back({.name = place.course.place->title(visit.words.language()), .label = body.short_name, .size = one.place.denominator,
                              .value = one.value * view.per, .stands_out = stands_out(one), .up = is_high(one.verdict),
                              .tone = tone_of_place(measure, is_high(one.verdict))});
  }
  constexpr int steps = 40;
  for (int i = 0; i <= steps; ++i) {
    const double size = std::max(1.0, std::floor(least * std::pow(most / least, static_cast<double>(i) / steps)));
    const auto chance = stats::chance_limits(funnel, size).at998;
    drawing.chance.push_back({size, chance.lower * view.per, chance.upper * view.per});
    if (!funnel.spread) continue;
    const auto spread = stats::additive_limits(funnel, size).at998;
    drawing.spread.push_back({size, spread.lower * view.per, spread.upper * view.per});
  }
  return drawing;
}

chart::IntervalDrawing interval_drawing(const Visit& visit, const ComparedView& view, std::string title, std::string description) {
  const auto& measure = view.indicator->as<record::Indicator>();
  chart::IntervalDrawing drawing{.id = "places", .title = std::move(title), .description = std::move(description), .unit = chart_unit(visit, measure), .rows = {}};
  if (view.country) {
    if (const auto* figure = view.country->figure_for(*view.period); figure && figure->is_figure()) {
      drawing.centre = figure->value;
      drawing.centre_label = visit.say("chart.compared", {{"name", view.country->place->title(visit.words.language())}, {"value", figure_text(visit, measure, figure->value)}});
    }
  }
  std::vector<const Record*> places;
  for (const auto& place : view.on_page()) places.push_back(place.course.place);
  sort_by_title(places, visit.words.language());
  for (const auto* record : places) {
    const auto& place = *std::find_if(view.places.begin(), view.places.end(), [&](const auto& one) { return one.course.place == record; });
    if (!place.in_period) continue;
    chart::IntervalRow row{.name = record->title(visit.words.language()), .value_text = figure_text(visit, measure, place.in_period->value), .value = place.in_period->value,
                           .low80 = 0, .high80 = 0, .low95 = place.in_period->value, .high95 = place.in_period->value};
    const auto* extras = place.in_period->extras;
    if (extras && extras->lower && extras->upper) {
      row.low95 = *extras->lower;
      row.high95 = *extras->upper;
    } else if (place.noise.chart) {
      for (std::size_t i = 0; i < place.course.figures.size(); ++i) {
        if (place.course.figures[i].period != *view.period) continue;
        row.low95 = place.noise.chart->points[i].lower;
        row.high95 = place.noise.chart->points[i].upper;
      }
    }
    if (measure.minimum) row.low95 = std::max(row.low95, *measure.minimum);
    if (measure.maximum) row.high95 = std::min(row.high95, *measure.maximum);
    drawing.rows.push_back(std::move(row));
  }
  return drawing;
}

/// Where the last figure stands in the course.
std::size_t last_at(const ComparedPlace& place) { return static_cast<std::size_t>(place.noise.last() - place.noise.chart->points.data()); }

/// What somebody found out about the last figure, if it is more than noise.
const Record* explanation_of_last(const Visit& visit, const ComparedPlace& place) {
  return place.noise.more_than_noise() ? explanation_of(visit, place.course, place.noise, last_at(place)) : nullptr;
}

/// Whether somebody has said why: an explanation, or a proposal of new limits that waits for its second signature.
std::string explained(const Visit& visit, const ComparedPlace& place) {
  const auto& course = place.course;
  if (const auto* explanation = explanation_of_last(visit, place)) return visit.say("noise.explained", {{"text", explanation->as<record::Explanation>().text}});
  for (const auto* record : segments_of(visit, course)) {
    const auto& segment = record->as<record::ProcessSegment>();
    if (!segment.in_force()) return visit.say("noise.proposed", {{"reason", segment.reason}});
  }
  return visit.say("noise.unexplained");
}

constexpr std::size_t most_periods_beside = 8;
constexpr std::size_t most_unexplained = 20;

/// The newest periods that any of the places has, in order.
std::vector<base::Period> newest_periods(const ComparedView& view) {
  std::set<base::Period> known;
  for (const auto& place : view.places) {
    for (const auto& figure : place.course.figures) known.insert(figure.period);
  }
  std::vector<base::Period> periods(known.begin(), known.end());
  if (periods.size() > most_periods_beside) periods.erase(periods.begin(), periods.end() - static_cast<std::ptrdiff_t>(most_periods_beside));
  return periods;
}

/// Figures in a row that are more than noise, of which nobody has said why.
struct SignalRun {
  const ComparedPlace* place{};
  std::size_t first{};
  std::size_t last{};
  bool is_latest{};  ///< the latest figure is one of them
};

/// Of the periods that are shown: what ends with the latest figure first, then the newest.
std::vector<SignalRun> unexplained_runs(const Visit& visit, const ComparedView& view) {
  std::vector<SignalRun> all;
  const auto periods = newest_periods(view);
  for (const auto& place : view.places) {
    if (!place.noise.chart) continue;
    const auto& points = place.noise.chart->points;
    for (std::size_t at = points.size(); at-- > 0;) {
      if (points[at].signals.empty()) continue;
      SignalRun run{.place = &place, .first = at, .last = at, .is_latest = at == last_at(place)};
      while (run.first > 0 && !points[run.first - 1].signals.empty()) --run.first;
      at = run.first;
      if (place.course.figures[run.last].period < periods.front()) break;
      if (!explanation_of(visit, place.course, place.noise, run.last)) all.push_back(run);
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const SignalRun& a, const SignalRun& b) {
    if (a.is_latest != b.is_latest) return a.is_latest;
    return b.place->course.figures[b.last].period < a.place->course.figures[a.last].period;
  });
  return all;
}

bool has_published_bounds(const ComparedView& view) {
  return std::any_of(view.places.begin(), view.places.end(), [](const auto& place) { return place.in_period && place.in_period->extras && place.in_period->extras->lower; });
}

Sheet sheet_of(const Visit& visit, const ComparedView& view) {
  Sheet sheet{.name = view.indicator->id + "-places",
              .columns = {"place", "name", "period", "value", "average", "lower", "upper", "variation", "signals", "compared_period", "compared_value", "among_places", "explained"},
              .rows = {}};
  for (const auto& place : view.places) {
    const auto* last = place.noise.last();
    std::string signals;
    if (last) {
      for (const auto signal : last->signals) signals += (signals.empty() ? "" : ";") + std::string(text_of(signal));
    }
    const auto& latest = place.course.latest;
    sheet.rows.push_back({place.course.place->id, place.course.place->title(visit.words.language()),
                          latest ? SheetCell(latest->period.text()) : SheetCell(), latest ? SheetCell(latest->value) : SheetCell(),
                          last ? SheetCell(place.noise.chart->segments[last->segment].centre) : SheetCell(), last ? SheetCell(last->lower) : SheetCell(),
                          last ? SheetCell(last->upper) : SheetCell(),
                          place.noise.chart ? SheetCell(std::string(text_of(place.noise.chart->variation))) : SheetCell(), signals,
                          view.period ? SheetCell(view.period->text()) : SheetCell(), place.in_period ? SheetCell(place.in_period->value) : SheetCell(),
                          place.in_funnel ? SheetCell(std::string(text_of(place.in_funnel->verdict))) : SheetCell(),
                          explanation_of_last(visit, place) ? SheetCell(explanation_of_last(visit, place)->as<record::Explanation>().text) : SheetCell()});
  }
  return sheet;
}

}  // namespace

std::optional<ComparedView> compared_view(const Visit& visit, const Record& indicator) {
  ComparedView view;
  view.indicator = &indicator;
  if (const auto id = visit.request.query.get("group"); !id.empty()) {
    view.group = visit.readable<record::Group>(id);
    if (!view.group) return std::nullopt;
  }
  for (const auto* place : places_measured(visit, indicator)) {
    auto course = plain_course(visit, indicator, *place, view.group);
    if (!course.latest) continue;
    if (place->as<record::Place>().level == record::PlaceLevel::country) {
      if (!view.country) view.country = std::move(course);
      continue;
    }
    auto noise = noise_of(visit, course);
    view.places.push_back({.course = std::move(course), .noise = std::move(noise)});
  }
  std::stable_sort(view.places.begin(), view.places.end(), [](const auto& a, const auto& b) { return beyond_noise(a) > beyond_noise(b); });
  view.period = compared_period(view.places);
  for (auto& place : view.places) {
    const auto* figure = view.period ? place.course.figure_for(*view.period) : nullptr;
    if (figure && figure->is_figure()) place.in_period = figure;
  }
  draw_funnel(view);
  view.paging = paged(visit, "/indicators/" + percent_encoded(indicator.id) + "/places", view.places.size(), places_a_page);
  return view;
}

Verdict compared_verdict(const Visit& visit, const ComparedView& view) {
  const auto count = static_cast<std::int64_t>(view.places.size());
  std::vector<std::string> names;
  std::int64_t changed = 0;
  bool worse = false;
  for (const auto& place : view.places) {
    if (!place.noise.more_than_noise()) continue;
    ++changed;
    worse = worse || place.noise.chart->variation == stats::Variation::concern;
    if (names.size() < most_named) names.push_back(place.course.place->title(visit.words.language()));
  }
  Verdict verdict{.status = {changed == 0 ? Tone::none : worse ? Tone::off : Tone::half, visit.say(changed == 0 ? "noise.all_noise" : "noise.some_change")}, .sentences = {}};
  if (changed == 0) {
    verdict.sentences.push_back(visit.say("noise.none_changed", {{"count", count}}));
  } else {
    std::string named;
    for (const auto& name : names) named += (named.empty() ? "" : ", ") + name;
    verdict.sentences.push_back(visit.say("noise.changed", {{"changed", changed}, {"count", count}, {"names", named}}));
  }
  if (!view.funnel) return verdict;
  verdict.sentences.push_back(visit.say(stats::spread_sentence(*view.funnel)));
  return verdict;
}

std::optional<Figure> compared_figure(const Visit& visit, const ComparedView& view) {
  if (!view.period || view.places.size() < 2) return std::nullopt;
  const auto period = visit.words.period(*view.period);
  const auto name = view.indicator->title(visit.words.language());
  std::int64_t out = 0;
  if (view.funnel) {
    for (const auto& place : view.funnel->places) out += stands_out(place) ? 1 : 0;
  }
  Figure figure{.id = "spread",
                .title = view.funnel ? visit.say("noise.stand_out", {{"out", out}, {"count", static_cast<std::int64_t>(view.funnel->places.size())}, {"period", period}})
                                     : visit.say("noise.by_place", {{"period", period}}),
                .subtitle = visit.say(view.funnel ? "noise.funnel_plotted" : has_published_bounds(view) ? "noise.bounds_plotted" : "noise.usual_plotted", {{"measure", name}})};
  auto drawn = view.funnel ? chart::funnel_chart(visit.words, funnel_drawing(visit, view, name, figure.title))
                           : chart::interval_chart(visit.words, interval_drawing(visit, view, name, figure.title));
  if (!drawn.scale_note.empty()) figure.subtitle += " " + drawn.scale_note;
  figure.wide = html::Safe::vouched(std::move(drawn.wide));
  figure.narrow = html::Safe::vouched(std::move(drawn.narrow));
  return figure;
}

Table compared_table(const Visit& visit, const ComparedView& view) {
  const auto& measure = view.indicator->as<record::Indicator>();
  const bool funnel = view.funnel.has_value();
  Table table{.caption = visit.say("noise.compared_table", {{"measure", view.indicator->title(visit.words.language())}}),
              .columns = {{visit.say("measure.place")}, {visit.say("measure.course")}, {visit.say("measure.latest"), true}, {visit.say("noise.usual"), true}, {visit.say("noise.title")}},
              .rows = {}};
  if (funnel) table.columns.push_back({visit.say("noise.among_places")});
  double low = INFINITY;
  double high = -INFINITY;
  for (const auto& place : view.places) {
    for (const auto& figure : place.course.figures) {
      if (!figure.is_figure()) continue;
      low = std::min(low, figure.value);
      high = std::max(high, figure.value);
    }
  }
  for (auto i = view.paging.first; i < view.paging.last; ++i) {
    const auto& place = view.places[i];
    const auto* last = place.noise.last();
    auto drawing = run_drawing(visit, place.course, place.noise, "place-" + std::to_string(i), false);
    auto address = "/indicators/" + percent_encoded(view.indicator->id) + "?place=" + percent_encoded(place.course.place->id);
    if (view.group) address += "&group=" + percent_encoded(view.group->id);
    Row row{{{.text = place.course.place->title(visit.words.language()), .address = visit.link(address) + "#noise"}}};
    row.cells.push_back({.content = place.noise.chart ? html::Safe::vouched(chart::run_sparkline(visit.words, drawing, low, high)) : html::Safe{}});
    row.cells.push_back({.text = figure_text(visit, measure, place.course.latest->value), .sub = visit.words.period(place.course.latest->period)});
    row.cells.push_back({.text = last ? visit.say("measure.from_to", {{"low", figure_text(visit, measure, last->lower)}, {"high", figure_text(visit, measure, last->upper)}}) : ""});
    if (place.noise.chart) {
      row.cells.push_back({.sub = last->signals.empty() ? "" : reasons_text(visit, last->signals) + ". " + explained(visit, place),
                           .content = html::rendered(shown(visit, place.noise.chart->variation), visit.words)});
    } else {
      row.cells.push_back({.text = visit.say("noise.too_few_short")});
    }
    if (funnel) row.cells.push_back({.text = place.in_funnel ? visit.say(stats::verdict_name(place.in_funnel->verdict)) : ""});
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table periods_table(const Visit& visit, const ComparedView& view) {
  const auto& measure = view.indicator->as<record::Indicator>();
  const auto periods = newest_periods(view);
  Table table{.caption = visit.say("noise.periods_table", {{"measure", view.indicator->title(visit.words.language())}}), .columns = {{visit.say("measure.place")}}, .rows = {}};
  for (const auto period : periods) table.columns.push_back({visit.words.period(period), true});
  for (const auto& place : view.on_page()) {
    Row row{{{.text = place.course.place->title(visit.words.language())}}};
    for (const auto period : periods) {
      const auto found = std::find_if(place.course.figures.begin(), place.course.figures.end(), [&](const auto& figure) { return figure.period == period; });
      if (found == place.course.figures.end()) {
        row.cells.push_back({.text = visit.say("noise.no_figure")});
        continue;
      }
      const auto at = static_cast<std::size_t>(found - place.course.figures.begin());
      Cell cell{.text = cell_text(visit, measure, *found)};
      if (place.noise.chart && !place.noise.chart->points[at].signals.empty()) {
        cell.content = html::rendered(shown(visit, place.noise.chart->points[at].variation), visit.words);
        cell.sub = visit.say(explanation_of(visit, place.course, place.noise, at) ? "noise.explained_short" : "noise.unexplained_short");
      }
      row.cells.push_back(std::move(cell));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Section unexplained_section(const Visit& visit, const ComparedView& view) {
  Section section{.id = "unexplained", .title = visit.say("noise.unexplained_title"), .lead = visit.say("noise.all_explained")};
  Table table{.caption = section.title,
              .columns = {{visit.say("measure.place")}, {visit.say("measure.figure"), true}, {visit.say("noise.title")}, {visit.say("noise.why")}, {visit.say("noise.explain_it")}},
              .rows = {}};
  const auto signal_runs = unexplained_runs(visit, view);
  for (const auto& run : signal_runs) {
    if (table.rows.size() == most_unexplained) break;
    const auto& course = run.place->course;
    const auto& point = run.place->noise.chart->points[run.last];
    const auto& newest = course.figures[run.last];
    Cell link;
    for (const auto& one : link_to_explain(visit, course, newest.period)) link.content += html::rendered(one, visit.words);
    if (link.content.markup().empty()) link.text = visit.say("noise.partners_explain");
    const auto when = run.first == run.last ? visit.words.period(newest.period)
                                                    : visit.say("measure.from_to", {{"low", visit.words.period(course.figures[run.first].period)}, {"high", visit.words.period(newest.period)}});
    table.rows.push_back({{{.text = course.place->title(visit.words.language())},
                           {.text = figure_text(visit, course.measure(), *point.value), .sub = when},
                           {.content = html::rendered(shown(visit, point.variation), visit.words)},
                           {.text = reasons_text(visit, point.signals)}, std::move(link)}});
  }
  if (table.rows.empty()) return section;
  const auto latest = std::count_if(signal_runs.begin(), signal_runs.end(), [](const auto& run) { return run.is_latest; });
  section.lead = visit.say("noise.unexplained_lead", {{"count", static_cast<std::int64_t>(signal_runs.size())}, {"latest", static_cast<std::int64_t>(latest)},
                                                      {"shown", static_cast<std::int64_t>(table.rows.size())}});
  section.content = html::rendered(table, visit.words);
  return section;
}

Response show_compared(const Visit& visit) {
  const auto* indicator = visit.readable<record::Indicator>(visit.parameter("id"));
  if (!indicator) return not_found(visit.request);
  const auto view = compared_view(visit, *indicator);
  if (!view) return not_found(visit.request);
  if (asks_for_data(visit)) return answered(visit, sheet_of(visit, *view));

  const auto name = indicator->title(visit.words.language());
  auto layout = frame(visit, visit.say("noise.compared_title", {{"measure", name}}), "/indicators");
  layout.breadcrumbs.push_back({.text = visit.say("nav.indicators"), .address = visit.link("/indicators")});
  layout.breadcrumbs.push_back({.text = name, .address = visit.link_to(*indicator)});
  layout.lead = visit.say("noise.compared_lead");
  if (view->places.empty()) {
    layout.content += html::rendered(EmptyState{.title = visit.say("noise.no_places"), .sentences = {visit.say("noise.no_places_why")},
                                                .links = {{name, visit.link_to(*indicator)}}},
                                     visit.words);
    return framed(visit, layout);
  }
  layout.content += html::rendered(compared_verdict(visit, *view), visit.words);
  if (const auto note = formula_note(visit, *indicator)) layout.content += html::rendered(Prose{.paragraphs = {visit.say(*note)}}, visit.words);
  const auto pages = view->places.size() > places_a_page ? html::rendered(view->paging.links, visit.words) : html::Safe{};
  auto changed = html::rendered(compared_table(visit, *view), visit.words);
  changed += pages;
  layout.content += html::rendered(Section{.id = "changed", .title = visit.say("noise.changed_title"), .lead = visit.say("noise.changed_lead"), .content = std::move(changed)}, visit.words);
  layout.content += html::rendered(unexplained_section(visit, *view), visit.words);
  layout.content += html::rendered(Section{.id = "periods", .title = visit.say("noise.periods_title"), .lead = visit.say("noise.periods_lead"),
                                           .content = html::rendered(periods_table(visit, *view), visit.words)},
                                   visit.words);
  if (const auto figure = compared_figure(visit, *view)) layout.content += html::rendered(*figure, visit.words);
  layout.content += html::rendered(Prose{.paragraphs = {visit.say("noise.limits_mean")}, .muted = true}, visit.words);
  layout.content += download_links(visit, "/indicators/" + percent_encoded(indicator->id) + "/places", query_with(visit));
  return framed(visit, layout);
}

}  // namespace outturn::web
