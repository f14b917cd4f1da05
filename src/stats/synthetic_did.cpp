#include "stats/synthetic_did.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/checked.h"
#include "stats/comparison_checked.h"
#include "stats/parallel_each.h"
#include "stats/random_draw.h"
#include "stats/residualise.h"
#include "stats/simplex_least_squares.h"

namespace outturn::stats {
namespace {

using Units = std::vector<std::size_t>;

struct Cohort {
  std::size_t start{};
  Units treated;
};

/// A checked question: outcomes without the covariates' part, who takes part from when, who compares.
struct Question {
  std::vector<double> outcome;
  std::size_t periods{};
  Units donors;
  std::vector<Cohort> cohorts;
  std::vector<double> covariate_effects;
  SyntheticDidKind kind{};
  std::span<const double> series(std::size_t unit) const { return {outcome.data() + unit * periods, periods}; }
};

std::vector<double> mean_series(const Question& question, std::span<const std::size_t> units) {
  std::vector<double> mean(question.periods);
  for (const std::size_t unit : units) {
    const auto series = question.series(unit);
    for (std::size_t t = 0; t < mean.size(); ++t) mean[t] += series[t];
  }
  for (double& value : mean) value /= static_cast<double>(units.size());
  return mean;
}

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// sd of all first differences of the donors before the start, about their common mean.
double noise_level(const Question& question, std::span<const std::size_t> donors, std::size_t start) {
  double sum = 0;
  std::size_t count = 0;
  for (const std::size_t unit : donors) {
    const auto series = question.series(unit);
    for (std::size_t t = 1; t < start; ++t, ++count) sum += series[t] - series[t - 1];
  }
  const double mean = sum / static_cast<double>(count);
  double squares = 0;
  for (const std::size_t unit : donors) {
    const auto series = question.series(unit);
    for (std::size_t t = 1; t < start; ++t) {
      const double distance = series[t] - series[t - 1] - mean;
      squares += distance * distance;
    }
  }
  return count > 1 ? std::sqrt(squares / static_cast<double>(count - 1)) : 0;
}

/// ω: rows are periods before the start, columns donors.
void find_unit_weights(const Question& question, std::span<const std::size_t> donors, SyntheticDidBlock& block) {
  const std::size_t before = block.start;
  const bool intercept = question.kind != SyntheticDidKind::synthetic_control;
  const auto target = std::span(block.actual).first(before);
  const double target_mean = intercept ? mean_of(target) : 0;
  SimplexSolver solver(before, donors.size());
  for (std::size_t j = 0; j < donors.size(); ++j) {
    const auto series = question.series(donors[j]).first(before);
    const double offset = intercept ? mean_of(series) : 0;
    for (std::size_t t = 0; t < before; ++t) solver.column(j)[t] = (series[t] - offset) - (target[t] - target_mean);
  }
  solver.solve(block.zeta_unit * block.zeta_unit * static_cast<double>(before));
  block.unit_weights.assign(solver.weights().begin(), solver.weights().end());
  block.unit_gap = solver.gap() / solver.scale();
}

/// λ: rows are donors, columns periods before the start.
void find_time_weights(const Question& question, std::span<const std::size_t> donors, SyntheticDidBlock& block) {
  const std::size_t before = block.start;
  const std::size_t rows = donors.size();
  std::vector<double> target(rows);
  std::vector<double> column_mean(before);
  for (std::size_t i = 0; i < rows; ++i) {
    const auto series = question.series(donors[i]);
    target[i] = mean_of(series.subspan(before));
    for (std::size_t t = 0; t < before; ++t) column_mean[t] += series[t] / static_cast<double>(rows);
  }
  const double target_mean = mean_of(target);
  SimplexSolver solver(rows, before);
  for (std::size_t i = 0; i < rows; ++i) {
    const auto series = question.series(donors[i]);
    for (std::size_t t = 0; t < before; ++t) solver.column(t)[i] = (series[t] - column_mean[t]) - (target[i] - target_mean);
  }
  solver.solve(block.zeta_time * block.zeta_time * static_cast<double>(rows));
  block.time_weights.assign(solver.weights().begin(), solver.weights().end());
  block.time_gap = solver.gap() / solver.scale();
}

/// From the weights: the counterfactual, moved so that it agrees with the treated over λ, and the mean gap after the start.
void conclude(const Question& question, std::span<const std::size_t> donors, SyntheticDidBlock& block) {
  block.counterfactual.assign(question.periods, 0.0);
  for (std::size_t j = 0; j < donors.size(); ++j) {
    if (block.unit_weights[j] == 0) continue;
    const auto series = question.series(donors[j]);
    for (std::size_t t = 0; t < question.periods; ++t) block.counterfactual[t] += block.unit_weights[j] * series[t];
  }
  double intercept = 0;
  for (std::size_t t = 0; t < block.start; ++t) intercept += block.time_weights[t] * (block.actual[t] - block.counterfactual[t]);
  block.effect = 0;
  for (std::size_t t = 0; t < question.periods; ++t) {
    block.counterfactual[t] += intercept;
    if (t >= block.start) block.effect += block.actual[t] - block.counterfactual[t];
  }
  block.effect /= static_cast<double>(question.periods - block.start);
}

SyntheticDidBlock fitted_block(const Question& question, const Cohort& cohort, std::span<const std::size_t> donors, double noise) {
  SyntheticDidBlock block{.start = cohort.start, .treated = cohort.treated};
  block.actual = mean_series(question, cohort.treated);
  block.noise_level = noise;
  const double cells = static_cast<double>(cohort.treated.size()) * static_cast<double>(question.periods - cohort.start);
  const bool penalised = question.kind == SyntheticDidKind::synthetic_did;
  block.zeta_unit = (penalised ? std::pow(cells, 0.25) : 1e-6) * noise;
  block.zeta_time = 1e-6 * noise;
  if (question.kind == SyntheticDidKind::difference_in_differences) {
    block.unit_weights.assign(donors.size(), 1 / static_cast<double>(donors.size()));
  } else {
    find_unit_weights(question, donors, block);
  }
  if (question.kind == SyntheticDidKind::synthetic_did) {
    find_time_weights(question, donors, block);
  } else {
    const bool none = question.kind == SyntheticDidKind::synthetic_control;
    block.time_weights.assign(cohort.start, none ? 0 : 1 / static_cast<double>(cohort.start));
  }
  conclude(question, donors, block);
  return block;
}

struct Fit {
  double effect{};
  double effect_at_end{};
  std::vector<SyntheticDidBlock> blocks;
};

void combine(const Question& question, Fit& fit) {
  double cells = 0;
  double units = 0;
  fit.effect = fit.effect_at_end = 0;
  for (const auto& block : fit.blocks) {
    const double treated = static_cast<double>(block.treated.size());
    const double share = treated * static_cast<double>(question.periods - block.start);
    fit.effect += share * block.effect;
    fit.effect_at_end += treated * (block.actual.back() - block.counterfactual.back());
    cells += share;
    units += treated;
  }
  fit.effect /= cells;
  fit.effect_at_end /= units;
}

/// noise: one a cohort, or empty to compute it from these donors.
Fit fitted(const Question& question, std::span<const Cohort> cohorts, std::span<const std::size_t> donors, std::span<const double> noise = {}) {
  Fit fit;
  for (std::size_t i = 0; i < cohorts.size(); ++i) {
    fit.blocks.push_back(fitted_block(question, cohorts[i], donors,
                                      noise.empty() ? noise_level(question, donors, cohorts[i].start) : noise[i]));
  }
  combine(question, fit);
  return fit;
}

using base::whole;

base::Checked<Question> checked(const Panel& panel, const SyntheticDidOptions& options) {
  if (auto issues = panel_issues(panel); !issues.empty()) return base::refuse(std::move(issues));
  Question question{.periods = panel.period_count(), .kind = options.kind};
  std::map<std::size_t, Units> starts;
  for (std::size_t unit = 0; unit < panel.unit_count(); ++unit) {
    const std::size_t start = panel.first_treated[unit];
    if (start == Panel::never) {
      if (options.donors.empty()) question.donors.push_back(unit);
    } else if (start < panel.period_count()) {
      starts[start].push_back(unit);
    }
  }
  if (!options.donors.empty()) question.donors = options.donors;

  base::Issues issues = pool_issues(panel, question.donors);
  if (starts.empty()) {
    const bool planned = std::ranges::any_of(panel.first_treated, [](std::size_t start) { return start != Panel::never; });
    issues.push_back({"treated", planned ? "stats.synthetic_starts_never" : "stats.synthetic_no_treated", {}});
  }
  Units used = question.donors;
  for (const auto& [start, treated] : starts) {
    if (start < 2) issues.push_back(too_few_before(panel, treated.front(), start));
    used.insert(used.end(), treated.begin(), treated.end());
    question.cohorts.push_back({start, treated});
  }
  auto gaps = panel_gaps(panel, used, 0, panel.period_count());
  issues.insert(issues.end(), gaps.begin(), gaps.end());
  if (!issues.empty()) return base::refuse(std::move(issues));

  if (options.covariates.empty()) {
    question.outcome = panel.values;
    return question;
  }
  auto residualised = without_covariates(panel, used, options.covariates);
  if (!residualised) return base::refuse(std::move(residualised.error()));
  question.outcome = std::move(residualised->outcome);
  question.covariate_effects = std::move(residualised->effects);
  return question;
}

double deviation(std::span<const double> values) {
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size()));
}

