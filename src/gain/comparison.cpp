#include "gain/comparison.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "stats/augmented_synthetic_control.h"
#include "stats/parallel_each.h"
#include "stats/synthetic_control.h"
#include "stats/synthetic_did.h"

namespace outturn::gain {
namespace {

constexpr std::size_t drawn_sets = 200;  // where several began together and not every set can be tried

double root_mean_square(const std::vector<double>& actual, const std::vector<double>& expected, std::size_t from, std::size_t to) {
  double sum = 0;
  for (std::size_t t = from; t < to; ++t) sum += (actual[t] - expected[t]) * (actual[t] - expected[t]);
  return to > from ? std::sqrt(sum / static_cast<double>(to - from)) : 0;
}

/// Of a column of units × periods the first `kept` periods.
std::vector<double> first_periods(const std::vector<double>& column, std::size_t periods, std::size_t kept) {
  if (kept == periods) return column;
  std::vector<double> cut;
  cut.reserve(column.size() / periods * kept);
  for (std::size_t from = 0; from < column.size(); from += periods) {
    const auto at = column.begin() + static_cast<std::ptrdiff_t>(from);
    cut.insert(cut.end(), at, at + static_cast<std::ptrdiff_t>(kept));
  }
  return cut;
}

/// Synthetic DiD and its relatives that need no predictors: one formula of the room of numbers.
class Weighted final : public Comparison {
 public:
  Weighted(const Study& study, Method method) : study_(study), method_(method) {}
  Method method() const override { return method_; }
  bool ranks_by_ratio() const override { return method_ == Method::synthetic_control; }

  base::Checked<Fit> fit(const stats::Panel& panel, std::span<const std::size_t> donors) const override {
    stats::SyntheticDidOptions options{.kind = kind(), .donors = {donors.begin(), donors.end()}};
    std::vector<std::vector<double>> cut;  // a window has the same units and the first periods
    cut.reserve(study_.question.covariates.size());
    for (const auto& name : study_.question.covariates) {
      options.covariates.push_back({name, cut.emplace_back(first_periods(*study_.column(name), study_.panel.times.size(), panel.times.size()))});
    }
    const auto fitted = stats::synthetic_did(panel, options);
    if (!fitted) return base::refuse(fitted.error());
    Fit fit{.effect = fitted->effect, .at_end = fitted->effect_at_end, .start = panel.times.size()};
    fit.weights.assign(panel.units.size(), 0.0);
    fit.actual.assign(panel.times.size(), 0.0);
    fit.counterfactual.assign(panel.times.size(), 0.0);
    double everyone = 0;
    for (const auto& block : fitted->blocks) everyone += static_cast<double>(block.treated.size());
    for (const auto& block : fitted->blocks) {
      const double share = static_cast<double>(block.treated.size()) / everyone;
      fit.start = std::min(fit.start, block.start);
      for (std::size_t d = 0; d < fitted->donors.size(); ++d) fit.weights[fitted->donors[d]] += share * block.unit_weights[d];
      for (std::size_t t = 0; t < panel.times.size(); ++t) {
        fit.actual[t] += share * block.actual[t];
        fit.counterfactual[t] += share * block.counterfactual[t];
      }
    }
    return fit;
  }

 private:
  stats::SyntheticDidKind kind() const {
    if (method_ == Method::synthetic_control) return stats::SyntheticDidKind::synthetic_control;
    if (method_ == Method::did) return stats::SyntheticDidKind::difference_in_differences;
    return stats::SyntheticDidKind::synthetic_did;
  }

  const Study& study_;
  Method method_;
};

/// Synthetic control with predictors, or with a span of its own to fit on: shares within, predictor weights without.
class Nested final : public Comparison {
 public:
  explicit Nested(const Study& study) : study_(study), outcome_only_(study, Method::synthetic_control) {
    const auto& moments = study.moments;
    const auto window = [&](const std::optional<std::pair<Moment, Moment>>& span) {
      stats::PeriodWindow made{0, study.start()};
      if (!span) return made;
      made.from = 0;
      while (made.from < moments.size() && moments[made.from].at < span->first.at - 1e-9) ++made.from;
      made.to = made.from;
      while (made.to < moments.size() && moments[made.to].at <= span->second.at + 1e-9) ++made.to;
      return made;
    };
    for (const auto& predictor : study.question.predictors) {
      options_.predictors.push_back({{predictor.column, *study.column(predictor.column)}, window(predictor.span)});
    }
    if (study.question.fit) options_.fit = window(study.question.fit);
    options_.seed = study.question.seed;
  }
  Method method() const override { return Method::synthetic_control; }
  bool ranks_by_ratio() const override { return true; }

