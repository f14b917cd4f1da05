#pragma once

#include "access/permission.h"

/// Who stands how to returns, and how far they have come.
namespace outturn::access {

/// What the kinds of returns belong to: the organisation that reports, and the partners in the outcomes of what it
/// reports.  returns false for other kinds
bool note_returns(Belonging& belongs, const record::Kind& kind, const record::Body& body, const workspace::Workspace& workspace);

/// A return is a draft of its organisation until it is first sent, and from then on lies among partners, with all that
/// belongs to it. Nothing for other kinds.
std::optional<State> state_of_returns(const workspace::Record& record, const workspace::Workspace& workspace);

}  // namespace outturn::access