double root_mean_square(const SyntheticDidBlock& block, std::size_t from, std::size_t to) {
  double squares = 0;
  for (std::size_t t = from; t < to; ++t) {
    const double gap = block.actual[t] - block.counterfactual[t];
    squares += gap * gap;
  }
  return std::sqrt(squares / static_cast<double>(to - from));
}

std::vector<double> noise_of(const Question& question) {
  std::vector<double> noise;
  for (const auto& cohort : question.cohorts) noise.push_back(noise_level(question, question.donors, cohort.start));
  return noise;
}

}  // namespace

base::Checked<SyntheticDid> synthetic_did(const Panel& panel, const SyntheticDidOptions& options) {
  auto question = checked(panel, options);
  if (!question) return base::refuse(std::move(question.error()));
  Fit fit = fitted(*question, question->cohorts, question->donors);
  return SyntheticDid{.effect = fit.effect,
                      .effect_at_end = fit.effect_at_end,
                      .donors = std::move(question->donors),
                      .blocks = std::move(fit.blocks),
                      .covariate_effects = std::move(question->covariate_effects)};
}

base::Checked<SyntheticDidPlacebos> synthetic_did_placebos(const Panel& panel, const SyntheticDidOptions& options,
                                                           const RepeatOptions& repeat, base::Progress* progress) {
  const auto question = checked(panel, options);
  if (!question) return base::refuse(question.error());
  std::size_t treated = 0;
  for (const auto& cohort : question->cohorts) treated += cohort.treated.size();
  const std::size_t donors = question->donors.size();
  if (donors < treated + 2) {
    return base::refuse("donors", "stats.synthetic_too_few_placebos", {{"count", whole(donors)}, {"least", whole(treated + 2)}});
  }
  const auto noise = noise_of(*question);
  const double effect = fitted(*question, question->cohorts, question->donors, noise).effect;

  SyntheticDidPlacebos answer;
  answer.exhaustive = treated == 1;
  answer.placebos.resize(answer.exhaustive ? donors : static_cast<std::size_t>(std::max(repeat.draws, 2)));
  const auto piece = [&](std::size_t i) {
    Units order = question->donors;
    if (answer.exhaustive) {
      std::swap(order[0], order[i]);
    } else {
      RandomDraw(repeat.seed, i).shuffle(order);
    }
    std::vector<Cohort> cohorts;
    std::size_t next = 0;
    for (const auto& cohort : question->cohorts) {
      cohorts.push_back({cohort.start, Units(order.begin() + static_cast<std::ptrdiff_t>(next),
                                             order.begin() + static_cast<std::ptrdiff_t>(next + cohort.treated.size()))});
      next += cohort.treated.size();
    }
    Units rest(order.begin() + static_cast<std::ptrdiff_t>(next), order.end());
    std::ranges::sort(rest);
    const Fit fit = fitted(*question, cohorts, rest, noise);
    const auto& first = fit.blocks.front();
    answer.placebos[i] = {order.front(), fit.effect, root_mean_square(first, 0, first.start), root_mean_square(first, first.start, question->periods)};
  };
  base::Progress silent;
  if (!parallel_each(answer.placebos.size(), repeat.threads, progress ? *progress : silent, "synthetic_placebos", piece)) {
    return base::refuse("", "stats.synthetic_cancelled");
  }
  std::vector<double> effects;
  std::size_t as_large = 0;
  for (const auto& placebo : answer.placebos) {
    effects.push_back(placebo.effect);
    if (std::abs(placebo.effect) >= std::abs(effect)) ++as_large;
  }
  const double count = static_cast<double>(effects.size());
  answer.standard_error = deviation(effects);
  answer.p_floor = 1 / (count + 1);
  answer.p_value = static_cast<double>(1 + as_large) / (count + 1);
  return answer;
}

