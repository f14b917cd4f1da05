#include "web/records/record_conflict.h"

#include <algorithm>
#include <charconv>

#include <fmt/core.h>

#include "web/records/record_form.h"
#include "web/records/record_pages.h"
#include "web/records/record_shown.h"

namespace outturn::web {
namespace {

constexpr std::string_view keep_prefix = "keep.";

/// The record as it stood at a version, by replaying its entries; nullptr where that is not possible any more.
record::Body body_at(const Visit& visit, const workspace::Record& record, std::int64_t version) {
  record::Body body;
  bool retired = false;
  for (const auto& told : visit.site.keeper.history(*record.kind, record.id)) {
    if (told.entry.sequence > version) break;
    const auto next = workspace::replayed(*record.kind, body, retired, told.payload.json);
    if (!next) return nullptr;
    body = next->first;
    retired = next->second;
  }
  return body;
}

std::string whose(const Visit& visit, const workspace::Record& record) {
  const auto entries = visit.site.keeper.entries(record.version - 1, 1);
  const auto who = entries.empty() ? visit.say("history.someone") : person_of(visit, entries.front().entry.person);
  return visit.say("conflict.theirs", {{"person", who}, {"moment", moment(visit, record.changed_at)}});
}

std::string in_all_languages(const Visit& visit, const record::Kind& kind, const record::Field& field, const record::Value& value) {
  const auto* localised = std::get_if<record::Localised>(&value);
  if (!localised) return plain_value(visit, kind, field, value);
  std::string out;
  for (const auto& [language, text] : localised->texts) out += (out.empty() ? "" : " — ") + text;
  return out;
}

}  // namespace

std::vector<const record::Field*> fields_left_to_others(const record::Kind& kind, const Values& typed) {
  std::vector<const record::Field*> fields;
  for (const auto& [name, value] : typed) {
    if (value != "theirs" || !name.starts_with(keep_prefix)) continue;
    if (const auto* field = kind.field(std::string_view(name).substr(keep_prefix.size()))) fields.push_back(field);
  }
  return fields;
}

Response conflict_page(const Visit& visit, const workspace::Record& record, const base::Issues& issues) {
  const auto& kind = *record.kind;
  const auto& typed = visit.request.form;
  auto layout = frame(visit, visit.say("conflict.title"), "/records");
  place_among_records(visit, layout, kind, &record);
  layout.lead = visit.say("conflict.lead");
  show_problems(visit, layout, issues);

  Conflict conflict{.action = record_address(record, "/change"), .csrf_token = visit.csrf, .hidden = {}, .who = whose(visit, record), .choices = {},
                    .cancel = {visit.say("records.cancel"), record_address(record)}};
  for (const auto& [name, value] : typed) {
    if (name == "csrf_token" || name == version_input || name.starts_with(keep_prefix)) continue;
    conflict.hidden.emplace_back(name, value);
  }
  conflict.hidden.emplace_back(version_input, std::to_string(record.version));

  std::int64_t seen = 0;
  const auto written = typed.get(version_input);
  std::from_chars(written.data(), written.data() + written.size(), seen);
  const auto before = seen > 0 ? body_at(visit, record, seen) : nullptr;
  base::Issues unread;
  const auto asked = editable_fields(visit, kind, &record);
  const auto mine = typed_fields(visit, kind, asked, record.body, typed, unread);
  for (const auto& [name, value] : mine) {
    const auto& field = *kind.field(name);
    const auto theirs = field.read(record.body.get());
    if (theirs == value || (field.type == record::FieldType::boolean && !record::is_given(value))) continue;
    Conflict::Choice choice{.name = std::string(keep_prefix) + name, .label = label_of(visit, kind, field),
                            .theirs = in_all_languages(visit, kind, field, theirs), .mine = in_all_languages(visit, kind, field, value)};
    if (before) {
      const auto both_saw = field.read(before.get());
      choice.takes_theirs = value == both_saw;
      choice.takes_mine = theirs == both_saw;
    }
    if (!choice.takes_theirs && !choice.takes_mine) choice.takes_mine = true;  // what was typed is not lost by pressing on
    conflict.choices.push_back(std::move(choice));
  }
  layout.content += html::rendered(conflict, visit.words);
  return framed(visit, layout, 409);
}

}  // namespace outturn::web
