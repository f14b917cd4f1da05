#include "store/scribe.h"

#include <algorithm>

#include "record/keeping.h"

namespace outturn::store {
namespace {

/// The batch with its row count and hash, which only the rows themselves can say.
record::Body batch_with_hash(const workspace::Draft& draft) {
  auto batch = *static_cast<const record::Batch*>(draft.body.get());
  if (!batch.rows) batch.rows = static_cast<std::int64_t>(draft.rows->rows.size());
  if (batch.rows_sha256.empty()) batch.rows_sha256 = draft.rows->digest().hex();
  return std::make_shared<const record::Batch>(std::move(batch));
}

std::string act_of(const workspace::Draft& draft, const workspace::Record* before) {
  if (!draft.act.empty()) return draft.act;
  if (!before) return draft.rows ? "import" : "add";
  if (before->retired != draft.retired) return draft.retired ? "retire" : "restore";
  return "change";
}

/// Whether an act is worth an entry though the record stays as it was: what it changed lies outside the ledger.
bool is_news_by_itself(std::string_view act) { return act == "set_password"; }

}  // namespace

bool same_content(const record::Kind& kind, const record::Body& a, const record::Body& b) {
  if (a == b) return true;
  if (!a || !b) return false;
  return std::all_of(kind.fields.begin(), kind.fields.end(),
                     [&](const record::Field& field) { return field.read(a.get()) == field.read(b.get()); });
}

workspace::Told next_entry(Head& head, base::Instant now, const workspace::Author& author, std::string act, const record::Kind& kind,
                           std::string id, std::string payload_json) {
  workspace::Told told;
  told.payload = {.json = std::move(payload_json), .salt = base::random_hex(16)};
  told.entry = {.sequence = head.sequence + 1,
                .at = std::max(now, base::Instant{head.at.microseconds + 1}),
                .person = author.person,
                .organisation = author.organisation,
                .act = std::move(act),
                .kind = kind.code,
                .id = std::move(id),
                .payload_digest = workspace::payload_digest(told.payload),
                .previous = head.hash};
  told.entry.hash = workspace::entry_hash(told.entry);
  head = {.sequence = told.entry.sequence, .at = told.entry.at, .hash = told.entry.hash};
  return told;
}

std::vector<Written> write_drafts(workspace::Workspace& state, Head& head, const workspace::Author& author, base::Instant now,
                                  std::vector<workspace::Draft> drafts) {
  std::vector<Written> all;
  for (auto& draft : drafts) {
    base::ensure(draft.kind && draft.body && !draft.id.empty(), "a draft names its kind and record and carries the content");
    const auto* before = state.find(*draft.kind, draft.id);
    if (draft.rows) {
      base::ensure(draft.kind == &record::kind_of<record::Batch>() && !before, "rows come with a new batch");
      draft.body = batch_with_hash(draft);
    }
    const auto body_before = before ? before->body : record::Body{};
    const bool retired_before = before && before->retired;
    const bool as_before = before && retired_before == draft.retired && same_content(*draft.kind, body_before, draft.body);
    if (as_before && !is_news_by_itself(draft.act)) continue;
    auto act = act_of(draft, before);
    auto told = next_entry(head, now, author, std::move(act), *draft.kind, draft.id,
                           workspace::payload_json(*draft.kind, body_before, draft.body, retired_before, draft.retired, draft.reason));
    workspace::Change change{.sequence = told.entry.sequence,
                             .at = told.entry.at,
                             .kind = draft.kind,
                             .id = draft.id,
                             .body = draft.body,
                             .retired = draft.retired,
                             .rows = draft.rows};
    state.apply(change);
    all.push_back({.entry = std::move(told.entry), .payload = std::move(told.payload), .change = std::move(change)});
  }
  return all;
}

}  // namespace outturn::store