base::Checked<ResampledError> synthetic_did_jackknife(const Panel& panel, const SyntheticDidOptions& options) {
  const auto question = checked(panel, options);
  if (!question) return base::refuse(question.error());
  const Fit whole_fit = fitted(*question, question->cohorts, question->donors);
  for (const auto& block : whole_fit.blocks) {
    const auto weighted = std::ranges::count_if(block.unit_weights, [](double weight) { return weight > 0; });
    if (block.treated.size() < 2 || weighted < 2) {
      return base::refuse("treated", "stats.synthetic_jackknife_single", {{"time", panel.times[block.start]}});
    }
  }
  std::vector<double> effects;
  for (std::size_t out = 0; out < question->donors.size(); ++out) {
    Fit fit = whole_fit;
    for (auto& block : fit.blocks) {
      const double kept = 1 - block.unit_weights[out];
      block.unit_weights[out] = 0;
      for (double& weight : block.unit_weights) weight /= kept;
      conclude(*question, question->donors, block);
    }
    combine(*question, fit);
    effects.push_back(fit.effect);
  }
  for (std::size_t b = 0; b < whole_fit.blocks.size(); ++b) {
    for (std::size_t out = 0; out < whole_fit.blocks[b].treated.size(); ++out) {
      Fit fit = whole_fit;
      auto& block = fit.blocks[b];
      block.treated.erase(block.treated.begin() + static_cast<std::ptrdiff_t>(out));
      block.actual = mean_series(*question, block.treated);
      conclude(*question, question->donors, block);
      combine(*question, fit);
      effects.push_back(fit.effect);
    }
  }
  const double n = static_cast<double>(effects.size());
  const int used = static_cast<int>(effects.size());
  return ResampledError{.standard_error = std::sqrt(n - 1) * deviation(effects), .used = used, .asked = used};
}

