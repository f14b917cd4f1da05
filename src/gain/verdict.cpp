#include "gain/verdict.h"

#include <algorithm>
#include <cmath>

#include "gain/thresholds.h"
#include "stats/distributions.h"

namespace outturn::gain {
namespace {

using language::Amount;
using language::Phrases;
using language::Sentence;

Sentence difference(double value, int decimals) {
  return {value < 0 ? "gain.amount.lower" : "gain.amount.higher", {{"size", Amount{.value = std::abs(value), .decimals = decimals}}}};
}

std::string names_of(const std::vector<std::string>& names) {
  std::string all;
  for (std::size_t n = 0; n < names.size(); ++n) {
    if (n == 3 && names.size() > 4) return all + " …";
    all += (n == 0 ? "" : ", ") + names[n];
  }
  return all;
}

/// Why a check that stops leaves nothing to tell.
std::string reason_for(const Estimate& main, const Check& check) {
  if (main.method == Method::structural && check.id == "leave_one_out") return "gain.reason.trends";
  if (check.sentence.key == "gain.check.backdating.carried") return "gain.reason.carried";
  if (check.sentence.key.starts_with("gain.check.pre_fit.series")) return "gain.reason.wanders";
  if (check.sentence.key == "gain.check.backdating.bends") return "gain.reason.bends";
  return "gain.reason." + check.id;
}

/// Where several took part, what is tried are groups of other places, and the sentence must say so.
std::string of_sets(const Study& study, const std::string& key) { return study.treated().size() > 1 ? key + ".sets" : key; }

bool is_about_places(Method method) {
  return method != Method::its && method != Method::structural && method != Method::none;
}

}  // namespace

Verdict verdict_on(const Evidence& evidence) {
  if (!evidence.low || !evidence.high || evidence.stopped || !evidence.looked_back) return Verdict::cannot_tell;
  if (evidence.rests_on_places && (!evidence.p_value || evidence.comparison_places < fewest_comparison_places)) return Verdict::cannot_tell;
  const bool beyond_chance = !evidence.rests_on_places || *evidence.p_value <= largest_p;
  if (*evidence.low > 0 && beyond_chance) return Verdict::gain_shown;
  if (*evidence.high < 0 && beyond_chance) return Verdict::worse_than_alone;
  if (evidence.worthwhile && *evidence.high < *evidence.worthwhile) return Verdict::no_gain_shown;
  return Verdict::cannot_tell;
}

void judge(const Study& study, Answer& answer) {
  const auto& main = answer.main;
  const bool up = study.direction() == Direction::up;
  Evidence evidence{.rests_on_places = main.rests_on_places, .comparison_places = main.comparison_places, .p_value = main.p_value,
                    .worthwhile = study.question.worthwhile};
  if (main.interval) {
    evidence.low = up ? main.interval->first : -main.interval->second;
    evidence.high = up ? main.interval->second : -main.interval->first;
  }
  for (const auto& check : main.checks) evidence.stopped = evidence.stopped || check.outcome == Outcome::stop;
  evidence.looked_back = std::ranges::any_of(main.checks, [](const Check& check) { return check.id == "backdating"; });
  answer.verdict = verdict_on(evidence);
  answer.worthwhile = answer.verdict == Verdict::gain_shown && evidence.worthwhile && *evidence.low >= *evidence.worthwhile;
  if (main.standard_error) {
    answer.smallest_visible = (stats::normal_quantile(0.5 + study.question.level / 2) + seen_in_four_of_five) * *main.standard_error;
  }

  const auto decimals = decimals_for(main.standard_error.value_or(std::abs(main.effect)));
  if (answer.verdict == Verdict::cannot_tell) {
    for (const auto& check : main.checks) {
      if (check.outcome != Outcome::stop) continue;
      answer.reasons.push_back({reason_for(main, check), check.sentence.values});
    }
    if (main.method != Method::none && main.rests_on_places && main.comparison_places < fewest_comparison_places) {
      answer.reasons.push_back({"gain.reason.few_places", {{"count", static_cast<std::int64_t>(main.comparison_places)},
                                                           {"least", static_cast<std::int64_t>(fewest_comparison_places)}}});
    }
    if (main.method != Method::none && main.rests_on_places && !main.p_value && main.comparison_places >= fewest_comparison_places) {
      answer.reasons.push_back({"gain.reason.no_groups", {{"count", static_cast<std::int64_t>(main.comparison_places)}, {"size", static_cast<std::int64_t>(study.treated().size())}}});
    }
    if (main.method == Method::none) {
      answer.reasons.push_back({"gain.reason.no_estimate", {{"before", static_cast<std::int64_t>(study.start())},
                                                            {"others", static_cast<std::int64_t>(study.untreated().size())}}});
    } else if (!main.interval) {
      answer.reasons.push_back({"gain.reason.no_interval"});
    } else if (answer.reasons.empty() && !evidence.looked_back) {
      answer.reasons.push_back({"gain.reason.no_look_back"});
    } else if (answer.reasons.empty()) {
      if (*evidence.low > 0 || *evidence.high < 0) {
        answer.reasons.push_back({of_sets(study, "gain.reason.chance"), {{"size", static_cast<std::int64_t>(study.treated().size())}, {"extreme", static_cast<std::int64_t>(main.as_extreme)},
                                                         {"places", static_cast<std::int64_t>(main.placebos.size())}}});
      } else {
        answer.reasons.push_back({"gain.reason.moves", {{"visible", Amount{.value = answer.smallest_visible.value_or(0), .decimals = decimals}}}});
      }
    }
  }

  std::vector<std::string> names;
  for (const auto unit : study.treated()) names.push_back(study.panel.units[unit]);
  const bool one_start = !study.staggered();
  Sentence& sentence = answer.sentence;
  const std::string verdict_key = "gain.sentence." + std::string(text_of(answer.verdict));
  Phrases reasons;
  for (const auto& reason : answer.reasons) {
    reasons = {reasons.empty() ? reason : Sentence{"gain.sentence.one_more", {{"first", reasons}, {"next", Phrases{reason}}}}};
  }
  if (main.method == Method::none) {
    sentence = {"gain.sentence.nothing", {{"reasons", reasons}}};
    return;
  }
  const bool unnamed = names.size() == 1 && names.front() == study.question.value;
  const Phrases what{{unnamed ? "gain.what.series" : one_start ? "gain.what.one_start" : "gain.what.starts",
                      {{"from", study.panel.times[study.start()]}, {"value", study.question.value}, {"unit", names_of(names)}}}};
  const Phrases effect{difference(main.effect, decimals)};
  const Phrases compared{{is_about_places(main.method) ? "gain.compared.places" : "gain.compared.past"}};
  if (!main.interval) {
    sentence = {"gain.sentence.without_interval", {{"what", what}, {"effect", effect}, {"compared", compared}, {"reasons", reasons}}};
    return;
  }
  sentence = {verdict_key, {{"what", what}, {"effect", effect}, {"compared", compared},
                            {"low", Phrases{difference(main.interval->first, decimals)}}, {"high", Phrases{difference(main.interval->second, decimals)}},
                            {"reasons", reasons},
                            {"worthwhile", Amount{.value = study.question.worthwhile.value_or(0)}}}};
  if (answer.worthwhile) sentence.key += ".worthwhile";
  if (main.p_value && main.rests_on_places && !main.placebos.empty() && answer.verdict != Verdict::cannot_tell) {
    Sentence chance{of_sets(study, "gain.chance"), {{"size", static_cast<std::int64_t>(study.treated().size())}, {"extreme", static_cast<std::int64_t>(main.as_extreme)}, {"places", static_cast<std::int64_t>(main.placebos.size())}}};
    sentence = {"gain.sentence.with_chance", {{"sentence", Phrases{sentence}}, {"chance", Phrases{std::move(chance)}}}};
  }
  if (answer.verdict != Verdict::cannot_tell) {
    for (const auto& check : main.checks) {
      const bool about_before = check.id == "pre_fit" || check.id == "backdating" || check.id == "trend" || check.id == "anticipation";
      if (!about_before || check.outcome == Outcome::pass) continue;
      sentence = {"gain.sentence.with_care", {{"sentence", Phrases{sentence}}, {"warning", Phrases{check.sentence}}}};
      break;  // the first is enough to make a reader look at the checks
    }
  }
}

}  // namespace outturn::gain
