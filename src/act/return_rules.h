#pragma once

#include "act/rules.h"
#include "quality/returns.h"

/// What must hold of returns (record/returns.h).
namespace outturn::act {

/// Whoever writes: act.return_period (not one that the duty asks for), act.not_asked (no such cell), act.batch_elsewhere.
void check_returns(const Proposal& proposal, const workspace::Draft& draft, base::Issues& issues);

/// What people may not do, though the one who holds the file may when a register is filled: act.not_a_reporter,
/// act.return_closed, act.not_your_entry, act.return_empty, act.send_yourself, act.return_judged, act.return_not_sent,
/// act.not_the_verifier, act.own_return, act.accept_by_judging, act.rule_broken.
void check_persons_return(const access::Reader& reader, const workspace::Record* before, const workspace::Draft& draft,
                          const workspace::Workspace& latest, base::Issues& issues);

/// Whether this person may write the returns of a duty: all who report for the organisation, or those it names.
bool is_reporter_of(const record::ReturnDuty& duty, std::string_view person);
/// Whether this person may judge what was sent: the verifier it names (or any, where it names none), who has no part in it.
bool may_judge(const quality::AskedReturn& asked, std::string_view person, const workspace::Workspace& workspace);
/// Whether the person entered a figure of the return or sent it.
bool has_part_in(const workspace::Record& of, std::string_view person, const workspace::Workspace& workspace);

/// The name of the batch's file that holds the accepted figures of a return.
std::string file_of_return(std::string_view id);

}  // namespace outturn::act