base::Checked<ResampledError> synthetic_did_bootstrap(const Panel& panel, const SyntheticDidOptions& options,
                                                      const RepeatOptions& repeat, base::Progress* progress) {
  const auto question = checked(panel, options);
  if (!question) return base::refuse(question.error());
  struct Member {
    std::size_t unit;
    std::size_t cohort;  // none for donors
  };
  constexpr std::size_t none = Panel::never;
  std::vector<Member> members;
  for (const std::size_t unit : question->donors) members.push_back({unit, none});
  for (std::size_t c = 0; c < question->cohorts.size(); ++c) {
    for (const std::size_t unit : question->cohorts[c].treated) members.push_back({unit, c});
  }
  if (members.size() < question->donors.size() + 2) return base::refuse("treated", "stats.synthetic_bootstrap_single");

  std::vector<double> effects(static_cast<std::size_t>(std::max(repeat.draws, 2)));
  const auto piece = [&](std::size_t draw) {
    RandomDraw random(repeat.seed, draw);
    for (;;) {
      std::vector<Cohort> cohorts(question->cohorts.size());
      for (std::size_t c = 0; c < cohorts.size(); ++c) cohorts[c].start = question->cohorts[c].start;
      Units donors;
      for (std::size_t i = 0; i < members.size(); ++i) {
        const Member& member = members[random.below(members.size())];
        (member.cohort == none ? donors : cohorts[member.cohort].treated).push_back(member.unit);
      }
      std::erase_if(cohorts, [](const Cohort& cohort) { return cohort.treated.empty(); });
      if (donors.size() < 2 || cohorts.empty()) continue;
      std::ranges::sort(donors);
      effects[draw] = fitted(*question, cohorts, donors).effect;
      return;
    }
  };
  base::Progress silent;
  if (!parallel_each(effects.size(), repeat.threads, progress ? *progress : silent, "synthetic_bootstrap", piece)) {
    return base::refuse("", "stats.synthetic_cancelled");
  }
  const int used = static_cast<int>(effects.size());
  return ResampledError{.standard_error = deviation(effects), .used = used, .asked = used};
}

}  // namespace outturn::stats
