#include "act/retire_record.h"

#include "act/measure_gain.h"
#include "act/rules.h"
#include "record/keeping.h"
#include "record/organisation.h"

namespace outturn::act {
namespace {

/// Every record in force that names this one, ten at most.
void check_nobody_refers(const workspace::Record& record, const workspace::Workspace& latest, base::Issues& issues) {
  std::size_t told = 0;
  for (const auto& kind : record::kinds()) {
    for (const auto* other : latest.referring(record, kind)) {
      if (other == &record) continue;
      if (++told > 10) return;
      issues.push_back({"", "act.still_referred", {{"kind", kind.code}, {"id", other->id}, {"title", other->title("en")}}});
    }
  }
}

void check_may_go(const workspace::Record& record, const access::Reader& reader, const workspace::Workspace& latest, base::Issues& issues) {
  if (record.kind == &record::kind_of<record::Installation>()) issues.push_back({"", "act.installation_stays", {}});
  if (record.kind == &record::kind_of<record::Person>() || record.kind == &record::kind_of<record::Appointment>()) {
    check_an_administrator_remains(record, reader.day(), latest, issues);
  }
  check_nobody_refers(record, latest, issues);
}

}  // namespace

base::Checked<workspace::Receipt> retire_record(workspace::Register& store, const access::Reader& reader, const record::Kind& kind,
                                                std::string_view id, std::optional<std::int64_t> version, const std::string& reason) {
  const auto now = store.now();
  const auto organisation = organisation_for(reader, access::Act::retire, kind, now->find(kind, id), *now);
  return store.commit(reader.author(organisation), [&](const workspace::Workspace& latest) -> base::Checked<std::vector<workspace::Draft>> {
    const auto who = reader.renewed(latest);
    auto [record, issues] = found_for_writing(who, kind, id, version, false, latest);
    if (!issues.empty()) return base::refuse(std::move(issues));
    if (&kind == &record::kind_of<record::Batch>()) return base::refuse("", "act.batch_by_import");
    if (const auto decision = access::decide(who, access::Act::retire, kind, record, latest); !decision) {
      return base::refuse({decision.why});
    }
    check_reason(reason, issues);
    check_may_go(*record, who, latest, issues);
    check_gain(who, record, {.kind = &kind, .id = record->id, .body = record->body, .retired = true}, latest, issues);
    if (!issues.empty()) return base::refuse(std::move(issues));
    return std::vector{workspace::Draft{.kind = &kind, .id = record->id, .body = record->body, .retired = true, .act = "retire", .reason = reason}};
  });
}

base::Checked<workspace::Receipt> restore_record(workspace::Register& store, const access::Reader& reader, const record::Kind& kind,
                                                 std::string_view id, std::optional<std::int64_t> version, const std::string& reason) {
  const auto now = store.now();
  const auto organisation = organisation_for(reader, access::Act::restore, kind, now->find(kind, id), *now);
  return store.commit(reader.author(organisation), [&](const workspace::Workspace& latest) -> base::Checked<std::vector<workspace::Draft>> {
    const auto who = reader.renewed(latest);
    auto [record, issues] = found_for_writing(who, kind, id, version, true, latest);
    if (!issues.empty()) return base::refuse(std::move(issues));
    if (const auto decision = access::decide(who, access::Act::restore, kind, record, latest); !decision) {
      return base::refuse({decision.why});
    }
    workspace::Draft draft{.kind = &kind, .id = record->id, .body = record->body, .act = "restore", .reason = reason};
    Proposal proposal(latest);
    proposal.put(draft);
    issues = proposal.faults(draft);
    if (!issues.empty()) return base::refuse(std::move(issues));
    return std::vector{std::move(draft)};
  });
}

}  // namespace outturn::act