  base::Checked<Fit> fit(const stats::Panel& panel, std::span<const std::size_t> donors) const override {
    // Earlier starts are tried on the outcome alone: predictors seldom reach back far enough to be moved.
    if (panel.times.size() != study_.panel.times.size()) return outcome_only_.fit(panel, donors);
    auto options = options_;
    options.donors.assign(donors.begin(), donors.end());
    const bool own = panel.first_treated == study_.panel.first_treated && donors.size() == study_.untreated().size();
    if (!own) options.random_starts = starts_of_a_placebo;
    const auto fitted = stats::synthetic_control(panel, options);
    if (!fitted) return base::refuse(fitted.error());
    Fit fit{.effect = fitted->effect, .at_end = fitted->effect_at_end, .weights = std::vector<double>(panel.units.size(), 0.0),
            .actual = fitted->actual, .counterfactual = fitted->counterfactual, .start = fitted->start, .predictor_weights = fitted->predictor_weights};
    for (std::size_t d = 0; d < fitted->donors.size(); ++d) fit.weights[fitted->donors[d]] = fitted->weights[d];
    return fit;
  }

 private:
  static constexpr int starts_of_a_placebo = 5;
  const Study& study_;
  Weighted outcome_only_;
  stats::SyntheticControlOptions options_;
};

/// Synthetic control corrected by ridge. For sensitivity: it may reach outside the places there are.
class Augmented final : public Comparison {
 public:
  Method method() const override { return Method::augmented; }
  bool ranks_by_ratio() const override { return false; }  // it fits what came before almost exactly, so a ratio says nothing

