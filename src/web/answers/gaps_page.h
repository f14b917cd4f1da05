#pragma once

#include <vector>

#include "web/components.h"
#include "web/answers/findings.h"
#include "web/forms.h"
#include "web/outcomes/shared_judgements.h"
#include "web/sheet.h"

namespace outturn::web {

/// All gaps that the reader may know of, and those that ?code=, ?severity= and ?outcome= ask for.
struct GapsAsked {
  std::shared_ptr<const chain::Examined> examined;  ///< holds what the rest points into
  std::vector<const chain::Finding*> all;
  std::vector<const chain::Finding*> shown;
  std::vector<chain::Tally> tallies() const;  ///< of all
};
GapsAsked gaps_asked(const Visit& visit, SharedJudgements& judgements);

/// How many there are of each kind, each a link to its list.
Table gap_tallies(const Visit& visit, const GapsAsked& asked);
Sheet gaps_sheet(const Visit& visit, const GapsAsked& asked);

/// GET /gaps?code=&severity=
Response show_gaps(const Visit& visit, SharedJudgements& judgements);

}  // namespace outturn::web
