#include "workspace/difference.h"

#include <algorithm>
#include <iterator>

namespace outturn::workspace {

std::vector<RecordChange> record_changes(const Workspace& before, const Workspace& after) {
  std::vector<RecordChange> all;
  for (const auto& kind : record::kinds()) {
    const auto old = before.count(kind);
    for (Slot slot = 0; slot < after.count(kind); ++slot) {
      const auto* now = &after.at(kind, slot);
      const auto* then = slot < old ? &before.at(kind, slot) : nullptr;
      if (now != then) all.push_back({then, now});
    }
  }
  return all;
}

std::set<Slot> moved_indicators(const Workspace& before, const Workspace& after) {
  std::set<Slot> moved;
  std::vector<Slot> switched;  // batches withdrawn in one state and not in the other
  std::set_symmetric_difference(before.withdrawn_batches().begin(), before.withdrawn_batches().end(), after.withdrawn_batches().begin(),
                                after.withdrawn_batches().end(), std::back_inserter(switched));
  for (std::size_t s = 0; s < after.panel().series_count(); ++s) {
    const auto& series = after.panel().series(s);
    const bool touched = s >= before.panel().series_count() || &before.panel().series(s) != &series;
    if (touched || (!switched.empty() && std::any_of(series.rows.begin(), series.rows.end(), [&](const Row& row) {
          return std::binary_search(switched.begin(), switched.end(), row.batch);
        }))) {
      moved.insert(series.key.indicator);
    }
  }
  return moved;
}

}  // namespace outturn::workspace
