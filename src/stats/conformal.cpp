#include "stats/conformal.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>

#include <Eigen/Dense>

#include "stats/augmented_synthetic_control.h"
#include "stats/comparison_checked.h"
#include "stats/parallel_each.h"
#include "stats/random_draw.h"
#include "stats/simplex_least_squares.h"

namespace outturn::stats {
namespace {

/// Refits the untreated course for one supposed effect after another, over a fixed set of periods of which the last are
/// after the start.
class NullFits {
 public:
  /// lambda  0 but for the ridge-augmented model
  NullFits(const Panel& panel, const Comparison& comparison, std::vector<std::size_t> periods, std::size_t after, const ConformalOptions& options,
           double lambda)
      : panel_(panel), comparison_(comparison), periods_(std::move(periods)), after_(after), options_(options),
        solver_(periods_.size(), comparison.donors.size()), residual_(periods_.size()), donor_mean_(periods_.size()) {
    for (std::size_t t = 0; t < periods_.size(); ++t) {
      for (const std::size_t unit : comparison.donors) donor_mean_[t] += panel.at(unit, periods_[t]) / static_cast<double>(comparison.donors.size());
      size_ = std::max(size_, std::abs(comparison.actual[periods_[t]] - comparison.actual[periods_[0]]));
    }
    if (lambda > 0) keep_ridge(lambda);
  }

  double p_value(double effect) {
    ++fits_;
    fit(effect);
    const std::size_t n = periods_.size();
    for (double& value : residual_) value = std::abs(value);
    const double own = block(n - after_);
    const double least = own - 1e-9 * (own + size_ * 1e-3);  // ties are ties whatever the rounding
    if (options_.shuffle == ConformalShuffle::moving_block) {
      std::size_t as_large = 0;
      for (std::size_t shift = 0; shift < n; ++shift) as_large += block((n - after_ + shift) % n) >= least;
      return static_cast<double>(as_large) / static_cast<double>(n);
    }
    int as_large = 1;
    for (int draw = 0; draw < options_.draws; ++draw) {
      RandomDraw random(options_.seed, static_cast<std::uint64_t>(draw));
      std::vector<double> drawn = residual_;
      double sum = 0;
      for (std::size_t i = 0; i < after_; ++i) {  // the first of a shuffle are all that counts
        std::swap(drawn[i], drawn[i + random.below(n - i)]);
        sum += drawn[i];
      }
      as_large += sum >= least;
    }
    return static_cast<double>(as_large) / static_cast<double>(options_.draws + 1);
  }

  double p_floor() const {
    return options_.shuffle == ConformalShuffle::moving_block ? 1 / static_cast<double>(periods_.size()) : 1 / static_cast<double>(options_.draws + 1);
  }

  /// Sum of squared residuals under an effect.
  double badness(double effect) {
    ++fits_;
    fit(effect);
    return std::inner_product(residual_.begin(), residual_.end(), residual_.begin(), 0.0);
  }

  int fits() const { return fits_; }

 private:
  void fit(double effect) {
    const std::size_t n = periods_.size();
    for (std::size_t t = 0; t < n; ++t) residual_[t] = comparison_.actual[periods_[t]] - (t + after_ >= n ? effect : 0.0);
    if (options_.model == ConformalModel::difference_in_differences) {
      double mean = 0;
      for (std::size_t t = 0; t < n; ++t) mean += (residual_[t] -= donor_mean_[t]) / static_cast<double>(n);
      for (double& value : residual_) value -= mean;
      return;
    }
    for (std::size_t j = 0; j < comparison_.donors.size(); ++j) {
      double* column = solver_.column(j);
      for (std::size_t t = 0; t < n; ++t) column[t] = panel_.at(comparison_.donors[j], periods_[t]) - residual_[t];
    }
    solver_.solve(0, 1e-12);
    std::ranges::fill(residual_, 0.0);
    for (const std::size_t j : solver_.passive()) {
      for (std::size_t t = 0; t < n; ++t) residual_[t] -= solver_.weights()[j] * solver_.column(j)[t];
    }
    if (after_ridge_.size() > 0) {
      const Eigen::VectorXd corrected = after_ridge_ * Eigen::Map<const Eigen::VectorXd>(residual_.data(), static_cast<Eigen::Index>(n));
      residual_.assign(corrected.begin(), corrected.end());
    }
  }

