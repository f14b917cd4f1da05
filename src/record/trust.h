#pragma once

#include "record/value.h"

/// What makes figures worth relying on: rules they must keep, checks of the systems they come from, questions about them.
namespace outturn::record {

enum class Check { range, jump, outlier, parts, ratio, total, late, stale, duplicate, unit };
enum class RuleSeverity { warning, error };

/// A rule that the figures of an indicator must keep.
struct ValidationRule {
  Reference indicator;
  Check check{};
  std::optional<double> lower;    ///< range: the least that is believed
  std::optional<double> upper;    ///< range: the most
  std::optional<double> times;    ///< jump, outlier: so many times the usual distance; total: per cent that may differ
  Reference whole;                ///< parts: the indicator of which this one is a part
  RuleSeverity severity{};
  Localised what_to_do;           ///< for whoever finds it broken
  std::string reason;             ///< why the rule was set
  bool operator==(const ValidationRule&) const = default;
};

enum class AnswerFound { not_asked, yes, partly, no };
enum class Rating { green, green_disclosure, amber, red };

/// One check of a data system by the National Audit Office's four questions, and what it was rated.
struct Verification {
  Localised system;               ///< the data system: "Labour force survey"
  References indicators;          ///< those whose figures come from it
  AnswerFound policy{};                ///< is there a policy for the quality of the data, and is it followed?
  AnswerFound relevant{};              ///< do the figures measure what the outcome means?
  AnswerFound operates{};              ///< does the system work well?
  AnswerFound reported{};              ///< are they reported so that they can be understood, limitations included?
  Rating rating{};
  std::string evidence;
  Reference verifier;             ///< person
  std::optional<base::Day> verified;
  std::optional<base::Day> expires;
  std::optional<std::int64_t> sample_size;  ///< records of the source that were looked up
  std::optional<std::int64_t> sample_seed;
  std::optional<std::int64_t> sample_wrong; ///< of them, those that differed
  bool illustrative{};
  bool operator==(const Verification&) const = default;
};

enum class QuestionState { open, answered, disputed, withdrawn };

/// A question raised on a figure. The figure stays; the question stands beside it until it is answered.
struct DataQuestion {
  Reference indicator;
  Reference place;                ///< empty = the installation's country
  Reference group;                ///< empty = everybody
  std::optional<base::Period> period;  ///< empty = the whole series
  std::string text;
  Reference asked_by;             ///< person
  Reference asked_of;
  std::optional<base::Day> asked;
  std::optional<base::Day> due;
  QuestionState state{};
  std::string answer;
  Reference answered_by;
  std::optional<base::Day> answered;
  bool illustrative{};
  bool operator==(const DataQuestion&) const = default;
};

enum class Position { signs, dissents, disputes };

/// What a peer says about the answer to a question, or about a status: it stands beside it and is never taken for it.
struct Opinion {
  Reference question;
  Reference indicator;
  Reference organisation;
  Reference person;
  Position position{};
  std::string reason;
  std::optional<base::Day> day;
  bool illustrative{};
  bool operator==(const Opinion&) const = default;
};

}  // namespace outturn::record
