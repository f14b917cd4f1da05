#pragma once

#include <vector>

#include "chain/finding.h"
#include "web/components.h"
#include "web/findings.h"
#include "web/forms.h"
#include "web/sheet.h"

namespace outturn::web {

/// All gaps that the reader may know of, and those that ?code= and ?severity= ask for.
struct GapsAsked {
  std::vector<chain::Finding> all;
  std::vector<chain::Finding> shown;
};
GapsAsked gaps_asked(const Visit& visit);

/// How many there are of each kind, each a link to its list.
Table gap_tallies(const Visit& visit, const GapsAsked& asked);
Sheet gaps_sheet(const Visit& visit, const GapsAsked& asked);

/// GET /gaps?code=&severity=
Response show_gaps(const Visit& visit);

}  // namespace outturn::web
