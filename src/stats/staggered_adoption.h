#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "stats/distributions.h"
#include "stats/panel.h"

namespace outturn::stats {

/// Whom a cohort is compared with.
enum class Controls { never_treated, not_yet_treated };

/// How differences in covariates between cohort and comparison are made up for.
enum class Adjustment { doubly_robust, outcome_regression, inverse_probability };

struct StaggeredOptions {
  Controls controls{Controls::never_treated};
  Adjustment adjustment{Adjustment::doubly_robust};
  std::vector<PanelSeries> covariates{};  ///< taken at the earlier of the two periods that are compared
  std::size_t anticipation{0};            ///< periods before its start in which a unit may already respond
  double level{0.95};                     ///< of every interval and band
  std::size_t draws{0};                   ///< multiplier draws for simultaneous bands; 0 means none
  std::uint64_t seed{1};
};

/// An effect, and with draws the bootstrap's standard error and the band that holds for its whole family at once.
struct BandedEffect {
  Estimated effect;  ///< from the influence function, normal
  double bootstrap_error{};
  double band_lower{};
  double band_upper{};
};

/// The effect on the cohort that began in period `group`, in period `period`; both are indices into the panel's times.
struct GroupTimeEffect {
  std::size_t group{};
  std::size_t period{};
  std::size_t base{};      ///< the period compared with
  bool before{};           ///< the cohort had not begun: should be near zero
  std::size_t treated{};   ///< units in the cohort
  std::size_t controls{};  ///< units compared with
  BandedEffect value;
};

/// One entry of an aggregate: at an event time, for a cohort, or in a period.
struct AggregatePoint {
  int at{};  ///< periods since the start (event), or an index into the panel's times (group, calendar)
  BandedEffect value;
};

struct EffectSeries {
  BandedEffect overall;  ///< mean of the points after the start; for cohorts weighted by their size. Its band is its own
  std::vector<AggregatePoint> points;
  double critical_value{};  ///< of the band
};

struct WaldTest {
  double statistic{};
  std::size_t restrictions{};
  double p_value{};  ///< chi-squared; NaN where nothing could be tested
};

struct StaggeredAdoption {
  std::vector<GroupTimeEffect> cells;  ///< by cohort, then period
  double critical_value{};             ///< of the cells' band
  BandedEffect simple;                 ///< every cell from its cohort's start, weighted by the cohort's size
  EffectSeries event;
  EffectSeries group;
  EffectSeries calendar;
  WaldTest before;           ///< all cells before the start are zero
  std::size_t units{};       ///< units used; those treated from the first period say nothing and are left out
  base::Issues warnings;     ///< severity warning: stats.adoption_single_unit, stats.adoption_from_the_first,
                             ///< stats.adoption_one_before, stats.adoption_no_overlap, stats.adoption_no_controls_left
};

/// Callaway and Sant'Anna's effects by cohort and period, without ever comparing a unit with one that began before it.
///
/// formula  ATT(g,t) = E[Y_t − Y_b | G = g] − E[weighted (Y_t − Y_b) | control], b the last period before g less
///          anticipation, and t − 1 in periods before the start; doubly robust in covariates (logit by iteratively reweighted
///          least squares, and least squares). Standard errors from the influence function, aggregates with the term for
///          estimated weights; bands by Mammen's multipliers
/// refuses  stats.adoption_never, stats.adoption_after_end, stats.adoption_too_few_before, stats.adoption_no_never_treated,
///          stats.adoption_too_large, stats.level_outside, stats.collinear, stats.adoption_covariate_gap, stats.panel_gap and whatever
///          panel_issues finds
/// cost     units × cells, times covariates squared; with draws, draws × units × cells
/// source   Callaway and Sant'Anna (2021); Sant'Anna and Zhao (2020); see docs/methods/staggered-adoption.md
base::Checked<StaggeredAdoption> staggered_adoption(const Panel& panel, const StaggeredOptions& options = {});

}  // namespace outturn::stats
