#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "record/decision.h"

/// The framework of "Getting Better at Managing for Shared Outcomes" (New Zealand, August 2004), as data: gates, questions,
/// and what follows from each answer that does not let partners go on. Its words are catalogue sentences.
namespace outturn::decide {

enum class Gate { preconditions, feasibility, likelihood, reality_check };
inline constexpr std::array gates{Gate::preconditions, Gate::feasibility, Gate::likelihood, Gate::reality_check};
std::string_view text_of(Gate gate);

/// What the source says of a "No", and of a "Yes" in the reality check.
enum class Consequence { further_work, stop, work_alone, further_discussion, develop_strategy, develop_factors, reconsider };
std::string_view text_of(Consequence consequence);

/// One of the ten questions. The sixth of the source ("acceptable, feasible, cost-effective and within existing
/// capability?") is answered in its four parts: "Yes" when all are.
struct Question {
  std::string_view code;  ///< message "decide.question.<code>" is the source's question
  Gate gate{};
  Consequence consequence{};
  std::array<record::Question, 4> asked{};
  std::size_t parts{1};
  std::span<const record::Question> asks() const { return {asked.data(), parts}; }
  /// The answer that lets partners go on.
  record::Answer goes_on() const { return gate == Gate::reality_check ? record::Answer::no : record::Answer::yes; }
};
std::span<const Question> questions();

/// The code of a question, answer or item as records write it.
std::string code_of(record::Question question);
std::string_view code_of(record::Answer answer);

/// Of the conditions of success, how each source groups them.
struct ReadinessGroup {
  std::string_view code;    ///< message "decide.group.<code>"
  std::string_view prefix;  ///< of the items' codes
};
std::span<const ReadinessGroup> readiness_groups();

}  // namespace outturn::decide
