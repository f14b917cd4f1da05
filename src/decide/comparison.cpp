#include <cmath>

#include "decide/decision.h"

namespace outturn::decide {
namespace {

using record::DecisionOption;
using workspace::Record;

double cost_of(const DecisionOption& option) {
  return option.direct_cost.value_or(0) + option.indirect_cost.value_or(0) + option.opportunity_cost.value_or(0);
}

bool is_weighed(const DecisionOption& option) { return option.effect && option.direct_cost && cost_of(option) > 0; }

/// The option of this way that does most for its cost; nullptr when none has both an effect and a cost.
const Record* best(const std::vector<const Record*>& options, record::Way way) {
  const Record* found = nullptr;
  double most = 0;
  for (const auto* record : options) {
    const auto& option = record->as<DecisionOption>();
    if (option.way != way || !is_weighed(option)) continue;
    const double does = *option.effect / cost_of(option);
    if (!found || does > most) {
      found = record;
      most = does;
    }
  }
  return found;
}

}  // namespace

std::optional<Comparison> compared(const std::vector<const Record*>& options, double threshold) {
  if (options.empty()) return std::nullopt;
  Comparison comparison{.alone = best(options, record::Way::alone), .together = best(options, record::Way::together), .threshold = threshold};
  comparison.sentence = {"decide.compare.cannot_compare"};
  if (!comparison.alone || !comparison.together) return comparison;
  const auto& alone = comparison.alone->as<DecisionOption>();
  const auto& together = comparison.together->as<DecisionOption>();
  comparison.alone_effect = *alone.effect;
  comparison.alone_cost = cost_of(alone);
  comparison.together_effect = *together.effect;
  comparison.together_cost = cost_of(together);
  using Result = Comparison::Result;
  const double alone_for_cost = comparison.alone_effect / comparison.alone_cost;
  const double together_for_cost = comparison.together_effect / comparison.together_cost;
  if (alone_for_cost > 0) comparison.gain_per_cost = 100 * (together_for_cost / alone_for_cost - 1);
  if (comparison.together_effect <= comparison.alone_effect) {
    comparison.result = Result::together_does_less;
  } else if (!comparison.gain_per_cost) {
    comparison.result = together_for_cost > 0 ? Result::together_clears : Result::together_does_less;
  } else {
    comparison.result = *comparison.gain_per_cost >= threshold ? Result::together_clears : Result::together_falls_short;
  }
  constexpr std::array keys{"decide.compare.clears", "decide.compare.falls_short", "decide.compare.does_less", "decide.compare.cannot_compare"};
  const auto amount = [](double value) { return language::Amount{.value = value, .decimals = 0}; };
  const double gain = comparison.gain_per_cost.value_or(0);
  const bool dearer = comparison.result == Result::together_falls_short && gain < 0;
  comparison.sentence = {dearer ? "decide.compare.costs_more" : keys.at(static_cast<std::size_t>(comparison.result)),
                         {{"together", together.name.texts}, {"alone", alone.name.texts},
                          {"gain", language::Amount{.value = std::abs(gain), .decimals = 0, .form = language::AmountForm::percentage}},
                          {"threshold", language::Amount{.value = threshold, .decimals = 0, .form = language::AmountForm::percentage}},
                          {"together_effect", amount(comparison.together_effect)}, {"alone_effect", amount(comparison.alone_effect)}}};
  return comparison;
}

}  // namespace outturn::decide
