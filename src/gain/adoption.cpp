#include "gain/adoption.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <string_view>

#include "base/checked.h"
#include "gain/named.h"
#include "gain/thresholds.h"
#include "gain/verdict.h"
#include "stats/before_start.h"
#include "stats/goodman_bacon.h"
#include "stats/parallel_each.h"
#include "stats/difference_in_differences.h"
#include "stats/staggered_adoption.h"
#include "stats/sun_abraham.h"

namespace outturn::gain {
namespace {

using language::Amount;

Named banded(std::string name, const stats::BandedEffect& value, bool drawn, std::string group = {}) {
  auto made = named(std::move(name), value.effect, std::move(group));
  if (drawn && made.interval) made.band = {value.band_lower, value.band_upper};
  return made;
}

using base::whole;

constexpr double chance_of_a_pace = 0.20;     // two-sided; one place in ten by chance in the direction of the effect

/// Backdating and trend from the figures before each place's own start.
///
/// distance  periods over which a drift adds up to what the estimator would show of it
void examine_before(const Study& study, const stats::DifferenceOptions& options, double distance, Estimate& estimate) {
  const auto back = std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(0.3 * static_cast<double>(study.start()))));
  auto quick = options;
  quick.draws = 1999;  // for a check; the effect itself has more
  const auto before = stats::before_start(study.panel, quick, back);
  if (!before || !estimate.standard_error) return;
  const auto& [slope, early] = *before;
  const double error = *estimate.standard_error;
  const int decimals = decimals_for(error);
  const auto amount = [&](double value) { return Amount{.value = value, .decimals = decimals}; };
  const double carried = slope.estimate * distance;
  const double left = estimate.effect - carried;
  const double usual = std::hypot(error, distance * slope.standard_error);
  const bool sure = slope.p_value <= chance_of_a_pace && carried * estimate.effect > 0 && std::abs(carried) >= effect_that_matters * std::abs(estimate.effect);
  const bool nothing_left = left * estimate.effect <= 0 || std::abs(left) <= stats::normal_quantile(0.5 + study.question.level / 2) * usual;
  const bool matters = std::abs(early.estimate) >= effect_that_matters * std::abs(estimate.effect);
  const bool found = early.p_value <= chance_stop && matters;
  if (!found && sure && nothing_left) {
    estimate.checks.push_back({"backdating", Outcome::stop, stats::normal_two_sided(left / usual), chance_caution,
                               {"gain.check.backdating.carried",
                                {{"slope", Amount{.value = slope.estimate, .decimals = decimals + 1}}, {"carried", amount(carried)}, {"effect", amount(estimate.effect)}}}});
  } else {
    const auto outcome = found ? Outcome::stop : early.p_value <= chance_caution ? Outcome::caution : Outcome::pass;
    estimate.checks.push_back({"backdating", outcome, early.p_value, chance_caution,
                               {"gain.check.backdating.starts." + std::string(outcome == Outcome::pass ? "pass" : "found"), {{"count", whole(back)}, {"effect", amount(early.estimate)}}}});
  }
  const auto outcome = slope.p_value <= chance_caution ? Outcome::caution : Outcome::pass;
  estimate.checks.push_back({"trend", outcome, slope.p_value, chance_caution,
                             {"gain.check.trend.starts." + std::string(text_of(outcome)),
                              {{"slope", Amount{.value = slope.estimate, .decimals = decimals + 1}},
                               {"erases", Amount{.value = std::abs(estimate.effect) / distance, .decimals = decimals + 1}}}}});
}

constexpr std::size_t fewest_for_errors = 20;  // places taking part; a standard error from fewer claims too much: docs/methods/gain.md
constexpr std::size_t enough_for_errors = 10;  // where no groups can be drawn

/// A drawn group needs others to be compared with.
bool groups_can_be_drawn(std::size_t treated, std::size_t never) { return never >= std::max(fewest_comparison_places, treated + 3); }

/// Does hardly one in a hundred groups of as many places that never begin lie as far from the rest as those taking part do?
/// The mean of a few places moves so much by itself that their error cannot be many times the usual, however badly they fit.
bool hardly_any_as_far(const Study& study, double error) {
  constexpr double hardly_any = 0.01;
  constexpr std::size_t draws = 499;
  const auto treated = study.treated();
  const auto never = study.untreated();
  if (treated.size() >= fewest_for_errors || !groups_can_be_drawn(treated.size(), never.size())) return false;
  auto untouched = study;
  for (std::size_t k = 0; k < treated.size(); ++k) untouched.panel.first_treated[never[k]] = study.start();
  leave_out(untouched, treated);
  const auto drawn = stats::fit_before(untouched.panel, draws, study.question.seed).drawn;
  if (drawn.empty()) return false;
  const auto as_far = drawn.end() - std::ranges::lower_bound(drawn, error * (1 - 1e-12));
  return static_cast<double>(1 + as_far) <= hardly_any * static_cast<double>(drawn.size() + 1);
}

