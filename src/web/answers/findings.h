#pragma once

#include <memory>
#include <string>
#include <vector>

#include "chain/finding.h"
#include "web/components.h"
#include "web/visit.h"

/// Gaps found, as pages show them: how grave, in one sentence, with one link that does something about it.
namespace outturn::web {

/// One finding, finished.
struct FindingView {
  Flag severity;
  std::string sentence;
  std::string what_to_do;
  Link next;           ///< a form where the reader may mend it, else what it is about, or the way in where that is this page
  Link since{};        ///< to the history of what was found about the record; empty where the reader may not see it
  std::string who{};   ///< who can mend it: "Minister of Health"; empty = whoever keeps the register
};

struct FindingsView {
  std::string id;
  std::string title;
  int heading_level{2};  ///< 0 = no heading
  std::vector<FindingView> findings;
  Link more{};           ///< to those not shown
};

/// Whether the reader may read every record that a finding names.
bool may_know(const Visit& visit, const chain::Finding& finding);
/// Findings about records that this reader may not read are left out.
std::vector<chain::Finding> readable_findings(const Visit& visit, std::vector<chain::Finding> findings);

FindingView finding_view(const Visit& visit, const chain::Finding& finding);
Link finding_next(const Visit& visit, const chain::Finding& finding);
Tone tone_of(chain::Severity severity);
/// "Commitment without a date": a kind of gap in a few words, for lists and filters.
std::string gap_name(const Visit& visit, std::string_view code);
/// A page where the record can be looked at.
std::string page_of(const Visit& visit, const workspace::Record& record);

void write(html::Output& out, const FindingView& view);
void write(html::Output& out, const FindingsView& view);

/// The findings under a heading; nothing where there are none.
html::Safe findings_list(const Visit& visit, const std::vector<chain::Finding>& findings, std::string title, std::size_t most = 100);

/// "Change this record", "History", as far as the reader may.
html::Safe record_links(const Visit& visit, const workspace::Record& record);

}  // namespace outturn::web
