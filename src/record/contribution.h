#pragma once

#include "record/value.h"

/// What partners bring to each other, which groups of them exist, and through whose eyes the same results are seen.
namespace outturn::record {

enum class ClaimMeasure { share, amount, people };

/// A partner's claim that part of a result is its doing.
struct Claim {
  Reference organisation;
  Reference indicator;   ///< the result
  Reference place;
  std::optional<base::Period> period;
  ClaimMeasure measure{};
  std::optional<double> value;  ///< per cent of the result, an amount in the indicator's unit, or people reached
  Localised basis;              ///< how it was reckoned
  bool deduplicated{};          ///< nobody in it is counted in another partner's claim, too
  bool draft{};       ///< only its parties read it until it is published
  bool illustrative{};
  bool operator==(const Claim&) const = default;
};

enum class SupportForm { request, offer };

/// A partner asks for help, or offers it; an offer may answer a request.
struct Support {
  Reference organisation;
  SupportForm form{};
  Reference outcome;
  Localised what;
  std::optional<base::Day> since;
  std::optional<base::Day> until;
  Reference answers;  ///< the request
  bool settled{};
  bool draft{};
  bool illustrative{};
  bool operator==(const Support&) const = default;
};

/// An entry of the register of partnerships: a standing group of organisations, whatever its name.
struct Partnership {
  Localised name;
  Localised purpose;
  References members;   ///< organisations
  References outcomes;
  References places;
  References posts;     ///< who sits in it
  std::optional<double> money;  ///< a year, in the currency of the installation
  Localised pots;       ///< funds or budget lines that it spends from, one a line
  std::optional<base::Day> since;
  std::optional<base::Day> review_by;
  std::string url;
  bool draft{};
  bool illustrative{};
  bool operator==(const Partnership&) const = default;
};

/// A view of the same outcomes and indicators: a national framework, the priorities of a spending review, a local plan.
struct Framework {
  Localised name;
  Reference owner;  ///< organisation
  std::optional<base::Day> from;
  std::optional<base::Day> until;  ///< it may end; what it showed stays
  std::string url;
  bool draft{};
  bool illustrative{};
  bool operator==(const Framework&) const = default;
};

/// What an outcome or indicator is called and numbered in a framework.
struct FrameworkLabel {
  Reference framework;
  Reference outcome;
  Reference indicator;
  std::string number;
  Localised heading;
  bool draft{};
  bool illustrative{};
  bool operator==(const FrameworkLabel&) const = default;
};

}  // namespace outturn::record
