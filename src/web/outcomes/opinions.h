#pragma once

#include <string>
#include <vector>

#include "web/section.h"
#include "web/visit.h"

/// What partners think of where a measure is said to stand. It stands beside what was computed, never instead of it.
namespace outturn::web {

/// Opinions about an indicator that this reader may read, newest first.
std::vector<const workspace::Record*> opinions_about(const Visit& visit, const workspace::Record& indicator);

/// "Housing sees it otherwise: …" for each dissent and dispute, so that no page shows the status without them.
std::vector<std::string> dissents(const Visit& visit, const workspace::Record& indicator);

/// The part "What partners say" of a measure's page: who signs, dissents, disputes; and the way to say so.
Section opinions_section(const Visit& visit, const workspace::Record& indicator);

}  // namespace outturn::web