/// The groups' paths before the first start, beside groups drawn at random.
void examine_fit(const Study& study, Estimate& estimate) {
  constexpr double most_work = 2e8;
  const auto cells = static_cast<double>(study.panel.units.size() * study.start());
  const auto draws = static_cast<std::size_t>(std::clamp(most_work / cells, 99.0, 499.0));
  const auto fit = stats::fit_before(study.panel, draws, study.question.seed);
  if (fit.usual <= 0) return;
  const double ratio = fit.error / fit.usual;
  const bool apart = ratio > fit_stop || (ratio > fit_caution && estimate.method == Method::staggered && hardly_any_as_far(study, fit.error));
  const auto outcome = apart ? Outcome::stop : ratio > fit_caution ? Outcome::caution : Outcome::pass;
  const Amount share{.value = fit.level != 0 ? 100 * fit.error / std::abs(fit.level) : 0, .decimals = 1, .form = language::AmountForm::percentage};
  estimate.checks.push_back({"pre_fit", outcome, ratio, fit_caution,
                             {"gain.check.pre_fit.groups." + std::string(text_of(outcome)),
                              {{"error", Amount{.value = fit.error, .decimals = decimals_for(fit.error)}}, {"share", share}, {"ratio", Amount{.value = ratio, .decimals = 1}}}}});
}

stats::DifferenceOptions difference_options(const Study& study) {
  stats::DifferenceOptions options{.level = study.question.level, .seed = study.question.seed};
  for (const auto& name : study.question.covariates) options.covariates.push_back({name, *study.column(name)});
  return options;
}

/// What plain two-way fixed effects would mix up, and Sun and Abraham's answer to the same question.
void add_others(const Study& study, Estimate& estimate) {
  if (const auto pieces = stats::goodman_bacon(study.panel)) {
    Decomposition made{.effect = pieces->effect, .weight_on_already_treated = pieces->weight_on_already_treated};
    constexpr std::string_view kinds[]{"never_treated", "later", "already_treated"};
    for (const auto& piece : pieces->pieces) {
      made.pieces.push_back({.kind = kinds[static_cast<std::size_t>(piece.kind)], .treated = study.panel.times[piece.treated],
                             .compared = piece.compared == stats::Panel::never ? std::string() : study.panel.times[piece.compared],
                             .estimate = piece.estimate, .weight = piece.weight});
    }
    estimate.two_way = std::move(made);
  }
  if (study.untreated().empty()) return;
  if (const auto other = stats::sun_abraham(study.panel, difference_options(study))) estimate.also.push_back(named("sun-abraham", other->simple));
}

constexpr std::size_t drawn_groups = 199;

/// How large the effect is where nothing began: groups drawn among the places that never do, as many and with the same starts
/// as those taking part. Takes the place of errors that rest on many places.
/// returns  false when it was cancelled
bool judge_by_groups(const Study& study, const stats::StaggeredOptions& options, Estimate& estimate, base::Progress& progress) {
  const auto treated = study.treated();
  const auto never = study.untreated();
  if (!groups_can_be_drawn(treated.size(), never.size())) {
    if (treated.size() >= enough_for_errors) return true;
    estimate.rests_on_places = true;
    estimate.p_value.reset();
    return true;
  }
  estimate.rests_on_places = true;
  std::mt19937_64 random(study.question.seed);
  std::vector<std::vector<std::size_t>> groups(drawn_groups, never);
  for (auto& group : groups) {
    for (std::size_t k = 0; k < treated.size(); ++k) std::swap(group[k], group[k + random() % (group.size() - k)]);
    group.resize(treated.size());
  }
  auto plain = options;
  plain.draws = 0;
  std::vector<std::optional<double>> effects(groups.size());
  const bool finished = stats::parallel_each(groups.size(), study.question.threads, progress, "placebos", [&](std::size_t g) {
    auto untouched = study;  // without those who took part
    for (std::size_t k = 0; k < treated.size(); ++k) untouched.panel.first_treated[groups[g][k]] = study.panel.first_treated[treated[k]];
    leave_out(untouched, treated);
    auto asked = plain;
    for (auto& one : asked.covariates) one.values = *untouched.column(one.name);
    if (const auto fitted = stats::staggered_adoption(untouched.panel, asked)) effects[g] = fitted->simple.effect.estimate;
  });
  if (!finished) return false;
  double sum = 0;
  double squares = 0;
  double count = 0;
  for (const auto& effect : effects) {
    if (!effect) continue;
    estimate.as_extreme += std::abs(*effect) >= std::abs(estimate.effect) * (1 - 1e-12) ? 1 : 0;
    sum += *effect;
    squares += *effect * *effect;
    ++count;
  }
  if (count < 2) return true;
  const double spread = std::sqrt(std::max(0.0, squares / count - sum * sum / count / count));
  if (estimate.standard_error) estimate.errors.push_back({"independent_places", *estimate.standard_error});
  const double half = stats::normal_quantile(0.5 + study.question.level / 2) * spread;
  estimate.standard_error = spread;
  estimate.interval = {estimate.effect - half, estimate.effect + half};
  estimate.p_value = static_cast<double>(1 + estimate.as_extreme) / (count + 1);
  estimate.p_floor = 1 / (count + 1);
  const auto outcome = *estimate.p_value > chance_caution ? Outcome::caution : Outcome::pass;
  estimate.checks.push_back({"placebos", outcome, estimate.p_value, chance_caution,
                             {"gain.check.placebos.groups", {{"extreme", whole(estimate.as_extreme)}, {"groups", whole(static_cast<std::size_t>(count))}, {"size", whole(treated.size())}}}});
  return true;
}

}  // namespace

