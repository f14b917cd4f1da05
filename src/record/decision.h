#pragma once

#include <array>

#include "record/value.h"

/// Whether to work together on an outcome: rounds of deciding, the partners' answers, and what speaks for and against.
/// Questions and success factors: "Getting Better at Managing for Shared Outcomes" (New Zealand, 2004); preconditions,
/// conditions and stages: "Collaborative Gain" (Improvement Service and Amey, 2008), which cites Russel (2001).
namespace outturn::record {

enum class Ending { open, proceed, work_alone, stop };

/// One round of deciding about an outcome. A round is never overwritten: thinking again is a new round.
struct DecisionRound {
  Reference outcome;
  std::optional<std::int64_t> number;  ///< 1, 2, …
  std::optional<base::Day> opened;
  Localised prompted_by;               ///< why this round was begun; what is new
  std::optional<double> threshold;     ///< by how many per cent joint work must do better for its cost
  Ending ending{};
  std::optional<base::Day> ended;
  Localised reason;                    ///< of the ending
  std::optional<base::Day> check_again;  ///< when "work alone" is looked at again
  bool published{};                    ///< before, only partners and the centre see the round
  bool illustrative{};
  bool operator==(const DecisionRound&) const = default;
};

enum class Question {
  clear_outcome, high_priority, contributors,
  best_joint, way_agreed, acceptable, feasible, cost_effective, within_capability,
  barriers, factors,
  new_information, better_option
};
constexpr std::size_t question_count = 13;
enum class Answer { not_yet, no, yes };
enum class Reopens { none, preconditions, feasibility, likelihood };

/// One partner's answer to one question in one round; without an organisation, the answer they agreed on.
struct DecisionAnswer {
  Reference round;
  Question question{};
  Reference organisation;
  Answer answer{};
  std::optional<base::Day> given;
  Localised evidence;
  Reopens reopens{};       ///< of a reality check answered "yes": the earliest gate to look at again
  Localised to_change;     ///< what would turn the answer
  Reference responsible;
  std::optional<base::Day> due;
  bool illustrative{};
  bool operator==(const DecisionAnswer&) const = default;
};

enum class Way { alone, together };

/// One way of reaching the outcome, as it is weighed. Effects of all options of a round are in one unit, costs in one currency.
struct DecisionOption {
  Reference round;
  Localised name;
  Way way{};
  Localised effect_text;
  std::optional<double> effect;  ///< larger is better
  std::optional<double> direct_cost;
  std::optional<double> indirect_cost;
  std::optional<double> opportunity_cost;
  Localised strengths;
  Localised weaknesses;
  bool illustrative{};
  bool operator==(const DecisionOption&) const = default;
};

/// What makes joint work succeed, as the sources list it; codes below.
enum class ReadinessItem {};
inline constexpr std::array<std::string_view, 47> readiness_codes{
    "factor_purpose", "factor_support", "factor_leadership", "factor_culture", "factor_own_outcomes", "factor_styles",
    "factor_common_processes", "factor_agreement", "factor_number", "factor_mandate", "factor_terms",
    "precondition_purpose", "precondition_governance", "precondition_evidence", "precondition_action",
    "condition_people", "condition_number", "condition_complexity", "condition_causes", "condition_holistic",
    "condition_consequences", "condition_impact", "condition_main_target", "condition_governance",
    "duty_contribute", "duty_interest", "duty_learn", "duty_open", "duty_respect", "duty_momentum",
    "stage1_why", "stage2_needs", "stage2_policy", "stage2_deliver", "stage3_vision", "stage3_whose", "stage3_routes", "stage3_direction",
    "stage4_planning", "stage4_delivery", "stage4_targets", "stage4_monitor", "stage4_capacity",
    "stage5_accountability", "stage5_review_activities", "stage5_review_structures", "stage5_lessons"};
enum class InPlace { absent, partial, in_place };

/// How far one of them is in place, with the path to it.
struct Readiness {
  Reference round;
  ReadinessItem item{};
  Reference organisation;  ///< whose view it is; empty = agreed
  InPlace state{};
  Localised evidence;
  Localised path;
  Reference responsible;
  std::optional<base::Day> due;
  bool illustrative{};
  bool operator==(const Readiness&) const = default;
};

enum class BarrierNature { accountability, culture, other };

/// An informal barrier to working together, and what is done about it.
struct Barrier {
  Reference outcome;
  Localised description;
  BarrierNature nature{};
  Localised plan;
  Reference responsible;
  std::optional<base::Day> due;
  bool managed{};
  bool illustrative{};
  bool operator==(const Barrier&) const = default;
};

}  // namespace outturn::record
