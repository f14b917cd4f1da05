#include "stats/synthetic_control.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/checked.h"
#include "stats/comparison_checked.h"
#include "stats/parallel_each.h"
#include "stats/random_draw.h"
#include "stats/simplex_least_squares.h"
#include "stats/synthetic_control_search.h"

namespace outturn::stats {
namespace {

using Units = std::vector<std::size_t>;

using base::whole;

/// A checked question; predictors as one number a unit.
struct DonorQuestion {
  const Panel* panel{};
  Units treated;
  std::size_t start{};
  PeriodWindow fit;
  Units donors;
  std::vector<std::string> names;               // of the predictors
  std::vector<std::vector<double>> predictors;  // shape predictors × units of the panel
  std::vector<double> given_v;
  std::vector<std::vector<double>> given_starts;
  int random_starts{};
  double start_decades{};
  std::uint64_t seed{};

  std::vector<double> mean_series() const {
    std::vector<double> mean(panel->period_count());
    for (const std::size_t unit : treated) {
      for (std::size_t t = 0; t < mean.size(); ++t) mean[t] += panel->at(unit, t) / static_cast<double>(treated.size());
    }
    return mean;
  }
  double treated_value(std::size_t k) const {
    double sum = 0;
    for (const std::size_t unit : treated) sum += predictors[k][unit];
    return sum / static_cast<double>(treated.size());
  }
};

/// Means over the windows; faults are collected.
void read_predictors(const Panel& panel, const SyntheticControlOptions& options, DonorQuestion& question, base::Issues& issues) {
  Units used = question.donors;
  used.insert(used.end(), question.treated.begin(), question.treated.end());
  const std::size_t periods = panel.period_count();
  for (const auto& [series, window] : options.predictors) {
    const auto refuse = [&](std::string code, base::Arguments values) { issues.push_back({"predictor", std::move(code), std::move(values)}); };
    if (series.values.size() != panel.values.size()) {
      refuse("stats.synthetic_covariate_shape", {{"name", series.name}});
      continue;
    }
    if (window.from >= window.to || window.to > periods) {
      refuse("stats.synthetic_predictor_window", {{"name", series.name}});
      continue;
    }
    std::vector<double> mean(panel.unit_count(), std::numeric_limits<double>::quiet_NaN());
    bool usable = true;
    for (const std::size_t unit : used) {
      double sum = 0;
      std::size_t count = 0;
      for (std::size_t t = window.from; t < window.to; ++t) {
        const double value = series.values[unit * periods + t];
        if (std::isnan(value)) continue;
        sum += value;
        ++count;
      }
      mean[unit] = sum / static_cast<double>(count);
      if (count > 0 && std::abs(mean[unit]) <= 1e30) continue;
      refuse("stats.synthetic_predictor_missing", {{"name", series.name}, {"unit", panel.units[unit]}});
      usable = false;
      break;
    }
    if (!usable) continue;
    const auto same = [&](std::size_t unit) { return mean[unit] == mean[used.front()]; };
    if (std::ranges::all_of(used, same)) {
      refuse("stats.synthetic_predictor_constant", {{"name", series.name}});
      continue;
    }
    question.names.push_back(series.name);
    question.predictors.push_back(std::move(mean));
  }
}

base::Checked<DonorQuestion> checked(const Panel& panel, const SyntheticControlOptions& options) {
  auto comparison = checked_comparison(panel, options.donors, options.fit ? options.fit->from : 0);
  if (!comparison) return base::refuse(std::move(comparison.error()));
  DonorQuestion question{.panel = &panel, .treated = std::move(comparison->treated), .start = comparison->start,
                    .donors = std::move(comparison->donors), .given_v = options.predictor_weights, .given_starts = options.starts, .random_starts = options.random_starts,
                    .start_decades = options.start_decades, .seed = options.seed};
  question.fit = options.fit.value_or(PeriodWindow{0, question.start});
  const auto& fit = question.fit;
  base::Issues issues;
  if (fit.to > panel.period_count() || fit.from + 2 > fit.to || fit.from + 2 > question.start) {
    issues.push_back({"fit", "stats.synthetic_fit_window", {{"least", std::int64_t{2}}}});
  }
  read_predictors(panel, options, question, issues);
  const auto sound = [](double v) { return v >= 0 && v <= 1e30; };
  if (!options.predictor_weights.empty() &&
      (options.predictor_weights.size() != options.predictors.size() || !std::ranges::all_of(options.predictor_weights, sound) ||
       std::accumulate(options.predictor_weights.begin(), options.predictor_weights.end(), 0.0) <= 0)) {
    issues.push_back({"predictor_weights", "stats.synthetic_predictor_weights", {{"count", whole(options.predictors.size())}}});
  }
  for (const auto& start : options.starts) {
    base::ensure(start.size() == options.predictors.size() && std::ranges::all_of(start, sound), "a start has a weight for each predictor");
  }
  if (!issues.empty()) return base::refuse(std::move(issues));
  return question;
}

/// Donor minus treated, predictors divided by their sd over all units that count. With predictors the outcome is brought to
/// a size of one, too, so that the search takes the same way in any unit of the measure.
NestedProblem nested_problem(const DonorQuestion& question, const std::vector<double>& actual, std::vector<double>& regression) {
  const std::size_t k_count = question.predictors.size();
  const std::size_t length = question.fit.to - question.fit.from;
  const std::size_t donors = question.donors.size();
  NestedProblem problem{.predictors = k_count, .periods = length, .donors = donors};
  problem.predictor_gaps.resize(k_count * donors);
  problem.outcome_gaps.resize(length * donors);
  std::vector<double> all_predictors(k_count * (donors + 1));
  std::vector<double> all_outcomes(length * (donors + 1));
  for (std::size_t k = 0; k < k_count; ++k) {
    const double own = question.treated_value(k);
    std::vector<double> values{own};
    for (const std::size_t unit : question.donors) values.push_back(question.predictors[k][unit]);
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    // A predictor that is constant among these units (it was not among all) cannot be divided by its sd: it says nothing.
    const double sd = std::sqrt(squares / static_cast<double>(values.size() - 1));
    const double scale = sd > 1e-12 * std::abs(mean) ? 1 / sd : 0;
    for (std::size_t j = 0; j < donors; ++j) problem.predictor_gaps[j * k_count + k] = (values[j + 1] - own) * scale;
    for (std::size_t j = 0; j <= donors; ++j) all_predictors[j * k_count + k] = (values[j] - mean) * scale;
  }
  for (std::size_t t = 0; t < length; ++t) {
    const std::size_t period = question.fit.from + t;
    all_outcomes[t] = actual[period];
    for (std::size_t j = 0; j < donors; ++j) {
      const double value = question.panel->at(question.donors[j], period);
      problem.outcome_gaps[j * length + t] = value - actual[period];
      all_outcomes[(j + 1) * length + t] = value;
    }
  }
  double size = 0;
  for (const double gap : problem.outcome_gaps) size = std::max(size, std::abs(gap));
  if (k_count > 0 && size > 0) {
    for (double& gap : problem.outcome_gaps) gap /= size;
  }
  if (k_count > 0) regression = regression_start(k_count, length, donors + 1, all_predictors, all_outcomes);
  return problem;
}

std::vector<std::vector<double>> starts_of(const DonorQuestion& question, const std::vector<double>& regression,
                                           const std::vector<std::vector<double>>& given) {
  const std::size_t k_count = question.predictors.size();
  auto starts = given;
  for (const auto& start : question.given_starts) {
    if (start.size() == k_count) starts.push_back(start);
  }
  starts.emplace_back(k_count, 1 / static_cast<double>(k_count));
  starts.push_back(regression);
  for (int i = 0; i < question.random_starts; ++i) {
    RandomDraw random(question.seed, static_cast<std::uint64_t>(i));
    std::vector<double> v(k_count);
    for (double& share : v) share = std::pow(10.0, -question.start_decades * random.uniform());
    starts.push_back(std::move(v));
  }
  return starts;
}

void conclude(const DonorQuestion& question, SyntheticControl& answer) {
  const std::size_t periods = question.panel->period_count();
  answer.counterfactual.assign(periods, 0.0);
  for (std::size_t j = 0; j < question.donors.size(); ++j) {
    if (answer.weights[j] == 0) continue;
    const auto series = question.panel->series(question.donors[j]);
    for (std::size_t t = 0; t < periods; ++t) answer.counterfactual[t] += answer.weights[j] * series[t];
  }
  const auto mean_square = [&](std::size_t from, std::size_t to) {
    double squares = 0;
    for (std::size_t t = from; t < to; ++t) squares += answer.gap(t) * answer.gap(t);
    return squares / static_cast<double>(to - from);
  };
  answer.effect = 0;
  for (std::size_t t = question.start; t < periods; ++t) answer.effect += answer.gap(t) / static_cast<double>(periods - question.start);
  answer.effect_at_end = answer.gap(periods - 1);
  answer.fit_loss = mean_square(question.fit.from, question.fit.to);
  answer.pre_rmspe = std::sqrt(mean_square(question.fit.from, std::min(question.fit.to, question.start)));
  answer.post_rmspe = std::sqrt(mean_square(question.start, periods));
  double size = 0;
  for (const double value : answer.actual) size = std::max(size, std::isnan(value) ? 0 : std::abs(value));
  answer.rmspe_ratio = answer.post_rmspe / std::max(answer.pre_rmspe, 1e-12 * size);  // a perfect fit stays finite
  for (std::size_t k = 0; k < question.predictors.size(); ++k) {
    SyntheticControl::Balance line{.predictor = question.names[k], .treated = question.treated_value(k)};
    for (std::size_t j = 0; j < question.donors.size(); ++j) {
      const double value = question.predictors[k][question.donors[j]];
      line.synthetic += answer.weights[j] * value;
      line.donor_mean += value / static_cast<double>(question.donors.size());
    }
    answer.balance.push_back(line);
  }
}

/// Of shares that match the predictors equally well, those nearest to the outcome; the certificate is that of the new ones.
void choose_on_face(const NestedProblem& problem, const std::vector<double>& matrix, double scale, SyntheticControl& answer) {
  const std::size_t rows = problem.predictors;
  answer.weights = nearest_on_face(problem, rows, matrix, answer.weights);
  std::vector<double> residual(rows);
  for (std::size_t j = 0; j < problem.donors; ++j) {
    for (std::size_t k = 0; k < rows; ++k) residual[k] += answer.weights[j] * matrix[j * rows + k];
  }
  answer.match_loss = std::inner_product(residual.begin(), residual.end(), residual.begin(), 0.0);
  double lowest = answer.match_loss;
  for (std::size_t j = 0; j < problem.donors; ++j) {
    lowest = std::min(lowest, std::inner_product(residual.begin(), residual.end(), matrix.begin() + static_cast<std::ptrdiff_t>(j * rows), 0.0));
  }
  answer.duality_gap = (answer.match_loss - lowest) / scale;
}

struct SearchHelp {
  std::vector<std::vector<double>> starts{};
  base::Progress* progress{};
};

base::Checked<SyntheticControl> fitted(const DonorQuestion& question, const SearchHelp& help) {
  SyntheticControl answer{.treated = question.treated, .start = question.start, .fit = question.fit, .donors = question.donors};
  answer.actual = question.mean_series();
  std::vector<double> regression;
  const NestedProblem problem = nested_problem(question, answer.actual, regression);
  const std::size_t k_count = problem.predictors;

  std::vector<double> matrix = problem.outcome_gaps;
  std::size_t rows = problem.periods;
  if (k_count > 0) {
    if (!question.given_v.empty()) {
      answer.predictor_weights = question.given_v;
      const double sum = std::accumulate(question.given_v.begin(), question.given_v.end(), 0.0);
      for (double& v : answer.predictor_weights) v /= sum;
    } else if (k_count == 1) {
      answer.predictor_weights = {1};
    } else {
      NestedOptions options{.starts = starts_of(question, regression, help.starts)};
      if (help.progress) options.cancelled = [&] { return help.progress->cancelled(); };
      const NestedSolution found = nested_search(problem, options);
      if (help.progress && help.progress->cancelled()) return base::refuse("", "stats.synthetic_cancelled");
      answer.predictor_weights = found.v;
      answer.solves = found.solves;
    }
    rows = k_count;
    matrix.resize(k_count * problem.donors);
    for (std::size_t j = 0; j < problem.donors; ++j) {
      for (std::size_t k = 0; k < k_count; ++k) {
        matrix[j * k_count + k] = std::sqrt(answer.predictor_weights[k]) * problem.predictor_gaps[j * k_count + k];
      }
    }
  }
  const std::vector<double> target(rows, 0.0);
  const auto solution =
      simplex_least_squares({.rows = rows, .columns = problem.donors, .matrix = matrix, .target = target}, {.tolerance = inner_tolerance});
  if (!solution) return base::refuse(solution.error());
  ++answer.solves;
  answer.weights = solution->weights;
  answer.match_loss = solution->squared_distance;
  answer.duality_gap = solution->duality_gap / solution->scale;
  answer.weights_unique = solution->weights_unique;
  if (k_count > 0 && !answer.weights_unique) choose_on_face(problem, matrix, solution->scale, answer);
  conclude(question, answer);
  return answer;
}

}  // namespace

base::Checked<SyntheticControl> synthetic_control(const Panel& panel, const SyntheticControlOptions& options, base::Progress* progress) {
  const auto question = checked(panel, options);
  if (!question) return base::refuse(question.error());
  return fitted(*question, {.progress = progress});
}

base::Checked<SyntheticControlPlacebos> synthetic_control_placebos(const Panel& panel, const SyntheticControlOptions& options,
                                                                   const SyntheticControl& own, const PlaceboOptions& how,
                                                                   base::Progress* progress) {
  const auto question = checked(panel, options);
  if (!question) return base::refuse(question.error());
  const std::size_t count = question->donors.size();
  if (count < 3) return base::refuse("donors", "stats.synthetic_too_few_placebos", {{"count", whole(count)}, {"least", std::int64_t{3}}});

  SyntheticControlPlacebos answer;
  answer.placebos.resize(count);
  base::Progress silent;
  base::Progress& told = progress ? *progress : silent;
  const auto piece = [&](std::size_t i) {
    DonorQuestion placebo = *question;
    placebo.treated = {question->donors[i]};
    placebo.donors.erase(placebo.donors.begin() + static_cast<std::ptrdiff_t>(i));
    if (how.with_treated) placebo.donors.insert(placebo.donors.end(), question->treated.begin(), question->treated.end());
    placebo.random_starts = (question->random_starts + 2) / 3;
    SearchHelp help;
    if (!own.predictor_weights.empty()) help.starts.push_back(own.predictor_weights);
    const auto fit = fitted(placebo, help).value();
    auto& line = answer.placebos[i];
    line = {question->donors[i], fit.effect, fit.fit_loss, fit.pre_rmspe, fit.post_rmspe, fit.rmspe_ratio, {}};
    for (std::size_t t = 0; t < panel.period_count(); ++t) line.gap.push_back(fit.gap(t));
  };
  if (!parallel_each(count, how.threads, told, "synthetic_placebos", piece)) return base::refuse("", "stats.synthetic_cancelled");

  const double units = static_cast<double>(count + 1);
  const auto share = [&](auto&& counts) { return (1 + static_cast<double>(std::ranges::count_if(answer.placebos, counts))) / units; };
  using Placebo = SyntheticControlPlacebos::Placebo;
  answer.p_floor = 1 / units;
  answer.p_value = share([&](const Placebo& p) { return p.rmspe_ratio >= own.rmspe_ratio; });
  answer.p_at_most = share([&](const Placebo& p) { return p.effect <= own.effect; });
  answer.p_at_least = share([&](const Placebo& p) { return p.effect >= own.effect; });
  for (const double times : {5.0, 20.0}) {
    const auto kept = [&](const Placebo& p) { return p.pre_rmspe * p.pre_rmspe <= times * own.pre_rmspe * own.pre_rmspe; };
    const auto left = 1 + static_cast<std::size_t>(std::ranges::count_if(answer.placebos, kept));
    const auto above = 1 + std::ranges::count_if(answer.placebos, [&](const Placebo& p) { return kept(p) && p.rmspe_ratio >= own.rmspe_ratio; });
    answer.filtered.push_back({times, left, static_cast<double>(above) / static_cast<double>(left)});
  }
  return answer;
}

namespace {

base::Checked<std::vector<LeftOut>> refits(const std::vector<DonorQuestion>& without,
                                           const std::vector<std::vector<double>>& starts, std::vector<LeftOut> lines, int threads,
                                           base::Progress* progress) {
  base::Progress silent;
  const auto piece = [&](std::size_t i) {
    SearchHelp help;
    if (!starts[i].empty()) help.starts.push_back(starts[i]);
    const auto fit = fitted(without[i], help).value();
    lines[i].effect = fit.effect;
    lines[i].effect_at_end = fit.effect_at_end;
    lines[i].pre_rmspe = fit.pre_rmspe;
    lines[i].counterfactual = fit.counterfactual;
  };
  if (!parallel_each(lines.size(), threads, progress ? *progress : silent, "synthetic_leave_out", piece)) {
    return base::refuse("", "stats.synthetic_cancelled");
  }
  return lines;
}

}  // namespace

base::Checked<std::vector<LeftOut>> synthetic_control_without_donors(const Panel& panel, const SyntheticControlOptions& options,
                                                                     const SyntheticControl& own, int threads, base::Progress* progress) {
  const auto question = checked(panel, options);
  if (!question) return base::refuse(question.error());
  std::vector<LeftOut> lines;
  std::vector<DonorQuestion> without;
  std::vector<std::vector<double>> starts;
  for (std::size_t j = 0; j < question->donors.size() && question->donors.size() > 2; ++j) {
    if (own.weights[j] <= 0.01) continue;
    const std::size_t unit = question->donors[j];
    lines.push_back({.name = panel.units[unit], .index = unit});
    without.push_back(*question);
    without.back().donors.erase(without.back().donors.begin() + static_cast<std::ptrdiff_t>(j));
    starts.push_back(own.predictor_weights);
  }
  return refits(without, starts, std::move(lines), threads, progress);
}

base::Checked<std::vector<LeftOut>> synthetic_control_without_predictors(const Panel& panel, const SyntheticControlOptions& options,
                                                                         const SyntheticControl& own, int threads, base::Progress* progress) {
  const auto question = checked(panel, options);
  if (!question) return base::refuse(question.error());
  std::vector<LeftOut> lines;
  std::vector<DonorQuestion> without;
  std::vector<std::vector<double>> starts;
  const std::size_t k_count = question->predictors.size();
  for (std::size_t k = 0; k < k_count && k_count > 1; ++k) {
    const auto at = static_cast<std::ptrdiff_t>(k);
    lines.push_back({.name = question->names[k], .index = k});
    DonorQuestion rest = *question;
    rest.names.erase(rest.names.begin() + at);
    rest.predictors.erase(rest.predictors.begin() + at);
    if (!rest.given_v.empty()) rest.given_v.erase(rest.given_v.begin() + at);
    auto v = own.predictor_weights;
    v.erase(v.begin() + at);
    const double sum = std::accumulate(v.begin(), v.end(), 0.0);
    if (!(sum > 0)) v.assign(v.size(), 1.0);
    without.push_back(std::move(rest));
    starts.push_back(std::move(v));
  }
  return refits(without, starts, std::move(lines), threads, progress);
}

base::Checked<SyntheticControl> synthetic_control_in_time(const Panel& panel, const SyntheticControlOptions& options,
                                                          std::optional<std::size_t> earlier, base::Progress* progress) {
  const auto question = checked(panel, options);
  if (!question) return base::refuse(question.error());
  const std::size_t true_start = question->start;
  const std::size_t start = earlier.value_or(true_start - (true_start + 2) / 3);
  if (start < 2 || start >= true_start) return base::refuse("from", "stats.synthetic_start_outside");
  const std::size_t back = true_start - start;

  Panel shortened = panel_window(panel, 0, true_start);
  for (const std::size_t unit : question->treated) shortened.first_treated[unit] = start;
  SyntheticControlOptions moved = options;
  moved.donors = question->donors;
  moved.predictors.clear();
  moved.predictor_weights.clear();
  const auto shifted = [&](PeriodWindow window) {
    if (window.from >= back) return PeriodWindow{window.from - back, window.to - back};
    return PeriodWindow{window.from, std::max(window.from, std::min(window.to, start))};  // no room to move: what lies before
  };
  if (options.fit) {
    moved.fit = shifted(*options.fit);
    if (moved.fit->to < moved.fit->from + 2) moved.fit.reset();
  }
  std::vector<std::vector<double>> kept_values;
  kept_values.reserve(options.predictors.size());
  for (std::size_t k = 0; k < options.predictors.size(); ++k) {
    const auto& [series, window] = options.predictors[k];
    std::vector<double> values;
    for (std::size_t unit = 0; unit < panel.unit_count(); ++unit) {
      const auto row = series.values.subspan(unit * panel.period_count(), true_start);
      values.insert(values.end(), row.begin(), row.end());
    }
    SyntheticControlOptions alone{.donors = moved.donors, .predictors = {{{series.name, values}, shifted(window)}}, .fit = moved.fit};
    if (!checked(shortened, alone)) continue;  // no figures that early
    kept_values.push_back(std::move(values));
    moved.predictors.push_back({{series.name, kept_values.back()}, shifted(window)});
    if (!options.predictor_weights.empty()) moved.predictor_weights.push_back(options.predictor_weights[k]);
  }
  if (moved.predictors.size() != options.predictors.size()) moved.starts.clear();
  return synthetic_control(shortened, moved, progress);
}

}  // namespace outturn::stats