  base::Checked<Fit> fit(const stats::Panel& panel, std::span<const std::size_t> donors) const override {
    const auto fitted = stats::augmented_synthetic_control(panel, {.donors = {donors.begin(), donors.end()}});
    if (!fitted) return base::refuse(fitted.error());
    Fit fit{.effect = fitted->effect, .at_end = fitted->effect_at_end, .weights = std::vector<double>(panel.units.size(), 0.0),
            .actual = fitted->actual, .counterfactual = fitted->counterfactual, .start = fitted->start};
    double squares = 0;
    for (std::size_t t = 0; t < fit.start; ++t) {
      double by_shares = 0;
      for (std::size_t d = 0; d < fitted->donors.size(); ++d) by_shares += fitted->shares[d] * panel.at(fitted->donors[d], t);
      squares += (fit.actual[t] - by_shares) * (fit.actual[t] - by_shares) / static_cast<double>(fit.start);
    }
    fit.error_of_shares = std::sqrt(squares);  // with the correction the fit is almost exact whatever the place
    for (std::size_t d = 0; d < fitted->donors.size(); ++d) fit.weights[fitted->donors[d]] = fitted->weights[d];
    return fit;
  }
};

/// n over k, or more than `most`.
std::size_t ways(std::size_t n, std::size_t k, std::size_t most) {
  std::size_t count = 1;
  for (std::size_t i = 1; i <= std::min(k, n - k); ++i) {
    count = count * (n - i + 1) / i;
    if (count > most) return most + 1;
  }
  return count;
}

/// Every set of `size` of them.
std::vector<std::vector<std::size_t>> all_sets(const std::vector<std::size_t>& donors, std::size_t size) {
  std::vector<std::vector<std::size_t>> sets;
  std::vector<bool> taken(donors.size(), false);
  std::fill(taken.begin(), taken.begin() + static_cast<std::ptrdiff_t>(size), true);
  do {
    auto& set = sets.emplace_back();
    for (std::size_t d = 0; d < donors.size(); ++d) {
      if (taken[d]) set.push_back(donors[d]);
    }
  } while (std::prev_permutation(taken.begin(), taken.end()));
  return sets;
}

/// Sets of donors, one a placebo: each donor once, or sets as large as the group that took part; every such set where they are
/// few (a set drawn twice is no second witness), else drawn ones.
std::vector<std::vector<std::size_t>> placebo_sets(const std::vector<std::size_t>& donors, std::size_t size, std::uint64_t seed, std::size_t most) {
  std::vector<std::vector<std::size_t>> sets;
  if (size == 1) {
    const auto count = std::min(most, donors.size());
    for (std::size_t s = 0; s < count; ++s) sets.push_back({donors[s * donors.size() / count]});
    return sets;
  }
  if (donors.size() < size + 2) return sets;
  if (ways(donors.size(), size, drawn_sets) <= drawn_sets) return all_sets(donors, size);
  std::mt19937_64 random(seed);
  for (std::size_t s = 0; s < drawn_sets; ++s) {
    auto pool = donors;
    for (std::size_t k = 0; k < size; ++k) std::swap(pool[k], pool[k + random() % (pool.size() - k)]);
    pool.resize(size);
    std::sort(pool.begin(), pool.end());
    sets.push_back(std::move(pool));
  }
  return sets;
}

}  // namespace

double Fit::pre_rmspe() const { return root_mean_square(actual, counterfactual, 0, start); }
double Fit::post_rmspe() const { return root_mean_square(actual, counterfactual, start, actual.size()); }

double Fit::pre_slope() const { return slope_until(start); }

double Fit::slope_until(std::size_t until) const {
  const double middle = (static_cast<double>(until) - 1) / 2;
  double moment = 0;
  double spread = 0;
  for (std::size_t t = 0; t < until; ++t) {
    const double from_middle = static_cast<double>(t) - middle;
    moment += from_middle * (actual[t] - counterfactual[t]);
    spread += from_middle * from_middle;
  }
  return spread > 0 ? moment / spread : 0;
}

std::unique_ptr<Comparison> comparison_for(const Study& study, Method method) {
  if (method == Method::synthetic_control && (!study.question.predictors.empty() || study.question.fit)) return std::make_unique<Nested>(study);
  if (method == Method::augmented) return std::make_unique<Augmented>();
  return std::make_unique<Weighted>(study, method);
}

stats::Panel moved(const stats::Panel& panel, std::size_t start, std::size_t until) {
  stats::Panel shorter{.units = panel.units, .times = {panel.times.begin(), panel.times.begin() + static_cast<std::ptrdiff_t>(until)}, .values = {}, .first_treated = {}};
  shorter.values.reserve(panel.units.size() * until);
  for (std::size_t u = 0; u < panel.units.size(); ++u) {
    const auto series = panel.series(u).first(until);
    shorter.values.insert(shorter.values.end(), series.begin(), series.end());
    shorter.first_treated.push_back(panel.first_treated[u] == stats::Panel::never ? stats::Panel::never : start);
  }
  return shorter;
}

base::Checked<Standing> standing(const Comparison& comparison, const stats::Panel& panel, const Study& study, base::Progress& progress,
                                 std::size_t most) {
  std::vector<std::size_t> donors;
  std::vector<std::size_t> starts;
  for (std::size_t u = 0; u < panel.units.size(); ++u) {
    if (panel.first_treated[u] == stats::Panel::never) donors.push_back(u);
    else starts.push_back(panel.first_treated[u]);
  }
  auto own = comparison.fit(panel, donors);
  if (!own) return base::refuse(own.error());
  Standing result{.own = std::move(*own)};
  const auto sets = donors.size() > 2 ? placebo_sets(donors, starts.size(), study.question.seed, most) : std::vector<std::vector<std::size_t>>{};
  std::vector<std::optional<Fit>> fits(sets.size());
  const bool finished = stats::parallel_each(sets.size(), study.question.threads, progress, "placebos", [&](std::size_t s) {
    auto pretended = panel;
    std::fill(pretended.first_treated.begin(), pretended.first_treated.end(), stats::Panel::never);
    std::vector<std::size_t> others;
    for (const auto donor : donors) {
      const auto at = std::find(sets[s].begin(), sets[s].end(), donor);
      if (at == sets[s].end()) others.push_back(donor);
      else pretended.first_treated[donor] = starts[static_cast<std::size_t>(at - sets[s].begin())];
    }
    if (auto fit = comparison.fit(pretended, others)) fits[s] = std::move(*fit);
  });
  if (!finished) return base::refuse("", "gain.cancelled");
  for (std::size_t s = 0; s < sets.size(); ++s) {
    if (!fits[s]) continue;
    result.placebos.push_back(std::move(*fits[s]));
    result.units.push_back(sets[s].front());
    auto& names = result.names.emplace_back();
    for (const auto unit : sets[s]) names += (names.empty() ? "" : " + ") + panel.units[unit];
  }
  if (result.placebos.empty()) return result;
  // A fit that is exact to rounding must not make its ratio infinite.
  double scale = 0;
  for (const double value : panel.values) scale = std::max(scale, std::abs(value));
  const auto size = [&](const Fit& fit) {
    return comparison.ranks_by_ratio() ? fit.post_rmspe() / std::max(fit.pre_rmspe(), 1e-9 * scale) : std::abs(fit.effect);
  };
  const double own_size = size(result.own);
  double sum = 0;
  for (const auto& placebo : result.placebos) {
    if (size(placebo) >= own_size * (1 - 1e-12)) ++result.as_extreme;
    sum += placebo.effect;
  }
  const double count = static_cast<double>(result.placebos.size());
  result.p_value = static_cast<double>(1 + result.as_extreme) / (count + 1);
  result.p_floor = 1 / (count + 1);
  // The spread of effects where nothing began, without placebos that the method could not fit (20 times the squared error).
  const double worst = comparison.ranks_by_ratio() ? std::sqrt(20.0) * result.own.pre_rmspe() : 0;
  std::vector<double> effects;
  for (const auto& placebo : result.placebos) {
    if (worst == 0 || placebo.pre_rmspe() <= worst) effects.push_back(placebo.effect);
  }
  if (effects.size() < 3) {
    effects.clear();
    for (const auto& placebo : result.placebos) effects.push_back(placebo.effect);
  }
  const double mean = std::accumulate(effects.begin(), effects.end(), 0.0) / static_cast<double>(effects.size());
  double squares = 0;
  for (const double effect : effects) squares += (effect - mean) * (effect - mean);
  result.standard_error = std::sqrt(squares / static_cast<double>(effects.size()));
  return result;
}

}  // namespace outturn::gain
