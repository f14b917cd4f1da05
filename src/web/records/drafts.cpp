#include "web/records/drafts.h"

#include "record/graph.h"

namespace outturn::web {

std::int64_t published_by(const Visit& visit, const workspace::Record& record) {
  if (!record::knows_drafts(*record.kind)) return 0;
  if (access::decide_in(access::State::draft, visit.reader, access::Act::read_history, record, visit.workspace())) return 0;
  std::int64_t published = 0;
  for (const auto& told : visit.site.keeper.history(*record.kind, record.id)) {
    const auto story = workspace::story_of(*record.kind, told.payload.json);
    if (!story) continue;
    for (const auto& change : story->changes) {
      const auto* was = std::get_if<bool>(&change.before);
      if (change.field == "draft" && was && *was) published = told.entry.sequence;
    }
  }
  return published;
}

}  // namespace outturn::web
