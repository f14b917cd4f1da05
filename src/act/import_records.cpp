#include "act/import_records.h"

#include <algorithm>
#include <set>

#include "act/authorship.h"
#include "act/rules.h"
#include "base/text.h"
#include "record/keeping.h"

namespace outturn::act {
namespace {

/// One record of the list while it becomes a draft.
struct Item {
  std::size_t position{};
  const Wanted* wanted{};
};

class Many {
 public:
  Many(const access::Reader& reader, const workspace::Workspace& latest, const std::string& reason)
      : reader_(reader), latest_(latest), proposal_(latest), reason_(reason) {}

  void take(const Item& item) {
    const auto& wanted = *item.wanted;
    const auto& kind = *wanted.kind;
    if (&kind == &record::kind_of<record::Batch>()) return note(item, {{"", "act.batch_by_import", {}}});
    if (!base::is_permanent_id(wanted.id)) return note(item, {{"id", "act.id_form", {{"written", wanted.id}}}});
    if (!seen_.emplace(&kind, wanted.id).second) return note(item, {{"id", "act.twice", {{"id", wanted.id}}}});
    const auto* before = latest_.find(kind, wanted.id);
    const auto in_own_name = signed_by(reader_, kind, before ? before->body : nullptr, wanted.fields);
    if (!in_own_name) return note(item, in_own_name.error());
    auto body = body_of(kind, before ? before->body : nullptr, *in_own_name);
    if (!body) return note(item, body.error());
    const bool changes = !before || !same(kind, before->body, *body);
    if (before && !changes) return;
    if (before && before->retired) return note(item, {{"", "act.is_retired", {{"kind", kind.code}, {"id", wanted.id}}}});
    workspace::Draft draft{.kind = &kind, .id = wanted.id, .body = *body, .act = before ? "change" : "add", .reason = reason_};
    note(item, permission_faults(reader_, before ? access::Act::change : access::Act::add, before, draft, latest_));
    if (before) {
      base::Issues hidden;
      for (const auto& [name, value] : wanted.fields) {
        const auto* field = kind.field(name);
        if (field && !access::may_see(reader_, *field, *before, latest_)) hidden.push_back({name, "act.field_not_yours", {}});
      }
      note(item, hidden);
    }
    proposal_.put(std::move(draft));
    taken_.push_back(item);
  }

  /// Between the records, once all are there.
  base::Checked<std::vector<workspace::Draft>> drafts() {
    for (std::size_t d = 0; d < taken_.size(); ++d) note(taken_[d], proposal_.faults(proposal_.drafts()[d]));
    if (!issues_.empty()) return base::refuse(std::move(issues_));
    return proposal_.drafts();
  }

 private:
  void note(const Item& item, base::Issues found) {
    for (auto& issue : found) {
      issue.values.push_back({"item", static_cast<std::int64_t>(item.position)});
      issue.values.push_back({"record", item.wanted->kind->code + " " + item.wanted->id});
      issues_.push_back(std::move(issue));
    }
  }
  static bool same(const record::Kind& kind, const record::Body& a, const record::Body& b) {
    return std::all_of(kind.fields.begin(), kind.fields.end(), [&](const auto& field) { return field.read(a.get()) == field.read(b.get()); });
  }

  const access::Reader& reader_;
  const workspace::Workspace& latest_;
  Proposal proposal_;
  const std::string& reason_;
  std::vector<Item> taken_;  ///< beside the proposal's drafts
  std::set<std::pair<const record::Kind*, std::string>> seen_;
  base::Issues issues_;
};

}  // namespace

base::Checked<workspace::Receipt> import_records(workspace::Register& store, const access::Reader& reader,
                                                 const std::vector<Wanted>& records, const std::string& reason) {
  if (!reader.is_signed_in()) return base::refuse("", "access.sign_in");
  std::vector<Item> items;
  for (std::size_t i = 0; i < records.size(); ++i) items.push_back({i, &records[i]});
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.wanted->kind < b.wanted->kind; });
  std::string organisation = reader.standings().empty() ? "" : reader.standings().front().organisation;
  return store.commit(reader.author(organisation), [&](const workspace::Workspace& latest) -> base::Checked<std::vector<workspace::Draft>> {
    const auto who = reader.renewed(latest);
    Many many(who, latest, reason);
    for (const auto& item : items) many.take(item);
    return many.drafts();
  });
}

}  // namespace outturn::act
