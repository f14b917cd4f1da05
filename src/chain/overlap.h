#pragma once

#include <vector>

#include "chain/examination.h"

/// Partnerships that do the same with the same people.
namespace outturn::chain {

using record::Partnership;

/// What two partnerships have in common.
struct Overlap {
  const Record* first{};
  const Record* second{};
  std::vector<std::string> members{};
  std::vector<std::string> outcomes{};
  std::vector<std::string> places{};
  std::vector<std::string> posts{};
  std::vector<record::Localised> pots{};  ///< as the first writes them
  /// One of them could do the work of both: two of these in common: an outcome or a place; half of the smaller one's
  /// members or two of the same people; a pot of money.
  bool is_grave(const Partnership& one, const Partnership& other) const;
};
Overlap overlap(const Record& first, const Record& second);

/// The partnerships in force that share an outcome, a member, a place or a post with this one, itself left out, in order of creation.
std::vector<const Record*> companions(const workspace::Workspace& space, const Record& partnership);

/// Every pair that overlaps gravely, most in common first.
std::vector<Overlap> overlaps(const workspace::View& view);

}  // namespace outturn::chain
