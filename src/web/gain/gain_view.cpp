#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "act/measure_gain.h"
#include "base/text.h"
#include "chart/funnel_chart.h"
#include "chart/gain_chart.h"
#include "record/measure.h"
#include "record/outcome.h"
#include "web/measures/course.h"
#include "web/gain/gain_page.h"
#include "web/outcomes/judgement.h"
#include "web/outcomes/outcome_sections.h"
#include "web/serving/parse.h"
#include "web/records/record_shown.h"

namespace outturn::web {
namespace {

using gain::Estimate;
using gain::StoredAnswer;
using record::GainPlan;
using record::GainStudy;
using record::GainVerdict;
using workspace::Record;

using base::whole;



Tone tone_of_verdict(gain::Verdict verdict) {
  switch (verdict) {
    case gain::Verdict::gain_shown: return Tone::on;
    case gain::Verdict::worse_than_alone: return Tone::off;
    case gain::Verdict::no_gain_shown: return Tone::none;
    case gain::Verdict::cannot_tell: return Tone::doubt;
  }
  return Tone::none;
}

/// Everything one answer is said with.
struct Told {
  const Visit& visit;
  const GainShown& shown;
  const StoredAnswer& answer;
  const Record* indicator;
  const record::Indicator& measure;
  const Estimate& main;
  int decimals;
  std::string places;

