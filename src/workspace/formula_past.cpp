#include "workspace/formula_past.h"

#include "workspace/ledger.h"

namespace outturn::workspace {

std::vector<FormulaInForce> formulas_of(Register& keeper, const Workspace& space, const Record& indicator, std::int64_t from_entry) {
  std::vector<FormulaInForce> all;
  for (const auto& told : keeper.history(*indicator.kind, indicator.id)) {
    if (told.entry.sequence > space.position() || told.entry.sequence < from_entry) continue;
    const auto story = story_of(*indicator.kind, told.payload.json);
    if (!story) continue;
    for (const auto& change : story->changes) {
      if (change.field != "formula") continue;
      const auto* text = std::get_if<std::string>(&change.after);
      const auto from = base::civil_day(told.entry.at);
      if (!all.empty()) all.back().until = from;
      all.push_back({.from = from, .until = {}, .formula = text ? *text : std::string{}, .redacted = change.redacted,
                     .reason = !story->reason_redacted && told.entry.act == "change" ? story->reason : std::string{}});
    }
  }
  return all;
}

}  // namespace outturn::workspace
