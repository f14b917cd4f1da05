#pragma once

#include <string>
#include <vector>

#include "record/outcome.h"
#include "web/components.h"
#include "web/forms.h"
#include "web/sheet.h"
#include "web/visit.h"

namespace outturn::web {

/// What is in the way of a commitment, worst first: nobody leads, the lead is not among the parties, its date has
/// passed, no date, no measure.
std::vector<Flag> commitment_flags(const Visit& visit, const workspace::Record& commitment);
/// How bad it is: 0 = nothing is in the way. Lists that show the worst first sort by it.
int commitment_trouble(const Visit& visit, const workspace::Record& commitment);

/// Commitments as a table: text, who leads, with whom, by when, what is in the way.
Table commitments_table(const Visit& visit, const std::vector<const workspace::Record*>& commitments);

/// The commitments that the request's filter asks for: ?q=words ?party=id ?outcome=id ?due=none|past|ahead
/// ?trouble=lead. In order of creation; where words are searched, best answer first.
std::vector<const workspace::Record*> commitments_asked(const Visit& visit);
Sheet commitments_sheet(const Visit& visit, const std::vector<const workspace::Record*>& commitments);
FilterForm commitments_filter(const Visit& visit);

/// GET /commitments
Response show_commitments(const Visit& visit);
/// GET /commitments/{id}
Response show_commitment(const Visit& visit);

}  // namespace outturn::web
