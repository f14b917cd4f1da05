#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/checked.h"
#include "base/progress.h"
#include "stats/panel.h"

namespace outturn::stats {

/// Periods [from, to).
struct PeriodWindow {
  std::size_t from{};
  std::size_t to{};
  bool operator==(const PeriodWindow&) const = default;
};

/// What places should resemble each other in: the mean of a series over a window, missing figures left out.
struct Predictor {
  PanelSeries series;
  PeriodWindow window;
};

struct SyntheticControlOptions {
  std::vector<std::size_t> donors{};        ///< empty = every unit that never takes part
  std::vector<Predictor> predictors{};      ///< empty = match the outcome itself over `fit`
  std::optional<PeriodWindow> fit{};        ///< where the fit is judged; default: all periods before the start
  std::vector<double> predictor_weights{};  ///< V, shape predictors, ≥ 0: not sought but taken as it is
  std::vector<std::vector<double>> starts{};  ///< V to begin searches from as well, such as that of the main fit
  int random_starts{30};                    ///< of the search for V, beside even and regression starts; placebos use a third
  /// How unlike each other predictor weights may be at a random start. One decade keeps every predictor in play, and the
  /// search leaves one out only where descent leads there; more finds lower losses in corners where few predictors count.
  double start_decades{1};
  std::uint64_t seed{1};
};

/// The treated place (the mean, where several began together) and its synthetic comparison.
struct SyntheticControl {
  struct Balance {
    std::string predictor;
    double treated{};
    double synthetic{};
    double donor_mean{};
  };
  std::vector<std::size_t> treated;
  std::size_t start{};                      ///< first period of the arrangement
  PeriodWindow fit;
  std::vector<std::size_t> donors;
  std::vector<double> weights;              ///< W, shape donors; ≥ 0, sum 1
  std::vector<double> predictor_weights;    ///< V, shape predictors, sum 1 (empty without predictors). Often not identified
  std::vector<Balance> balance;
  std::vector<double> actual;               ///< shape periods
  std::vector<double> counterfactual;       ///< shape periods
  double effect{};                          ///< mean gap from start on; unit of the measure
  double effect_at_end{};
  double fit_loss{};                        ///< mean squared gap over `fit`: what the choice of V minimises
  double match_loss{};                      ///< (x₁ − X₀W)'V(x₁ − X₀W), predictors scaled by their sd over all units
  double pre_rmspe{};                       ///< over `fit` before the start
  double post_rmspe{};                      ///< from start on
  double rmspe_ratio{};                     ///< post / pre
  double duality_gap{};                     ///< of W given V, relative to its problem's scale: the certificate
  bool weights_unique{true};                ///< false: several shares match as well; those nearest to the outcome are given
  int solves{};                             ///< inner problems solved
  double gap(std::size_t period) const { return actual[period] - counterfactual[period]; }
};

/// Synthetic control: shares of untreated places that resemble the treated one before the start.
///
/// formula  W(V) minimises (x₁ − X₀W)'V(x₁ − X₀W) over the simplex; V minimises mean_t∈fit (y₁t − Σ w_j y_jt)²;
///          without predictors W minimises that mean itself. Effect = mean_t≥start (y₁t − Σ w_j y_jt)
/// panel    figures of treated and donors complete from the first period of `fit` on
/// returns  the effect in the unit of the measure; the inner problem solved exactly, the outer from many starts
/// refuses  what panel_issues and panel_gaps do; stats.synthetic_no_treated, stats.synthetic_several_starts,
///          stats.synthetic_starts_never, stats.synthetic_treated_in_pool, stats.synthetic_too_few_donors (< 2),
///          stats.synthetic_too_few_before (< 2 periods), stats.synthetic_fit_window (< 2 periods or outside),
///          stats.synthetic_predictor_window, stats.synthetic_predictor_missing, stats.synthetic_predictor_constant,
///          stats.synthetic_predictor_weights, stats.synthetic_cancelled
/// cost     Proposition 99 (7 predictors, 38 donors, 19 periods): some 10,000 inner solves, tens of milliseconds
/// source   Abadie, Diamond & Hainmueller (2010), JASA 105(490), eq. 1 and sec. 2.3; docs/methods/synthetic-control.md
base::Checked<SyntheticControl> synthetic_control(const Panel& panel, const SyntheticControlOptions& options = {},
                                                  base::Progress* progress = nullptr);

/// Each donor in the treated place's stead, fitted in the same way among the others (the treated place left out).
struct SyntheticControlPlacebos {
  struct Placebo {
    std::size_t unit{};
    double effect{};
    double fit_loss{};
    double pre_rmspe{};
    double post_rmspe{};
    double rmspe_ratio{};
    std::vector<double> gap;  ///< shape periods
  };
  /// Rank of the treated place's ratio among those whose fit is not much worse than its own.
  struct Filtered {
    double times{};        ///< placebos with pre-MSPE above so many times the treated place's are left out
    std::size_t units{};   ///< left, treated place included
    double p_value{};
  };
  std::vector<Placebo> placebos;
  double p_value{};        ///< rank of the RMSPE ratio over all units: rank / (J + 1)
  double p_floor{};        ///< 1 / (J + 1), the smallest p the pool can give
  double p_at_most{};      ///< rank of the effect from below (a fall is wanted)
  double p_at_least{};     ///< rank of the effect from above (a rise is wanted)
  std::vector<Filtered> filtered;  ///< 5 and 20 times
};

struct PlaceboOptions {
  int threads{1};
  bool with_treated{false};  ///< let the treated place serve as donor to the placebos
};

/// In-space placebos, one a donor.
///
/// fitted   what synthetic_control gave for the same panel and options; its V is one start of each search
/// refuses  stats.synthetic_too_few_placebos (< 3 donors); stats.synthetic_cancelled
/// cost     a fit each
/// source   Abadie, Diamond & Hainmueller (2010), sec. 2.4 and 3.4
base::Checked<SyntheticControlPlacebos> synthetic_control_placebos(const Panel& panel, const SyntheticControlOptions& options,
                                                                   const SyntheticControl& fitted, const PlaceboOptions& how = {},
                                                                   base::Progress* progress = nullptr);

/// One refit without a donor, or without a predictor.
struct LeftOut {
  std::string name;        ///< of the donor or predictor left out
  std::size_t index{};     ///< unit of the panel, or position among the predictors
  double effect{};
  double effect_at_end{};
  double pre_rmspe{};
  std::vector<double> counterfactual;  ///< shape periods
};

/// Refits without each donor of weight above 0.01.
base::Checked<std::vector<LeftOut>> synthetic_control_without_donors(const Panel& panel, const SyntheticControlOptions& options,
                                                                     const SyntheticControl& fitted, int threads = 1,
                                                                     base::Progress* progress = nullptr);

/// Refits without each predictor (none when there are fewer than two).
base::Checked<std::vector<LeftOut>> synthetic_control_without_predictors(const Panel& panel, const SyntheticControlOptions& options,
                                                                         const SyntheticControl& fitted, int threads = 1,
                                                                         base::Progress* progress = nullptr);

/// As if it had begun earlier, with nothing from the true start on: an effect found here speaks against the comparison.
/// Windows of predictors and fit move back by as many periods, or, where the series begins too late for that, end before the
/// earlier start; a predictor without figures there is left out.
///
/// earlier  default: a third of the periods before the start, rounded up, earlier
/// refuses  what synthetic_control does; stats.synthetic_start_outside
base::Checked<SyntheticControl> synthetic_control_in_time(const Panel& panel, const SyntheticControlOptions& options,
                                                          std::optional<std::size_t> earlier = {}, base::Progress* progress = nullptr);

}  // namespace outturn::stats
