#include "track/lag.h"

#include <algorithm>
#include <map>
#include <set>

#include "record/agreement.h"
#include "record/logic_model.h"
#include "record/outcome.h"
#include "workspace/targets.h"

namespace outturn::track {
namespace {

using record::LogicBox;
using record::LogicLink;
using workspace::Record;
using workspace::View;

struct Arrival {
  std::int64_t months{};
  const Record* before{};
};

/// The quickest route to a box, walked backwards; what goes in a circle adds nothing the second time.
Arrival arrival_at(const View& view, const Record& box) {
  std::map<const Record*, Arrival> best;  // how long from there to the box, and the box next to it on the way
  std::set<std::pair<std::int64_t, const Record*>> open{{0, &box}};
  best[&box] = {};
  while (!open.empty()) {
    const auto [months, here] = *open.begin();
    open.erase(open.begin());
    const auto arrows = view.workspace().referring<LogicLink>(*here, "to");
    bool is_start = true;
    for (const auto* arrow : arrows) {
      const auto& link = arrow->as<LogicLink>();
      const auto* from = view.workspace().find<LogicBox>(link.from.id);
      if (!from || from->retired) continue;
      is_start = false;
      const Arrival by{months + link.lag_months.value_or(0), here == &box ? from : best[here].before};
      const auto known = best.find(from);
      if (known != best.end() && known->second.months <= by.months) continue;
      if (known != best.end()) open.erase({known->second.months, from});
      best[from] = by;
      open.emplace(by.months, from);
    }
    if (is_start) return {months, best[here].before};
  }
  return {};
}

/// The same day so many months later, or the last day of that month.
base::Day months_later(base::Day day, std::int64_t months) {
  const auto date = day.date();
  const auto total = date.year * 12 + (date.month - 1) + static_cast<int>(months);
  for (int d = date.day; d > 0; --d) {
    if (const auto later = base::Day::of(total / 12, total % 12 + 1, d)) return *later;
  }
  return day;
}

struct Beginning {
  base::Day day;
  const Record* agreement{};
};

/// The day on which the partners' text was first published or signed; else the day since which the target holds.
std::optional<Beginning> beginning_of(const View& view, const LogicBox& box, const record::Target& target) {
  std::optional<Beginning> first;
  const auto note = [&](const std::optional<base::Day>& day, const Record* agreement) {
    if (day && *day <= view.day() && (!first || *day < first->day)) first = Beginning{*day, agreement};
  };
  const auto* outcome = view.workspace().find<record::Outcome>(box.outcome.id);
  if (outcome) {
    for (const auto* agreement : view.workspace().referring<record::Agreement>(*outcome, "outcome")) {
      for (const auto* version : view.workspace().referring<record::AgreementVersion>(*agreement, "agreement")) {
        note(version->as<record::AgreementVersion>().published, agreement);
        for (const auto* signature : view.workspace().referring<record::Signature>(*version, "version")) {
          if (!signature->as<record::Signature>().withdrawn) note(signature->as<record::Signature>().given, agreement);
        }
      }
    }
  }
  if (!first) note(target.in_force_from, nullptr);
  return first;
}

}  // namespace

std::optional<ExpectedEffect> expected_effect(const View& view, const Record& indicator, const record::Target& target) {
  std::optional<ExpectedEffect> earliest;
  for (const auto* box : view.workspace().referring<LogicBox>(indicator, "indicators")) {
    const auto arrival = arrival_at(view, *box);
    const auto beginning = beginning_of(view, box->as<LogicBox>(), target);
    if (!beginning) continue;
    const ExpectedEffect effect{.start = beginning->day, .agreement = beginning->agreement, .months = arrival.months,
                                .expected = months_later(beginning->day, arrival.months), .box = box, .before = arrival.before};
    if (!earliest || effect.expected < earliest->expected) earliest = effect;
  }
  if (earliest && earliest->months == 0) return std::nullopt;
  return earliest;
}

}  // namespace outturn::track
