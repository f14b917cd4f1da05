#include <algorithm>
#include <cmath>

#include "base/checked.h"
#include "gain/comparison.h"
#include "gain/thresholds.h"
#include "stats/conformal.h"
#include "stats/distributions.h"
#include "stats/parallel_each.h"
#include "stats/synthetic_did.h"

namespace outturn::gain {
namespace {

using language::Amount;
using language::Sentence;

constexpr std::size_t most_drawn = 100;  // placebos whose path a chart can show
constexpr double pace_that_counts = 1.2815515655446004;  // one-sided, one place in ten
constexpr double weight_that_counts = 0.01;
constexpr std::size_t fewest_placebos = 9;
constexpr std::size_t placebos_of_a_check = 200;

using base::whole;

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto half = values.size() / 2;
  return values.size() % 2 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// As the command line names it: with its span, since one column may stand for several.
std::string name_of(const Predictor& predictor) {
  if (!predictor.span) return predictor.column;
  const auto& [first, last] = *predictor.span;
  return predictor.column + ":" + first.text + (first == last ? "" : "-" + last.text);
}

/// Checks of one comparison, in the order in which a reader would ask.
class Examination {
 public:
  Examination(const Study& study, const Comparison& comparison, const Standing& standing, base::Progress& progress)
      : study_(study), comparison_(comparison), standing_(standing), progress_(progress), own_(standing.own) {
    decimals_ = decimals_for(standing.standard_error > 0 ? standing.standard_error : std::abs(own_.effect));
  }

  bool cancelled() const { return cancelled_; }
  std::vector<Check> checks() && { return std::move(checks_); }

  void all() {
    pre_fit();
    earlier("backdating", std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(0.3 * static_cast<double>(own_.start)))));
    trend();
    placebos();
    leave_one_out();
    earlier("anticipation", std::min<std::size_t>(3, own_.start / 4));
    donor_pool();
    start_level();
  }

 private:
  Amount amount(double value) const { return {.value = value, .decimals = decimals_}; }
  /// Where several took part, what is tried are groups of other places, and the sentence must say so.
  std::string of_sets(std::string key) const { return study_.treated().size() > 1 ? std::move(key) + ".sets" : std::move(key); }
  void add(std::string id, Outcome outcome, std::optional<double> value, std::optional<double> threshold, Sentence sentence) {
    checks_.push_back({std::move(id), outcome, value, threshold, std::move(sentence)});
  }

  void pre_fit() {
    std::vector<double> others;
    for (const auto& placebo : standing_.placebos) others.push_back(placebo.fit_error());
    const double own = own_.fit_error();
    double mean = 0;
    for (std::size_t t = 0; t < own_.start; ++t) mean += own_.actual[t] / static_cast<double>(own_.start);
    const double usual = median(others);
    if (others.empty() || usual <= 0) return;
    const double ratio = own / usual;
    const auto outcome = ratio > fit_stop ? Outcome::stop : ratio > fit_caution ? Outcome::caution : Outcome::pass;
    const Amount share{.value = mean != 0 ? 100 * own / std::abs(mean) : 0, .decimals = 1, .form = language::AmountForm::percentage};
    add("pre_fit", outcome, ratio, fit_caution,
        {"gain.check.pre_fit." + std::string(text_of(outcome)), {{"error", amount(own)}, {"share", share}, {"ratio", Amount{.value = ratio, .decimals = 1}}}});
  }

  /// Whether an effect shows where nothing had begun: the start moved `back` periods, figures from the real start left out.
  void earlier(const std::string& id, std::size_t back) {
    if (cancelled_ || back == 0 || own_.start < back + 2) return;
    const auto early = standing(comparison_, moved(study_.panel, own_.start - back, own_.start), study_, progress_, placebos_of_a_check);
    if (!early) {
      cancelled_ = cancelled_ || (!early.error().empty() && early.error().front().code == "gain.cancelled");
      return;
    }
    // Against an effect many times its size, even a sure trace of an earlier one decides nothing.
    const bool matters = std::abs(early->own.effect) >= effect_that_matters * std::abs(own_.effect);
    const bool least_chance = matters && early->p_value <= std::max(chance_stop, early->p_floor + 1e-12) && early->p_floor <= chance_caution;
    auto outcome = least_chance ? Outcome::stop : early->p_value <= chance_caution ? Outcome::caution : Outcome::pass;
    if (id == "anticipation" && outcome == Outcome::stop) outcome = Outcome::caution;  // only three checks may stop
    if (id == "backdating" && outcome != Outcome::stop && carried_on(*early)) return;
    add(id, outcome, early->p_value, chance_caution,
        {of_sets("gain.check." + id + "." + std::string(outcome == Outcome::pass ? "pass" : "found")),
         {{"size", whole(study_.treated().size())}, {"start", study_.panel.times[own_.start - back]}, {"effect", amount(early->own.effect)}, {"count", whole(back)},
          {"extreme", whole(early->as_extreme)}, {"places", whole(early->placebos.size())}}});
  }

