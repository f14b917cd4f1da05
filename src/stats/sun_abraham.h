#pragma once

#include "stats/difference_in_differences.h"

namespace outturn::stats {

struct CohortEffect {
  std::size_t group{};  ///< first treated period, index into the panel's times
  Estimated value;
};

struct SunAbraham {
  Estimated simple;                  ///< over all treated figures; without covariates Callaway and Sant'Anna's
  std::vector<EventPoint> event;     ///< by periods since the start, −1 the reference
  std::vector<CohortEffect> cohort;  ///< over each cohort's periods from its start
  base::Issues warnings;             ///< stats.adoption_from_the_first
};

/// One effect for each cohort and distance from its start, in one regression with unit and period levels; then averaged.
///
/// formula  y_ut = Σ_g Σ_{e≠−1} d_ge 1{u in g, t − g = e} + unit_u + period_t + e_ut, those who never begin as reference. Averages weigh
///          by the number of figures, which is taken as fixed; clustered errors as difference_in_differences
/// refuses  as event_study; stats.panel_gap
/// source   Sun and Abraham (2021); weights and small-sample factor of R's fixest::sunab
base::Checked<SunAbraham> sun_abraham(const Panel& panel, const DifferenceOptions& options = {});

}  // namespace outturn::stats
