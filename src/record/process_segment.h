#pragma once

#include "record/value.h"

/// New limits of a control chart, begun by people.
namespace outturn::record {

/// A decision that a series runs differently from a period on, so that its limits begin anew there. One person proposes it
/// with a reason, another signs it; until then it moves nothing. Limits never begin anew by themselves.
struct ProcessSegment {
  Reference indicator;
  Reference place;
  Reference group;                   ///< none = everybody
  std::optional<base::Period> from;  ///< first period of the new limits
  std::string reason;                ///< what changed in the world
  Reference proposed_by;             ///< person
  Reference signed_by;               ///< another person; empty = waiting
  bool operator==(const ProcessSegment&) const = default;
  bool in_force() const { return !signed_by.empty(); }
};

}  // namespace outturn::record
