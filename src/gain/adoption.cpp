#include "gain/adoption.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "stats/difference_in_differences.h"
#include "stats/staggered_adoption.h"

namespace outturn::gain {
namespace {

using language::Amount;

Named named(std::string name, const stats::Estimated& value, std::string group = {}) {
  Named made{.name = std::move(name), .group = std::move(group), .estimate = value.estimate};
  if (value.standard_error > 0 && std::isfinite(value.standard_error)) {
    made.standard_error = value.standard_error;
    made.interval = {value.lower, value.upper};
  }
  return made;
}

std::int64_t whole(std::size_t count) { return static_cast<std::int64_t>(count); }

}  // namespace

base::Checked<Estimate> adopted(const Study& study) {
  const auto& panel = study.panel;
  const auto never = study.untreated().size();
  stats::StaggeredOptions options{.level = study.question.level, .seed = study.question.seed};
  const bool against_never = study.question.controls == Controls::never || (study.question.controls == Controls::automatic && never > 0);
  options.controls = against_never ? stats::Controls::never_treated : stats::Controls::not_yet_treated;
  for (const auto& name : study.question.covariates) options.covariates.push_back({name, *study.column(name)});
  const auto fitted = stats::staggered_adoption(panel, options);
  if (!fitted) return base::refuse(fitted.error());

  const auto& simple = fitted->simple.effect;
  Estimate estimate{.method = Method::staggered, .effect = simple.estimate};
  if (simple.standard_error > 0 && std::isfinite(simple.standard_error)) {
    estimate.standard_error = simple.standard_error;
    estimate.interval = {simple.lower, simple.upper};
    estimate.p_value = simple.p_value;
  }
  estimate.comparison_places = never;
  for (const auto& cell : fitted->cells) estimate.att_gt.push_back(named(panel.times[cell.period], cell.value.effect, panel.times[cell.group]));
  for (const auto& point : fitted->event.points) estimate.event.push_back(named(std::to_string(point.at), point.value.effect));
  for (const auto& point : fitted->group.points) estimate.group.push_back(named(panel.times[static_cast<std::size_t>(point.at)], point.value.effect));
  for (const auto& point : fitted->calendar.points) estimate.calendar.push_back(named(panel.times[static_cast<std::size_t>(point.at)], point.value.effect));
  if (!fitted->event.points.empty()) estimate.at_end = fitted->event.points.back().value.effect.estimate;

  auto& checks = estimate.checks;
  if (fitted->before.restrictions > 0 && std::isfinite(fitted->before.p_value)) {
    const double p = fitted->before.p_value;
    const auto outcome = p <= 0.01 ? Outcome::stop : p <= 0.10 ? Outcome::caution : Outcome::pass;
    checks.push_back({"backdating", outcome, p, 0.10, {"gain.check.leads." + std::string(outcome == Outcome::pass ? "pass" : "found"), {{"count", whole(fitted->before.restrictions)}}}});
  }
  std::map<std::size_t, std::size_t> cohorts;
  for (const auto start : panel.first_treated) {
    if (start != stats::Panel::never) ++cohorts[start];
  }
  std::size_t single = 0;
  std::string first;
  for (const auto& [start, count] : cohorts) {
    if (count != 1) continue;
    if (single++ == 0) first = panel.times[start];
  }
  checks.push_back({"donor_pool", single > 0 || never < 5 ? Outcome::caution : Outcome::pass, static_cast<double>(never), 5.0,
                    {single > 0 ? "gain.check.cohorts.single" : "gain.check.cohorts.in_order",
                     {{"single", whole(single)}, {"first", first}, {"cohorts", whole(cohorts.size())}, {"places", whole(never)}}}});
  return estimate;
}

base::Checked<Estimate> differenced(const Study& study) {
  stats::DifferenceOptions options{.level = study.question.level, .seed = study.question.seed};
  for (const auto& name : study.question.covariates) options.covariates.push_back({name, *study.column(name)});
  const auto fitted = stats::difference_in_differences(study.panel, options);
  if (!fitted) return base::refuse(fitted.error());
  const auto& effect = fitted->effect;
  Estimate estimate{.method = Method::did, .effect = effect.estimate, .standard_error = effect.standard_error};
  estimate.interval = {effect.lower, effect.upper};
  estimate.p_value = effect.p_value;
  if (fitted->wild && std::isfinite(fitted->wild->lower) && std::isfinite(fitted->wild->upper)) {
    estimate.interval = {fitted->wild->lower, fitted->wild->upper};
    estimate.p_value = fitted->wild->p_value;
  }
  estimate.comparison_places = study.untreated().size();
  for (std::size_t t = 0; t < fitted->counterfactual.size(); ++t) {
    estimate.counterfactual.push_back({study.panel.times[t], fitted->actual[t], fitted->counterfactual[t]});
  }
  if (!estimate.counterfactual.empty()) estimate.at_end = estimate.counterfactual.back().actual - estimate.counterfactual.back().counterfactual;

  auto& checks = estimate.checks;
  if (const auto leads = stats::event_study(study.panel, options); leads && std::isfinite(leads->p_value)) {
    for (const auto& point : leads->points) estimate.event.push_back(named(std::to_string(point.at), point.value));
    const auto outcome = leads->p_value <= 0.01 ? Outcome::stop : leads->p_value <= 0.10 ? Outcome::caution : Outcome::pass;
    checks.push_back({"backdating", outcome, leads->p_value, 0.10,
                      {"gain.check.leads." + std::string(outcome == Outcome::pass ? "pass" : "found"), {{"count", static_cast<std::int64_t>(leads->restrictions)}}}});
  }
  const auto treated = study.treated().size();
  const bool few = treated < 5 || study.untreated().size() < 5;
  checks.push_back({"donor_pool", few ? Outcome::caution : Outcome::pass, static_cast<double>(std::min(treated, study.untreated().size())), 5.0,
                    {few ? "gain.check.clusters.few" : "gain.check.clusters.in_order", {{"treated", whole(treated)}, {"places", whole(study.untreated().size())}}}});
  if (study.staggered()) {
    checks.push_back({"trend", Outcome::caution, std::nullopt, std::nullopt, {"gain.check.trend.staggered"}});
  }
  return estimate;
}

}  // namespace outturn::gain
