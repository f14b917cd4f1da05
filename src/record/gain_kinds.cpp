#include "record/gain_kinds.h"

#include <algorithm>

#include "base/text.h"
#include "record/describe.h"
#include "record/gain_plan.h"

namespace outturn::record {
namespace {

constexpr FieldOptions year{.minimum = 1900, .maximum = 2200};

const std::vector<std::string> methods{"automatic", "its", "did", "staggered", "synthetic_control", "synthetic_did", "augmented", "structural"};

void check_plan(const GainPlan& plan, base::Issues& issues) {
  if (plan.worthwhile && *plan.worthwhile <= 0) issues.push_back({"worthwhile", "record.gain_worthwhile", {{"written", *plan.worthwhile}}});
  if (!plan.left_out.empty() && plan.left_out_reason.empty()) issues.push_back({"left_out_reason", "record.gain_left_out_reason", {}});
  if (plan.method != GainMethod::automatic && plan.method_reason.empty()) issues.push_back({"method_reason", "record.gain_method_reason", {}});
  for (const auto& place : plan.places) {
    const bool both = std::find(plan.left_out.begin(), plan.left_out.end(), place) != plan.left_out.end();
    if (both) issues.push_back({"left_out", "record.gain_takes_part", {{"id", place.id}}});
    if (std::find(plan.pool.begin(), plan.pool.end(), place) != plan.pool.end()) issues.push_back({"pool", "record.gain_takes_part", {{"id", place.id}}});
  }
  for (const auto& place : plan.neighbours) {
    const bool both = std::find(plan.places.begin(), plan.places.end(), place) != plan.places.end();
    if (both) issues.push_back({"neighbours", "record.gain_takes_part", {{"id", place.id}}});
  }
  if (!plan.negative_control.empty() && plan.negative_control == plan.indicator) {
    issues.push_back({"negative_control", "record.gain_own_measure", {{"id", plan.indicator.id}}});
  }
  if (std::find(plan.covariates.begin(), plan.covariates.end(), plan.indicator) != plan.covariates.end()) {
    issues.push_back({"covariates", "record.gain_own_measure", {{"id", plan.indicator.id}}});
  }
  if (!plan.predictor_spans.empty()) {
    if (const auto spans = gain_spans(plan.predictor_spans); !spans) issues.insert(issues.end(), spans.error().begin(), spans.error().end());
  }
  if (!plan.starts.empty()) {
    const auto starts = gain_starts(plan.starts);
    if (!starts) issues.insert(issues.end(), starts.error().begin(), starts.error().end());
    else {
      for (const auto& place : plan.places) {
        if (std::none_of(starts->begin(), starts->end(), [&](const GainStart& one) { return one.place == place.id; })) {
          issues.push_back({"starts", "record.gain_start_missing", {{"id", place.id}}});
        }
      }
    }
  } else if (!plan.start) {
    issues.push_back({"start", "record.gain_start_needed", {}});
  }
}

void check_range(const std::optional<double>& low, const std::optional<double>& likely, const std::optional<double>& high, base::Issues& issues) {
  if (low && likely && *low > *likely) issues.push_back({"low", "record.gain_low", {{"low", *low}, {"likely", *likely}}});
  if (high && likely && *high < *likely) issues.push_back({"high", "record.gain_high", {{"high", *high}, {"likely", *likely}}});
}

void check_cost(const GainCost& cost, base::Issues& issues) {
  check_range(cost.low, cost.amount, cost.high, issues);
  if (cost.hours_anyway && !cost.hours) issues.push_back({"hours", "record.gain_hours_needed", {}});
  if (cost.hours && cost.hours_anyway && *cost.hours_anyway > *cost.hours) {
    issues.push_back({"hours_anyway", "record.gain_hours_anyway", {{"anyway", *cost.hours_anyway}, {"hours", *cost.hours}}});
  }
}

}  // namespace

base::Checked<std::vector<GainStart>> gain_starts(std::string_view written) {
  std::vector<GainStart> all;
  base::Issues issues;
  for (const auto part : base::split(written, ';')) {
    const auto one = base::trimmed(part);
    if (one.empty()) continue;
    const auto space = one.find_first_of(" :");
    if (space == std::string_view::npos) {
      issues.push_back({"starts", "record.gain_starts", {{"written", std::string(one)}}});
      continue;
    }
    auto rest = base::trimmed(one.substr(space + 1));
    const auto period = base::Period::parse(rest);
    if (period) all.push_back({std::string(one.substr(0, space)), *period});
    else issues.push_back({"starts", "record.gain_starts", {{"written", std::string(one)}}});
  }
  if (!issues.empty()) return base::refuse(std::move(issues));
  return all;
}

base::Checked<std::vector<GainSpan>> gain_spans(std::string_view written) {
  std::vector<GainSpan> all;
  base::Issues issues;
  for (const auto part : base::split(written, ';')) {
    const auto one = base::trimmed(part);
    if (one.empty()) continue;
    const auto space = one.find(' ');
    const auto rest = space == std::string_view::npos ? std::string_view{} : base::trimmed(one.substr(space + 1));
    const auto between = rest.find(" to ");
    const auto first = base::Period::parse(base::trimmed(rest.substr(0, between)));
    const auto last = between == std::string_view::npos ? first : base::Period::parse(base::trimmed(rest.substr(between + 4)));
    if (first && last && first->first_day() <= last->first_day()) all.push_back({std::string(one.substr(0, space)), *first, *last});
    else issues.push_back({"predictor_spans", "record.gain_spans", {{"written", std::string(one)}}});
  }
  if (!issues.empty()) return base::refuse(std::move(issues));
  return all;
}

void describe_gain(std::vector<Kind>& all) {
  all.push_back(Describe<GainPlan>("gain_plan", "gain_plans", "title")
                    .reference("outcome", "outcome", &GainPlan::outcome, required_fixed)
                    .localised("title", &GainPlan::title, required)
                    .reference("indicator", "indicator", &GainPlan::indicator, required)
                    .reference("group", "group", &GainPlan::group)
                    .references("places", "place", &GainPlan::places, required)
                    .period("start", &GainPlan::start)
                    .text("starts", &GainPlan::starts, {.longest = 20'000})
                    .choice("direction", &GainPlan::direction, {"up", "down"})
                    .number("worthwhile", &GainPlan::worthwhile)
                    .references("pool", "place", &GainPlan::pool)
                    .references("left_out", "place", &GainPlan::left_out)
                    .localised_long("left_out_reason", &GainPlan::left_out_reason)
                    .references("neighbours", "place", &GainPlan::neighbours)
                    .references("predictors", "indicator", &GainPlan::predictors)
                    .text("predictor_spans", &GainPlan::predictor_spans, {.longest = 5'000})
                    .references("covariates", "indicator", &GainPlan::covariates)
                    .reference("negative_control", "indicator", &GainPlan::negative_control)
                    .integer("season", &GainPlan::season, {.minimum = 2, .maximum = 366})
                    .choice("controls", &GainPlan::controls, {"automatic", "never", "not_yet"})
                    .choice("method", &GainPlan::method, methods)
                    .localised_long("method_reason", &GainPlan::method_reason)
                    .number("level", &GainPlan::level, {.minimum = 0.5, .maximum = 0.999})
                    .integer("seed", &GainPlan::seed, {.minimum = 0, .maximum = 1e15})
                    .integer("after", &GainPlan::after, {.minimum = 1, .maximum = 1000})
                    .day("review", &GainPlan::review)
                    .localised_long("concurrent", &GainPlan::concurrent)
                    .reference("target_alone", "target", &GainPlan::target_alone)
                    .reference("target_joint", "target", &GainPlan::target_joint)
                    .number("people", &GainPlan::people, {.minimum = 0, .maximum = 1e12})
                    .number("discount", &GainPlan::discount, {.minimum = 0, .maximum = 50})
                    .integer("price_year", &GainPlan::price_year, year)
                    .text("currency", &GainPlan::currency, {.longest = 20})
                    .day("published", &GainPlan::published)
                    .text("hash", &GainPlan::hash)
                    .boolean("illustrative", &GainPlan::illustrative)
                    .check(check_plan));
  all.push_back(Describe<GainStudy>("gain_study", "gain_studies", "number")
                    .reference("plan", "gain_plan", &GainStudy::plan, required_fixed)
                    .integer("number", &GainStudy::number, {.required = true, .fixed = true, .minimum = 1, .maximum = 100'000})
                    .day("run_on", &GainStudy::run_on, required_fixed)
                    .day("known_on", &GainStudy::known_on, required_fixed)
                    .integer("position", &GainStudy::position, fixed)
                    .boolean("confirmatory", &GainStudy::confirmatory, fixed)
                    .text("departure", &GainStudy::departure, fixed)
                    .choice("method", &GainStudy::method, methods, fixed)
                    .text("plan_hash", &GainStudy::plan_hash, required_fixed)
                    .text("inputs_hash", &GainStudy::inputs_hash, required_fixed)
                    .text("engine", &GainStudy::engine, required_fixed)
                    .choice("verdict", &GainStudy::verdict, {"cannot_tell", "gain_shown", "no_gain_shown", "worse_than_alone"}, fixed)
                    .long_text("result", &GainStudy::result, {.required = true, .fixed = true, .longest = 5'000'000})
                    .localised_long("remarks", &GainStudy::remarks)
                    .boolean("illustrative", &GainStudy::illustrative));
  all.push_back(Describe<GainCost>("gain_cost", "gain_costs", "name")
                    .reference("plan", "gain_plan", &GainCost::plan, required_fixed)
                    .localised("name", &GainCost::name, required)
                    .choice("form", &GainCost::form, {"staff", "meetings", "reporting", "shared_systems", "set_up", "opportunity", "facilitation", "other"})
                    .reference("organisation", "organisation", &GainCost::organisation)
                    .localised("grade", &GainCost::grade)
                    .number("hours", &GainCost::hours, not_negative)
                    .number("hours_anyway", &GainCost::hours_anyway, not_negative)
                    .number("amount", &GainCost::amount, {.required = true, .minimum = 0, .maximum = 1e12})
                    .number("low", &GainCost::low, not_negative)
                    .number("high", &GainCost::high, not_negative)
                    .number("lifetime", &GainCost::lifetime, {.minimum = 0, .maximum = 1000})
                    .integer("price_year", &GainCost::price_year, year)
                    .localised_long("source", &GainCost::source)
                    .boolean("illustrative", &GainCost::illustrative)
                    .check(check_cost));
  all.push_back(Describe<GainValue>("gain_value", "gain_values", "name")
                    .reference("plan", "gain_plan", &GainValue::plan, required_fixed)
                    .localised("name", &GainValue::name, required)
                    .choice("form", &GainValue::form, {"cashable", "non_cashable", "public_value"})
                    .reference("organisation", "organisation", &GainValue::organisation)
                    .number("amount", &GainValue::amount, {.required = true, .minimum = 0, .maximum = 1e12})
                    .number("low", &GainValue::low, not_negative)
                    .number("high", &GainValue::high, not_negative)
                    .integer("price_year", &GainValue::price_year, year)
                    .localised_long("source", &GainValue::source, required)
                    .text("confidence", &GainValue::confidence, required)
                    .boolean("illustrative", &GainValue::illustrative)
                    .check([](const GainValue& v, base::Issues& issues) { check_range(v.low, v.amount, v.high, issues); }));
}

}  // namespace outturn::record
