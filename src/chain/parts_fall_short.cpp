#include "chain/rules.h"

#include <algorithm>
#include <set>

#include "quality/amount.h"

namespace outturn::chain {

void parts_fall_short(Examination& here, const Record& target) {
  const auto& whole = target.as<Target>();
  const auto* indicator = here.workspace().find<Indicator>(whole.indicator.id);
  const auto* place = workspace::place_of(here.view(), whole);
  const bool sets_limit = whole.form == record::TargetForm::at_most || whole.form == record::TargetForm::at_least;
  if (!indicator || indicator->retired || !place || !whole.value || !whole.period || !sets_limit || !here.is_in_force(target)) return;
  const auto& measured = indicator->as<Indicator>();
  const bool adds_up = measured.value_kind == record::ValueKind::count || measured.value_kind == record::ValueKind::amount;
  const bool at_least = whole.form == record::TargetForm::at_least;
  std::set<std::string_view> covered;
  double sum = 0;
  double easiest = *whole.value;
  double hardest = *whole.value;
  for (const auto* record : here.targets_in_force(*indicator)) {
    const auto& part = record->as<Target>();
    const auto* where = part.place.empty() ? nullptr : here.workspace().get<record::Place>(part.place.id);
    if (!where || where->parent.id != place->id || part.form != whole.form || part.kind != whole.kind || part.group != whole.group ||
        part.period != whole.period || !part.value || !covered.insert(part.place.id).second) {
      continue;
    }
    if (covered.size() == 1) easiest = hardest = *part.value;
    easiest = std::min(easiest, *part.value);
    hardest = std::max(hardest, *part.value);
    sum += *part.value;
  }
  if (covered.empty() || covered.size() != here.workspace().referring<record::Place>(*place, "parent").size()) return;  // some part may still do more
  // A rate of the whole lies between those of its parts, so where even the best part falls short, the whole must.
  const double reached = adds_up ? sum : at_least ? hardest : easiest;
  if (at_least ? reached >= *whole.value : reached <= *whole.value) return;
  here.found({&target, indicator}, {{"indicator", name_of(*indicator)}, {"period", *whole.period}, {"parts", static_cast<std::int64_t>(covered.size())},
                                    {"reached", quality::amount_of(measured, reached)}, {"whole", quality::amount_of(measured, *whole.value)},
                                    {"adds_up", std::int64_t{adds_up}}});
}

}  // namespace outturn::chain
