#include "gain/planned.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "base/hash.h"
#include "gain/answer.h"
#include "gain/stored.h"
#include "record/measure.h"

namespace outturn::gain {
namespace {

using record::GainPlan;
using workspace::Record;
using workspace::View;

Method method_of(record::GainMethod method) {
  switch (method) {
    case record::GainMethod::automatic: return Method::automatic;
    case record::GainMethod::its: return Method::its;
    case record::GainMethod::did: return Method::did;
    case record::GainMethod::staggered: return Method::staggered;
    case record::GainMethod::synthetic_control: return Method::synthetic_control;
    case record::GainMethod::synthetic_did: return Method::synthetic_did;
    case record::GainMethod::augmented: return Method::augmented;
    case record::GainMethod::structural: return Method::structural;
  }
  return Method::automatic;
}

Controls controls_of(record::GainControls controls) {
  switch (controls) {
    case record::GainControls::automatic: return Controls::automatic;
    case record::GainControls::never: return Controls::never;
    case record::GainControls::not_yet: return Controls::not_yet;
  }
  return Controls::automatic;
}

/// A period as the numerics write time: fiscal and school years by the calendar year in which they begin.
std::string time_of(base::Period period) {
  switch (period.kind()) {
    case base::Period::Kind::fiscal_year:
    case base::Period::Kind::school_year:
    case base::Period::Kind::years: return period.first_day().iso().substr(0, 4);
    case base::Period::Kind::half_year: return period.first_day().iso().substr(0, 4) + (period.first_day().iso().substr(5, 2) == "01" ? "-Q1" : "-Q3");
    default: return period.text();
  }
}

bool contains(const record::References& all, std::string_view id) {
  return std::any_of(all.begin(), all.end(), [&](const record::Reference& one) { return one.id == id; });
}

/// Figures by period of one place; absences are no figures.
using Course = std::map<base::Period, double>;

struct Sought {
  const Record* indicator{};
  const Record* group{};
};

const workspace::Series* series_of(const View& view, const Sought& sought, const Record& place) { return view.series(*sought.indicator, place, sought.group); }

Course course(const View& view, const Sought& sought, const Record& place) {
  Course all;
  if (const auto* series = series_of(view, sought, place)) {
    for (const auto& figure : view.figures(*series)) {
      if (figure.is_figure()) all.emplace(figure.period, figure.value);
    }
  }
  return all;
}

Sought sought(const View& view, const GainPlan& plan) {
  const auto& workspace = view.workspace();
  return {workspace.find<record::Indicator>(plan.indicator.id), plan.group.empty() ? nullptr : workspace.find<record::Group>(plan.group.id)};
}

std::vector<record::GainSpan> spans_of(const GainPlan& plan) { return record::gain_spans(plan.predictor_spans).value_or(std::vector<record::GainSpan>{}); }

/// The figures of the other measures that a plan names: covariates, predictors, one that working together cannot touch.
class Others {
 public:
  Others(const View& view, const GainPlan& plan, const Record* group) : view_(view), group_(group) {
    for (const auto& one : plan.covariates) add(one);
    for (const auto& one : plan.predictors) add(one);
    for (const auto& one : spans_of(plan)) add({one.indicator});
    if (!plan.negative_control.empty()) add(plan.negative_control);
  }
  const base::Issues& unknown() const { return unknown_; }

  /// Of the population group where the measure is told by group, else of everybody.
  const Course& of(const std::string& indicator, const Record& place) {
    auto [found, is_new] = known_.try_emplace({indicator, place.id});
    if (is_new) {
      const auto* record = view_.workspace().find<record::Indicator>(indicator);
      found->second = course(view_, {record, group_}, place);
      if (found->second.empty() && group_) found->second = course(view_, {record, nullptr}, place);
    }
    return found->second;
  }

 private:
  void add(const record::Reference& indicator) {
    if (!view_.workspace().find<record::Indicator>(indicator.id)) unknown_.push_back({"indicator", "gain.plan_indicator", {{"id", indicator.id}}});
  }

