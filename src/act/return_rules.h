#pragma once

#include "act/rules.h"
#include "quality/returns.h"

/// What must hold of returns (record/returns.h).
namespace outturn::act {

/// Whoever writes: act.return_period (not one that the duty asks for), act.not_asked (no such cell), act.batch_elsewhere.
void check_returns(const Proposal& proposal, const workspace::Draft& draft, base::Issues& issues);

/// What people may not do, though the one who holds the file may when a register is filled: act.not_a_reporter,
/// act.return_closed, act.not_your_entry, act.return_empty, act.send_yourself, act.return_judged, act.return_not_sent,
/// act.not_the_verifier, act.own_return, act.accept_by_judging, act.rule_broken, act.cell_empty, act.absence_unexplained,
/// act.parts_missing, act.no_parts_here, act.numerator_above_denominator, act.figure_not_its_parts.
void check_persons_return(const access::Reader& reader, const workspace::Record* before, const workspace::Draft& draft,
                          const workspace::Workspace& latest, base::Issues& issues);

/// What is to be mended in a cell before its return is sent: each at the field cell_name gives, with the ids of
/// indicator, place and group.  refuses  act.cell_empty, act.absence_unexplained, act.parts_missing
base::Issues unfinished(const workspace::View& view, const quality::AskedReturn& asked, const std::vector<quality::ReturnCell>& cells);

/// Numerator and denominator beside a figure: of a kind that has them, no more than all, and giving the figure.
/// refuses  act.no_parts_here, act.numerator_above_denominator, act.figure_not_its_parts
void check_parts(const quality::AskedReturn& asked, const record::ReturnEntry& entry, const workspace::Workspace& latest, base::Day day, base::Issues& issues);

/// Whether this person may write the returns of a duty: all who report for the organisation, or those it names.
bool is_reporter_of(const record::ReturnDuty& duty, std::string_view person);
/// Whether this person may judge what was sent: the verifier it names (or any, where it names none), who has no part in it.
bool may_judge(const quality::AskedReturn& asked, std::string_view person, const workspace::Workspace& workspace);
/// Whether the person entered a figure of the return or sent it.
bool has_part_in(const workspace::Record& of, std::string_view person, const workspace::Workspace& workspace);

/// The name of the batch's file that holds the accepted figures of a return.
std::string file_of_return(std::string_view id);

}  // namespace outturn::act