  // The correction leaves of a gap r: r − XX'(XX' + λI)⁻¹r = λ(XX' + λI)⁻¹r, X the donors less their mean.
  void keep_ridge(double lambda) {
    const auto n = static_cast<Eigen::Index>(periods_.size());
    Eigen::MatrixXd x(n, static_cast<Eigen::Index>(comparison_.donors.size()));
    for (Eigen::Index t = 0; t < n; ++t) {
      const auto at = static_cast<std::size_t>(t);
      for (Eigen::Index j = 0; j < x.cols(); ++j) x(t, j) = panel_.at(comparison_.donors[static_cast<std::size_t>(j)], periods_[at]) - donor_mean_[at];
    }
    const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(n, n);
    after_ridge_ = lambda * Eigen::MatrixXd(x * x.transpose() + lambda * identity).ldlt().solve(identity);
  }

  double block(std::size_t from) const {
    double sum = 0;
    for (std::size_t i = 0; i < after_; ++i) sum += residual_[(from + i) % periods_.size()];
    return sum;
  }

  const Panel& panel_;
  const Comparison& comparison_;
  std::vector<std::size_t> periods_;
  std::size_t after_;
  const ConformalOptions& options_;
  SimplexSolver solver_;
  std::vector<double> residual_;
  std::vector<double> donor_mean_;
  Eigen::MatrixXd after_ridge_;
  double size_{0};
  int fits_{0};
};

/// {θ: p(θ) > 1 − level}: outwards from the centre by doubling, then a scan for the outermost θ that is kept, then bisection.
ConformalInterval inverted(NullFits& fits, double centre, double step, double level) {
  const double alpha = 1 - level;
  ConformalInterval interval;
  if (fits.p_floor() > alpha) {  // nothing can ever be rejected
    interval.bounded = false;
    interval.lower = -std::numeric_limits<double>::infinity();
    interval.upper = std::numeric_limits<double>::infinity();
    return interval;
  }
  const auto kept = [&](double effect) { return fits.p_value(effect) > alpha + 1e-12; };
  if (!kept(centre)) {
    double best = 0;
    double found = centre;
    for (int i = -40; i <= 40; ++i) {
      const double p = fits.p_value(centre + i * step / 4);
      if (p > best) {
        best = p;
        found = centre + i * step / 4;
      }
    }
    if (best <= alpha + 1e-12) {
      interval.empty = true;
      interval.lower = interval.upper = centre;
      return interval;
    }
    centre = found;
  }
  const auto end = [&](double direction) {
    constexpr int most_doublings = 40;
    constexpr int scanned = 24;
    double reach = step;
    int doublings = 0;
    while (kept(centre + direction * reach) || kept(centre + direction * 2 * reach)) {
      reach *= 2;
      if (++doublings == most_doublings) {
        interval.bounded = false;
        return direction * std::numeric_limits<double>::infinity();
      }
    }
    double inside = 0;
    double outside = 2 * reach;
    bool hole = false;
    for (int i = scanned - 1; i > 0; --i) {
      const double at = 2 * reach * i / scanned;
      if (kept(centre + direction * at)) {
        if (inside == 0) inside = at;
      } else if (inside == 0) {
        outside = at;
      } else {
        hole = true;
      }
    }
    if (hole) interval.interval = false;
    while (outside - inside > 1e-5 * step) {
      const double middle = 0.5 * (inside + outside);
      (kept(centre + direction * middle) ? inside : outside) = middle;
    }
    return centre + direction * inside;
  };
  interval.lower = end(-1);
  interval.upper = end(1);
  return interval;
}

/// Least squares of the constant effect: the badness is convex in θ, so halving by thirds finds it.
double best_constant(NullFits& fits, double centre, double step) {
  double low = centre - 4 * step;
  double high = centre + 4 * step;
  for (int i = 0; i < 60 && high - low > 1e-7 * step; ++i) {
    const double left = low + (high - low) / 3;
    const double right = high - (high - low) / 3;
    (fits.badness(left) < fits.badness(right) ? high : low) = fits.badness(left) < fits.badness(right) ? right : left;
  }
  return 0.5 * (low + high);
}

/// Gaps after the start, with the model fitted before it; and their usual size before it.
struct Gaps {
  std::vector<double> after;
  double before_size{};
};

Gaps gaps_of(const Panel& panel, const Comparison& comparison, ConformalModel model, double lambda) {
  const std::size_t before = comparison.start;
  std::vector<double> weights(comparison.donors.size(), 1 / static_cast<double>(comparison.donors.size()));
  double intercept = 0;
  if (model == ConformalModel::ridge_augmented) {
    weights = augmented_synthetic_control(panel, {.donors = comparison.donors, .lambda = lambda}).value().weights;
  } else if (model == ConformalModel::synthetic_control) {
    SimplexSolver solver(before, comparison.donors.size());
    for (std::size_t j = 0; j < comparison.donors.size(); ++j) {
      for (std::size_t t = 0; t < before; ++t) solver.column(j)[t] = panel.at(comparison.donors[j], t) - comparison.actual[t];
    }
    solver.solve(0, 1e-12);
    weights.assign(solver.weights().begin(), solver.weights().end());
  }
  const auto gap_at = [&](std::size_t t) {
    double sum = comparison.actual[t];
    for (std::size_t j = 0; j < weights.size(); ++j) sum -= weights[j] * panel.at(comparison.donors[j], t);
    return sum;
  };
  if (model == ConformalModel::difference_in_differences) {
    for (std::size_t t = 0; t < before; ++t) intercept += gap_at(t) / static_cast<double>(before);
  }
  Gaps gaps;
  double squares = 0;
  for (std::size_t t = 0; t < panel.period_count(); ++t) {
    const double gap = gap_at(t) - intercept;
    if (t < before) squares += gap * gap / static_cast<double>(before);
    else gaps.after.push_back(gap);
  }
  double moves = 0;
  for (std::size_t t = 1; t < before; ++t) moves += std::abs(comparison.actual[t] - comparison.actual[t - 1]) / static_cast<double>(before - 1);
  double size = 0;
  for (const double value : comparison.actual) size = std::max(size, std::abs(value));
  gaps.before_size = std::max({std::sqrt(squares), 0.5 * moves, 1e-9 * size, 1e-300});
  return gaps;
}

}  // namespace

base::Checked<Conformal> conformal(const Panel& panel, const ConformalOptions& options, base::Progress* progress) {
  const auto comparison = checked_comparison(panel, options.donors);
  base::Issues issues;
  if (!comparison) issues = comparison.error();
  if (!(options.level > 0 && options.level < 1)) issues.push_back({"level", "stats.synthetic_level", {{"value", options.level}}});
  if (options.lambda && !(*options.lambda > 0 && *options.lambda <= 1e60)) issues.push_back({"lambda", "stats.synthetic_lambda", {{"value", *options.lambda}}});
  if (!issues.empty()) return base::refuse(std::move(issues));
  double lambda = 0;
  if (options.model == ConformalModel::ridge_augmented) {
    lambda = options.lambda ? *options.lambda : augmented_synthetic_control(panel, {.donors = comparison->donors}).value().lambda;
  }

  const std::size_t periods = panel.period_count();
  const std::size_t before = comparison->start;
  const std::size_t after = periods - before;
  const Gaps gaps = gaps_of(panel, *comparison, options.model, lambda);
  Conformal answer{.start = before, .period_estimates = gaps.after};

  base::Progress silent;
  base::Progress& told = progress ? *progress : silent;
  std::atomic<int> fits{0};
  const auto all_periods = [&] {
    std::vector<std::size_t> all(periods);
    std::iota(all.begin(), all.end(), std::size_t{0});
    return all;
  };
  if (options.by_period) answer.by_period.resize(after);
  const auto piece = [&](std::size_t i) {
    if (i == 0) {
      NullFits whole(panel, *comparison, all_periods(), after, options, lambda);
      answer.p_value = whole.p_value(0);
      answer.p_floor = whole.p_floor();
      const double centre = std::accumulate(gaps.after.begin(), gaps.after.end(), 0.0) / static_cast<double>(after);
      const double step = gaps.before_size + 0.25 * std::abs(centre);
      answer.estimate = best_constant(whole, centre, step);
      answer.interval = inverted(whole, answer.estimate, step, options.level);
      fits += whole.fits();
      return;
    }
    auto some = all_periods();
    some.resize(before);
    some.push_back(before + i - 1);
    NullFits single(panel, *comparison, std::move(some), 1, options, lambda);
    answer.by_period[i - 1] = inverted(single, gaps.after[i - 1], gaps.before_size, options.level);
    fits += single.fits();
  };
  if (!parallel_each(options.by_period ? after + 1 : 1, options.threads, told, "synthetic_conformal", piece)) {
    return base::refuse("", "stats.synthetic_cancelled");
  }
  answer.fits = fits;
  return answer;
}

}  // namespace outturn::stats
