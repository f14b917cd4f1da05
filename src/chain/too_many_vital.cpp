#include <algorithm>

#include "chain/rules.h"
#include "chain/vital.h"

namespace outturn::chain {

std::vector<const Record*> vital(const workspace::View& view, const Record* organisation) {
  const auto& space = view.workspace();
  std::vector<const Record*> all;
  const auto note = [&](const Record& record) {
    const auto& priority = record.as<Priority>();
    const auto* outcome = space.find<Outcome>(priority.outcome.id);
    if (priority.level == record::PriorityLevel::vital && record::stands(priority, view.day()) && outcome && !outcome->retired) all.push_back(&record);
  };
  if (organisation) {
    for (const auto* record : referring<Priority>(space, *organisation, "organisation")) note(*record);
  } else {
    space.each<Priority>([&](const Record& record, const Priority& priority) {
      if (priority.organisation.empty()) note(record);
    });
  }
  std::stable_sort(all.begin(), all.end(), [](const Record* a, const Record* b) { return b->as<Priority>().decided < a->as<Priority>().decided; });
  return all;
}

void found_too_many(Examination& here, std::vector<const Record*> all, const Record* organisation) {
  if (all.size() <= record::vital_few) return;
  const auto& newest = here.workspace().find<Outcome>(all.front()->as<Priority>().outcome.id);
  std::vector<language::NamedValue> values{{"count", static_cast<std::int64_t>(all.size())}, {"limit", static_cast<std::int64_t>(record::vital_few)}, {"newest", name_of(*newest)}};
  if (organisation) values.push_back({"organisation", name_of(*organisation)});
  here.found(std::move(all), std::move(values), organisation);
}

void too_many_vital(Examination& here, const Record& organisation) { found_too_many(here, vital(here.view(), &organisation), &organisation); }

}  // namespace outturn::chain
