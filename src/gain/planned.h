#pragma once

#include <string>

#include "base/progress.h"
#include "gain/study.h"
#include "record/gain_plan.h"
#include "workspace/view.h"

/// A plan of the register put to the register's own figures.
namespace outturn::gain {

/// SHA-256 of what a plan says, without what publishing adds to it. What plans could not say when the first of them were
/// published counts only where a plan says it.
std::string plan_fingerprint(const record::GainPlan& plan);

/// The places that a plan compares with: those it names, or all of the level of the first that takes part; without
/// those that take part, contain one that does, could feel the effect, or are left out.
std::vector<const workspace::Record*> pool_of(const workspace::View& view, const record::GainPlan& plan);

/// The question of a plan with the figures that the view knows. Places and the measure go by their ids, periods by their
/// canonical texts. Compared are the places with a figure in every period, of the measure and of each covariate, and one
/// before the start of each predictor; those without are named in a note.
///
/// other    a method other than the plan says
/// planned  for power: only what came before the start is looked at, which may lie after the last figure
/// refuses  gain.plan_indicator, gain.plan_no_figures, gain.plan_other_gap (someone taking part lacks a figure of a covariate), and as study()
base::Checked<Study> planned_study(const workspace::View& view, const record::GainPlan& plan, record::GainMethod other = {}, bool planned = false);

/// Why an estimate is exploratory: "not_published", "plan_late" (published after the first figure by which it is judged),
/// "plan_changed" or "other_method"; empty = it is confirmatory.
std::string departure_of(const workspace::View& view, const record::GainPlan& plan, record::GainMethod other);

/// Computes a study of the plan, ready to be kept: everything but its number and the day on which it was run. Knows the
/// figures of the view's day; the same view gives the same study, whatever the number of threads.
/// refuses  as planned_study and answer
base::Checked<record::GainStudy> computed_study(const workspace::View& view, const workspace::Record& plan, record::GainMethod other, int threads,
                                                base::Progress& progress);

/// Whether a kept study comes out again, byte for byte.
struct Reproduction {
  bool same_plan{};
  bool same_figures{};
  bool same_program{};
  bool same_result{};
  bool whole() const { return same_plan && same_figures && same_result; }
};
/// view  of the register as it was when the study was kept
/// refuses  as computed_study, and gain.no_study
base::Checked<Reproduction> reproduced(const workspace::View& view, const record::GainStudy& study, int threads, base::Progress& progress);

}  // namespace outturn::gain
