#include "gain/answer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "gain/adoption.h"
#include "gain/choice.h"
#include "gain/comparison.h"
#include "gain/series.h"
#include "gain/verdict.h"

namespace outturn::gain {
namespace {

base::Checked<Estimate> estimated(const Study& study, Method method, bool with_checks, base::Progress& progress) {
  switch (method) {
    case Method::its: return interrupted(study);
    case Method::staggered: return adopted(study, progress);
    case Method::did:
      return study.treated().size() > 1 ? differenced(study) : compared(study, method, with_checks, progress);
    case Method::synthetic_control:
    case Method::augmented:
    case Method::synthetic_did: return compared(study, method, with_checks, progress);
    case Method::structural: return structural(study);
    case Method::automatic:
    case Method::none: break;
  }
  return base::refuse("--method", "gain.not_offered", {{"method", std::string(text_of(method))}});
}

bool is_series(Method method) { return method == Method::its || method == Method::structural; }

/// Could other places have felt it? The answer with those that might, beside the answer without them.
void spillover(const Study& study, Estimate& estimate, base::Progress& progress) {
  if (!study.with_neighbours || is_series(estimate.method)) return;
  const auto with_them = estimated(*study.with_neighbours, estimate.method, false, progress);
  if (!with_them) return;
  const double moved = with_them->effect - estimate.effect;
  const double scale = estimate.standard_error.value_or(std::abs(estimate.effect));
  const bool turned = with_them->effect * estimate.effect < 0 && std::abs(estimate.effect) > scale;
  const auto outcome = turned || std::abs(moved) > scale ? Outcome::caution : Outcome::pass;
  const int decimals = decimals_for(scale);
  estimate.checks.push_back({"spillover", outcome, moved, scale,
                             {"gain.check.spillover." + std::string(text_of(outcome)),
                              {{"count", static_cast<std::int64_t>(study.question.neighbours.size())},
                               {"without", language::Amount{.value = estimate.effect, .decimals = decimals}},
                               {"with", language::Amount{.value = with_them->effect, .decimals = decimals}}}}});
}

/// Does it show where it cannot? The same question about a measure that working together does not touch.
void negative_control(const Study& study, Estimate& estimate, base::Progress& progress) {
  const auto& name = study.question.negative_control;
  if (name.empty()) return;
  auto untouched = study;
  untouched.panel.values = *study.column(name);
  untouched.question.value = name;
  untouched.question.predictors.clear();  // chosen for the other measure
  untouched.question.fit.reset();
  std::vector<std::size_t> incomplete;
  bool cannot = false;
  for (std::size_t unit = 0; unit < untouched.panel.units.size(); ++unit) {
    if (std::ranges::none_of(untouched.panel.series(unit), [](double cell) { return std::isnan(cell); })) continue;
    incomplete.push_back(unit);
    cannot = cannot || untouched.panel.first_treated[unit] != stats::Panel::never;
  }
  if (cannot) {
    estimate.not_checked.push_back({"negative_control", {"gain.not_checked.negative_control.gap", {{"column", name}}}});
    return;
  }
  leave_out(untouched, incomplete);
  if (!lacking(untouched, estimate.method).empty()) {
    estimate.not_checked.push_back({"negative_control", {"gain.not_checked.negative_control.failed", {{"column", name}}}});
    return;
  }
  const auto found = estimated(untouched, estimate.method, false, progress);
  if (!found || !found->interval) {
    estimate.not_checked.push_back({"negative_control", {"gain.not_checked.negative_control.failed", {{"column", name}}}});
    return;
  }
  const auto& [low, high] = *found->interval;
  const bool beyond_chance = !found->rests_on_places || (found->p_value && *found->p_value <= largest_p);
  const auto outcome = (low > 0 || high < 0) && beyond_chance ? Outcome::caution : Outcome::pass;
  const int decimals = decimals_for(found->standard_error.value_or(std::abs(found->effect)));
  const auto amount = [&](double value) { return language::Amount{.value = value, .decimals = decimals}; };
  estimate.checks.push_back({"negative_control", outcome, found->effect, std::nullopt,
                             {"gain.check.negative_control." + std::string(text_of(outcome)),
                              {{"column", name}, {"effect", amount(found->effect)}, {"low", amount(low)}, {"high", amount(high)}}}});
}

/// Of many measures the best looks good by chance alone. Holm's first step: the smallest p counts as many times as there are measures.
void many_outcomes(const Study& study, Estimate& estimate) {
  const auto count = study.question.outcomes_judged;
  const auto judged = static_cast<double>(count);
  if (count <= 1) {
    estimate.checks.push_back({"many_outcomes", Outcome::pass, judged, 1.0, {"gain.check.many_outcomes.one", {{"value", study.question.value}}}});
    return;
  }
  const double counts_as = std::min(1.0, judged * estimate.p_value.value_or(1));
  const auto outcome = counts_as > largest_p ? Outcome::caution : Outcome::pass;
  estimate.checks.push_back({"many_outcomes", outcome, judged, 1.0,
                             {"gain.check.many_outcomes." + std::string(text_of(outcome)),
                              {{"count", static_cast<std::int64_t>(count)}, {"p", language::Amount{.value = counts_as, .decimals = 3}}}}});
}

/// What is the same for every method: how many outcomes were tested, and what these figures cannot tell.
void common_checks(const Study& study, Estimate& estimate) {
  many_outcomes(study, estimate);
  const auto missing = [&](const std::string& id, const std::string& key) {
    const auto is_it = [&](const auto& check) { return check.id == id; };
    const bool there = std::ranges::any_of(estimate.checks, is_it) || std::ranges::any_of(estimate.not_checked, is_it);
    if (!there) estimate.not_checked.push_back({id, {"gain.not_checked." + key}});
  };
  const bool series = is_series(estimate.method);
  const bool by_placebos = estimate.rests_on_places;
  missing("backdating", "short");
  for (const auto* id : {"pre_fit", "trend"}) missing(id, estimate.method == Method::structural ? "not_this_method" : "short");
  for (const auto* id : {"placebos", "leave_one_out", "donor_pool"}) missing(id, series ? "no_places" : "not_this_method");
  missing("anticipation", by_placebos && estimate.method != Method::staggered ? "short" : "not_this_method");
  missing("spillover", series ? "no_places" : "spillover");
  missing("data", "data");
  missing("residuals", "not_this_method");
  missing("negative_control", "negative_control");
}

/// What was asked and then not looked at by this method: said, so that nobody believes it had a say.
void add_unused(const Study& study, Method method, std::vector<language::Sentence>& notes) {
  const auto& asked = study.question;
  const bool by_predictors = method == Method::synthetic_control && (!asked.predictors.empty() || asked.fit);
  const auto unused = [&](const char* key) { notes.push_back({key, {{"method", language::Phrases{{"gain.method." + std::string(text_of(method))}}}}}); };
  if (!asked.predictors.empty() && method != Method::synthetic_control) unused("gain.note.unused.predictors");
  if (asked.fit && method != Method::synthetic_control) unused("gain.note.unused.fit");
  if (!asked.covariates.empty() && (by_predictors || method == Method::augmented)) unused("gain.note.unused.covariates");
  if (asked.has_offset && method != Method::its) unused("gain.note.unused.offset");
  if (asked.season > 0 && !is_series(method)) unused("gain.note.unused.season");
  if (asked.controls != Controls::automatic && method != Method::staggered) unused("gain.note.unused.controls");
  if (asked.has_cohort && (!asked.treated.empty() || !asked.from.empty())) notes.push_back({"gain.note.unused.treated"});
}

/// Periods that no place has are seen only by the distance of the others.
void add_missing_periods(const Study& study, std::vector<language::Sentence>& notes) {
  const auto& moments = study.moments;
  double shortest = std::numeric_limits<double>::infinity();
  for (std::size_t t = 1; t < moments.size(); ++t) shortest = std::min(shortest, moments[t].at - moments[t - 1].at);
  for (std::size_t t = 1; t < moments.size(); ++t) {
    if (moments[t].at - moments[t - 1].at < 1.5 * shortest) continue;
    notes.push_back({"gain.note.uneven", {{"before", study.panel.times[t - 1]}, {"after", study.panel.times[t]}}});
    return;
  }
}

}  // namespace

std::string_view text_of(Outcome outcome) {
  return outcome == Outcome::pass ? "pass" : outcome == Outcome::caution ? "caution" : "stop";
}

std::string_view text_of(Verdict verdict) {
  constexpr std::string_view texts[]{"gain_shown", "no_gain_shown", "worse_than_alone", "cannot_tell"};
  return texts[static_cast<std::size_t>(verdict)];
}

int decimals_for(double scale) {
  if (!(scale > 0) || !std::isfinite(scale)) return 0;
  return std::clamp(1 - static_cast<int>(std::floor(std::log10(scale))), 0, 6);
}

base::Checked<Answer> answer(const Study& study, base::Progress& progress, Beside beside) {
  Answer result;
  const auto choice = choice_for(study);
  result.method_chosen = study.question.method == Method::automatic;
  const auto method = result.method_chosen ? choice.method : study.question.method;
  result.why_method = result.method_chosen ? choice.why : language::Sentence{"gain.why.asked"};
  result.notes = study.notes;
  if (!study.question.direction) result.notes.push_back({"gain.note.direction"});
  if (study.question.fit && study.question.fit->second.at > study.moments[study.start()].at - 1e-9) result.notes.push_back({"gain.note.fit_reaches_after"});
  for (const auto& predictor : study.question.predictors) {
    if (predictor.span && predictor.span->second.at > study.moments[study.start()].at - 1e-9) {
      result.notes.push_back({"gain.note.predictor_reaches_after", {{"column", predictor.column}}});
    }
  }
  add_missing_periods(study, result.notes);
  if (method == Method::none) {
    judge(study, result);
    return result;
  }
  if (auto issues = lacking(study, method); !issues.empty()) return base::refuse(std::move(issues));
  add_unused(study, method, result.notes);
  auto main = estimated(study, method, true, progress);
  if (!main) return base::refuse(main.error());
  result.main = std::move(*main);
  spillover(study, result.main, progress);
  negative_control(study, result.main, progress);
  if (progress.cancelled()) return base::refuse("", "gain.cancelled");
  common_checks(study, result.main);
  auto others = choice.beside;
  if (!result.method_chosen && choice.method != method && choice.method != Method::none) others.insert(others.begin(), choice.method);
  if (beside == Beside::left_out) others.clear();
  for (const auto other : others) {
    if (other == method || !lacking(study, other).empty()) continue;
    auto told = estimated(study, other, false, progress);
    if (progress.cancelled()) return base::refuse("", "gain.cancelled");
    if (told) result.beside.push_back(std::move(*told));
  }
  judge(study, result);
  return result;
}

}  // namespace outturn::gain
