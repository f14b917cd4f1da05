#include "decide/framework.h"

#include "record/kind.h"

namespace outturn::decide {
namespace {

using record::Question;
using Asked = decide::Question;

constexpr std::array all_questions{
    Asked{"clear_outcome", Gate::preconditions, Consequence::further_work, {Question::clear_outcome}},
    Asked{"high_priority", Gate::preconditions, Consequence::stop, {Question::high_priority}},
    Asked{"contributors", Gate::preconditions, Consequence::further_work, {Question::contributors}},
    Asked{"best_joint", Gate::feasibility, Consequence::work_alone, {Question::best_joint}},
    Asked{"way_agreed", Gate::feasibility, Consequence::further_discussion, {Question::way_agreed}},
    Asked{"workable", Gate::feasibility, Consequence::stop,
          {Question::acceptable, Question::feasible, Question::cost_effective, Question::within_capability}, 4},
    Asked{"barriers", Gate::likelihood, Consequence::develop_strategy, {Question::barriers}},
    Asked{"factors", Gate::likelihood, Consequence::develop_factors, {Question::factors}},
    Asked{"new_information", Gate::reality_check, Consequence::reconsider, {Question::new_information}},
    Asked{"better_option", Gate::reality_check, Consequence::reconsider, {Question::better_option}},
};

constexpr std::array all_groups{
    ReadinessGroup{"factors", "factor_"},   ReadinessGroup{"preconditions", "precondition_"}, ReadinessGroup{"conditions", "condition_"},
    ReadinessGroup{"duties", "duty_"},      ReadinessGroup{"stage1", "stage1_"},              ReadinessGroup{"stage2", "stage2_"},
    ReadinessGroup{"stage3", "stage3_"},    ReadinessGroup{"stage4", "stage4_"},              ReadinessGroup{"stage5", "stage5_"},
};

}  // namespace

std::string_view text_of(Gate gate) {
  constexpr std::array codes{"preconditions", "feasibility", "likelihood", "reality_check"};
  return codes.at(static_cast<std::size_t>(gate));
}

std::string_view text_of(Consequence consequence) {
  constexpr std::array codes{"further_work", "stop", "work_alone", "further_discussion", "develop_strategy", "develop_factors", "reconsider"};
  return codes.at(static_cast<std::size_t>(consequence));
}

std::span<const Asked> questions() { return all_questions; }
std::span<const ReadinessGroup> readiness_groups() { return all_groups; }

std::string code_of(record::Question question) {
  return record::kind_of<record::DecisionAnswer>().field("question")->choices.at(static_cast<std::size_t>(question));
}

std::string_view code_of(record::Answer answer) {
  constexpr std::array codes{"not_yet", "no", "yes"};
  return codes.at(static_cast<std::size_t>(answer));
}

}  // namespace outturn::decide
