#include "web/measures/indicator_page.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "quality/amount.h"
#include "record/outcome.h"
#include "track/promise.h"
#include "web/measures/derived.h"
#include "web/answers/findings.h"
#include "web/measures/formula_history.h"
#include "web/measures/indicator_files.h"
#include "web/measures/noise.h"
#include "web/outcomes/opinions.h"
#include "web/measures/outlook.h"
#include "web/serving/parse.h"
#include "web/measures/quality_page.h"
#include "web/data/returns_page.h"
#include "web/measures/revisions.h"

namespace outturn::web {

using Observed = workspace::Figure;
using workspace::Record;

namespace {

constexpr std::size_t most_rows = 60;
constexpr std::size_t most_vintages = 6;
constexpr std::size_t most_publications = 40;

/// A record named by a query value: nullptr where none is named, nothing where it cannot be shown.
template <class T>
std::optional<const Record*> named(const Visit& visit, std::string_view parameter) {
  const auto id = visit.request.query.get(parameter);
  if (id.empty()) return nullptr;
  const auto* found = visit.readable<T>(id);
  if (!found) return std::nullopt;
  return found;
}

std::vector<chart::Target> drawn_targets(const Visit& visit, const Course& course) {
  std::vector<chart::Target> targets;
  if (!course.status) return targets;
  std::vector<const Record*> records;
  for (const auto& other : course.status->other_targets) records.push_back(other.target);
  if (course.status->target) records.push_back(course.status->target);
  for (const auto* record : records) {
    if (auto drawn = chart_target(visit, *record, course.figures)) targets.push_back(std::move(*drawn));
  }
  std::sort(targets.begin(), targets.end(), [](const auto& a, const auto& b) { return a.due < b.due; });
  return targets;
}

/// Earlier publications that differ from today's figures by more than noise.
std::vector<std::vector<chart::Point>> drawn_vintages(const Visit& visit, const Course& course) {
  std::vector<std::vector<chart::Point>> drawn;
  for (const auto& vintage : visit.view.vintages(*course.series, most_vintages + 1)) {
    const bool differs = std::any_of(vintage.figures.begin(), vintage.figures.end(), [&](const Observed& then) {
      const auto* now = course.figure_for(then.period);
      return then.is_figure() && now && now->is_figure() && !is_noise(course.measure(), then.value, now->value);
    });
    if (differs) drawn.push_back(chart_points(vintage.figures));
  }
  return drawn;
}

/// The same place and group under the definition before: drawn behind, never joined to today's.
std::optional<chart::Comparison> earlier_definition(const Visit& visit, const Course& course, std::vector<Observed>* figures = nullptr) {
  auto key = course.series->key;
  while (--key.definition >= 1) {
    const auto* series = visit.workspace().panel().find(key);
    if (!series) continue;
    auto earlier = visit.view.figures(*series);
    if (earlier.empty()) continue;
    chart::Comparison comparison{visit.say("measure.under_version", {{"version", static_cast<std::int64_t>(key.definition)}}), chart_points(earlier)};
    if (figures) *figures = std::move(earlier);
    return comparison;
  }
  return std::nullopt;
}

Table figures_table(const Visit& visit, const Course& course, std::span<const Observed> figures, const Coming& to_come, std::string caption) {
  const bool ranges = std::any_of(figures.begin(), figures.end(), [](const Observed& figure) { return figure.extras && figure.extras->lower && figure.extras->upper; });
  Table table{.caption = std::move(caption),
              .columns = {{visit.say("measure.period")}, {visit.say("measure.figure"), true}},
              .rows = {}};
  if (ranges) table.columns.push_back({visit.say("measure.range"), true});
  table.columns.push_back({visit.say("measure.published")});
  table.rows = forecast_rows(visit, course.measure(), to_come, table.columns.size());
  const auto most = most_rows + table.rows.size();
  for (std::size_t i = figures.size(); i > 0 && table.rows.size() < most; --i) {
    const auto& figure = figures[i - 1];
    Row row{{{.text = visit.words.period(figure.period)}, {.text = cell_text(visit, course.measure(), figure)}}};
    if (ranges) {
      const bool has = figure.extras && figure.extras->lower && figure.extras->upper;
      row.cells.push_back({.text = has ? visit.say("measure.from_to", {{"low", figure_text(visit, course.measure(), *figure.extras->lower)},
                                                                      {"high", figure_text(visit, course.measure(), *figure.extras->upper)}})
                                       : ""});
    }
    row.cells.push_back({.text = visit.words.day(figure.known_from.day),
                         .sub = course.place ? authorship_of(visit, figure, *course.indicator, *course.place, course.group) : ""});
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string late_or_due(const Visit& visit, const quality::Freshness& freshness) {
  if (!freshness.next_due) return visit.say("measure.due_unknown");
  if (freshness.days_late > 0) return visit.say("measure.late", {{"days", static_cast<std::int64_t>(freshness.days_late)}});
  return visit.say("measure.due_by", {{"day", *freshness.next_due}});
}

}  // namespace

std::optional<Course> chosen_course(const Visit& visit, const Record& indicator) {
  auto place = named<record::Place>(visit, "place");
  const auto group = named<record::Group>(visit, "group");
  if (!place || !group) return std::nullopt;
  if (*place) return course_of(visit, indicator, *place, *group);
  const auto statuses = track::statuses_of_indicator(visit.view, indicator);
  for (const auto& status : statuses) {
    if (*group && status.group != *group) continue;
    return course_of(visit, indicator, status.place, status.group);
  }
  const auto places = places_measured(visit, indicator);
  return course_of(visit, indicator, places.empty() ? nullptr : places.front(), *group);
}

std::string course_address(const Course& course, std::string_view suffix) {
  auto address = fmt::format("/indicators/{}{}", percent_encoded(course.indicator->id), suffix);
  if (course.place) address += "?place=" + percent_encoded(course.place->id);
  if (course.group) address += fmt::format("{}group={}", course.place ? '&' : '?', percent_encoded(course.group->id));
  return address;
}

Verdict course_verdict(const Visit& visit, const Course& course) {
  if (course.status) {
    const auto& status = *course.status;
    Verdict verdict{.status = shown(visit, status.code), .sentences = {visit.say(status.sentence)}};
    for (const auto& note : status.notes) verdict.sentences.push_back(visit.say(note));
    for (const auto& other : status.other_targets) {
      if (verdict.sentences.size() < 3) verdict.sentences.push_back(visit.say(other.sentence));
    }
    return verdict;
  }
  const auto where = whereabouts(visit, course.place, course.group);
  Verdict verdict{.status = {Tone::none, visit.say("track.status.no_target")}, .sentences = {}};
  if (course.latest) {
    verdict.sentences.push_back(visit.say("measure.no_target_here", {{"where", where},
                                                                    {"value", figure_text(visit, course.measure(), course.latest->value)},
                                                                    {"period", visit.words.period(course.latest->period)}}));
  } else {
    verdict.sentences.push_back(visit.say("measure.no_figure_here", {{"where", where}}));
  }
  verdict.links.push_back({visit.say("measure.show_headline"), visit.link("/indicators/" + percent_encoded(course.indicator->id))});
  return verdict;
}

Facts course_facts(const Visit& visit, const Course& course) {
  const auto& indicator = course.measure();
  Facts all;
  if (course.latest) {
    all.facts.push_back({.label = visit.say("measure.latest"), .value = figure_text(visit, indicator, course.latest->value),
                         .more = period_with_mark(visit, *course.indicator, course.latest->period), .big = true});
  }
  if (course.status && course.status->probability) {
    Fact chance{.label = visit.say("outlook.chance_label"), .value = visit.say(track::chance_phrase(*course.status->probability))};
    if (const auto before = track::chance_before(visit.view, *course.status)) {
      chance.more = visit.say("outlook.chance_before", {{"chance", visit.say(track::chance_phrase(*before))}});
    }
    all.facts.push_back(std::move(chance));
  }
  if (course.latest && course.place) {
    if (const auto author = authorship_of(visit, *course.latest, *course.indicator, *course.place, course.group); !author.empty()) {
      all.facts.push_back({.label = visit.say("returns.reported_by"), .value = author});
    }
  }
  if (course.publication) {
    all.facts.push_back({.label = visit.say("measure.last_published"), .value = visit.words.day(course.publication->known_from.day),
                         .more = visit.say(track::publication_sentence(*course.publication))});
  }
  if (course.freshness) {
    all.facts.push_back({.label = visit.say("measure.next_figure"), .value = late_or_due(visit, *course.freshness),
                         .more = visit.say(quality::freshness_sentence(*course.freshness))});
  }
  const auto* target = course.status ? course.status->target : nullptr;
  if (target) {
    const auto& promised = target->as<record::Target>();
    all.facts.push_back({.label = visit.say("measure.target"), .value = target_text(visit, indicator, promised),
                         .more = std::string(promised.text.in(visit.words.language())), .address = "#targets"});
  }
  for (const auto& reference : indicator.outcomes) {
    const auto* outcome = visit.readable<record::Outcome>(reference.id);
    if (!outcome) continue;
    all.facts.push_back({.label = visit.say("measure.outcome"), .value = outcome->title(visit.words.language()), .address = visit.link_to(*outcome)});
    break;
  }
  if (indicator.precision) {
    auto precision = quality::difference_of(indicator, *indicator.precision);
    precision.value = *indicator.precision;  // a limit is said whole, not rounded to what it limits
    all.facts.push_back({.label = visit.say("measure.precision"), .value = language::say(visit.words, precision), .more = visit.say("measure.precision_means")});
  }
  all.facts.push_back(trust_fact(visit, *course.indicator));
  return all;
}

Figure course_figure(const Visit& visit, const Course& course) {
  const auto& indicator = course.measure();
  const auto& words = visit.words;
  const auto name = course.indicator->title(words.language());
  const auto where = whereabouts(visit, course.place, course.group);
  Figure figure{.id = "figures", .title = {}};
  if (course.change) {
    figure.title = visit.say(track::change_sentence(indicator, *course.change));
  } else if (course.latest) {
    figure.title = visit.say("measure.one_figure", {{"value", figure_text(visit, indicator, course.latest->value)}, {"period", words.period(course.latest->period)}});
  } else {
    figure.title = visit.say("measure.no_figures_yet");
  }
  const auto unit = std::string(indicator.unit.in(words.language()));
  figure.subtitle = visit.say(unit.empty() ? "measure.plotted" : "measure.plotted_unit", {{"measure", name}, {"unit", unit}, {"where", where}});

  chart::Trend trend{.id = "course",
                     .title = name,
                     .description = {},
                     .unit = chart_unit(visit, indicator),
                     .rate = indicator.value_kind != record::ValueKind::amount && indicator.value_kind != record::ValueKind::count,
                     .points = chart_points(course.figures),
                     .first_published = {},
                     .vintages = {},
                     .comparison = {},
                     .targets = drawn_targets(visit, course),
                     .fan = {}};
  std::vector<Observed> earlier;
  if (course.series) {
    trend.vintages = drawn_vintages(visit, course);
    trend.comparison = earlier_definition(visit, course, &earlier);
  }
  const auto to_come = coming(visit, course.outlook.get(), course.status ? furthest_target(*course.status) : std::nullopt);
  trend.fan = to_come.fan;
  auto drawn = chart::trend(words, trend);
  if (!drawn.scale_note.empty()) figure.subtitle += " " + drawn.scale_note;
  figure.wide = html::Safe::vouched(std::move(drawn.wide));
  figure.narrow = html::Safe::vouched(std::move(drawn.narrow));
  figure.key = absence_legend(visit, course.figures);
  if (!to_come.key.empty()) figure.key.push_back(to_come.key);
  if (course.figures.size() > most_rows) {
    figure.key.push_back(visit.say("measure.newest_of", {{"shown", static_cast<std::int64_t>(most_rows)}, {"count", static_cast<std::int64_t>(course.figures.size())}}));
  }
  if (!earlier.empty()) figure.key.push_back(visit.say("measure.not_joined"));
  std::set<std::string> attributions;
  for (const auto& reference : indicator.sources) {
    const auto* source = visit.readable<record::Source>(reference.id);
    if (!source) continue;
    const auto& body = source->as<record::Source>();
    std::string said(body.attribution.empty() ? body.title.in(words.language()) : body.attribution.in(words.language()));
    if (attributions.size() < 2 && attributions.insert(said).second) figure.source += (figure.source.empty() ? "" : " ") + said;
  }
  if (!course.figures.empty()) {
    figure.table = figures_table(visit, course, course.figures, to_come, visit.say("measure.table", {{"measure", name}, {"where", where}}));
    figure.csv_address = visit.link(course_address(course, ".csv"));
    figure.svg_address = visit.link(course_address(course, ".svg"));
  }
  figure.json_address = visit.link(course_address(course, ".json"));
  return figure;
}

FilterForm course_chooser(const Visit& visit, const Course& course) {
  const auto& language = visit.words.language();
  FilterForm form{.action = "/indicators/" + percent_encoded(course.indicator->id), .fields = {}, .button = {}, .clear_address = {}};
  Field place{.control = Control::select, .name = "place", .label = visit.say("measure.place"), .value = course.place ? course.place->id : ""};
  for (const auto* one : places_measured(visit, *course.indicator)) place.options.push_back({one->id, one->title(language)});
  const auto has = [](const Field& field, const std::string& value) {
    return std::any_of(field.options.begin(), field.options.end(), [&](const Option& option) { return option.value == value; });
  };
  if (course.place && !has(place, course.place->id)) place.options.push_back({course.place->id, course.place->title(language)});
  if (place.options.size() > 1) form.fields.push_back(std::move(place));

  Field group{.control = Control::select, .name = "group", .label = visit.say("measure.group"), .value = course.group ? course.group->id : ""};
  group.options.push_back({"", visit.say("measure.everybody")});
  if (course.place) {
    for (const auto* one : groups_measured(visit, *course.indicator, *course.place)) group.options.push_back({one->id, group_name(visit, one)});
  }
  if (course.group && !has(group, course.group->id)) group.options.push_back({course.group->id, group_name(visit, course.group)});
  if (group.options.size() > 1) form.fields.push_back(std::move(group));

  // Every publication may be chosen, also those after the day that the page is shown as of.
  const auto as_of = visit.view.as_of();
  Field day{.control = Control::select, .name = "as-of", .label = visit.say("measure.as_known_on"), .value = as_of ? as_of->iso() : ""};
  day.options.push_back({"", visit.say("measure.today")});
  std::set<base::Day, std::greater<>> days;
  if (course.series) {
    for (const auto& row : course.series->rows) days.insert(workspace::KnownFrom::from_code(row.known_from).day);
  }
  if (as_of) days.insert(*as_of);
  for (const auto one : days) {
    if (day.options.size() <= most_publications || one == as_of) day.options.push_back({one.iso(), visit.words.day(one)});
  }
  if (day.options.size() > 1) form.fields.push_back(std::move(day));
  if (visit.as_entered) form.fields.push_back({.control = Control::hidden, .name = "as-entered", .label = {}, .value = visit.as_entered->iso()});
  return form;
}

Response show_indicator(const Visit& visit) {
  const auto* indicator = visit.readable<record::Indicator>(visit.parameter("id"));
  if (!indicator) return not_found(visit.request);
  const auto course = chosen_course(visit, *indicator);
  if (!course) return not_found(visit.request);
  if (!visit.request.format.empty()) return course_file(visit, *course);

  const auto& language = visit.words.language();
  auto layout = frame(visit, indicator->title(language), "/indicators");
  layout.breadcrumbs.push_back({.text = visit.say("nav.indicators"), .address = visit.link("/indicators")});
  layout.caption = visit.say("measure.caption");
  layout.lead = std::string(course->measure().description.in(language));
  layout.description = layout.lead;

  std::vector sections{noise_section(visit, *course), targets_section(visit, *course), opinions_section(visit, *indicator), trust_section(visit, *course), revisions_section(visit, *course),
                       definition_section(visit, *course), sources_section(visit, *course), promises_section(visit, *course)};
  if (auto derived = derived_section(visit, *course)) sections.insert(sections.begin(), std::move(*derived));
  layout.sections_name = visit.say("measure.on_this_page");
  for (const auto& section : sections) layout.sections.push_back({.text = section.title, .address = "#" + section.id});
  if (indicator->retired) layout.notices.push_back({.text = visit.say("measure.retired")});

  layout.content += html::rendered(course_verdict(visit, *course), visit.words);
  if (const auto others = dissents(visit, *indicator); !others.empty()) layout.content += html::rendered(Prose{.paragraphs = others}, visit.words);
  if (course->status) layout.content += html::rendered(why_panel(visit, *course->status), visit.words);
  if (const auto chooser = course_chooser(visit, *course); !chooser.fields.empty()) layout.content += html::rendered(chooser, visit.words);
  layout.content += html::rendered(Columns{.left = html::rendered(course_figure(visit, *course), visit.words),
                                           .right = html::rendered(course_facts(visit, *course), visit.words)},
                                   visit.words);
  for (const auto& section : sections) layout.content += html::rendered(section, visit.words);
  layout.content += record_links(visit, *indicator);
  return framed(visit, layout);
}

}  // namespace outturn::web
