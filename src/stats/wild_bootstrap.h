#pragma once

#include <span>

#include "stats/design.h"
#include "stats/difference_in_differences.h"
#include "stats/two_way_regression.h"

namespace outturn::stats {

/// The restricted wild cluster bootstrap of one coefficient: residuals under "the effect is b0", whole clusters turned
/// at random, the t statistic computed again; inverted for an interval.
///
/// column   of `columns` whose coefficient is asked about; the others are covariates
/// formula  t* = Σ_g w_g a_g / √Σ_g (C w)_g², a_g = x̃_g′u_g, C_gh = x̃_g′(M u^h)_g: each draw costs G², no regression
/// source   Cameron, Gelbach and Miller (2008); Webb (2014) for six-point weights
WildBootstrap wild_bootstrap(const Panel& panel, const TwoWayEffects& effects, const Design& columns, std::size_t column,
                             const TwoWayRegression& fit, const DifferenceOptions& options);

}  // namespace outturn::stats
