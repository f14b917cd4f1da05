#include "chain/rules.h"

namespace outturn::chain {

void measure_defined_two_ways(Examination& here, const Record& indicator) {
  const auto& one = indicator.as<Indicator>();
  const auto opposed = [&](const Indicator& other) {
    return one.direction != record::Direction::none && other.direction != record::Direction::none && one.direction != other.direction;
  };
  for (const auto* earlier : here.namesakes(indicator)) {
    if (earlier == &indicator) return;
    const auto& other = earlier->as<Indicator>();
    if (one.unit == other.unit && one.value_kind == other.value_kind && !opposed(other)) continue;
    here.found({&indicator, earlier}, {{"indicator", name_of(indicator)}, {"id", indicator.id}, {"other", earlier->id}});
    return;
  }
}

}  // namespace outturn::chain
