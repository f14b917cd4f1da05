#pragma once

#include <memory>
#include <span>

#include "gain/answer.h"

namespace outturn::gain {

/// A place (or several that began together) beside what the other places make of it.
struct Fit {
  double effect{};
  double at_end{};
  std::vector<double> weights;         ///< shape units; 0 where a unit is not a donor
  std::vector<double> actual;          ///< shape periods
  std::vector<double> counterfactual;  ///< shape periods
  std::size_t start{};
  std::vector<double> predictor_weights{};  ///< shape predictors; often not identified
  std::optional<double> error_of_shares{};  ///< before the start, without a correction that reaches outside the places there are
  double pre_rmspe() const;
  double post_rmspe() const;
  double pre_slope() const;            ///< least-squares slope of the gap before the start, per period
  double slope_until(std::size_t until) const;  ///< the same over all periods before `until`
  double fit_error() const { return error_of_shares.value_or(pre_rmspe()); }  ///< what is held against the others' fit
};

/// One of the estimators that compare places, behind one face. The thin edge between this room and the numerics.
class Comparison {
 public:
  virtual ~Comparison() = default;
  virtual Method method() const = 0;
  /// panel says who began when; donors may be a part of the others, never a unit that takes part.
  virtual base::Checked<Fit> fit(const stats::Panel& panel, std::span<const std::size_t> donors) const = 0;
  /// Whether p ranks effects by their size against the fit before (RMSPE ratio) or by themselves.
  virtual bool ranks_by_ratio() const = 0;
};

/// study  borrowed; outlives the comparison
std::unique_ptr<Comparison> comparison_for(const Study& study, Method method);

/// What a start at `start` would have shown, placebos and all, for those who take part in `panel`.
struct Standing {
  Fit own;
  std::vector<Fit> placebos;               ///< one a donor, in their order (several treated: one a set of as many)
  std::vector<std::size_t> units;          ///< the donor of each placebo; of a set the first
  std::vector<std::string> names;          ///< of each placebo: the place, or all of a set
  std::size_t as_extreme{};
  double p_value{1};
  double p_floor{1};
  double standard_error{};                 ///< of the placebos' effects about their mean
};

/// most     placebos; where there are more other places, so many of them at even distances
/// refuses  what the estimator refuses; gain.cancelled
base::Checked<Standing> standing(const Comparison& comparison, const stats::Panel& panel, const Study& study, base::Progress& progress,
                                 std::size_t most = 1000);

/// Estimate, placebos and all checks that comparing places allows.
/// refuses  as standing
base::Checked<Estimate> compared(const Study& study, Method method, bool with_checks, base::Progress& progress);

/// The panel as if all had been observed only up to before `until`, and those who take part had begun at `start`.
stats::Panel moved(const stats::Panel& panel, std::size_t start, std::size_t until);

}  // namespace outturn::gain
