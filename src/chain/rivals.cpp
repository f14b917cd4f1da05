#include "chain/rivals.h"

#include <algorithm>

#include "record/agreement.h"

namespace outturn::chain {
namespace {

void note(std::vector<const Record*>& all, const Record* record) {
  if (record && !record->retired && std::find(all.begin(), all.end(), record) == all.end()) all.push_back(record);
}

void note_indicators(std::vector<const Record*>& all, const workspace::Workspace& space, const record::Clause& clause) {
  for (const auto& reference : clause.targets) {
    if (const auto* target = space.find<Target>(reference.id)) note(all, space.find<Indicator>(target->as<Target>().indicator.id));
  }
}

}  // namespace

std::vector<Promise> promises_about(const workspace::Workspace& space, const Record& indicator) {
  std::vector<Promise> all;
  for (const auto* target : space.referring<Target>(indicator)) {
    for (const auto* clause : space.referring<record::Clause>(*target)) {
      const auto* agreement = space.find<record::Agreement>(clause->as<record::Clause>().agreement.id);
      if (agreement && !agreement->retired && !agreement->as<record::Agreement>().closed) all.push_back({agreement, clause, target});
    }
  }
  return all;
}

std::vector<const Record*> indicators_of(const workspace::Workspace& space, const Record& agreement) {
  std::vector<const Record*> all;
  for (const auto* clause : space.referring<record::Clause>(agreement, "agreement")) note_indicators(all, space, clause->as<record::Clause>());
  return all;
}

std::vector<const Record*> rivals(const workspace::Workspace& space, const Record& record) {
  std::vector<const Record*> indicators;
  std::vector<const Record*> all;
  if (record.kind == &record::kind_of<record::Agreement>()) indicators = indicators_of(space, record);
  if (record.kind == &record::kind_of<record::Clause>()) {
    note_indicators(indicators, space, record.as<record::Clause>());
    note(all, space.find<record::Agreement>(record.as<record::Clause>().agreement.id));
  }
  if (record.kind == &record::kind_of<Target>()) {
    note(indicators, space.find<Indicator>(record.as<Target>().indicator.id));
    if (const auto* now = space.find<Target>(record.id)) {  // retired, too: who spoke of it
      for (const auto* clause : space.referring<record::Clause>(*now)) note(all, space.find<record::Agreement>(clause->as<record::Clause>().agreement.id));
    }
  }
  if (record.kind == &record::kind_of<Indicator>()) note(indicators, &record);
  for (const auto* indicator : indicators) {
    for (const auto& promise : promises_about(space, *indicator)) note(all, promise.agreement);
  }
  return all;
}

}  // namespace outturn::chain
