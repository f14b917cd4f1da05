#include "base/checked.h"
#include "gain/choice.h"

#include <algorithm>

namespace outturn::gain {
namespace {

constexpr std::size_t many = 20;              // places a side, for errors that rest on many places
constexpr std::size_t fewest_places = 8;      // compared with
constexpr std::size_t enough_before = 10;     // periods
constexpr std::size_t series_before = 24;
constexpr std::size_t series_after = 6;

using base::whole;

}  // namespace

Choice choice_for(const Study& study) {
  const auto treated = study.treated().size();
  const auto others = study.untreated().size();
  const auto before = study.start();
  const auto after = study.panel.times.size() - before;
  const base::Arguments unused;
  const std::vector<language::NamedValue> shape{{"treated", whole(treated)}, {"others", whole(others)}, {"before", whole(before)}, {"after", whole(after)}};
  const auto chosen = [&](Method method, std::vector<Method> beside, const char* key) {
    return Choice{method, std::move(beside), {key, shape}};
  };
  if (study.staggered() || (study.question.has_cohort && treated > 1 && others > 0)) {
    return chosen(Method::staggered, {Method::did}, "gain.why.staggered");
  }
  if (others == 0) {
    if (study.panel.units.size() > 1 && treated < study.panel.units.size()) return chosen(Method::none, {}, "gain.why.none");
    if (!study.question.covariates.empty() && before >= enough_before) return chosen(Method::structural, {Method::its}, "gain.why.structural");
    const auto season = static_cast<std::size_t>(study.question.season);
    if (before >= std::max(series_before, 2 * season) && after >= series_after) return chosen(Method::its, {Method::structural}, "gain.why.its");
    return chosen(Method::none, {}, "gain.why.none");
  }
  if (treated >= many && others >= many) return chosen(Method::did, {Method::synthetic_did}, "gain.why.did");
  if (!study.question.predictors.empty() && others >= fewest_places) {
    return chosen(Method::synthetic_control, {Method::synthetic_did, Method::did}, "gain.why.synthetic_control");
  }
  if (others >= fewest_places && before >= enough_before) {
    return chosen(Method::synthetic_did, {Method::synthetic_control, Method::did}, "gain.why.synthetic_did");
  }
  if (others >= 3) return chosen(Method::synthetic_did, {Method::did}, "gain.why.small");
  if (before >= series_before && after >= series_after && treated == 1) return chosen(Method::its, {}, "gain.why.its");
  return chosen(Method::none, {}, "gain.why.none");
}

base::Issues lacking(const Study& study, Method method) {
  base::Issues issues;
  const auto others = study.untreated().size();
  switch (method) {
    case Method::synthetic_control:
    case Method::synthetic_did:
    case Method::augmented:
      if (others < 3) issues.push_back({"--method", "gain.needs_places", {{"method", std::string(text_of(method))}, {"least", 3}, {"count", whole(others)}}});
      if (study.staggered() && method != Method::synthetic_did) {
        issues.push_back({"--method", "gain.needs_one_start", {{"method", std::string(text_of(method))}}});
      }
      break;
    case Method::did:
      if (others < 1) issues.push_back({"--method", "gain.needs_places", {{"method", std::string(text_of(method))}, {"least", 1}, {"count", whole(others)}}});
      break;
    case Method::its:
    case Method::structural:
      if (study.treated().size() != 1) {
        issues.push_back({"--method", "gain.needs_one_series", {{"method", std::string(text_of(method))}, {"count", whole(study.treated().size())}}});
      }
      break;
    case Method::staggered:
    case Method::automatic:
    case Method::none: break;
  }
  return issues;
}

}  // namespace outturn::gain
