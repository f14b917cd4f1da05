#include "chain/rules.h"

#include <algorithm>
#include <vector>

#include "quality/amount.h"

namespace outturn::chain {
namespace {

/// Whether a place in the whole has no target though it belongs beside the parts: places of their level, and where any
/// of them is measured only those that are. A region that gathers parts, or a place nobody counts, is none of them.
bool any_left_out(Examination& here, const Record& indicator, const Record& whole, const std::vector<const Record*>& parts) {
  const auto is_measured = [&](const Record& place) { return here.view().series(indicator, place) != nullptr; };
  const bool some_measured = std::any_of(parts.begin(), parts.end(), [&](const Record* part) { return is_measured(*part); });
  const auto level = parts.front()->as<record::Place>().level;
  const auto within = here.workspace().referring<record::Place>(whole, "parent");
  return std::any_of(within.begin(), within.end(), [&](const Record* place) {
    return place->as<record::Place>().level == level && std::find(parts.begin(), parts.end(), place) == parts.end() && (!some_measured || is_measured(*place));
  });
}

}  // namespace

void parts_fall_short(Examination& here, const Record& target) {
  const auto& whole = target.as<Target>();
  const auto* indicator = here.workspace().find<Indicator>(whole.indicator.id);
  const auto* place = workspace::place_of(here.view(), whole);
  const bool sets_limit = whole.form == record::TargetForm::at_most || whole.form == record::TargetForm::at_least;
  if (!indicator || indicator->retired || !place || !whole.value || !whole.period || !sets_limit || !here.is_in_force(target)) return;
  const auto& measured = indicator->as<Indicator>();
  const bool adds_up = measured.value_kind == record::ValueKind::count || measured.value_kind == record::ValueKind::amount;
  const bool at_least = whole.form == record::TargetForm::at_least;
  std::vector<const Record*> covered;
  double sum = 0;
  double easiest = *whole.value;
  double hardest = *whole.value;
  for (const auto* record : here.targets_in_force(*indicator)) {
    const auto& part = record->as<Target>();
    const auto* where = part.place.empty() ? nullptr : here.workspace().find<record::Place>(part.place.id);
    if (!where || where->as<record::Place>().parent.id != place->id || part.form != whole.form || part.kind != whole.kind || part.group != whole.group ||
        part.period != whole.period || !part.value || std::find(covered.begin(), covered.end(), where) != covered.end()) {
      continue;
    }
    covered.push_back(where);
    if (covered.size() == 1) easiest = hardest = *part.value;
    easiest = std::min(easiest, *part.value);
    hardest = std::max(hardest, *part.value);
    sum += *part.value;
  }
  if (covered.empty() || any_left_out(here, *indicator, *place, covered)) return;  // some part may still do more
  // A rate of the whole lies between those of its parts, so where even the best part falls short, the whole must.
  const double reached = adds_up ? sum : at_least ? hardest : easiest;
  if (at_least ? reached >= *whole.value : reached <= *whole.value) return;
  here.found({&target, indicator}, {{"indicator", name_of(*indicator)}, {"period", *whole.period}, {"parts", static_cast<std::int64_t>(covered.size())},
                                    {"reached", quality::amount_of(measured, reached)}, {"whole", quality::amount_of(measured, *whole.value)},
                                    {"adds_up", std::int64_t{adds_up}}});
}

}  // namespace outturn::chain
