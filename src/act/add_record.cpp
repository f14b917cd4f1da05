#include "act/add_record.h"

#include "act/authorship.h"
#include "act/rules.h"
#include "base/text.h"
#include "record/keeping.h"

namespace outturn::act {

base::Checked<workspace::Receipt> add_record(workspace::Register& store, const access::Reader& reader, const record::Kind& kind,
                                             std::string id, const Fields& fields, const std::string& reason) {
  if (&kind == &record::kind_of<record::Batch>()) return base::refuse("", "act.batch_by_import");
  base::Issues form;
  const bool makes_id = id.empty();
  if (!makes_id && !base::is_permanent_id(id)) form.push_back({"id", "act.id_form", {{"written", id}}});
  const auto in_own_name = signed_by(reader, kind, nullptr, fields);
  const auto body = body_of(kind, nullptr, in_own_name ? *in_own_name : fields);
  const auto now = store.now();
  const auto decision = body ? access::decide_proposed(reader, access::Act::add, kind, id, *body, *now)
                             : access::decide(reader, access::Act::add, kind, nullptr, *now);
  if (!decision) return base::refuse({decision.why});
  if (!in_own_name) form.insert(form.end(), in_own_name.error().begin(), in_own_name.error().end());
  if (!body) form.insert(form.end(), body.error().begin(), body.error().end());
  if (!form.empty()) return base::refuse(std::move(form));

  return store.commit(reader.author(decision.organisation),
                      [&](const workspace::Workspace& latest) -> base::Checked<std::vector<workspace::Draft>> {
                        const auto who = reader.renewed(latest);
                        workspace::Draft draft{.kind = &kind, .id = makes_id ? free_id(latest, kind, kind.title(*body, "en")) : id,
                                               .body = *body, .act = "add", .reason = reason};
                        base::Issues issues;
                        if (latest.find(kind, draft.id)) {
                          issues.push_back({"id", "act.id_taken", {{"id", draft.id}, {"free", free_id(latest, kind, draft.id)}}});
                        }
                        return allowed_alone(who, access::Act::add, nullptr, std::move(draft), latest, std::move(issues));
                      });
}

}  // namespace outturn::act
