#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "decide/framework.h"
#include "language/sentence.h"
#include "workspace/view.h"

/// Where partners stand in deciding whether to work together on an outcome.
namespace outturn::decide {

/// One answer as it counts in the round that is looked at.
struct Given {
  const workspace::Record* record{};        ///< nullptr = nobody answered
  const workspace::Record* organisation{};  ///< nullptr = the agreed answer
  record::Answer answer{};
  std::int64_t round{};                     ///< in which it was given
  bool carried{};                           ///< from an earlier round, which nothing has reopened since
  const record::DecisionAnswer* content() const { return record ? &record->as<record::DecisionAnswer>() : nullptr; }
};

/// One question that can be answered, with the agreed answer and each partner's own.
struct Part {
  record::Question question{};
  Given agreed;
  std::vector<Given> partners;                    ///< in order of the outcome's parties
  std::vector<const workspace::Record*> silent;   ///< parties that have not answered
  bool partners_differ() const;                   ///< some partner's answer is not the agreed one
};

enum class Stand { open, goes_on, stands_in_the_way };

struct QuestionStand {
  const Question* question{};
  Stand stand{};
  std::vector<Part> parts;
};

enum class GateStand { not_begun, unfinished, passed, held, reopened };
std::string_view text_of(GateStand stand);

struct GateState {
  Gate gate{};
  GateStand stand{};
  std::size_t answered{};
  std::size_t in_the_way{};
};

/// In the source's words: ready to engage, to plan, to manage; and the three ends.
enum class Phase {
  not_begun, further_work, reconsider, advised_to_stop, advised_to_work_alone, ready_to_engage, ready_to_plan, ready_to_manage,
  proceeding, working_alone, stopped
};
std::string_view text_of(Phase phase);

/// What was put in place of the other: alone against together.
struct Comparison {
  const workspace::Record* alone{};     ///< the alone option that does most for its cost
  const workspace::Record* together{};  ///< the joint option that does most for its cost
  double alone_effect{}, alone_cost{}, together_effect{}, together_cost{};
  double threshold{};                   ///< per cent
  std::optional<double> gain_per_cost{};  ///< per cent by which together does more for its cost; nothing without costs
  enum class Result { together_clears, together_falls_short, together_does_less, cannot_compare } result{Result::cannot_compare};
  language::Sentence sentence;
};

struct ReadinessTally {
  const ReadinessGroup* group{};
  struct Item {
    std::string code;
    const workspace::Record* agreed{};               ///< nullptr = not looked at
    std::vector<const workspace::Record*> partners;  ///< views of single partners
  };
  std::vector<Item> items;
  std::size_t in_place{}, partial{}, absent{}, without_path{};
};

struct Decision {
  const workspace::Record* outcome{};
  const workspace::Record* round{};               ///< the newest; nullptr = never begun
  std::vector<const workspace::Record*> rounds;   ///< in order of their number
  std::vector<const workspace::Record*> parties;  ///< organisations that take part, in order
  std::vector<QuestionStand> questions;           ///< all ten, in order
  std::array<GateState, 4> gates{};
  record::Ending ending{};                        ///< of the round, as of the day: open until the day on which it ended
  Phase phase{};
  language::Sentence verdict;                     ///< could be read out in a meeting
  std::vector<language::Sentence> consequences;   ///< of every answer that stands in the way, in the source's words
  std::vector<language::Sentence> missing;        ///< what is still to be done
  std::vector<const workspace::Record*> options;
  std::optional<Comparison> comparison;
  std::vector<ReadinessTally> readiness;          ///< one a group of the sources
  std::vector<const workspace::Record*> barriers;
  bool check_is_due{};                            ///< "work alone" is to be looked at again

  const record::DecisionRound* content() const { return round ? &round->as<record::DecisionRound>() : nullptr; }
};

/// What the records say on the view's day: rounds opened and answers given by then.
/// round_number  the round to stand in; 0 = the newest.  An answer of an earlier round counts until a reality check
///               reopened its gate; reality checks themselves count only in their own round.
Decision decision_of(const workspace::View& view, const workspace::Record& outcome, std::int64_t round_number = 0);

/// Alone against together among these options (kind decision_option); nothing when there are none.
/// formula  effect / (direct + indirect + opportunity cost), together against the best alone, less the threshold
std::optional<Comparison> compared(const std::vector<const workspace::Record*>& options, double threshold);

}  // namespace outturn::decide