  const View& view_;
  const Record* group_;
  base::Issues unknown_;
  std::map<std::pair<std::string, std::string>, Course> known_;
};

/// The first period of each place that takes part.
base::Checked<std::map<std::string, base::Period>> starts_of(const GainPlan& plan) {
  std::map<std::string, base::Period> all;
  if (!plan.starts.empty()) {
    const auto starts = record::gain_starts(plan.starts);
    if (!starts) return base::refuse(starts.error());
    for (const auto& one : *starts) all.insert_or_assign(one.place, one.period);
    return all;
  }
  if (!plan.start) return base::refuse("start", "record.gain_start_needed");
  for (const auto& place : plan.places) all.insert_or_assign(place.id, *plan.start);
  return all;
}

/// Measures by which the same places with the same start are judged: of this plan, and of others that were published or estimated.
/// Without them, whoever plans many and shows one shows what chance left.
std::size_t outcomes_judged(const View& view, const GainPlan& plan) {
  const auto& workspace = view.workspace();
  const auto sorted = [](record::References all) {
    std::ranges::sort(all, {}, &record::Reference::id);
    return all;
  };
  const auto places = sorted(plan.places);
  std::set<std::pair<std::string, std::string>> measures{{plan.indicator.id, plan.group.id}};
  workspace.each<GainPlan>([&](const Record& record, const GainPlan& other) {
    if (other.start != plan.start || other.starts != plan.starts || sorted(other.places) != places) return;
    const bool judged = other.published || !workspace.referring<record::GainStudy>(record, "plan").empty();
    if (judged) measures.insert({other.indicator.id, other.group.id});
  });
  return measures.size();
}

double number_of(base::Period period) {
  const auto read = moment(time_of(period));
  return read ? read->at : 0;
}

}  // namespace

std::string plan_fingerprint(const GainPlan& plan) {
  auto bare = plan;
  bare.published.reset();
  bare.hash.clear();
  base::JsonWriter out;
  out.begin_object();
  for (const auto& field : record::kind_of<GainPlan>().fields) {
    const auto value = field.read(&bare);
    const bool says_nothing = field.name == "controls" && bare.controls == record::GainControls::automatic;  // a choice always has a value
    if (!record::is_given(value) || says_nothing) continue;
    out.key(field.name);
    record::write_json(out, value);
  }
  out.end_object();
  return base::sha256(out.str()).hex();
}

std::vector<const Record*> pool_of(const View& view, const GainPlan& plan) {
  const auto& workspace = view.workspace();
  std::vector<const Record*> all;
  std::set<std::string, std::less<>> above;  // a place that contains one taking part has its figures in its own
  const record::Place* first = nullptr;
  for (const auto& one : plan.places) {
    const auto* place = workspace.get<record::Place>(one.id);
    if (!first) first = place;
    for (int height = 0; place && !place->parent.empty() && height < 100; ++height) {
      above.insert(place->parent.id);
      place = workspace.get<record::Place>(place->parent.id);
    }
  }
  workspace.each<record::Place>([&](const Record& record, const record::Place& place) {
    if (contains(plan.places, record.id) || contains(plan.left_out, record.id) || contains(plan.neighbours, record.id) || above.contains(record.id)) return;
    if (plan.pool.empty() ? first && place.level == first->level : contains(plan.pool, record.id)) all.push_back(&record);
  });
  std::sort(all.begin(), all.end(), [](const Record* a, const Record* b) { return a->id < b->id; });
  return all;
}

base::Checked<Study> planned_study(const View& view, const GainPlan& plan, record::GainMethod other, bool planned) {
  const auto what = sought(view, plan);
  if (!what.indicator) return base::refuse("indicator", "gain.plan_indicator", {{"id", plan.indicator.id}});
  const auto starts = starts_of(plan);
  if (!starts) return base::refuse(starts.error());
  const auto spans = record::gain_spans(plan.predictor_spans);
  if (!spans) return base::refuse(spans.error());
  Question question{.value = plan.indicator.id, .has_cohort = !plan.starts.empty(),
                    .direction = plan.direction == record::GainDirection::up ? Direction::up : Direction::down, .worthwhile = plan.worthwhile,
                    .level = plan.level.value_or(0.9), .seed = static_cast<std::uint64_t>(plan.seed.value_or(1)), .planned = planned};
  question.method = method_of(other == record::GainMethod::automatic ? plan.method : other);
  if (!question.has_cohort) question.from = time_of(*plan.start);
  for (const auto& one : plan.covariates) question.covariates.push_back(one.id);
  for (const auto& one : plan.predictors) question.predictors.push_back({.column = one.id});
  for (const auto& one : *spans) {
    const auto first = moment(time_of(one.first));
    const auto last = moment(time_of(one.last));
    if (!first || !last) return base::refuse("predictor_spans", "record.gain_spans", {{"written", one.indicator + " " + one.first.text()}});
    question.predictors.push_back({.column = one.indicator, .span = std::pair{*first, *last}});
  }
  question.negative_control = plan.negative_control.id;
  question.season = static_cast<int>(plan.season.value_or(0));
  question.controls = controls_of(plan.controls);
  question.outcomes_judged = outcomes_judged(view, plan);
  Others others(view, plan, what.group);
  if (!others.unknown().empty()) return base::refuse(others.unknown());

  std::set<base::Period> periods;
  std::vector<std::pair<const Record*, Course>> courses;
  base::Issues issues;
  for (const auto& one : plan.places) {
    const auto* place = view.workspace().find<record::Place>(one.id);
    auto figures = place ? course(view, what, *place) : Course{};
    if (figures.empty()) {
      issues.push_back({"places", "gain.plan_no_figures", {{"place", one.id}, {"indicator", plan.indicator.id}}});
      continue;
    }
    for (const auto& [period, value] : figures) periods.insert(period);
    question.treated.push_back(one.id);
    courses.emplace_back(place, std::move(figures));
  }
  for (const auto& [place, figures] : courses) {
    for (const auto& name : question.covariates) {
      const auto& there = others.of(name, *place);
      const auto missing = std::find_if(periods.begin(), periods.end(), [&](base::Period period) { return !there.contains(period); });
      if (missing != periods.end()) {
        issues.push_back({"covariates", "gain.plan_other_gap", {{"indicator", name}, {"place", place->id}, {"period", missing->text()}}});
      }
    }
  }
  if (!issues.empty()) return base::refuse(std::move(issues));
  base::Day first = starts->begin()->second.first_day();
  for (const auto& [place, start] : *starts) first = std::min(first, start.first_day());
  const auto is_whole = [&](const Record& place, const Course& figures) {
    const auto all = [&](const Course& known) { return std::all_of(periods.begin(), periods.end(), [&](base::Period period) { return known.contains(period); }); };
    const auto counts = [&](const Predictor& one, base::Period period) {
      if (!one.span) return period.first_day() < first;
      const double at = number_of(period);
      return at >= one.span->first.at - 1e-9 && at <= one.span->second.at + 1e-9;
    };
    const auto any_counts = [&](const Predictor& one) {
      const auto& known = others.of(one.column, place);
      return std::any_of(periods.begin(), periods.end(), [&](base::Period period) { return counts(one, period) && known.contains(period); });
    };
    return all(figures) && std::all_of(question.covariates.begin(), question.covariates.end(), [&](const auto& name) { return all(others.of(name, place)); }) &&
           std::all_of(question.predictors.begin(), question.predictors.end(), any_counts);
  };
  std::string incomplete;
  const auto add_whole = [&](const Record& place) {
    auto figures = course(view, what, place);
    const bool whole = is_whole(place, figures);
    if (whole) courses.emplace_back(&place, std::move(figures));
    else incomplete += (incomplete.empty() ? "" : ", ") + place.id;
    return whole;
  };
  for (const auto* place : pool_of(view, plan)) add_whole(*place);
  for (const auto& one : plan.neighbours) {
    const auto* place = view.workspace().find<record::Place>(one.id);
    if (place && add_whole(*place)) question.neighbours.push_back(one.id);
  }

  const bool taken = contains(plan.covariates, "cohort") || contains(plan.predictors, "cohort") || std::any_of(spans->begin(), spans->end(), [](const auto& one) { return one.indicator == "cohort"; }) || plan.negative_control.id == "cohort";
  const auto columns = columns_of(question, "", !question.has_cohort ? "" : taken ? "own cohort" : "cohort");
  std::vector<Row> rows;
  std::map<std::string, std::string> label;  // how the numerics write a time → the period
  for (const auto& [place, figures] : courses) {
    double cohort = 0;
    if (const auto start = starts->find(place->id); start != starts->end()) cohort = number_of(start->second);
    for (const auto period : periods) {
      const auto found = figures.find(period);
      if (found == figures.end()) continue;  // study() says which figure is missing
      Row row{.unit = place->id, .time = time_of(period), .numbers = {found->second}, .number = static_cast<std::int64_t>(rows.size()) + 1};
      for (std::size_t c = 1; c < columns.names.size(); ++c) {
        if (columns.cohort == c) {
          row.numbers.push_back(cohort);
          continue;
        }
        const auto& there = others.of(columns.names[c], *place);
        const auto cell = there.find(period);
        row.numbers.push_back(cell == there.end() ? std::numeric_limits<double>::quiet_NaN() : cell->second);
      }
      if (const auto read = moment(row.time)) label.emplace(read->text, period.text());
      rows.push_back(std::move(row));
    }
  }
  if (question.has_cohort) question.treated.clear();
  auto made = study(std::move(question), columns, rows);
  if (!made) return made;
  for (auto& time : made->panel.times) {
    if (const auto period = label.find(time); period != label.end()) time = period->second;
  }
  if (!incomplete.empty()) made->notes.push_back({"gain.note.incomplete", {{"units", incomplete}}});
  return made;
}

std::string departure_of(const View& view, const GainPlan& plan, record::GainMethod other) {
  if (!plan.published) return "not_published";
  if (plan.hash != plan_fingerprint(plan)) return "plan_changed";
  if (other != record::GainMethod::automatic && other != plan.method) return "other_method";
  const auto what = sought(view, plan);
  const auto starts = starts_of(plan);
  if (!what.indicator || !starts) return "not_published";
  for (const auto& one : plan.places) {
    const auto* place = view.workspace().find<record::Place>(one.id);
    const auto* series = place ? series_of(view, what, *place) : nullptr;
    const auto start = starts->find(one.id);
    if (!series || start == starts->end()) continue;
    for (const auto& row : series->rows) {
      const auto period = base::Period::from_code(row.period);
      if (period.first_day() >= start->second.first_day() && workspace::KnownFrom::from_code(row.known_from).day <= *plan.published) return "plan_late";
    }
  }
  return {};
}

base::Checked<record::GainStudy> computed_study(const View& view, const Record& plan, record::GainMethod other, int threads, base::Progress& progress) {
  const auto& content = plan.as<GainPlan>();
  auto study = planned_study(view, content, other);
  if (!study) return base::refuse(study.error());
  study->question.threads = threads;
  auto found = answer(*study, progress);
  if (!found) return base::refuse(found.error());
  record::GainStudy made{.plan = {plan.id}, .known_on = view.day(), .position = view.workspace().position()};
  made.departure = departure_of(view, content, other);
  made.confirmatory = made.departure.empty();
  made.method = other;
  made.plan_hash = plan_fingerprint(content);
  made.inputs_hash = study->data_hash;
  made.engine = engine_version();
  switch (found->verdict) {
    case Verdict::cannot_tell: made.verdict = record::GainVerdict::cannot_tell; break;
    case Verdict::gain_shown: made.verdict = record::GainVerdict::gain_shown; break;
    case Verdict::no_gain_shown: made.verdict = record::GainVerdict::no_gain_shown; break;
    case Verdict::worse_than_alone: made.verdict = record::GainVerdict::worse_than_alone; break;
  }
  made.result = stored_json(*study, *found);
  made.illustrative = content.illustrative;
  return made;
}

base::Checked<Reproduction> reproduced(const View& view, const record::GainStudy& study, int threads, base::Progress& progress) {
  const auto* plan = view.workspace().find<GainPlan>(study.plan.id);
  if (!plan) return base::refuse("plan", "gain.no_study", {{"id", study.plan.id}});
  const auto again = computed_study(view, *plan, study.method, threads, progress);
  if (!again) return base::refuse(again.error());
  return Reproduction{.same_plan = again->plan_hash == study.plan_hash, .same_figures = again->inputs_hash == study.inputs_hash,
                      .same_program = again->engine == study.engine, .same_result = again->result == study.result};
}

}  // namespace outturn::gain
