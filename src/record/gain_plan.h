#pragma once

#include <vector>

#include "base/checked.h"
#include "record/value.h"

/// What working together is meant to add, how that will be measured, and what came of it.
namespace outturn::record {

enum class GainDirection { up, down };
enum class GainControls { automatic, never, not_yet };
enum class GainMethod { automatic, its, did, staggered, synthetic_control, synthetic_did, augmented, structural };

/// What partners fix before they look: published, it is neither changed nor hidden.
struct GainPlan {
  Reference outcome;
  Localised title;
  Reference indicator;
  Reference group;
  References places;                    ///< taking part
  std::optional<base::Period> start;    ///< first period of working together
  std::string starts;                   ///< where places began at different times: "CA-NS 2018; CA-NB 2020"
  GainDirection direction{};            ///< which way is better
  std::optional<double> worthwhile;     ///< the smallest gain worth having, in the unit of the measure
  References pool;                      ///< places compared with; none = all of the same level that have figures
  References left_out;
  Localised left_out_reason;
  References neighbours;                ///< places that could feel the effect: not compared with; the answer with them is held beside it
  References predictors;                ///< indicators in which places should be alike before the start
  std::string predictor_spans;          ///< more of them, each over a span of its own: "I-beer 1984 to 1988; I-price 1980"
  References covariates;                ///< indicators whose course is taken into account
  Reference negative_control;           ///< an indicator that working together cannot touch
  std::optional<std::int64_t> season;   ///< periods in a cycle; by the kind of period where nobody says
  GainControls controls{};              ///< with different starts: places that never begin, or those not yet begun too
  GainMethod method{};
  Localised method_reason;
  std::optional<double> level;          ///< of the interval; 0.9 where nobody says
  std::optional<std::int64_t> seed;
  std::optional<std::int64_t> after;    ///< periods that will be watched
  std::optional<base::Day> review;
  Localised concurrent;                 ///< what else changes at the same time
  Reference target_alone;               ///< what partners would reach separately
  Reference target_joint;
  std::optional<double> people;         ///< that one unit of the effect stands for, in one period
  std::optional<double> discount;       ///< a year, in per cent; 3.5 where nobody says
  std::optional<std::int64_t> price_year;
  std::string currency;                 ///< as amounts are written: "$", "£"
  std::optional<base::Day> published;
  std::string hash;                     ///< SHA-256 of the plan as it was published
  bool illustrative{};
  bool operator==(const GainPlan&) const = default;
};

enum class GainVerdict { cannot_tell, gain_shown, no_gain_shown, worse_than_alone };

/// One estimate, kept whole: on the same vintage the same program writes the same bytes.
struct GainStudy {
  Reference plan;
  std::optional<std::int64_t> number;   ///< 1, 2, … within the plan
  std::optional<base::Day> run_on;
  std::optional<base::Day> known_on;    ///< figures as published up to this day
  std::optional<std::int64_t> position; ///< of the ledger: which records and figures were here
  bool confirmatory{};                  ///< follows a plan that was published before the figures it is judged by
  std::string departure;                ///< else: code of what it departs in
  GainMethod method{};                  ///< asked for; automatic = as the plan says
  std::string plan_hash;
  std::string inputs_hash;              ///< of the figures
  std::string engine;                   ///< version of the program
  GainVerdict verdict{};
  std::string result;                   ///< JSON, docs/formats/gain_study.md
  Localised remarks;                    ///< what partners make of it
  bool illustrative{};
  bool operator==(const GainStudy&) const = default;
};

enum class GainCostForm { staff, meetings, reporting, shared_systems, set_up, opportunity, facilitation, other };

/// What one partner pays, each period or once, for working together.
struct GainCost {
  Reference plan;
  Localised name;
  GainCostForm form{};
  Reference organisation;
  Localised grade;                      ///< of the staff, in words
  std::optional<double> hours;          ///< a period; then the amount is a rate an hour
  std::optional<double> hours_anyway;   ///< that would have been spent without working together
  std::optional<double> amount;         ///< likeliest
  std::optional<double> low;
  std::optional<double> high;
  std::optional<double> lifetime;       ///< periods that a one-off cost serves
  std::optional<std::int64_t> price_year;
  Localised source;
  bool illustrative{};
  bool operator==(const GainCost&) const = default;
};

enum class GainValueForm { cashable, non_cashable, public_value };

/// What one unit of the gain is worth, for one person (or case) in one period.
struct GainValue {
  Reference plan;
  Localised name;
  GainValueForm form{};
  Reference organisation;               ///< who has the benefit; none = nobody in particular
  std::optional<double> amount;
  std::optional<double> low;
  std::optional<double> high;
  std::optional<std::int64_t> price_year;
  Localised source;
  std::string confidence;               ///< a grade, as its source gives it
  bool illustrative{};
  bool operator==(const GainValue&) const = default;
};

/// "CA-NS 2018; CA-NB 2020": places with their first period of working together.
struct GainStart {
  std::string place;
  base::Period period;
};
/// refuses  record.gain_starts (what cannot be read), period.*
base::Checked<std::vector<GainStart>> gain_starts(std::string_view written);

/// "I-beer 1984 to 1988; I-price 1980": measures, each with the first and last period of the span over which it counts.
struct GainSpan {
  std::string indicator;
  base::Period first;
  base::Period last;
};
/// refuses  record.gain_spans (what cannot be read, or ends before it begins)
base::Checked<std::vector<GainSpan>> gain_spans(std::string_view written);

}  // namespace outturn::record