  /// Whether the comparison as it was before an invented start, carried on at the pace at which the place was leaving it,
  /// accounts for the effect: the pace is sure enough, and what remains of the effect is no more than the other places show.
  /// Weights chosen from earlier figures cannot have been bent to follow the drift.
  bool carried_on(const Standing& early) {
    const auto drift_of = [&](const Fit& fit) { return fit.slope_until(own_.start); };
    const double periods_away = static_cast<double>(own_.actual.size()) / 2;  // from the middle of before to the middle of after
    double pace = 0;
    double remains = 0;
    double count = 0;
    for (std::size_t s = 0; s < early.placebos.size(); ++s) {
      const auto found = std::find(standing_.units.begin(), standing_.units.end(), early.units[s]);
      if (found == standing_.units.end()) continue;
      const auto& later = standing_.placebos[study_.treated().size() > 1 ? s : static_cast<std::size_t>(found - standing_.units.begin())];
      const double drift = drift_of(early.placebos[s]);
      pace += drift * drift;
      remains += std::pow(later.effect - drift * periods_away, 2);
      ++count;
    }
    if (count < static_cast<double>(fewest_placebos) || pace <= 0) return false;
    const double own = drift_of(early.own);
    const double left = own_.effect - own * periods_away;
    const bool sure = own * own_.effect > 0 && std::abs(own) > pace_that_counts * std::sqrt(pace / count);
    const double usual = std::sqrt(remains / count);
    const bool nothing_left = left * own_.effect <= 0 || std::abs(left) <= stats::normal_quantile(0.5 + study_.question.level / 2) * usual;
    const bool matters = std::abs(own * periods_away) >= effect_that_matters * std::abs(own_.effect);
    if (!sure || !nothing_left || !matters) return false;
    add("backdating", Outcome::stop, stats::normal_two_sided(left / usual), chance_caution,
        {"gain.check.backdating.carried",
         {{"slope", Amount{.value = own, .decimals = decimals_ + 1}}, {"carried", amount(own * periods_away)}, {"effect", amount(own_.effect)}}});
    return true;
  }

  void trend() {
    if (standing_.placebos.size() < 3 || own_.start < 4) return;
    const double own = std::abs(own_.pre_slope());
    std::size_t steeper = 0;
    for (const auto& placebo : standing_.placebos) {
      if (std::abs(placebo.pre_slope()) >= own) ++steeper;
    }
    const double p = static_cast<double>(1 + steeper) / static_cast<double>(1 + standing_.placebos.size());
    const auto outcome = p <= std::max(chance_caution, standing_.p_floor) ? Outcome::caution : Outcome::pass;
    add("trend", outcome, p, chance_caution,
        {of_sets("gain.check.trend." + std::string(text_of(outcome))),
         {{"size", whole(study_.treated().size())}, {"slope", Amount{.value = own_.pre_slope(), .decimals = decimals_ + 1}}, {"steeper", whole(steeper)}, {"places", whole(standing_.placebos.size())}}});
  }

  void placebos() {
    const auto count = standing_.placebos.size();
    const auto others = study_.untreated().size();
    const auto outcome = others < fewest_placebos || standing_.p_value > chance_caution ? Outcome::caution : Outcome::pass;
    const std::string key = others < fewest_placebos ? "gain.check.placebos.few" : of_sets(comparison_.ranks_by_ratio() ? "gain.check.placebos.ratio" : "gain.check.placebos.size");
    add("placebos", outcome, standing_.p_value, chance_caution,
        {key, {{"size", whole(study_.treated().size())}, {"extreme", whole(standing_.as_extreme)}, {"places", whole(count)}, {"others", whole(others)}, {"least", whole(fewest_placebos)}}});
  }

