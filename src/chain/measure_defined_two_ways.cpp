#include "chain/rules.h"

#include "base/text.h"

namespace outturn::chain {

namespace {

/// The words of the newest definition; empty where there is none.
std::string defined(const workspace::Workspace& space, const Record& indicator) {
  const Definition* newest = nullptr;
  for (const auto* record : space.referring<Definition>(indicator, "indicator")) {
    const auto& one = record->as<Definition>();
    if (!newest || one.version.value_or(1) > newest->version.value_or(1)) newest = &one;
  }
  return newest ? base::folded(newest->text.in("en")) : std::string{};
}

}  // namespace

void measure_defined_two_ways(Examination& here, const Record& indicator) {
  const auto& one = indicator.as<Indicator>();
  const auto opposed = [&](const Indicator& other) {
    return one.direction != record::Direction::none && other.direction != record::Direction::none && one.direction != other.direction;
  };
  for (const auto* earlier : here.namesakes(indicator)) {
    if (earlier == &indicator) return;
    const auto& other = earlier->as<Indicator>();
    const auto words = defined(here.workspace(), indicator);
    const auto other_words = defined(here.workspace(), *earlier);
    const bool same_words = words.empty() || other_words.empty() || words == other_words;
    if (one.unit == other.unit && one.value_kind == other.value_kind && !opposed(other) && same_words) continue;
    here.found({&indicator, earlier}, {{"indicator", name_of(indicator)}, {"id", indicator.id}, {"other", earlier->id}});
    return;
  }
}

}  // namespace outturn::chain
