#pragma once

#include "act/rules.h"

/// What must hold of records of deciding, agreeing and explaining (decision.h, agreement.h, logic_model.h).
namespace outturn::act {

/// Whoever writes: act.version_hash, act.signature_hash, act.not_a_party, act.clause_elsewhere, act.logic_two_outcomes,
/// act.logic_backwards.
void check_working_together(const Proposal& proposal, const workspace::Draft& draft, base::Issues& issues);

/// What people may not do, though the one who holds the file may when a register is filled: act.round_number,
/// act.round_ended, act.round_old, act.ending_stays, act.version_number, act.version_old, act.sign_yourself,
/// act.sign_today, act.agreement_closed, act.withdrawn_stays, act.left_before, act.left_already, act.closed_stays,
/// act.close_today, act.closes_early, act.closes_endless, act.published_stays, act.draft_of_nobody.
void check_persons_part(const access::Reader& reader, const workspace::Record* before, const workspace::Draft& draft,
                        const workspace::Workspace& latest, base::Issues& issues);

/// The newest round of an outcome, version of an agreement: by number, nullptr when there is none.
const workspace::Record* newest_round(const workspace::Workspace& workspace, std::string_view outcome);
const workspace::Record* newest_version(const workspace::Workspace& workspace, std::string_view agreement);

}  // namespace outturn::act