  void leave_one_out() {
    const auto donors = study_.untreated();
    std::vector<std::size_t> weighted;
    for (const auto donor : donors) {
      if (own_.weights[donor] > weight_that_counts) weighted.push_back(donor);
    }
    if (donors.size() < 4 || cancelled_ || comparison_.method() == Method::did) return;
    std::vector<std::optional<double>> effects(weighted.size());
    const bool finished = stats::parallel_each(weighted.size(), study_.question.threads, progress_, "leave_one_out", [&](std::size_t w) {
      std::vector<std::size_t> rest;
      for (const auto donor : donors) {
        if (donor != weighted[w]) rest.push_back(donor);
      }
      if (const auto fit = comparison_.fit(study_.panel, rest)) effects[w] = fit->effect;
    });
    if (!finished) {
      cancelled_ = true;
      return;
    }
    double least = own_.effect;
    double most = own_.effect;
    std::string turned;
    std::size_t strongest = weighted.empty() ? 0 : weighted.front();
    double moved_most = 0;
    for (std::size_t w = 0; w < weighted.size(); ++w) {
      if (!effects[w]) continue;
      least = std::min(least, *effects[w]);
      most = std::max(most, *effects[w]);
      if (std::abs(*effects[w] - own_.effect) > moved_most) {
        moved_most = std::abs(*effects[w] - own_.effect);
        strongest = weighted[w];
      }
      if (*effects[w] * own_.effect < 0 && turned.empty()) turned = study_.panel.units[weighted[w]];
    }
    if (weighted.empty()) return;
    // An effect that is nothing anyhow changes its sign at a breath; that says no more than its interval does.
    const bool is_something = std::abs(own_.effect) > standing_.standard_error;
    const auto outcome = !turned.empty() && is_something                    ? Outcome::stop
                         : !turned.empty() || moved_most > std::abs(own_.effect) / 2 ? Outcome::caution
                                                                            : Outcome::pass;
    const char* key = !turned.empty() ? "gain.check.leave_one_out.turns" : "gain.check.leave_one_out.range";
    add("leave_one_out", outcome, moved_most, std::abs(own_.effect) / 2,
        {key, {{"least", amount(least)}, {"most", amount(most)}, {"unit", turned.empty() ? study_.panel.units[strongest] : turned}}});
  }

  void donor_pool() {
    const auto donors = study_.untreated();
    double squares = 0;
    for (const double weight : own_.weights) squares += weight * weight;
    const double effective = squares > 0 ? 1 / squares : 0;
    std::size_t outside = 0;
    for (std::size_t t = 0; t < own_.start; ++t) {
      double least = study_.panel.at(donors.front(), t);
      double most = least;
      for (const auto donor : donors) {
        least = std::min(least, study_.panel.at(donor, t));
        most = std::max(most, study_.panel.at(donor, t));
      }
      if (own_.actual[t] < least || own_.actual[t] > most) ++outside;
    }
    const bool beyond = 2 * outside > own_.start;
    const bool lonely = effective < 2;
    const auto outcome = beyond || lonely || donors.size() < fewest_placebos || !study_.notes.empty() ? Outcome::caution : Outcome::pass;
    const char* key = !study_.notes.empty() ? "gain.check.donor_pool.remarked"
                      : beyond              ? "gain.check.donor_pool.outside"
                      : lonely              ? "gain.check.donor_pool.lonely"
                                            : "gain.check.donor_pool.in_order";
    Sentence sentence{key, {{"places", whole(donors.size())}, {"effective", Amount{.value = effective, .decimals = 1}},
                            {"outside", whole(outside)}, {"periods", whole(own_.start)}}};
    if (!study_.notes.empty()) sentence.values.push_back({"remarks", language::Phrases{study_.notes.front()}});
    add("donor_pool", outcome, effective, 2.0, std::move(sentence));
  }

