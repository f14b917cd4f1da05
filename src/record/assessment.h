#pragma once

#include "record/value.h"

/// What people judge by stated criteria, and what they explain.
namespace outturn::record {

/// A judgement by a named person: the level of a rating, the category, or yes or no, with the evidence for it.
struct Assessment {
  Reference indicator;
  Reference place;
  Reference group;                     ///< empty = everybody
  std::optional<base::Period> period;
  std::optional<double> level;         ///< number of the level; 1 = yes, 0 = no
  std::string evidence;
  Reference rated_by;                  ///< person
  std::optional<base::Day> rated;
  Reference source;
  bool illustrative{};
  bool operator==(const Assessment&) const = default;
};

/// What somebody found out about figures that stand out. It explains; it moves no limit.
struct Explanation {
  Reference indicator;
  Reference place;
  Reference group;                     ///< empty = everybody
  std::optional<base::Period> period;  ///< the period that stands out
  std::string text;
  Reference organisation;
  Reference person;
  std::optional<base::Day> day;
  bool illustrative{};
  bool operator==(const Explanation&) const = default;
};

}  // namespace outturn::record
