#pragma once

#include "record/value.h"

/// How the partners' work is meant to lead to the outcome: boxes and arrows.
namespace outturn::record {

enum class LogicColumn { input, activity, output, short_term, medium_term, long_term };

/// Of what collaboration yields, which of the three results of "Collaborative Gain" (2008), figure 2, a box is.
enum class GainResult { none, progress, services, resources };

/// What is put in, done, produced, or changes because of it.
struct LogicBox {
  Reference outcome;
  LogicColumn column{};
  Localised name;
  bool collaborative{};      ///< partners must act together for it; else one of them alone
  References organisations;  ///< who answers for it
  References indicators;     ///< how one sees it
  GainResult gain{};
  bool illustrative{};
  bool operator==(const LogicBox&) const = default;
};

enum class Evidence { untested, weak, moderate, strong };

/// Why the one should lead to the other, and how well that is known.
struct LogicLink {
  Reference from;
  Reference to;
  Localised assumption;
  Evidence strength{};
  Localised evidence;
  Reference source;
  std::optional<std::int64_t> lag_months;
  Reference owner;
  bool illustrative{};
  bool operator==(const LogicLink&) const = default;
};

}  // namespace outturn::record
