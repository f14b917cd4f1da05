#pragma once

#include <string>
#include <vector>

#include "web/components.h"
#include "web/forms.h"
#include "web/outcomes/outcome_facts.h"
#include "web/sheet.h"

namespace outturn::web {

/// The register of outcomes.
struct OutcomesView {
  FilterForm filter;
  std::string found;  ///< "17 outcomes" or "3 of 17 outcomes"
  Table table;
};

/// What the filter asks for, and all facts of the outcomes that answer it.
struct OutcomesAsked {
  std::vector<OutcomeFacts> facts;
  std::size_t all{};  ///< outcomes there are without the filter
};
OutcomesAsked outcomes_asked(const Visit& visit);

OutcomesView outcomes_view(const Visit& visit, const OutcomesAsked& asked);
Sheet outcomes_sheet(const Visit& visit, const OutcomesAsked& asked);

/// GET /outcomes?q=&area=&lead=&status=
Response show_outcomes(const Visit& visit);

}  // namespace outturn::web
