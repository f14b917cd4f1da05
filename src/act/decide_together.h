#pragma once

#include "act/add_record.h"
#include "record/decision.h"

namespace outturn::act {

/// Begins a round of deciding whether to work together. The rounds before it stay as they are.
/// after    the number of the round that the person saw last; 0 = there was none
/// fields   prompted_by, threshold
/// refuses  access.*, record.*, act.round_number (somebody has begun one meanwhile)
base::Checked<workspace::Receipt> begin_round(workspace::Register& store, const access::Reader& reader, std::string_view outcome,
                                              std::int64_t after, Fields fields);

/// Answers one question in a round, today.
/// organisation  whose answer it is; empty = the one that partners agreed on
/// fields        answer, evidence, reopens, to_change, responsible, due
/// refuses       access.*, record.*, act.round_ended, act.round_old, act.answer_taken
base::Checked<workspace::Receipt> answer_question(workspace::Register& store, const access::Reader& reader, std::string_view round,
                                                  record::Question question, std::string_view organisation, Fields fields);

/// Ends a round, today: proceed, work alone until it is checked again, or stop.
/// version  of the round that the person saw
/// fields   ending, reason, check_again, published
/// refuses  access.*, record.*, act.stale, act.ending_stays
base::Checked<workspace::Receipt> end_round(workspace::Register& store, const access::Reader& reader, std::string_view round,
                                            std::optional<std::int64_t> version, Fields fields);

}  // namespace outturn::act
