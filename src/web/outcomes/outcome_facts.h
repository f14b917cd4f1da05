#pragma once

#include <string>
#include <vector>

#include "record/outcome.h"
#include "track/status.h"
#include "web/outcomes/judgement.h"
#include "web/visit.h"

/// What pages need to know of an outcome, gathered once, of what the reader may read.
namespace outturn::web {

/// An organisation's part in an outcome: as recorded, and as its commitments name it.
struct Taking {
  const workspace::Record* organisation{};
  const workspace::Record* party{};  ///< the record of its part; nullptr = only commitments name it
  int leads{};                       ///< commitments it leads
  int shares{};                      ///< commitments that name it, and that another leads
  bool leads_by_record() const;      ///< leads or co-owns the outcome itself
  bool is_lead() const { return leads > 0 || leads_by_record(); }  ///< of the outcome or of a commitment to it
};

struct OutcomeFacts {
  const workspace::Record* outcome{};
  std::vector<track::Status> statuses;
  std::vector<track::Status> parts{};                 ///< of places whose whole is among the statuses: they speak for themselves only
  std::vector<const workspace::Record*> commitments;  ///< in order of creation
  std::vector<Taking> parties;                        ///< those who lead first, then by the number of commitments
  std::size_t undated{};                              ///< commitments without a date

  const track::Status* speaking() const { return most_urgent(statuses); }
};

OutcomeFacts outcome_facts(const Visit& visit, const workspace::Record& outcome);
/// The same without statuses, which cost most: for filters.
OutcomeFacts outcome_promises(const Visit& visit, const workspace::Record& outcome);

/// All outcomes in force that the reader may read, in order of creation.
std::vector<const workspace::Record*> readable_outcomes(const Visit& visit);

/// Subjects are free text, so a filter names one by its English (or only) words.
std::string area_key(const record::Outcome& outcome);

/// Names of those who lead an outcome by record; at most `most`, then "and 3 more". Empty: nobody leads it.
std::string leads_text(const Visit& visit, const OutcomeFacts& facts, std::size_t most = 2);
/// Names of those who lead commitments to it.
std::string commitment_leads_text(const Visit& visit, const OutcomeFacts& facts, std::size_t most = 2);

/// "A, B and 3 more"
std::string listed_names(const Visit& visit, const std::vector<std::string>& names, std::size_t most);

}  // namespace outturn::web
