#pragma once

#include <optional>

#include "access/permission.h"

/// Whose the records of deciding and agreeing are, and how far they have come.
namespace outturn::access {

/// Adds an id to a list that has each once; an empty one is none.
void note(std::vector<std::string>& list, const std::string& id);

/// Those who lead or own an outcome together are its own; those who contribute, and those whose commitments bear on
/// it, are parties. Whoever is only consulted, or stands in its way, is neither.
void note_outcome(Belonging& belongs, std::string_view outcome, const workspace::Workspace& workspace);

/// The organisations of a record of decision.h, agreement.h or logic_model.h; of another kind, none.
/// A partner's answer is that partner's own, the agreed one belongs to all who share the outcome; an agreement belongs
/// to its parties (also to one that the draft leaves out, while a text that it signed binds it), a signature to the party
/// that signs; those who signed the same version and have left are parties to that signature.
void note_working_together(Belonging& belongs, const record::Kind& kind, std::string_view id, const record::Body& body, const workspace::Workspace& workspace);

/// Whose the record once was and is no longer: they read it as its own do, and do nothing else to it. A version of an
/// agreement was theirs who signed it and have left.
std::vector<std::string> once_theirs(const record::Kind& kind, std::string_view id, const workspace::Workspace& workspace);

/// Nothing for kinds that are not among them.
std::optional<State> state_of_working_together(const workspace::Record& record, const workspace::Workspace& workspace);

}  // namespace outturn::access
