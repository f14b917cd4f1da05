#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/checked.h"
#include "base/progress.h"
#include "stats/panel.h"

namespace outturn::stats {

/// What imputes the treated place's untreated course.
enum class ConformalModel {
  synthetic_control,          ///< shares on the outcome, no intercept
  difference_in_differences,  ///< the donors' mean, moved by an intercept
  ridge_augmented,            ///< shares and their ridge correction, λ kept from the time before the start
};

enum class ConformalShuffle {
  moving_block,  ///< all cyclic shifts: exact for stationary, weakly dependent residuals; p is a multiple of 1 / periods
  independent,   ///< random permutations: for residuals without dependence
};

struct ConformalOptions {
  std::vector<std::size_t> donors{};  ///< empty = every unit that never takes part
  ConformalModel model{ConformalModel::synthetic_control};
  std::optional<double> lambda{};     ///< of ridge_augmented; default: chosen by cross-validation
  ConformalShuffle shuffle{ConformalShuffle::moving_block};
  int draws{5000};                    ///< of independent permutations
  std::uint64_t seed{1};
  double level{0.9};                  ///< of the intervals
  bool by_period{true};               ///< an interval for each period, too
  int threads{1};
};

struct ConformalInterval {
  double lower{};
  double upper{};
  bool bounded{true};   ///< false: no effect within reach could be excluded on at least one side
  bool empty{false};    ///< every constant effect is rejected: it changed over time
  bool interval{true};  ///< false: what is not rejected has holes; lower and upper are its ends
};

struct Conformal {
  std::size_t start{};
  double p_value{};                   ///< of no effect in any period
  double p_floor{};                   ///< the smallest p that so many periods can give
  double estimate{};                  ///< the constant effect under which the imputed course fits best over all periods
  ConformalInterval interval;         ///< of an effect that is the same in every period from start on
  std::vector<double> period_estimates;       ///< shape periods − start: gap with the model fitted before the start
  std::vector<ConformalInterval> by_period;   ///< shape periods − start (or empty)
  int fits{};                         ///< refits that were made
};

/// p-value and intervals that need no likeness among donors, only residuals that are alike over time.
///
/// formula  under the null of effect θ the treated series less θ (from start on) is fitted on all periods, residuals û;
///          S(û) = (1/√T₁)Σ_{t ≥ start}|û_t|; p(θ) = share of shifts (or permutations) π with S(û_π) ≥ S(û);
///          interval = {θ: p(θ) > 1 − level}, its ends by bisection, checked between
/// panel    several treated places that begin together are averaged
/// refuses  as synthetic_control without predictors; stats.synthetic_level, stats.synthetic_lambda
/// cost     a fit for each θ tried, some 60 an interval
/// source   Chernozhukov, Wüthrich & Zhu (2021), JASA 116(536), Algorithms 1-2 and eq. 4-5; docs/methods/conformal.md
base::Checked<Conformal> conformal(const Panel& panel, const ConformalOptions& options = {}, base::Progress* progress = nullptr);

}  // namespace outturn::stats
