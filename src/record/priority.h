#pragma once

#include <cstddef>

#include "record/value.h"

/// Which outcomes matter most: priorities within an agency and across government, decided by people, by criteria that
/// are shown. Criteria: "Getting Better at Managing for Shared Outcomes" (New Zealand, 2004).
namespace outturn::record {

/// More vital outcomes of one organisation, or of the whole government, than these are no longer a few.
inline constexpr std::size_t vital_few = 5;

enum class PriorityLevel { watched, important, vital };

/// What somebody decided about one outcome. A criterion is met where words say how; without words it is not claimed.
struct Priority {
  Reference outcome;
  Reference organisation;  ///< whose priority it is; empty = the whole government's
  PriorityLevel level{};
  Localised purpose;       ///< fits the organisation's purpose
  Localised ministers;     ///< ministers support it, or are likely to
  Localised services;      ///< is tied to what the organisation manages or does
  Localised others;        ///< other outcomes hang on it, or it joins several organisations to a wider goal
  std::string decided_by;  ///< name and post, or a body
  std::optional<base::Day> decided;
  std::optional<base::Day> until;  ///< its last day; then somebody decides again
  bool illustrative{};
  bool operator==(const Priority&) const = default;
};

inline constexpr std::size_t criterion_count = 4;

/// Whether the decision stands on that day.
inline bool stands(const Priority& priority, base::Day day) {
  return (!priority.decided || *priority.decided <= day) && (!priority.until || day <= *priority.until);
}

}  // namespace outturn::record