  /// Chosen because it was at an extreme? Then some of what follows is a return to the usual.
  void start_level() {
    const auto donors = study_.untreated();
    const auto last = own_.start - 1;
    // What is unusual is the place's own last figure against its own earlier ones, measured by how the others move.
    const auto departure = [&](auto&& at) {
      double mean = 0;
      for (std::size_t t = 0; t < last; ++t) mean += at(t) / static_cast<double>(last);
      return at(last) - mean;
    };
    std::vector<double> others;
    for (const auto donor : donors) others.push_back(departure([&](std::size_t t) { return study_.panel.at(donor, t); }));
    double mean = 0;
    for (const double one : others) mean += one / static_cast<double>(others.size());
    double variance = 0;
    for (const double one : others) variance += (one - mean) * (one - mean) / static_cast<double>(others.size());
    if (variance <= 0 || others.size() < 3) return;
    const double z = (departure([&](std::size_t t) { return own_.actual[t]; }) - mean) / std::sqrt(variance);
    // Only a start that was worse than usual flatters what comes after it.
    const double worse = study_.direction() == Direction::up ? -z : z;
    const auto outcome = worse > 1.5 ? Outcome::caution : Outcome::pass;
    add("data", outcome, worse, 1.5, {"gain.check.data." + std::string(text_of(outcome)), {{"z", Amount{.value = std::abs(z), .decimals = 1}}}});
  }

  const Study& study_;
  const Comparison& comparison_;
  const Standing& standing_;
  base::Progress& progress_;
  const Fit& own_;
  int decimals_{};
  bool cancelled_{false};
  std::vector<Check> checks_;
};

}  // namespace

base::Checked<Estimate> compared(const Study& study, Method method, bool with_checks, base::Progress& progress) {
  const auto comparison = comparison_for(study, method);
  const auto stand = standing(*comparison, study.panel, study, progress);
  if (!stand) return base::refuse(stand.error());
  const auto& own = stand->own;
  Estimate estimate{.method = method, .effect = own.effect, .at_end = own.at_end, .rests_on_places = true};
  estimate.comparison_places = study.untreated().size();
  if (!stand->placebos.empty()) {
    estimate.p_value = stand->p_value;
    estimate.p_floor = stand->p_floor;
    estimate.as_extreme = stand->as_extreme;
  }
  if (stand->standard_error > 0) {
    const double half = stats::normal_quantile(0.5 + study.question.level / 2) * stand->standard_error;
    estimate.standard_error = stand->standard_error;
    estimate.interval = {own.effect - half, own.effect + half};
  }
  for (const auto unit : study.untreated()) estimate.weights.push_back({study.panel.units[unit], own.weights[unit]});
  for (std::size_t k = 0; k < own.predictor_weights.size(); ++k) estimate.predictor_weights.push_back({name_of(study.question.predictors[k]), own.predictor_weights[k]});
  for (std::size_t t = 0; t < study.panel.times.size(); ++t) estimate.counterfactual.push_back({study.panel.times[t], own.actual[t], own.counterfactual[t]});
  for (std::size_t s = 0; s < stand->placebos.size(); ++s) {
    const auto& placebo = stand->placebos[s];
    estimate.placebos.push_back({stand->names[s], placebo.effect, placebo.pre_rmspe(), placebo.post_rmspe()});
    if (s >= most_drawn) continue;
    for (std::size_t t = 0; t < placebo.actual.size(); ++t) estimate.placebos.back().gaps.push_back(placebo.actual[t] - placebo.counterfactual[t]);
  }
  if (with_checks && method == Method::synthetic_did && study.treated().size() > 1) {
    stats::SyntheticDidOptions options{.donors = study.untreated()};
    for (const auto& name : study.question.covariates) options.covariates.push_back({name, *study.column(name)});
    estimate.errors.push_back({"placebos", stand->standard_error});
    if (const auto left_out = stats::synthetic_did_jackknife(study.panel, options)) estimate.errors.push_back({"jackknife", left_out->standard_error});
  }
  if (with_checks) {
    Examination examination(study, *comparison, *stand, progress);
    examination.all();
    if (examination.cancelled()) return base::refuse("", "gain.cancelled");
    estimate.checks = std::move(examination).checks();
    if (method == Method::synthetic_control || method == Method::augmented) {
      const stats::ConformalOptions options{.model = method == Method::augmented ? stats::ConformalModel::ridge_augmented : stats::ConformalModel::synthetic_control,
                                            .level = study.question.level, .by_period = false, .threads = study.question.threads};
      if (const auto tested = stats::conformal(study.panel, options)) {
        estimate.conformal = BlockTest{.p_value = tested->p_value, .p_floor = tested->p_floor};
        if (tested->interval.bounded && !tested->interval.empty) estimate.conformal->interval = {tested->interval.lower, tested->interval.upper};
      }
    }
  }
  return estimate;
}

}  // namespace outturn::gain
