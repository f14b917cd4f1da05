#pragma once

#include <span>

#include "chain/examination.h"

/// Every rule, one a line: its code (also the name of its function and file), how grave, the kind of record that it
/// examines. Grave ones first. A new rule: its file and test, one line here, its two sentences in chain.en and chain.fr.
#define OUTTURN_CHAIN_RULES(rule)                       \
  rule(nobody_leads, serious, outcome)                  \
  rule(promise_without_lead, serious, commitment)       \
  rule(lead_not_party, serious, commitment)             \
  rule(lead_no_longer_exists, serious, commitment)      \
  rule(outcome_without_indicator, serious, outcome)     \
  rule(target_past_without_figure, serious, target)     \
  rule(link_not_acknowledged, serious, link)            \
  rule(acknowledged_by_one_who_left, serious, link)     \
  rule(consequence_due, serious, agreement)             \
  rule(opposite_promises, serious, indicator)           \
  rule(parts_fall_short, serious, target)               \
  rule(claims_exceed_whole, serious, indicator)         \
  rule(incentive_against_outcome, serious, incentive)   \
  rule(agreements_opposed, serious, agreement)          \
  rule(reporter_verifies, serious, person)              \
  rule(two_leads, moderate, outcome)                    \
  rule(not_shared, moderate, outcome)                   \
  rule(partner_with_nothing_to_do, moderate, outcome)   \
  rule(too_many_partners, moderate, outcome)            \
  rule(too_many_parties, moderate, commitment)          \
  rule(promise_undated, moderate, commitment)           \
  rule(promise_date_passed, moderate, commitment)       \
  rule(promise_without_measure, moderate, commitment)   \
  rule(agreement_past_end, moderate, agreement)         \
  rule(recheck_overdue, moderate, decision_round)       \
  rule(indicator_without_target, moderate, indicator)   \
  rule(indicator_without_figures, moderate, indicator)  \
  rule(stale_figures, moderate, indicator)              \
  rule(two_targets_at_once, moderate, indicator)        \
  rule(target_easier_than_start, moderate, target)      \
  rule(target_missed_unreplaced, moderate, target)      \
  rule(definition_missing, moderate, indicator)         \
  rule(definition_without_bridge, moderate, definition) \
  rule(source_missing, moderate, indicator)             \
  rule(acknowledged_other_words, moderate, link)        \
  rule(duty_answers_to_nobody, moderate, link)          \
  rule(chain_breaks, moderate, link)                    \
  rule(accountability_circle, moderate, link)           \
  rule(split_responsibility, moderate, outcome)         \
  rule(body_not_met, moderate, body)                    \
  rule(local_body_departs, moderate, body)              \
  rule(role_without_power, moderate, post)              \
  rule(post_vacant, moderate, post)                     \
  rule(thinly_spread, moderate, post)                   \
  rule(measure_defined_two_ways, moderate, indicator)   \
  rule(two_timetables, moderate, indicator)             \
  rule(measured_elsewhere, moderate, commitment)        \
  rule(own_targets_only, moderate, indicator)           \
  rule(return_late, moderate, return_duty)              \
  rule(partnerships_overlap, moderate, partnership)     \
  rule(partnership_past_review, moderate, partnership)  \
  rule(inhibitor_unanswered, moderate, stakeholder)     \
  rule(too_many_vital, moderate, organisation)          \
  rule(too_many_vital_of_all, moderate, installation)   \
  rule(vital_without_part, moderate, priority)          \
  rule(priority_lapsed, minor, priority)                \
  rule(commitment_without_outcome, minor, commitment)   \
  rule(promise_without_money, minor, commitment)        \
  rule(orphan_measure, minor, indicator)                \
  rule(same_measure_twice, minor, indicator)            \
  rule(direction_missing, minor, indicator)             \
  rule(unit_missing, minor, indicator)                  \
  rule(target_without_source, minor, target)            \
  rule(hand_over_missing, minor, post)                  \
  rule(replication_incomplete, minor, body)             \
  rule(people_counted_twice, minor, indicator)          \
  rule(factor_unwatched, minor, factor)                 \
  rule(request_unanswered, minor, support)

namespace outturn::chain {

#define OUTTURN_DECLARE(code, severity, kind) void code(Examination& here, const Record& kind);
OUTTURN_CHAIN_RULES(OUTTURN_DECLARE)
#undef OUTTURN_DECLARE

std::span<const Rule> rules();

}  // namespace outturn::chain
