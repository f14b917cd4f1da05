#include "act/withdraw_batch.h"

#include <algorithm>
#include <set>

#include "act/rules.h"
#include "record/keeping.h"
#include "record/measure.h"

namespace outturn::act {
namespace {

/// The indicators of which a batch brought figures.
std::set<workspace::Slot> indicators_of(workspace::Slot batch, const workspace::Workspace& latest) {
  std::set<workspace::Slot> all;
  const auto& panel = latest.panel();
  for (std::size_t s = 0; s < panel.series_count(); ++s) {
    const auto& series = panel.series(s);
    if (all.contains(series.key.indicator)) continue;
    if (std::any_of(series.rows.begin(), series.rows.end(), [&](const workspace::Row& row) { return row.batch == batch; })) {
      all.insert(series.key.indicator);
    }
  }
  return all;
}

}  // namespace

base::Checked<workspace::Receipt> withdraw_batch(workspace::Register& store, const access::Reader& reader, std::string_view id,
                                                 const std::string& reason) {
  const auto& kind = record::kind_of<record::Batch>();
  const auto now = store.now();
  const auto organisation = organisation_for(reader, access::Act::withdraw, kind, now->find(kind, id), *now);
  return store.commit(reader.author(organisation), [&](const workspace::Workspace& latest) -> base::Checked<std::vector<workspace::Draft>> {
    const auto who = reader.renewed(latest);
    auto [record, issues] = found_for_writing(who, kind, id, std::nullopt, false, latest);
    if (!issues.empty()) return base::refuse(std::move(issues));
    if (const auto decision = access::decide(who, access::Act::withdraw, kind, record, latest); !decision) {
      return base::refuse({decision.why});
    }
    const auto& indicators = record::kind_of<record::Indicator>();
    for (const auto slot : indicators_of(record->slot, latest)) {
      const auto& indicator = latest.at(indicators, slot);
      auto decision = access::decide_proposed(who, access::Act::withdraw, indicators, indicator.id, indicator.body, latest);
      if (decision) continue;
      issues.push_back(std::move(decision.why));
      break;
    }
    check_reason(reason, issues);
    auto batch = record->as<record::Batch>();
    if (batch.withdrawn) issues.push_back({"", "act.already_withdrawn", {{"id", record->id}}});
    if (!issues.empty()) return base::refuse(std::move(issues));
    const auto body = kind.with(record->body, {{"withdrawn", true}, {"withdrawn_reason", reason}});
    if (!body) return base::refuse(body.error());
    return std::vector{workspace::Draft{.kind = &kind, .id = record->id, .body = *body, .act = "withdraw", .reason = reason}};
  });
}

}  // namespace outturn::act
