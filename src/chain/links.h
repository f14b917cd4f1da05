#pragma once

#include <vector>

#include "chain/examination.h"

/// Delivery chains as rules and pages read them.
namespace outturn::chain {

using record::Acknowledgement;
using record::GovernanceBody;
using record::Link;
using record::Post;

/// What the holder of a link has said to it by the view's day.
struct Acknowledged {
  const Record* latest{};  ///< the newest acknowledgement in force; nullptr = none
  bool words_stand{};      ///< it is of the words as they stand now
  explicit operator bool() const { return latest && words_stand; }
};
Acknowledged acknowledged(const workspace::View& view, const Record& link);

/// Whether the person who acknowledged the link has no role left in its organisation, or no longer holds the post in which it was done.
bool has_left(const workspace::View& view, const Record& link, const Record& acknowledgement);

/// The links of an outcome in force, in order of creation.
std::vector<const Record*> links_of(const workspace::View& view, const Record& outcome);

/// The link and its holder: whom a finding about a link concerns.
std::vector<const Record*> around_link(const workspace::View& view, const Record& link);

/// The bodies in force in which a post sits, the chair included.
std::vector<const Record*> bodies_of(const workspace::View& view, const Record& post);

}  // namespace outturn::chain
