#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/checked.h"
#include "base/progress.h"
#include "stats/panel.h"

namespace outturn::stats {

/// One formula, four estimators: which weights are sought and which are fixed.
enum class SyntheticDidKind {
  synthetic_did,               ///< units and periods weighted, intercepts (Arkhangelsky et al. 2021)
  synthetic_control,           ///< units weighted, no intercept, no period weights
  difference_in_differences,   ///< both even
  demeaned_synthetic_control,  ///< units weighted with an intercept, periods even (Ferman & Pinto's DIFP)
};

struct SyntheticDidOptions {
  SyntheticDidKind kind{SyntheticDidKind::synthetic_did};
  std::vector<std::size_t> donors{};       ///< empty = every unit that never takes part
  std::vector<PanelSeries> covariates{};   ///< taken out first, on the cells without treatment
};

/// The places that began together, against their synthetic comparison.
struct SyntheticDidBlock {
  std::size_t start{};                      ///< first period of the arrangement
  std::vector<std::size_t> treated;
  double effect{};                          ///< mean over the periods from start; unit of the measure
  std::vector<double> unit_weights;         ///< ω, shape donors; ≥ 0, sum 1
  std::vector<double> time_weights;         ///< λ, shape start (zeros for synthetic_control)
  std::vector<double> actual;               ///< shape periods: mean of the treated units (without covariates' part)
  std::vector<double> counterfactual;       ///< shape periods: ω'Y, moved by the intercept
  double noise_level{};                     ///< sd of the donors' first differences before start
  double zeta_unit{};                       ///< ζ_ω
  double zeta_time{};                       ///< ζ_λ
  double unit_gap{};                        ///< duality gap of ω relative to its problem's scale: the certificate
  double time_gap{};                        ///< and of λ
};

struct SyntheticDid {
  double effect{};                          ///< blocks' effects, weighted by treated cells
  double effect_at_end{};                   ///< in the last period, weighted by treated units
  std::vector<std::size_t> donors;
  std::vector<SyntheticDidBlock> blocks;    ///< one a start, earliest first
  std::vector<double> covariate_effects;    ///< β, shape covariates
};

/// Synthetic difference-in-differences, both weight problems solved exactly.
///
/// formula  τ = [Ȳ_tr,post − Σλ_t Ȳ_tr,t] − Σω_j [Ȳ_j,post − Σλ_t Y_jt];
///          ω minimises Σ_t(ω₀ + Σω_j Y_jt − Ȳ_tr,t)² + ζ_ω² T0|ω|² over the simplex, ζ_ω = (N_tr T_post)^¼ σ(ΔY);
///          λ minimises Σ_j(λ₀ + Σλ_t Y_jt − Ȳ_j,post)² + ζ_λ² N_co|λ|², ζ_λ = 10⁻⁶ σ(ΔY)
/// panel    first_treated says who takes part and from when; starts may differ (one block each, weighted by cells)
/// returns  effect in the unit of the measure
/// refuses  what panel_issues and panel_gaps do; stats.synthetic_no_treated, stats.synthetic_treated_in_pool,
///          stats.synthetic_too_few_donors (< 2), stats.synthetic_too_few_before (< 2 periods),
///          stats.synthetic_starts_never, stats.synthetic_covariate_shape, stats.synthetic_covariate_gap,
///          stats.synthetic_covariate_no_variation
/// source   Arkhangelsky, Athey, Hirshberg, Imbens & Wager (2021), AER 111(12), eq. 1-6 and Algorithm 1; several starts:
///          Clarke, Pailañir, Athey & Imbens (2023), eq. 6-7; docs/methods/synthetic-did.md
base::Checked<SyntheticDid> synthetic_did(const Panel& panel, const SyntheticDidOptions& options = {});

/// What the estimator gives where nothing began: the yardstick for the effect.
struct SyntheticDidPlacebos {
  struct Placebo {
    std::size_t unit{};   ///< the donor that took the treated place (the first of them, where several did)
    double effect{};
    double pre_rmspe{};   ///< root mean squared gap before the start, λ-centred
    double post_rmspe{};
  };
  std::vector<Placebo> placebos;
  bool exhaustive{};      ///< each donor once; otherwise drawn at random
  double standard_error{};  ///< sd of the placebos' effects (divisor: their number)
  double p_value{};       ///< two-sided: (1 + #{|placebo| ≥ |effect|}) / (1 + number)
  double p_floor{};       ///< the smallest p that so many placebos can give
};

struct RepeatOptions {
  int draws{200};          ///< where chance is needed
  std::uint64_t seed{1};   ///< the same seed gives the same figures, whatever the number of threads
  int threads{1};
};

/// One treated unit: every donor in turn takes its place among the others. Several: `draws` random sets of donors.
/// ζ keeps the value of the study.
///
/// refuses  what synthetic_did does; stats.synthetic_too_few_placebos (donors ≤ treated units + 1); stats.synthetic_cancelled
/// cost     a fit each
/// source   Arkhangelsky et al. (2021), Algorithm 4
base::Checked<SyntheticDidPlacebos> synthetic_did_placebos(const Panel& panel, const SyntheticDidOptions& options = {},
                                                           const RepeatOptions& repeat = {}, base::Progress* progress = nullptr);

struct ResampledError {
  double standard_error{};
  int used{};   ///< draws or units that could be used
  int asked{};
};

/// Leaves each unit out once, weights kept (donors' renormalised).
///
/// formula  σ² = (n−1)/n Σ_i (τ₍₋ᵢ₎ − mean τ₍₋·₎)²
/// refuses  what synthetic_did does; stats.synthetic_jackknife_single (a start with one treated unit, or one donor with weight)
/// source   Arkhangelsky et al. (2021), Algorithm 3
base::Checked<ResampledError> synthetic_did_jackknife(const Panel& panel, const SyntheticDidOptions& options = {});

/// Draws units with replacement, weights sought anew each time; draws without donors or treated units are drawn again.
///
/// refuses  what synthetic_did does; stats.synthetic_bootstrap_single (fewer than 2 treated units); stats.synthetic_cancelled
/// source   Arkhangelsky et al. (2021), Algorithm 2; several starts: Clarke et al. (2023), Algorithm 2
base::Checked<ResampledError> synthetic_did_bootstrap(const Panel& panel, const SyntheticDidOptions& options = {},
                                                      const RepeatOptions& repeat = {}, base::Progress* progress = nullptr);

}  // namespace outturn::stats