std::optional<double> pretended_adoption(const Study& study, const stats::Panel& panel) {
  stats::StaggeredOptions options{.level = study.question.level};
  if (study.question.controls == Controls::not_yet) options.controls = stats::Controls::not_yet_treated;
  const auto fitted = stats::staggered_adoption(panel, options);
  return fitted ? std::optional(fitted->simple.effect.estimate) : std::nullopt;
}

base::Checked<Estimate> adopted(const Study& study, base::Progress& progress) {
  const auto& panel = study.panel;
  const auto never = study.untreated().size();
  stats::StaggeredOptions options{.level = study.question.level, .seed = study.question.seed};
  const bool against_never = study.question.controls == Controls::never || (study.question.controls == Controls::automatic && never > 0);
  options.controls = against_never ? stats::Controls::never_treated : stats::Controls::not_yet_treated;
  for (const auto& name : study.question.covariates) options.covariates.push_back({name, *study.column(name)});
  constexpr std::size_t draws = 1000;
  constexpr std::size_t most_drawn = 200'000;  // units × effects; more would take longer than anybody waits for a band
  std::set<std::size_t> starts(panel.first_treated.begin(), panel.first_treated.end());
  const bool drawn = panel.units.size() * (starts.size() + 2) * panel.times.size() <= most_drawn;
  if (drawn) options.draws = draws;
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
  for (const auto& cell : fitted->cells) estimate.att_gt.push_back(banded(panel.times[cell.period], cell.value, drawn, panel.times[cell.group]));
  for (const auto& point : fitted->event.points) estimate.event.push_back(banded(std::to_string(point.at), point.value, drawn));
  for (const auto& point : fitted->group.points) estimate.group.push_back(banded(panel.times[static_cast<std::size_t>(point.at)], point.value, drawn));
  for (const auto& point : fitted->calendar.points) estimate.calendar.push_back(banded(panel.times[static_cast<std::size_t>(point.at)], point.value, drawn));
  if (study.treated().size() < fewest_for_errors && !judge_by_groups(study, options, estimate, progress)) return base::refuse("", "gain.cancelled");
  if (!fitted->event.points.empty()) estimate.at_end = fitted->event.points.back().value.effect.estimate;

  if (drawn && simple.standard_error > 0) estimate.errors.push_back({"multiplier_bootstrap", fitted->simple.bootstrap_error});
  if (fitted->before.restrictions > 0 && std::isfinite(fitted->before.p_value)) {
    estimate.leads = Leads{.restrictions = static_cast<double>(fitted->before.restrictions), .p_value = fitted->before.p_value};
  }
  double cells = 0;
  double away = 0;  // each figure after a start is compared with the period before that start
  for (const auto start : panel.first_treated) {
    for (std::size_t t = start; start != stats::Panel::never && t < panel.times.size(); ++t, ++cells) away += static_cast<double>(t - start + 1);
  }
  examine_fit(study, estimate);
  examine_before(study, difference_options(study), away / cells, estimate);
  add_others(study, estimate);
  auto& checks = estimate.checks;
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
  const auto options = difference_options(study);
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

  estimate.errors = {{"clustered", effect.standard_error}, {"clustered_by_period_too", fitted->error_by_period_too},
                     {"unequal", fitted->unequal_error}, {"independent", fitted->independent_error}};
  if (const auto leads = stats::event_study(study.panel, options)) {
    for (const auto& point : leads->points) estimate.event.push_back(named(std::to_string(point.at), point.value));
    if (std::isfinite(leads->p_value)) estimate.leads = Leads{.restrictions = leads->restrictions, .p_value = leads->p_value};
  }
  examine_fit(study, estimate);
  // From the middle of a place's time before its start to the middle of its time after it.
  examine_before(study, options, static_cast<double>(study.panel.times.size()) / 2, estimate);
  if (study.staggered()) add_others(study, estimate);
  auto& checks = estimate.checks;
  const auto treated = study.treated().size();
  const bool few = treated < 5 || study.untreated().size() < 5;
  checks.push_back({"donor_pool", few ? Outcome::caution : Outcome::pass, static_cast<double>(std::min(treated, study.untreated().size())), 5.0,
                    {few ? "gain.check.clusters.few" : "gain.check.clusters.in_order", {{"treated", whole(treated)}, {"places", whole(study.untreated().size())}}}});
  if (study.staggered()) {
    std::erase_if(checks, [](const Check& check) { return check.id == "trend"; });
    const double share = estimate.two_way ? estimate.two_way->weight_on_already_treated : 0;
    checks.push_back({"trend", Outcome::caution, share, 0.0,
                      {"gain.check.trend.staggered", {{"share", Amount{.value = 100 * share, .form = language::AmountForm::percentage}}}}});
  }
  return estimate;
}

}  // namespace outturn::gain
