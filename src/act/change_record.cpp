#include "act/change_record.h"

#include "act/authorship.h"
#include "act/rules.h"
#include "record/keeping.h"

namespace outturn::act {

base::Checked<workspace::Receipt> change_record(workspace::Register& store, const access::Reader& reader, const record::Kind& kind,
                                                std::string_view id, std::optional<std::int64_t> version, const Fields& fields,
                                                const std::string& reason) {
  const auto now = store.now();
  const auto organisation = organisation_for(reader, access::Act::change, kind, now->find(kind, id), *now);
  return store.commit(reader.author(organisation), [&](const workspace::Workspace& latest) -> base::Checked<std::vector<workspace::Draft>> {
    const auto who = reader.renewed(latest);
    auto [record, issues] = found_for_writing(who, kind, id, version, false, latest);
    if (!issues.empty()) return base::refuse(std::move(issues));
    if (&kind == &record::kind_of<record::Batch>()) return base::refuse("", "act.batch_by_import");
    if (const auto decision = access::decide(who, access::Act::change, kind, record, latest); !decision) {
      return base::refuse({decision.why});
    }
    for (const auto& [name, value] : fields) {
      const auto* field = kind.field(name);
      if (field && !access::may_see(who, *field, *record, latest)) issues.push_back({name, "act.field_not_yours", {}});
    }
    const auto in_own_name = signed_by(who, kind, record->body, fields);
    if (!in_own_name) issues.insert(issues.end(), in_own_name.error().begin(), in_own_name.error().end());
    auto body = body_of(kind, record->body, in_own_name ? *in_own_name : fields);
    if (!body) issues.insert(issues.end(), body.error().begin(), body.error().end());
    if (!issues.empty()) return base::refuse(std::move(issues));

    workspace::Draft draft{.kind = &kind, .id = record->id, .body = *body, .act = "change", .reason = reason};
    return allowed_alone(who, access::Act::change, record, std::move(draft), latest);
  });
}

}  // namespace outturn::act
