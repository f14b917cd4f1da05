#include "workspace/ledger.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"
#include "workspace/stand_in.h"

namespace outturn::workspace {
namespace {

constexpr std::string_view redacted_key = "redacted";

bool is_redacted(const base::Json& json) {
  return json.object() && json.object()->size() == 1 && json.object()->front().first == redacted_key;
}

/// Whether what an entry made of the field was taken out (and not only what it had been before).
bool is_taken_out_after(const std::string& payload_json, const std::string& field) {
  const auto json = base::Json::parse(payload_json);
  const auto* after = json ? json->find("after") : nullptr;
  const auto* content = after ? after->find(field) : nullptr;
  return content && is_redacted(*content);
}

void append_part(std::string& text, std::string_view name, std::string_view value) {
  text += fmt::format("{} {}:{}\n", name, value.size(), value);
}

}  // namespace

base::Digest payload_digest(const Payload& payload) {
  base::Sha256 hash;
  hash.add(payload.salt);
  hash.add("\n");
  hash.add(payload.json);
  return hash.digest();
}

base::Digest entry_hash(const Entry& entry) {
  std::string text = "outturn ledger 1\n";
  append_part(text, "sequence", fmt::to_string(entry.sequence));
  append_part(text, "at", entry.at.rfc3339());
  append_part(text, "person", entry.person);
  append_part(text, "organisation", entry.organisation);
  append_part(text, "act", entry.act);
  append_part(text, "kind", entry.kind);
  append_part(text, "id", entry.id);
  append_part(text, "payload", entry.payload_digest.hex());
  append_part(text, "previous", entry.previous.hex());
  return base::sha256(text);
}

std::string payload_json(const record::Kind& kind, const record::Body& before, const record::Body& after, bool retired_before,
                         bool retired_after, const std::string& reason) {
  base::JsonWriter out;
  out.begin_object();
  const auto write_side = [&](const char* name, const record::Body& side, const record::Body& other) {
    out.key(name).begin_object();
    for (const auto& field : kind.fields) {
      const auto value = side ? field.read(side.get()) : record::Value{};
      const auto against = other ? field.read(other.get()) : record::Value{};
      if (value == against) continue;
      out.key(field.name);
      record::write_json(out, value);
    }
    out.end_object();
  };
  if (before) write_side("before", before, after);
  write_side("after", after, before);
  if (retired_before != retired_after) out.key("retired").boolean(retired_after);
  if (!reason.empty()) out.member("reason", reason);
  out.end_object();
  return std::move(out).str();
}

base::Checked<Story> story_of(const record::Kind& kind, const std::string& payload_json) {
  const auto json = base::Json::parse(payload_json);
  if (!json) return base::refuse(json.error());
  Story story;
  const auto* before = json->find("before");
  const auto* after = json->find("after");
  for (const auto& field : kind.fields) {
    const auto* old_json = before ? before->find(field.name) : nullptr;
    const auto* new_json = after ? after->find(field.name) : nullptr;
    if (!old_json && !new_json) continue;
    FieldChange change{.field = field.name};
    for (const auto& [from, to] : {std::pair{old_json, &change.before}, std::pair{new_json, &change.after}}) {
      if (!from) continue;
      if (is_redacted(*from)) {
        change.redacted = true;
        continue;
      }
      auto value = record::Kind::from_json(field, *from);
      const auto* choice = value ? std::get_if<std::string>(&*value) : nullptr;
      const bool is_unknown = field.type == record::FieldType::choice && choice &&
                              std::find(field.choices.begin(), field.choices.end(), *choice) == field.choices.end();
      if (!value || is_unknown) return base::refuse(field.name, "ledger.payload", {{"kind", kind.code}});
      *to = std::move(*value);
    }
    story.changes.push_back(std::move(change));
  }
  if (const auto* retired = json->find("retired")) story.retired = retired->boolean();
  if (const auto* reason = json->find("reason")) {
    story.reason_redacted = is_redacted(*reason);
    if (reason->text()) story.reason = *reason->text();
  }
  return story;
}

base::Checked<std::pair<record::Body, bool>> replayed(const record::Kind& kind, const record::Body& before, bool retired_before,
                                                      const std::string& payload_json) {
  const auto story = story_of(kind, payload_json);
  if (!story) return base::refuse(story.error());
  // Not Kind::with: what was once accepted stays readable though the rules have become stricter since.
  const auto record = before ? kind.copy(before.get()) : kind.make();
  for (const auto& change : story->changes) {
    const auto* field = kind.field(change.field);
    const bool taken_out = change.redacted && is_taken_out_after(payload_json, change.field);
    field->write(record.get(), taken_out ? stand_in(kind, *field) : change.after);
  }
  return std::pair{record::Body{record}, story->retired.value_or(retired_before)};
}

}  // namespace outturn::workspace
