#include "gain/answer.h"

#include <algorithm>
#include <cmath>

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
    case Method::staggered: return adopted(study);
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

/// What is the same for every method: how many outcomes were tested, and what these figures cannot tell.
void common_checks(const Study& study, Estimate& estimate) {
  estimate.checks.push_back({"many_outcomes", Outcome::pass, 1.0, 1.0, {"gain.check.many_outcomes.one", {{"value", study.question.value}}}});
  const auto missing = [&](const std::string& id, const std::string& key) {
    const bool there = std::any_of(estimate.checks.begin(), estimate.checks.end(), [&](const Check& check) { return check.id == id; });
    if (!there) estimate.not_checked.push_back({id, {"gain.not_checked." + key}});
  };
  const bool series = estimate.method == Method::its || estimate.method == Method::structural;
  const bool by_placebos = estimate.rests_on_places;
  missing("backdating", "short");
  for (const auto* id : {"pre_fit", "trend"}) missing(id, by_placebos || estimate.method == Method::its ? "short" : "not_this_method");
  for (const auto* id : {"placebos", "leave_one_out", "donor_pool"}) missing(id, series ? "no_places" : "not_this_method");
  missing("anticipation", by_placebos ? "short" : "not_this_method");
  missing("spillover", "spillover");
  missing("data", "data");
  missing("residuals", "not_this_method");
  missing("negative_control", "negative_control");
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

base::Checked<Answer> answer(const Study& study, base::Progress& progress) {
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
  if (method == Method::none) {
    judge(study, result);
    return result;
  }
  if (auto issues = lacking(study, method); !issues.empty()) return base::refuse(std::move(issues));
  auto main = estimated(study, method, true, progress);
  if (!main) return base::refuse(main.error());
  result.main = std::move(*main);
  common_checks(study, result.main);
  auto others = choice.beside;
  if (!result.method_chosen && choice.method != method && choice.method != Method::none) others.insert(others.begin(), choice.method);
  for (const auto other : others) {
    if (other == method || !lacking(study, other).empty()) continue;
    auto beside = estimated(study, other, false, progress);
    if (progress.cancelled()) return base::refuse("", "gain.cancelled");
    if (beside) result.beside.push_back(std::move(*beside));
  }
  judge(study, result);
  return result;
}

}  // namespace outturn::gain
