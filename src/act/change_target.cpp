#include "act/change_target.h"

#include <algorithm>

#include "act/rules.h"
#include "record/measure.h"

namespace outturn::act {
namespace {

/// The old target's fields with the changes over them, the link back and the reason.
Fields fields_of_new(const record::Kind& kind, const workspace::Record& old, const Fields& changed, const std::string& reason) {
  Fields all;
  for (const auto& field : kind.fields) {
    const auto given = std::find_if(changed.begin(), changed.end(), [&](const auto& c) { return c.first == field.name; });
    all.emplace_back(field.name, given != changed.end() ? given->second : field.read(old.body.get()));
  }
  for (const auto& [name, value] : changed) {
    if (!kind.field(name)) all.emplace_back(name, value);  // refused as unknown
  }
  const auto set = [&](const char* name, record::Value value) {
    std::find_if(all.begin(), all.end(), [&](const auto& f) { return f.first == name; })->second = std::move(value);
  };
  set("replaces", record::Reference{old.id});
  set("reason", reason);
  if (std::none_of(changed.begin(), changed.end(), [](const auto& c) { return c.first == "in_force_from"; })) set("in_force_from", {});
  return all;
}

bool promises_the_same(const record::Target& a, const record::Target& b) {
  return a.kind == b.kind && a.form == b.form && a.value == b.value && a.upper == b.upper && a.period == b.period &&
         a.base_period == b.base_period && a.base_value == b.base_value;
}

}  // namespace

base::Checked<workspace::Receipt> change_target(workspace::Register& store, const access::Reader& reader, std::string_view old_id,
                                                std::optional<std::int64_t> version, std::string new_id, const Fields& changed,
                                                const std::string& reason) {
  const auto& kind = record::kind_of<record::Target>();
  const auto now = store.now();
  const auto organisation = organisation_for(reader, access::Act::change, kind, now->find(kind, old_id), *now);
  return store.commit(reader.author(organisation), [&](const workspace::Workspace& latest) -> base::Checked<std::vector<workspace::Draft>> {
    const auto who = reader.renewed(latest);
    auto [old, issues] = found_for_writing(who, kind, old_id, version, false, latest);
    if (!issues.empty()) return base::refuse(std::move(issues));
    if (const auto decision = access::decide(who, access::Act::change, kind, old, latest); !decision) return base::refuse({decision.why});
    check_reason(reason, issues);
    auto fields = fields_of_new(kind, *old, changed, reason);
    const auto body = body_of(kind, nullptr, std::move(fields));
    if (!body) {
      for (const auto& issue : body.error()) {  // an empty reason is told once, as what it is
        if (issue.code != "record.change_needs_reason") issues.push_back(issue);
      }
      return base::refuse(std::move(issues));
    }
    const auto& before = old->as<record::Target>();
    const auto& after = *static_cast<const record::Target*>(body->get());
    if (!after.in_force_from) {
      issues.push_back({"in_force_from", "act.in_force_needed", {}});
    } else if (before.in_force_from && *after.in_force_from < *before.in_force_from) {
      issues.push_back({"in_force_from", "act.in_force_before", {{"old", *before.in_force_from}, {"new", *after.in_force_from}}});
    }
    if (promises_the_same(before, after)) issues.push_back({"", "act.target_same", {}});

    const auto id = new_id.empty() ? free_id(latest, kind, old->id) : new_id;
    if (latest.find(kind, id)) issues.push_back({"id", "act.id_taken", {{"id", id}, {"free", free_id(latest, kind, id)}}});
    workspace::Draft draft{.kind = &kind, .id = id, .body = *body, .act = "add", .reason = reason};
    return allowed_alone(who, access::Act::add, nullptr, std::move(draft), latest, std::move(issues));
  });
}

}  // namespace outturn::act
