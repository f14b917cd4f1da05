#pragma once

#include <span>

#include "chain/examination.h"

/// Every rule, one a line: its code (also the name of its function and file), how grave, the kind of record that it
/// examines. Grave ones first. A new rule: its file and test, one line here, its two sentences in chain.en and chain.fr.
#define OUTTURN_CHAIN_RULES(rule)                      \
  rule(nobody_leads, serious, outcome)                 \
  rule(promise_without_lead, serious, commitment)      \
  rule(lead_not_party, serious, commitment)            \
  rule(lead_no_longer_exists, serious, commitment)     \
  rule(outcome_without_indicator, serious, outcome)    \
  rule(target_past_without_figure, serious, target)    \
  rule(two_leads, moderate, outcome)                   \
  rule(not_shared, moderate, outcome)                  \
  rule(partner_with_nothing_to_do, moderate, outcome)  \
  rule(too_many_partners, moderate, outcome)           \
  rule(too_many_parties, moderate, commitment)         \
  rule(promise_undated, moderate, commitment)          \
  rule(promise_date_passed, moderate, commitment)      \
  rule(promise_without_measure, moderate, commitment)  \
  rule(indicator_without_target, moderate, indicator)  \
  rule(indicator_without_figures, moderate, indicator) \
  rule(stale_figures, moderate, indicator)             \
  rule(two_targets_at_once, moderate, indicator)       \
  rule(target_easier_than_start, moderate, target)     \
  rule(target_missed_unreplaced, moderate, target)     \
  rule(definition_missing, moderate, indicator)        \
  rule(definition_without_bridge, moderate, definition) \
  rule(source_missing, moderate, indicator)            \
  rule(commitment_without_outcome, minor, commitment)  \
  rule(orphan_measure, minor, indicator)               \
  rule(same_measure_twice, minor, indicator)           \
  rule(direction_missing, minor, indicator)            \
  rule(unit_missing, minor, indicator)                 \
  rule(target_without_source, minor, target)

namespace outturn::chain {

#define OUTTURN_DECLARE(code, severity, kind) void code(Examination& here, const Record& kind);
OUTTURN_CHAIN_RULES(OUTTURN_DECLARE)
#undef OUTTURN_DECLARE

std::span<const Rule> rules();

}  // namespace outturn::chain
