#include "gain/power.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "gain/adoption.h"
#include "gain/choice.h"
#include "gain/comparison.h"
#include "gain/series.h"
#include "gain/thresholds.h"
#include "gain/verdict.h"
#include "stats/distributions.h"
#include "stats/parallel_each.h"

namespace outturn::gain {
namespace {

using language::Amount;
using language::Phrases;

constexpr std::size_t most_fits = 3000;
constexpr std::size_t fewest_before = 8;
constexpr std::size_t enough_taking_part = 10;  // at different starts, for errors that rest on many: adoption.cpp

struct FakeStart {
  std::vector<std::size_t> units;
  std::size_t date;
};

/// Every date that leaves enough before and the watched periods after, for every place, or for as many drawn groups as there
/// are places where several take part; thinned where there are too many.
std::vector<FakeStart> fake_starts(std::size_t units, std::size_t together, std::size_t before, std::size_t after, std::uint64_t seed) {
  const std::size_t earliest = std::max<std::size_t>(4, before / 3);
  std::vector<std::size_t> dates;
  for (std::size_t date = earliest; date + after <= before; ++date) dates.push_back(date);
  const std::size_t step = std::max<std::size_t>(1, (dates.size() * units + most_fits - 1) / most_fits);
  std::vector<FakeStart> all;
  std::mt19937_64 random(seed);
  for (std::size_t d = 0; d < dates.size(); d += step) {
    for (std::size_t unit = 0; unit < units; ++unit) {
      std::vector<std::size_t> group(units);
      std::iota(group.begin(), group.end(), std::size_t{0});
      std::swap(group[0], group[unit]);  // each place is in at least one group
      for (std::size_t k = 1; k < together; ++k) std::swap(group[k], group[k + random() % (units - k)]);
      group.resize(together);
      all.push_back({std::move(group), dates[d]});
    }
  }
  return all;
}

/// The estimator of the plan or, where it has none, the one that a comparison of places begins with.
Method tried_for(Method named, bool alone) {
  if (alone) return named == Method::structural ? named : Method::its;
  return named == Method::none || named == Method::automatic ? Method::synthetic_did : named;
}

/// How long after the first of them each place begins, in order.
std::vector<std::size_t> distances_of(const Study& study) {
  std::vector<std::size_t> distances;
  for (const auto unit : study.treated()) distances.push_back(study.panel.first_treated[unit] - study.start());
  std::ranges::sort(distances);
  return distances;
}

}  // namespace

base::Checked<Power> power(const Study& study, std::size_t after, base::Progress& progress) {
  const auto before = std::min(study.start(), study.panel.times.size());
  if (before < fewest_before) {
    return base::refuse("--from", "gain.power_too_short", {{"count", static_cast<std::int64_t>(before)}, {"least", static_cast<std::int64_t>(fewest_before)}});
  }
  if (after == 0) after = study.panel.times.size() - before;
  const std::size_t asked = after;
  after = after == 0 ? before / 3 : std::min(after, before / 3);
  const auto named = study.question.method != Method::automatic ? study.question.method : choice_for(study).method;
  const bool alone = study.panel.units.size() < 4 || named == Method::its || named == Method::structural;
  Power result{.method = tried_for(named, alone), .places = study.panel.units.size(), .before = before, .after = after};

  auto quiet = study.panel;  // before the start nobody takes part
  std::fill(quiet.first_treated.begin(), quiet.first_treated.end(), stats::Panel::never);
  // As many at a time as take part: the mean of several places moves less than one of them.
  constexpr std::size_t fewest_others = 3;
  const auto taking_part = std::max<std::size_t>(1, study.treated().size());
  const auto together = alone || taking_part + fewest_others > quiet.units.size() ? 1 : taking_part;
  const auto starts = fake_starts(alone ? 1 : quiet.units.size(), together, before, after, study.question.seed);
  std::vector<std::optional<double>> effects(starts.size());
  auto plain = study;  // covariates and predictors reach past the window
  plain.question.covariates.clear();
  plain.question.predictors.clear();
  plain.question.fit.reset();
  const bool staggered = result.method == Method::staggered;
  const auto distances = distances_of(study);
  const auto comparison = staggered || alone ? nullptr : comparison_for(plain, result.method);
  const bool finished = stats::parallel_each(starts.size(), study.question.threads, progress, "placebos", [&](std::size_t s) {
    const auto& [units, date] = starts[s];
    if (alone) {
      effects[s] = pretended_effect(study, result.method, date, date + after);
      return;
    }
    auto panel = quiet;
    for (const auto unit : units) panel.first_treated[unit] = date;
    if (staggered) {  // as far apart as in the plan, and each with at least one period to be watched
      panel = moved(panel, date, date + after);
      for (std::size_t k = 0; k < units.size(); ++k) panel.first_treated[units[k]] = date + std::min(distances[k], after - 1);
      effects[s] = pretended_adoption(study, panel);
      return;
    }
    std::vector<std::size_t> donors;
    for (std::size_t other = 0; other < panel.units.size(); ++other) {
      if (panel.first_treated[other] == stats::Panel::never) donors.push_back(other);
    }
    if (const auto fit = comparison->fit(moved(panel, date, date + after), donors)) effects[s] = fit->effect;
  });
  if (!finished) return base::refuse("", "gain.cancelled");
  double squares = 0;
  for (const auto& effect : effects) {
    if (!effect) continue;
    ++result.fake_starts;
    squares += *effect * *effect;
  }
  if (result.fake_starts < 4) return base::refuse("", "gain.power_needs_figures", {{"count", static_cast<std::int64_t>(result.fake_starts)}});
  const double count = static_cast<double>(result.fake_starts);
  // About zero, not about their mean: an estimator that finds the same effect everywhere is not a precise one.
  result.spread = std::sqrt(squares / count);
  result.smallest_visible = (stats::normal_quantile(0.5 + study.question.level / 2) + seen_in_four_of_five) * result.spread;

  const auto decimals = decimals_for(result.spread);
  const Amount visible{.value = result.smallest_visible, .decimals = decimals};
  result.sentence = {alone ? "gain.power.series" : "gain.power.places",
                     {{"places", static_cast<std::int64_t>(result.places)}, {"before", static_cast<std::int64_t>(before)},
                      {"after", static_cast<std::int64_t>(after)}, {"visible", visible}}};
  // However steady the figures: a verdict that rests on other places needs enough of them.
  const auto others = quiet.units.size() > taking_part ? quiet.units.size() - taking_part : 0;
  const bool by_many = (study.question.method == Method::did && taking_part > 1) || (study.question.has_cohort && taking_part >= enough_taking_part);
  result.can_be_told = alone || by_many || others >= fewest_comparison_places;
  if (!result.can_be_told) {
    result.notes.push_back({"gain.power.few_others", {{"count", static_cast<std::int64_t>(others)}, {"least", static_cast<std::int64_t>(fewest_comparison_places)}}});
  } else if (study.question.worthwhile) {
    const bool enough = result.smallest_visible <= *study.question.worthwhile;
    result.notes.push_back({enough ? "gain.power.enough" : "gain.power.not_enough", {{"worthwhile", Amount{.value = *study.question.worthwhile}}, {"visible", visible}}});
  }
  if (together > 1) result.notes.push_back({"gain.power.together", {{"count", static_cast<std::int64_t>(together)}}});
  if (together < taking_part && !alone) result.notes.push_back({"gain.power.one_at_a_time", {{"count", static_cast<std::int64_t>(taking_part)}}});
  if (staggered && together > 1 && distances.back() >= after) {
    result.notes.push_back({"gain.power.nearer_starts", {{"apart", static_cast<std::int64_t>(distances.back())}, {"after", static_cast<std::int64_t>(after)}}});
  }
  if (named != result.method && named != Method::none) {
    result.notes.push_back({"gain.power.other_method", {{"named", Phrases{{"gain.method." + std::string(text_of(named)), {}}}}, {"tried", Phrases{{"gain.method." + std::string(text_of(result.method)), {}}}}}});
  }
  if (asked > after) result.notes.push_back({"gain.power.shorter", {{"asked", static_cast<std::int64_t>(asked)}, {"after", static_cast<std::int64_t>(after)}}});
  return result;
}

void write_json(base::JsonWriter& out, const Study& study, const Power& power, const language::Words& words) {
  out.begin_object().member("method", text_of(power.method));
  out.key("places").integer(static_cast<std::int64_t>(power.places)).key("before").integer(static_cast<std::int64_t>(power.before));
  out.key("after").integer(static_cast<std::int64_t>(power.after)).key("fake_starts").integer(static_cast<std::int64_t>(power.fake_starts));
  out.key("spread").number(power.spread).key("smallest_visible").number(power.smallest_visible).key("level").number(study.question.level);
  out.key("can_be_told").boolean(power.can_be_told).key("worthwhile");
  if (study.question.worthwhile) out.number(*study.question.worthwhile);
  else out.null();
  out.key("worthwhile_visible");
  if (study.question.worthwhile) out.boolean(power.can_be_told && power.smallest_visible <= *study.question.worthwhile);
  else out.null();
  out.member("sentence", say(words, power.sentence)).key("notes").begin_array();
  for (const auto& note : power.notes) out.text(say(words, note));
  out.end_array().key("seed").integer(static_cast<std::int64_t>(study.question.seed)).member("data_hash", study.data_hash);
  out.member("engine_version", OUTTURN_VERSION).end_object();
}

}  // namespace outturn::gain