  std::string difference(double value) const { return difference_text(visit, measure, value, decimals); }
  std::string time(const std::string& text) const {
    const auto period = base::Period::parse(text);
    return period ? visit.words.period(*period) : text;
  }
  /// Where several take part, what was tried are groups of other places, and the sentence must say so.
  bool groups() const { return shown.planned().places.size() > 1; }
  std::string of_sets(std::string key) const { return groups() ? std::move(key) + ".sets" : std::move(key); }
  std::string placebo_name(const std::string& unit) const {
    std::string all;
    for (const auto part : base::split(unit, '+')) all += (all.empty() ? "" : " + ") + place_name(visit, std::string(base::trimmed(part)));
    return all;
  }
  std::string method(gain::Method method) const { return visit.say("gain.method." + std::string(gain::text_of(method))); }
};

std::string joined_places(const Visit& visit, const std::vector<std::string>& ids) {
  std::string all;
  for (std::size_t n = 0; n < ids.size(); ++n) {
    if (n == 3 && ids.size() > 4) return all + " …";
    all += (n == 0 ? "" : ", ") + place_name(visit, ids[n]);
  }
  return all;
}

Verdict verdict_of(const Told& told) {
  const auto& [visit, shown, answer, indicator, measure, main, decimals, places] = told;
  const auto code = std::string(gain::text_of(answer.answer.verdict));
  Verdict verdict{.status = {tone_of_verdict(answer.answer.verdict), visit.say("gain.verdict." + code)}, .sentences = {}};
  const bool by_places = main.method != gain::Method::its && main.method != gain::Method::structural;
  if (main.method == gain::Method::none || !main.interval) {
    std::string reasons;
    for (const auto& reason : answer.answer.reasons) reasons += (reasons.empty() ? "" : " ") + visit.say(named(visit, reason));
    verdict.sentences.push_back(reasons);
    return verdict;
  }
  const auto compared = visit.say(by_places ? "gain_page.than_places" : "gain_page.than_past");
  const auto key = answer.answer.verdict == gain::Verdict::cannot_tell ? "gain_page.says.cannot_tell" : "gain_page.says.effect";
  verdict.sentences.push_back(visit.say(key, {{"from", told.time(answer.from)}, {"measure", indicator->title(visit.words.language())}, {"places", places},
                                              {"effect", told.difference(main.effect)}, {"compared", compared}, {"low", told.difference(main.interval->first)},
                                              {"high", told.difference(main.interval->second)}}));
  if (answer.answer.verdict == gain::Verdict::cannot_tell) {
    for (const auto& reason : answer.answer.reasons) verdict.sentences.push_back(visit.say(named(visit, reason)));
    return verdict;
  }
  if (answer.answer.verdict == gain::Verdict::no_gain_shown) {
    verdict.sentences.push_back(visit.say("gain_page.says.no_gain", {{"worthwhile", visit.words.number(answer.worthwhile.value_or(0))}}));
  }
  if (answer.answer.verdict == gain::Verdict::worse_than_alone) verdict.sentences.push_back(visit.say("gain_page.says.worse"));
  if (answer.answer.worthwhile) verdict.sentences.push_back(visit.say("gain_page.says.worthwhile", {{"worthwhile", visit.words.number(answer.worthwhile.value_or(0))}}));
  if (main.p_value && !main.placebos.empty()) {
    verdict.sentences.push_back(visit.say(told.of_sets("gain.chance"), {{"size", whole(shown.planned().places.size())}, {"places", whole(main.placebos.size())}, {"extreme", whole(main.as_extreme)}}));
  }
  for (const auto& check : main.checks) {
    const bool about_before = check.id == "pre_fit" || check.id == "backdating" || check.id == "trend" || check.id == "anticipation";
    if (!about_before || check.outcome == gain::Outcome::pass) continue;
    verdict.sentences.push_back(visit.say("gain_page.with_care", {{"warning", visit.say(named(visit, check.sentence))}}));
    break;
  }
  return verdict;
}

std::optional<std::size_t> start_in(const std::vector<gain::Point>& points, const std::string& from) {
  for (std::size_t t = 0; t < points.size(); ++t) {
    if (points[t].time == from) return t;
  }
  return std::nullopt;
}

std::string short_time(const Told& told, const std::string& text) {
  const auto period = base::Period::parse(text);
  return period ? chart::short_period(told.visit.words, *period) : text;
}

void add_counterfactual(const Told& told, GainView& view) {
  const auto& visit = told.visit;
  auto points = told.main.counterfactual;
  std::erase_if(points, [](const gain::Point& one) { return !std::isfinite(one.counterfactual); });  // the first of a structural series
  if (points.size() < 3) return;
  const bool up = told.main.effect > 0;
  const bool clear = told.answer.answer.verdict == gain::Verdict::gain_shown || told.answer.answer.verdict == gain::Verdict::worse_than_alone;
  const auto last = points.back();
  chart::CounterfactualDrawing drawing{.id = "counterfactual-drawing", .title = told.indicator->title(visit.words.language()),
                                       .description = visit.say("gain_page.counterfactual_described", {{"places", told.places}, {"time", told.time(last.time)},
                                           {"actual", figure_text(visit, told.measure, last.actual)}, {"without", figure_text(visit, told.measure, last.counterfactual)}}),
                                       .unit = chart_unit(visit, told.measure), .rate = told.measure.value_kind != record::ValueKind::count && told.measure.value_kind != record::ValueKind::amount,
                                       .times = {}, .actual = {}, .without = {}, .start = start_in(points, told.answer.from).value_or(points.size()),
                                       .actual_label = visit.say("gain_page.actual_label", {{"places", told.places}, {"value", figure_text(visit, told.measure, last.actual)}}),
                                       .without_label = visit.say("gain_page.without_label"), .before_label = visit.say("gain_page.before"), .after_label = visit.say("gain_page.after")};
  Table table{.caption = told.indicator->title(visit.words.language()),
              .columns = {{visit.say("gain_page.period")}, {told.places, true}, {visit.say("gain_page.without_label"), true}, {visit.say("gain_page.gap"), true}}, .rows = {}};
  for (const auto& point : points) {
    drawing.times.push_back(short_time(told, point.time));
    drawing.actual.push_back(point.actual);
    drawing.without.push_back(point.counterfactual);
    table.rows.push_back({{{.text = told.time(point.time)}, {.text = visit.words.number(point.actual, told.decimals)}, {.text = visit.words.number(point.counterfactual, told.decimals)},
                           {.text = visit.words.number(point.actual - point.counterfactual, told.decimals)}}});
  }
  auto drawn = chart::counterfactual_chart(visit.words, drawing);
  Figure figure{.id = "counterfactual", .title = visit.say(!clear ? "gain_page.counterfactual_open" : up ? "gain_page.counterfactual_above" : "gain_page.counterfactual_below", {{"places", told.places}}),
                .subtitle = visit.say("gain_page.counterfactual_sub", {{"measure", told.indicator->title(visit.words.language())}})};
  if (!drawn.scale_note.empty()) figure.subtitle += " " + drawn.scale_note;
  figure.wide = html::Safe::vouched(std::move(drawn.wide));
  figure.narrow = html::Safe::vouched(std::move(drawn.narrow));
  figure.source = visit.say("gain_page.counterfactual_source");
  figure.table = std::move(table);
  view.counterfactual.push_back(std::move(figure));
}

void add_facts(const Told& told, GainView& view) {
  const auto& visit = told.visit;
  const auto& main = told.main;
  const auto& study = told.shown.study->as<GainStudy>();
  const auto& plan = told.shown.planned();
  auto& facts = view.facts.facts;
  const auto level = visit.words.number(100 * told.answer.level);
  if (main.method != gain::Method::none) {
    facts.push_back({.label = visit.say("gain_page.estimate"), .value = told.difference(main.effect),
                     .more = visit.say("gain_page.estimate_more", {{"from", told.time(told.answer.from)}, {"count", whole(told.answer.periods_after)}}),
                     .big = told.answer.answer.verdict != gain::Verdict::cannot_tell});
    if (main.interval) {
      facts.push_back({.label = visit.say("gain_page.interval", {{"level", level}}),
                       .value = visit.say("gain_page.from_to", {{"low", told.difference(main.interval->first)}, {"high", told.difference(main.interval->second)}})});
    }
    if (main.p_value && !main.placebos.empty()) {
      facts.push_back({.label = visit.say("gain_page.chance"), .value = visit.say(told.of_sets("gain_page.chance_rank"), {{"size", whole(plan.places.size())}, {"extreme", whole(main.as_extreme)}, {"places", whole(main.placebos.size())}}),
                       .more = main.p_floor ? visit.say("gain_page.chance_floor", {{"floor", visit.words.number(*main.p_floor, 2)}}) : ""});
    }
  }
  facts.push_back({.label = visit.say("gain_page.method"), .value = told.method(main.method), .more = visit.say(named(visit, told.answer.answer.why_method)), .address = {}, .big = false});
  facts.push_back({.label = visit.say(study.confirmatory ? "gain_page.confirmatory" : "gain_page.exploratory"), .value = standing_text(visit, study),
                   .more = plan.published ? visit.say("gain_page.published_on", {{"day", *plan.published}}) : visit.say("gain_page.unpublished")});
  facts.push_back({.label = visit.say("gain_page.vintage"), .value = study.known_on ? visit.words.day(*study.known_on) : "",
                   .more = study.run_on ? visit.say("gain_page.run_on", {{"day", *study.run_on}}) : ""});
}

void add_caveats(const Told& told, GainView& view) {
  const auto& visit = told.visit;
  const auto& plan = told.shown.planned();
  view.caveats.items.push_back({visit.say("gain_page.caveat_package", {{"from", told.time(told.answer.from)}}), ""});
  if (!plan.concurrent.empty()) view.caveats.items.push_back({visit.say("gain_page.caveat_concurrent", {{"text", in_language(visit, plan.concurrent)}}), ""});
  else view.caveats.items.push_back({visit.say("gain_page.caveat_nothing_said"), ""});
  view.caveats.items.push_back({visit.say("gain_page.caveat_alone"), ""});
  if (told.answer.answer.smallest_visible) {
    view.caveats.items.push_back({visit.say("gain_page.caveat_visible", {{"size", visit.words.number(*told.answer.answer.smallest_visible, told.decimals)}}), ""});
  }
  for (const auto& note : told.answer.answer.notes) view.caveats.items.push_back({visit.say(named(visit, note)), ""});
}

chart::IntervalRow interval_row(const Told& told, const Estimate& estimate, bool chosen) {
  const auto interval = estimate.interval.value_or(std::pair{estimate.effect, estimate.effect});
  return {.name = told.method(estimate.method), .value_text = told.visit.words.number(estimate.effect, told.decimals), .value = estimate.effect, .low80 = 0, .high80 = 0,
          .low95 = interval.first, .high95 = interval.second, .chosen = chosen};
}

void add_methods(const Told& told, GainView& view) {
  const auto& visit = told.visit;
  const auto& beside = told.answer.answer.beside;
  if (told.main.method == gain::Method::none || beside.empty()) {
    view.methods_lead = visit.say("gain_page.no_other_method");
    return;
  }
  const bool agree = std::all_of(beside.begin(), beside.end(), [&](const Estimate& one) { return one.effect * told.main.effect > 0; });
  view.methods_lead = visit.say(agree ? "gain_page.methods_agree" : "gain_page.methods_differ");
  const auto title = visit.say(agree ? "gain_page.methods_agree_title" : "gain_page.methods_differ_title");
  chart::IntervalDrawing drawing{.id = "methods-drawing", .title = title, .description = {}, .unit = {.pattern = "{value}", .decimals = told.decimals}, .centre = 0.0,
                                 .centre_label = visit.say("gain_page.no_effect"), .rows = {interval_row(told, told.main, true)}};
  Table table{.caption = title, .columns = {{visit.say("gain_page.method")}, {visit.say("gain_page.estimate"), true}, {visit.say("gain_page.interval", {{"level", visit.words.number(100 * told.answer.level)}})}}, .rows = {}};
  const auto tell = [&](const Estimate& one) {
    drawing.description += (drawing.description.empty() ? "" : " ") + told.method(one.method) + ": " + told.difference(one.effect) + ".";
    table.rows.push_back({{{.text = told.method(one.method)}, {.text = visit.words.number(one.effect, told.decimals)},
                           {.text = one.interval ? visit.say("gain_page.from_to", {{"low", visit.words.number(one.interval->first, told.decimals)}, {"high", visit.words.number(one.interval->second, told.decimals)}}) : ""}}});
  };
  tell(told.main);
  for (const auto& one : beside) {
    drawing.rows.push_back(interval_row(told, one, false));
    tell(one);
  }
  auto drawn = chart::interval_chart(visit.words, drawing);
  view.methods.push_back({.id = "methods", .title = title, .subtitle = visit.say("gain_page.methods_sub", {{"measure", told.indicator->title(visit.words.language())}, {"level", visit.words.number(100 * told.answer.level)}}),
                          .wide = html::Safe::vouched(std::move(drawn.wide)), .narrow = html::Safe::vouched(std::move(drawn.narrow)), .table = std::move(table), .heading_level = 3});
}

void add_placebos(const Told& told, GainView& view) {
  const auto& visit = told.visit;
  const auto& main = told.main;
  if (main.placebos.empty()) {
    view.placebos_lead = visit.say("gain_page.no_placebos");
    return;
  }
  view.placebos_lead = visit.say(told.of_sets("gain_page.placebos_lead"), {{"size", whole(told.shown.planned().places.size())}, {"places", whole(main.placebos.size())}, {"extreme", whole(main.as_extreme)}});
  chart::PlaceboDrawing drawing{.id = "placebos-drawing", .title = visit.say(told.of_sets("gain_page.placebos_title")), .description = view.placebos_lead,
                                .unit = {.pattern = "{value}", .decimals = told.decimals}, .times = {}, .start = start_in(main.counterfactual, told.answer.from).value_or(main.counterfactual.size()),
                                .placebos = {}, .own = {}, .own_label = told.places};
  for (const auto& point : main.counterfactual) {
    drawing.times.push_back(short_time(told, point.time));
    drawing.own.push_back(point.actual - point.counterfactual);
  }
  Table table{.caption = drawing.title, .columns = {{visit.say("gain_page.place")}, {visit.say("gain_page.effect_found"), true}}, .rows = {}};
  table.rows.push_back({{{.text = told.places}, {.text = visit.words.number(main.effect, told.decimals)}}});
  for (const auto& placebo : main.placebos) {
    if (placebo.gaps.size() == drawing.own.size()) drawing.placebos.push_back(placebo.gaps);
    table.rows.push_back({{{.text = told.placebo_name(placebo.unit)}, {.text = visit.words.number(placebo.estimate, told.decimals)}}});
  }
  if (drawing.placebos.empty()) return;
  auto drawn = chart::placebo_chart(visit.words, drawing);
  view.placebos.push_back({.id = "placebos", .title = drawing.title, .subtitle = visit.say(told.of_sets("gain_page.placebos_sub"), {{"measure", told.indicator->title(visit.words.language())}}),
                           .wide = html::Safe::vouched(std::move(drawn.wide)), .narrow = html::Safe::vouched(std::move(drawn.narrow)),
                           .source = visit.say(told.of_sets("gain_page.placebos_source")), .table = std::move(table), .heading_level = 3});
}

constexpr std::array check_order{"pre_fit", "backdating", "trend", "placebos", "leave_one_out", "anticipation",
                                 "spillover", "donor_pool", "data", "residuals", "negative_control", "many_outcomes"};

void add_checks(const Told& told, GainView& view) {
  const auto& visit = told.visit;
  view.checks = {.caption = visit.say("gain_page.checks"), .columns = {{visit.say("gain_page.check")}, {visit.say("gain_page.result")}}, .rows = {}};
  const auto add = [&](const std::string& id, Status status, const language::Sentence& sentence) {
    view.checks.rows.push_back({{{.text = visit.say("gain.check." + id + ".name"), .sub = visit.say(named(visit, sentence))}, {.content = html::rendered(status, visit.words)}}});
  };
  for (const auto* id : check_order) {
    for (const auto& check : told.main.checks) {
      if (check.id != id) continue;
      const auto tone = check.outcome == gain::Outcome::pass ? Tone::on : check.outcome == gain::Outcome::caution ? Tone::doubt : Tone::off;
      add(check.id, {tone, visit.say("gain_page.outcome." + std::string(gain::text_of(check.outcome)))}, check.sentence);
    }
    for (const auto& check : told.main.not_checked) {
      if (check.id == id) add(check.id, {Tone::none, visit.say("gain_page.outcome.not_checked")}, check.sentence);
    }
  }
}

void add_weights(const Told& told, GainView& view) {
  const auto& visit = told.visit;
  auto weights = told.main.weights;
  std::erase_if(weights, [](const auto& one) { return one.second < 0.005; });
  if (weights.empty()) return;
  std::stable_sort(weights.begin(), weights.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  Table table{.caption = visit.say("gain_page.weights"), .columns = {{visit.say("gain_page.place")}, {visit.say("gain_page.weight"), true}}, .rows = {}};
  for (const auto& [unit, weight] : weights) {
    table.rows.push_back({{{.text = place_name(visit, unit)}, {.text = visit.say("language.amount.percentage", {{"number", visit.words.number(100 * weight, 1)}})}}});
  }
  view.more.push_back({.summary = visit.say("gain_page.weights", {{"count", whole(weights.size())}}), .content = html::rendered(table, visit.words)});
}

void add_fingerprints(const Told& told, GainView& view) {
  const auto& visit = told.visit;
  const auto& study = told.shown.study->as<GainStudy>();
  SummaryList list;
  list.rows.push_back({.key = visit.say("record.gain_study.plan_hash"), .value = study.plan_hash});
  list.rows.push_back({.key = visit.say("record.gain_study.inputs_hash"), .value = study.inputs_hash});
  list.rows.push_back({.key = visit.say("record.gain_study.engine"), .value = study.engine});
  list.rows.push_back({.key = visit.say("record.gain_plan.seed"), .value = visit.words.integer(static_cast<std::int64_t>(told.answer.seed))});
  auto content = html::rendered(Saying{.text = visit.say("gain_page.again", {{"id", told.shown.study->id}})}, visit.words);
  content += html::rendered(list, visit.words);
  view.more.push_back({.summary = visit.say("gain_page.fingerprints"), .content = std::move(content)});
}

std::string verdict_text(const Visit& visit, GainVerdict verdict) {
  const auto& choices = record::kind_of<GainStudy>().field("verdict")->choices;
  return visit.say("gain.verdict." + choices.at(static_cast<std::size_t>(verdict)));
}

void add_runs(const Told& told, GainView& view) {
  const auto& visit = told.visit;
  const auto& shown = told.shown;
  view.runs = {.caption = visit.say("gain_page.runs"), .columns = {{visit.say("gain_page.run_number")}, {visit.say("gain_page.vintage")}, {visit.say("gain_page.method")}, {visit.say("gain_page.estimate")},
                                                                   {visit.say("gain_page.verdict")}, {visit.say("gain_page.kind")}}, .rows = {}};
  const Record* before = nullptr;  // the confirmatory run before the newest confirmatory one, else simply the one before
  for (const auto* record : shown.studies) {
    const auto& study = record->as<GainStudy>();
    std::string estimate;
    if (const auto answer = gain::stored_answer(study.result); answer && answer->answer.main.method != gain::Method::none) {
      const auto& main = answer->answer.main;
      estimate = told.difference(main.effect);
      if (main.interval) estimate += " (" + visit.say("gain_page.from_to", {{"low", told.difference(main.interval->first)}, {"high", told.difference(main.interval->second)}}) + ")";
      view.runs.rows.push_back({{{.text = visit.words.integer(study.number.value_or(0)), .address = record == shown.study ? "" : gain_address(visit, *shown.outcome, "?study=" + percent_encoded(record->id), shown.plan)},
                                 {.text = study.known_on ? visit.words.day(*study.known_on) : ""}, {.text = told.method(main.method)}, {.text = estimate},
                                 {.text = verdict_text(visit, study.verdict)}, {.text = visit.say(study.confirmatory ? "gain_page.confirmatory" : "gain_page.exploratory")}}});
    } else {
      view.runs.rows.push_back({{{.text = visit.words.integer(study.number.value_or(0))}, {.text = study.known_on ? visit.words.day(*study.known_on) : ""}, {}, {},
                                 {.text = verdict_text(visit, study.verdict)}, {.text = visit.say(study.confirmatory ? "gain_page.confirmatory" : "gain_page.exploratory")}}});
    }
    const auto& now = shown.study->as<GainStudy>();
    if (!before && record != shown.study && study.number < now.number && study.confirmatory == now.confirmatory) before = record;
  }
  if (!before) {
    view.runs_lead = visit.say("gain_page.run_once");
    return;
  }
  const auto& then = before->as<GainStudy>();
  const auto& now = shown.study->as<GainStudy>();
  const base::Arguments days{{"then", then.known_on.value_or(base::Day{})}, {"now", now.known_on.value_or(base::Day{})}, {"was", verdict_text(visit, then.verdict)}, {"is", verdict_text(visit, now.verdict)}};
  view.runs_lead = visit.say(then.inputs_hash == now.inputs_hash ? "gain_page.runs_same_figures" : then.verdict == now.verdict ? "gain_page.runs_same" : "gain_page.runs_differ", days);
}

}  // namespace

GainShown gain_shown(const Visit& visit, const Record& outcome) {
  GainShown shown{.outcome = &outcome};
  for (const auto* plan : visit.workspace().referring<GainPlan>(outcome, "outcome")) {
    if (reads(visit, plan)) shown.plans.insert(shown.plans.begin(), plan);
  }
  const auto asked = [&](std::string_view name) {
    const auto& form = visit.request.form;
    return std::string(form.has(name) ? form.get(name) : visit.request.query.get(name));
  };
  const auto plan = asked("plan");
  for (const auto* one : shown.plans) {
    if (!plan.empty() ? one->id == plan : !shown.plan) shown.plan = one;
  }
  if (plan.empty()) {
    const auto published = std::find_if(shown.plans.begin(), shown.plans.end(), [](const Record* one) { return one->as<GainPlan>().published.has_value(); });
    if (published != shown.plans.end()) shown.plan = *published;
  }
  if (!shown.plan) return shown;
  shown.studies = act::studies_of(visit.workspace(), *shown.plan);
  std::reverse(shown.studies.begin(), shown.studies.end());
  std::erase_if(shown.studies, [&](const Record* one) { return !reads(visit, one); });
  const auto study = asked("study");
  for (const auto* one : shown.studies) {
    if (!study.empty() && one->id == study) shown.study = one;
  }
  if (study.empty() && !shown.studies.empty()) {
    const auto follows = std::find_if(shown.studies.begin(), shown.studies.end(), [](const Record* one) { return one->as<GainStudy>().confirmatory; });
    shown.study = follows == shown.studies.end() ? shown.studies.front() : *follows;
  }
  if (shown.study) {
    auto answer = gain::stored_answer(shown.study->as<GainStudy>().result);
    if (answer) shown.answer = std::move(*answer);
    else shown.unreadable = std::move(answer.error());
  }
  return shown;
}

namespace {

/// Spans and starts are written with ids; a reader gets names and periods.
std::string plan_text(const Visit& visit, const GainPlan& plan, const record::Field& field, std::string text) {
  std::string all;
  const auto add = [&](const std::string& name, const std::string& when) { all += (all.empty() ? "" : "; ") + name + " (" + when + ")"; };
  if (field.name == "predictor_spans") {
    const auto spans = record::gain_spans(plan.predictor_spans);
    if (!spans) return text;
    for (const auto& one : *spans) {
      const auto first = visit.words.period(one.first);
      add(title_of(visit, "indicator", one.indicator), one.first == one.last ? first : visit.say("gain_page.from_to", {{"low", first}, {"high", visit.words.period(one.last)}}));
    }
    return all;
  }
  if (field.name == "starts") {
    const auto starts = record::gain_starts(plan.starts);
    if (!starts) return text;
    for (const auto& one : *starts) add(place_name(visit, one.place), visit.words.period(one.period));
    return all;
  }
  return text;
}

}  // namespace

GainPlanView gain_plan_view(const Visit& visit, const GainShown& shown) {
  const auto& plan = shown.planned();
  const auto& kind = *shown.plan->kind;
  GainPlanView view{.title = in_language(visit, plan.title), .lead = {}, .list = {}};
  view.lead = plan.published ? visit.say("gain_page.plan_published", {{"day", *plan.published}, {"hash", plan.hash.substr(0, 12)}}) : visit.say("gain_page.plan_draft");
  for (const auto* field : access::visible_fields(visit.reader, *shown.plan, visit.workspace())) {
    if (field->name == "outcome" || field->name == "title" || field->name == "published" || field->name == "hash" || field->name == "illustrative") continue;
    const auto value = field->read(shown.plan->body.get());
    const auto* count = std::get_if<std::int64_t>(&value);  // a year or a seed is no amount
    const auto text = count ? std::to_string(*count) : plain_value(visit, kind, *field, value);
    if (text.empty()) continue;
    view.list.rows.push_back({.key = label_of(visit, kind, *field), .value = plan_text(visit, plan, *field, text)});
  }
  view.list.rows.push_back({.key = visit.say("gain_page.rules"), .value = visit.say("gain_page.rules_text")});
  if (!plan.published && visit.may(access::Act::change, kind, shown.plan)) {
    view.acts.links.push_back({visit.say("gain_page.change_plan"), gain_address(visit, *shown.outcome, "/plan", shown.plan)});
  }
  view.acts.links.push_back({visit.say("gain_page.see_power"), gain_address(visit, *shown.outcome, "/power", shown.plan)});
  if (visit.may(access::Act::read_history, kind, shown.plan)) {
    view.acts.links.push_back({visit.say("gain_page.plan_history"), visit.link("/history/gain_plan/" + percent_encoded(shown.plan->id))});
  }
  return view;
}

GainView gain_view(const Visit& visit, const GainShown& shown) {
  const auto* indicator = visit.workspace().find<record::Indicator>(shown.planned().indicator.id);
  base::ensure(indicator && shown.answer, "a study has a measure and an answer");
  const auto& main = shown.answer->answer.main;
  const Told told{visit, shown, *shown.answer, indicator, indicator->as<record::Indicator>(), main,
                  gain::decimals_for(main.standard_error.value_or(std::abs(main.effect))), joined_places(visit, shown.answer->treated)};
  GainView view{.verdict = verdict_of(told)};
  if (shown.planned().illustrative) view.made_up = visit.say("gain_page.made_up");
  add_counterfactual(told, view);
  add_facts(told, view);
  add_caveats(told, view);
  add_methods(told, view);
  add_placebos(told, view);
  add_checks(told, view);
  add_weights(told, view);
  add_gain_tables(visit, *shown.answer, told.decimals, view.more);
  add_fingerprints(told, view);
  view.net = gain_net_view(visit, shown);
  if (const auto& sentence = view.net.lead; !sentence.empty() && view.verdict.sentences.size() < 4) view.verdict.sentences.push_back(sentence);
  add_runs(told, view);
  view.plan = gain_plan_view(visit, shown);
  for (const auto* plan : shown.plans) {
    if (plan != shown.plan) view.other_plans.items.push_back({{in_language(visit, plan->as<GainPlan>().title), gain_address(visit, *shown.outcome, "", plan)}, {}});
  }
  return view;
}

}  // namespace outturn::web
