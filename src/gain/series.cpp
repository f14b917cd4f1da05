#include "gain/series.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "gain/named.h"
#include "stats/interrupted_time_series.h"
#include "stats/structural_time_series.h"

namespace outturn::gain {
namespace {

using language::Amount;

bool regular(const Study& study) {
  const auto& moments = study.moments;
  const double step = moments[1].at - moments[0].at;
  for (std::size_t t = 1; t < moments.size(); ++t) {
    if (std::abs(moments[t].at - moments[t - 1].at - step) > 1e-6 * std::max(1.0, std::abs(moments[t].at))) return false;
  }
  return true;
}

stats::InterruptedSeries series_of(const Study& study, std::size_t unit, std::size_t start, std::size_t until) {
  const auto values = study.panel.series(unit);
  const auto cycle = season_of(study);
  const auto n = static_cast<std::ptrdiff_t>(until);
  stats::InterruptedSeries series{.values = {values.begin(), values.begin() + n}, .start = start};
  series.seasonality = cycle >= 2 ? stats::Seasonality::harmonics : stats::Seasonality::none;
  series.season_length = static_cast<std::size_t>(std::max(cycle, 0));
  series.harmonics = std::min<std::size_t>(2, series.season_length / 2);
  series.covariates.rows = until;
  for (const auto& name : study.question.covariates) {
    const auto* cells = study.column(name);
    series.covariates.add(name, std::span(*cells).subspan(unit * study.panel.times.size(), until));
  }
  if (!study.offset.empty()) {
    series.counts = true;
    const auto first = study.offset.begin() + static_cast<std::ptrdiff_t>(unit * study.panel.times.size());
    series.exposure.assign(first, first + n);
  }
  series.level = study.question.level;
  return series;
}

constexpr double foretells_caution = 0.87;  // error of the next figure over that of saying "as the last one"
constexpr double foretells_stop = 0.92;

/// Does the model foretell what comes next better than the last figure does? A series that wanders is followed by any
/// line and foretold by none.
void foretelling(double ratio, double error, double share, int decimals, std::vector<Check>& checks) {
  const auto outcome = ratio > foretells_stop ? Outcome::stop : ratio > foretells_caution || share > 25 ? Outcome::caution : Outcome::pass;
  checks.push_back({"pre_fit", outcome, ratio, foretells_caution,
                    {"gain.check.pre_fit.series." + std::string(text_of(outcome)),
                     {{"error", Amount{.value = error, .decimals = decimals}},
                      {"share", Amount{.value = share, .decimals = 1, .form = language::AmountForm::percentage}},
                      {"ratio", Amount{.value = ratio, .decimals = 2}}}}});
}

/// Two halves of the time before, each with a line of its own: a course that bent already bends through the start as well.
std::optional<double> bend(const Study& study, std::size_t unit) {
  const auto start = study.start();
  auto halves = series_of(study, unit, start / 2, start);
  const auto fitted = stats::interrupted_time_series(halves);
  if (!fitted) return {};
  for (const auto& one : fitted->coefficients) {
    if (one.name == "slope") return one.value.p_value;
  }
  return {};
}

/// The same model on the figures before the start only, with an invented start: nothing should show.
void backdating(const Study& study, std::size_t unit, int decimals, std::vector<Check>& checks) {
  const auto start = study.start();
  const auto back = std::max<std::size_t>(3, static_cast<std::size_t>(std::lround(0.3 * static_cast<double>(start))));
  if (start < back + 6) return;
  auto before = series_of(study, unit, start - back, start);
  before.slope_changes = false;  // a third of the time before is too short for a second slope
  const auto fitted = stats::interrupted_time_series(before);
  if (!fitted) return;
  const auto& effect = fitted->mean_effect;
  const auto bent = bend(study, unit);
  const double looks = bent ? 2 : 1;  // two looks share the chance of a false alarm
  const auto outcome_of = [&](double p) { return p * looks <= 0.05 ? Outcome::stop : p * looks <= 0.10 ? Outcome::caution : Outcome::pass; };
  const auto outcome = outcome_of(effect.p_value);
  if (bent && outcome_of(*bent) > outcome) {
    checks.push_back({"backdating", outcome_of(*bent), *bent, 0.10 / looks, {"gain.check.backdating.bends", {{"start", study.panel.times[start / 2]}}}});
    return;
  }
  checks.push_back({"backdating", outcome, effect.p_value, 0.10 / looks,
                    {"gain.check.backdating.series." + std::string(outcome == Outcome::pass ? "pass" : "found"),
                     {{"start", study.panel.times[start - back]}, {"effect", Amount{.value = effect.estimate, .decimals = decimals}}}}});
}

/// Is the date special? The level change at every other date that leaves as much on either side, beside the one at the start.
void other_dates(const Study& study, std::size_t unit, std::vector<Check>& checks) {
  const auto start = study.start();
  const auto n = study.panel.times.size();
  const std::size_t margin = std::max<std::size_t>(6, n / 10);
  if (n < 2 * margin + 6) return;
  std::vector<std::pair<std::size_t, double>> sizes;
  for (std::size_t date = margin; date + margin <= n; ++date) {
    auto moved_date = series_of(study, unit, date, n);
    moved_date.slope_changes = false;
    moved_date.errors = stats::SeriesErrors::independent;  // only compared with each other
    const auto fitted = stats::interrupted_time_series(moved_date);
    if (fitted && fitted->mean_effect.standard_error > 0) sizes.push_back({date, std::abs(fitted->mean_effect.estimate / fitted->mean_effect.standard_error)});
  }
  double own = 0;
  for (const auto& [date, size] : sizes) own = date == start ? size : own;
  std::size_t larger = 0;
  for (const auto& [date, size] : sizes) larger += size > own ? 1 : 0;
  const auto dates = sizes.size() - 1;
  if (sizes.size() < 6 || own == 0) return;
  const double share = static_cast<double>(larger) / static_cast<double>(dates);
  const auto outcome = share > 0.25 ? Outcome::caution : Outcome::pass;
  checks.push_back({"trend", outcome, share, 0.25,
                    {"gain.check.trend.dates", {{"larger", static_cast<std::int64_t>(larger)}, {"dates", static_cast<std::int64_t>(dates)}}}});
}

}  // namespace

int season_of(const Study& study) {
  if (study.question.season > 0) return study.question.season;
  const auto& text = study.moments.front().text;
  if (text.size() == 7 && text[4] == '-') return text[5] == 'Q' ? 4 : 12;
  return 0;
}

base::Checked<Estimate> interrupted(const Study& study) {
  if (!regular(study)) return base::refuse("--time", "gain.irregular_times", {{"method", std::string(text_of(Method::its))}});
  const auto unit = study.treated().front();
  const auto start = study.start();
  const auto n = study.panel.times.size();
  const auto fitted = stats::interrupted_time_series(series_of(study, unit, start, n));
  if (!fitted) return base::refuse(fitted.error());
  Estimate estimate{.method = Method::its, .effect = fitted->mean_effect.estimate, .at_end = fitted->end_effect.estimate};
  estimate.standard_error = fitted->mean_effect.standard_error;
  estimate.interval = {fitted->mean_effect.lower, fitted->mean_effect.upper};
  estimate.p_value = fitted->mean_effect.p_value;
  auto serial = series_of(study, unit, start, n);
  serial.errors = stats::SeriesErrors::newey_west;
  if (const auto by_lags = stats::interrupted_time_series(serial)) estimate.errors.push_back({"newey_west", by_lags->mean_effect.standard_error});
  for (const auto& one : fitted->coefficients) estimate.coefficients.push_back(named(one.name, one.value));
  if (fitted->phi != 0) estimate.coefficients.push_back({.name = "autocorrelation", .estimate = fitted->phi});
  if (fitted->mean_ratio) estimate.coefficients.push_back(named("rate_ratio", *fitted->mean_ratio));
  if (fitted->end_ratio) estimate.coefficients.push_back(named("rate_ratio_at_end", *fitted->end_ratio));
  for (std::size_t t = 0; t < n; ++t) estimate.counterfactual.push_back({study.panel.times[t], study.panel.at(unit, t), fitted->counterfactual[t]});

  auto& checks = estimate.checks;
  const int decimals = decimals_for(fitted->mean_effect.standard_error);
  double mean = 0;
  double squares = 0;
  for (std::size_t t = 0; t < start; ++t) {
    mean += study.panel.at(unit, t) / static_cast<double>(start);
    squares += std::pow(study.panel.at(unit, t) - fitted->fitted[t], 2) / static_cast<double>(start);
  }
  const double share = mean != 0 ? 100 * std::sqrt(squares) / std::abs(mean) : 0;
  // An error that follows itself by φ is foretold by (1 + φ) / 2 of the variance of its steps.
  const double follows = fitted->phi != 0 || fitted->autocorrelations.empty() ? fitted->phi : fitted->autocorrelations.front();
  foretelling(std::sqrt((1 + follows) / 2), std::sqrt(squares), share, decimals, checks);
  backdating(study, unit, decimals, checks);
  other_dates(study, unit, checks);
  const double p = fitted->ljung_box.p_value;
  checks.push_back({"residuals", p < 0.05 ? Outcome::caution : Outcome::pass, p, 0.05,
                    {p < 0.05 ? "gain.check.residuals.caution" : "gain.check.residuals.pass", {{"phi", Amount{.value = fitted->phi, .decimals = 2}}}}});
  double least = study.panel.at(unit, 0);
  for (std::size_t t = 0; t < n; ++t) least = std::min(least, study.panel.at(unit, t));
  if (!study.offset.empty()) {
    const auto outcome = least < 10 ? Outcome::caution : Outcome::pass;
    checks.push_back({"data", outcome, least, 10.0, {"gain.check.data.counts", {{"least", Amount{.value = least}}}}});
  }
  return estimate;
}

namespace {

stats::StructuralSeries structural_series(const Study& study, std::size_t start, std::size_t until) {
  const auto unit = study.treated().front();
  const auto values = study.panel.series(unit).first(until);
  stats::StructuralSeries series{.values = {values.begin(), values.end()}, .start = start, .level = study.question.level};
  series.controls.rows = until;
  for (const auto& name : study.question.covariates) {
    series.controls.add(name, std::span(*study.column(name)).subspan(unit * study.panel.times.size(), until));
  }
  series.season_length = static_cast<std::size_t>(season_of(study));
  return series;
}

/// What saying "as the period before" misses over the later half of the time before the start, once the controls' part is
/// taken out; with a season, "as a cycle before".
double last_figure_error(const Study& study, const stats::StructuralAnswer& answer) {
  const auto unit = study.treated().front();
  const auto start = study.start();
  const auto season = static_cast<std::size_t>(season_of(study));
  const std::size_t lag = season >= 2 && start > 2 * season ? season : 1;
  const auto rest = [&](std::size_t t) {
    double value = study.panel.at(unit, t);
    for (const auto& control : answer.controls) {
      const auto* cells = study.column(control.name);
      if (cells) value -= control.value.estimate * (*cells)[unit * study.panel.times.size() + t];
    }
    return value;
  };
  double squares = 0;
  double count = 0;
  for (std::size_t t = std::max(lag, start / 2); t < start; ++t, ++count) squares += std::pow(rest(t) - rest(t - lag), 2);
  return count > 0 && squares > 0 ? std::sqrt(squares / count) : std::numeric_limits<double>::infinity();
}

std::string trend_text(stats::Trend trend) {
  return trend == stats::Trend::local_level ? "local_level" : trend == stats::Trend::local_linear ? "local_linear" : "deterministic";
}

}  // namespace

std::optional<double> pretended_effect(const Study& study, Method method, std::size_t start, std::size_t until) {
  if (method == Method::structural) {
    const auto fitted = stats::structural_time_series(structural_series(study, start, until));
    return fitted ? std::optional(fitted->chosen.mean_effect.estimate) : std::nullopt;
  }
  auto series = series_of(study, study.treated().front(), start, until);
  series.slope_changes = false;
  const auto fitted = stats::interrupted_time_series(series);
  return fitted ? std::optional(fitted->mean_effect.estimate) : std::nullopt;
}

base::Checked<Estimate> structural(const Study& study) {
  if (!regular(study)) return base::refuse("--time", "gain.irregular_times", {{"method", std::string(text_of(Method::structural))}});
  const auto unit = study.treated().front();
  const auto start = study.start();
  const auto n = study.panel.times.size();
  const auto fitted = stats::structural_time_series(structural_series(study, start, n));
  if (!fitted) return base::refuse(fitted.error());
  const auto& chosen = fitted->chosen;
  Estimate estimate{.method = Method::structural, .effect = chosen.mean_effect.estimate, .at_end = chosen.end_effect.estimate};
  estimate.standard_error = chosen.mean_effect.standard_error;
  estimate.interval = {chosen.mean_effect.lower, chosen.mean_effect.upper};
  estimate.p_value = chosen.mean_effect.p_value;
  for (const auto& one : chosen.controls) estimate.coefficients.push_back(named(one.name, one.value));
  estimate.coefficients.push_back(named("trend_" + trend_text(chosen.trend), chosen.mean_effect));
  for (const auto& other : fitted->others) estimate.coefficients.push_back(named("trend_" + trend_text(other.trend), other.mean_effect));
  for (std::size_t t = 0; t < n; ++t) estimate.counterfactual.push_back({study.panel.times[t], study.panel.at(unit, t), chosen.counterfactual[t]});

  auto& checks = estimate.checks;
  const int decimals = decimals_for(chosen.mean_effect.standard_error);
  double mean = 0;
  for (std::size_t t = 0; t < start; ++t) mean += study.panel.at(unit, t) / static_cast<double>(start);
  const double share = mean != 0 ? 100 * chosen.one_step_error / std::abs(mean) : 0;
  foretelling(chosen.one_step_error / last_figure_error(study, chosen), chosen.one_step_error, share, decimals, checks);
  const auto back = std::max<std::size_t>(3, static_cast<std::size_t>(std::lround(0.3 * static_cast<double>(start))));
  if (start >= back + 8) {
    auto before = structural_series(study, start - back, start);
    before.trend = chosen.trend;
    if (const auto early = stats::structural_time_series(before)) {
      const auto& effect = early->chosen.mean_effect;
      const auto outcome = effect.p_value <= 0.05 ? Outcome::stop : effect.p_value <= 0.10 ? Outcome::caution : Outcome::pass;
      checks.push_back({"backdating", outcome, effect.p_value, 0.10,
                        {"gain.check.backdating.series." + std::string(outcome == Outcome::pass ? "pass" : "found"),
                         {{"start", study.panel.times[start - back]}, {"effect", Amount{.value = effect.estimate, .decimals = decimals}}}}});
    }
  }
  double least = chosen.mean_effect.estimate;
  double most = least;
  for (const auto& other : fitted->others) {
    least = std::min(least, other.mean_effect.estimate);
    most = std::max(most, other.mean_effect.estimate);
  }
  // The counterpart of leaving a place out: leaving the assumption about the trend.
  checks.push_back({"leave_one_out", fitted->signs_disagree ? Outcome::stop : Outcome::pass, most - least, std::nullopt,
                    {fitted->signs_disagree ? "gain.check.leave_one_out.trends_disagree" : "gain.check.leave_one_out.trends_agree",
                     {{"least", Amount{.value = least, .decimals = decimals}}, {"most", Amount{.value = most, .decimals = decimals}}}}});
  return estimate;
}

}  // namespace outturn::gain
