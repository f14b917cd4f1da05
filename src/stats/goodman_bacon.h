#pragma once

#include <vector>

#include "stats/panel.h"

namespace outturn::stats {

/// What kind of two-by-two comparison a piece of a two-way fixed effects estimate is.
enum class ComparisonKind {
  with_never_treated,
  with_later,            ///< earlier cohort against one that has not begun yet
  with_already_treated,  ///< later cohort against one that began before: its own changing effect is subtracted
};

struct TwoByTwoPiece {
  ComparisonKind kind{};
  std::size_t treated{};   ///< cohort whose start is read, index into the panel's times
  std::size_t compared{};  ///< cohort compared with, or Panel::never
  double estimate{};
  double weight{};         ///< all weights sum to 1
};

struct GoodmanBacon {
  double effect{};                    ///< Σ weight × estimate: the two-way fixed effects estimate without covariates
  double weight_on_already_treated{}; ///< the share that should make one doubt it
  std::vector<TwoByTwoPiece> pieces;  ///< largest weight first
};

/// What a two-way fixed effects estimate with different starts is made of.
///
/// refuses  stats.adoption_never, stats.adoption_after_end, stats.adoption_too_few_before, stats.did_no_comparison, stats.panel_gap and what
///          panel_issues finds
/// source   Goodman-Bacon (2021), theorem 1
base::Checked<GoodmanBacon> goodman_bacon(const Panel& panel);

}  // namespace outturn::stats
