#pragma once

#include <string>
#include <vector>

#include "chain/finding.h"
#include "web/components.h"
#include "web/answers/findings.h"
#include "web/outcomes/outcome_facts.h"
#include "web/parts.h"

namespace outturn::web {

/// One measure of an outcome: its course as a figure, and the facts beside it.
struct MeasureView {
  Status status;
  Link indicator;
  Figure figure;
  Facts facts;
  std::vector<std::string> notes{};  ///< what a reader should know beside the sentence
  Details why{};
};

/// One outcome: what could be read out in a meeting, then the figures, then who promised what, then what is missing.
struct OutcomeView {
  Verdict verdict;
  std::vector<MeasureView> measures;
  EmptyState no_measures{};          ///< shown where there are none
  std::string parties_lead{};
  Table parties{};
  EmptyState no_parties{};
  std::string commitments_lead{};
  Table commitments{};
  Link all_commitments{};            ///< where not all are in the table
  EmptyState no_commitments{};
  Bullets agreements{};
  std::string revisions_lead{};      ///< what is said where nothing was published yet
  Table revisions{};
  FindingsView gaps{};
  std::string no_gaps{};
  Acts next{};
};

OutcomeView outcome_view(const Visit& visit, const OutcomeFacts& facts, const std::vector<chain::Finding>& findings);
void write(html::Output& out, const MeasureView& view);
void write(html::Output& out, const OutcomeView& view);

/// GET /outcomes/{id}
Response show_outcome(const Visit& visit);

}  // namespace outturn::web
