#pragma once

#include <string>
#include <vector>

#include "record/organisation.h"
#include "record/outcome.h"
#include "web/visit.h"

/// Who promises what with whom, read from the commitments and recorded parts that the reader may see.
namespace outturn::web {

/// One organisation beside another.
struct Shared {
  const workspace::Record* partner{};
  int together{};      ///< promises that name both
  int led_here{};      ///< of these, led by the organisation itself
  int led_there{};     ///< of these, led by the partner
};

/// What one organisation promises towards one outcome; outcome nullptr = promises tied to none.
struct Bearing {
  const workspace::Record* outcome{};
  const workspace::Record* party{};  ///< the record of its part; nullptr = only promises name it
  std::vector<const workspace::Record*> led{};
  std::vector<const workspace::Record*> shared{};  ///< that another leads
};

/// One organisation's promises and partners.
struct Partnership {
  const workspace::Record* organisation{};
  std::vector<const workspace::Record*> led{};
  std::vector<const workspace::Record*> shared{};    ///< that name it, and that another leads
  std::vector<Shared> partners{};                    ///< most shared promises first, then by name
  std::vector<Bearing> bearings{};                   ///< in order of creation of outcomes; those tied to none last
  std::vector<const workspace::Record*> measures{};  ///< indicators that its promises are meant to move
};

Partnership partnership_of(const Visit& visit, const workspace::Record& organisation);

/// How many promises an organisation leads and shares.
struct Share {
  const workspace::Record* organisation{};
  int led{};
  int shared{};
  int outcomes{};
};
/// All organisations in force that the reader may see: those with most promises first, then by name.
std::vector<Share> shares(const Visit& visit);

/// Two organisations and the promises that name both.
struct Pair {
  const workspace::Record* first{};
  const workspace::Record* second{};
  int together{};
};
/// The pairs that share most promises, most first; at most `most`.  cost  promises × parties²
std::vector<Pair> closest_pairs(const Visit& visit, std::size_t most);

}  // namespace outturn::web
