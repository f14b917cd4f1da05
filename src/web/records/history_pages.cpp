#include "web/records/history_pages.h"

#include <algorithm>
#include <charconv>

#include <fmt/core.h>

#include "record/keeping.h"
#include "web/records/drafts.h"
#include "web/answers/gap_history.h"
#include "web/serving/parse.h"
#include "web/parts.h"
#include "web/records/record_pages.h"
#include "web/records/record_shown.h"
#include "web/sheet.h"

namespace outturn::web {
namespace {

using access::Act;

constexpr std::int64_t entries_on_a_page = 40;
constexpr std::size_t longest_shown = 3000;

/// One label and text a language of a localised value, so that what changed is compared like with like.
std::vector<std::pair<std::string, std::pair<std::string, std::string>>> by_language(const record::Value& before, const record::Value& after) {
  std::vector<std::pair<std::string, std::pair<std::string, std::string>>> all;
  const auto at = [&](const std::string& language) -> std::pair<std::string, std::string>& {
    for (auto& [known, texts] : all) {
      if (known == language) return texts;
    }
    return all.emplace_back(language, std::pair<std::string, std::string>{}).second;
  };
  if (const auto* old_texts = std::get_if<record::Localised>(&before)) {
    for (const auto& [language, text] : old_texts->texts) at(language).first = text;
  }
  if (const auto* new_texts = std::get_if<record::Localised>(&after)) {
    for (const auto& [language, text] : new_texts->texts) at(language).second = text;
  }
  std::erase_if(all, [](const auto& one) { return one.second.first == one.second.second; });
  return all;
}

void add_change(const Visit& visit, const record::Kind& kind, const workspace::FieldChange& change, HistoryEntry& entry) {
  const auto* field = kind.field(change.field);
  if (!field) return;
  if (field->longest > 100'000) return;  // outlines and reports are on the record's own page
  const auto label = label_of(visit, kind, *field);
  if (change.redacted) {
    entry.changes.push_back({.label = label, .redacted = true});
    return;
  }
  const bool localised = std::holds_alternative<record::Localised>(change.before) || std::holds_alternative<record::Localised>(change.after);
  if (localised) {
    for (const auto& [language, texts] : by_language(change.before, change.after)) {
      const auto key = "records.in_language." + language;
      entry.changes.push_back({.label = visit.say("records.label_in", {{"label", label}, {"language", visit.words.has(key) ? visit.say(key) : language}}),
                               .text = words_difference(shortened(texts.first, longest_shown), shortened(texts.second, longest_shown))});
    }
    return;
  }
  const auto before = shortened(plain_value(visit, kind, *field, change.before), longest_shown);
  const auto after = shortened(plain_value(visit, kind, *field, change.after), longest_shown);
  const bool text = field->type == record::FieldType::text || field->type == record::FieldType::long_text;
  if (text) entry.changes.push_back({.label = label, .text = words_difference(before, after)});
  else entry.changes.push_back({.label = label, .before = before, .after = after});
}

std::string heading_of(const Visit& visit, std::string_view act) {
  const auto key = fmt::format("history.act.{}", act);
  return visit.words.has(key) ? visit.say(key) : std::string(act);
}

}  // namespace

HistoryEntry history_entry(const Visit& visit, const workspace::Told& told) {
  const auto& entry = told.entry;
  const auto organisation = organisation_of(visit, entry.organisation);
  HistoryEntry shown{.heading = heading_of(visit, entry.act),
                     .who = organisation.empty() ? visit.say("history.who", {{"person", person_of(visit, entry.person)}, {"moment", moment(visit, entry.at)}})
                                                 : visit.say("history.who_for", {{"person", person_of(visit, entry.person)}, {"organisation", organisation},
                                                                                 {"moment", moment(visit, entry.at)}}),
                     .hash = entry.hash.hex().substr(0, 12), .number = std::to_string(entry.sequence)};
  const auto* kind = record::kind(entry.kind);
  const auto* record = kind ? visit.workspace().find(*kind, entry.id) : nullptr;
  if (!record) return shown;
  const auto address = record_address(*record);
  const auto day = base::civil_day(entry.at);
  shown.as_entered = {visit.say("history.as_entered", {{"day", day}}), fmt::format("{}?as-entered={}", address, day.iso())};
  if (published_by(visit, *record) == entry.sequence) {
    shown.notes.push_back(visit.say("history.published_draft"));
    return shown;
  }
  const auto story = workspace::story_of(*kind, told.payload.json);
  if (!story) {
    shown.notes.push_back(visit.say(entry.act == "redact" ? "history.redaction_note" : "history.unreadable"));
    return shown;
  }
  const auto visible = access::visible_fields(visit.reader, *record, visit.workspace());
  std::int64_t hidden = 0;
  for (const auto& change : story->changes) {
    const bool may = std::any_of(visible.begin(), visible.end(), [&](const auto* field) { return field->name == change.field; });
    if (may) add_change(visit, *kind, change, shown);
    else ++hidden;
  }
  if (entry.act == "add" || entry.act == "import") {
    for (auto& change : shown.changes) change.plain = !change.redacted;
  }
  if (hidden > 0) shown.notes.push_back(visit.say("history.hidden_fields", {{"count", hidden}}));
  if (story->reason_redacted) shown.notes.push_back(visit.say("history.reason_redacted"));
  else shown.reason = story->reason;
  return shown;
}

Response show_history(const Visit& visit) {
  const auto* record = record_of_path(visit);
  if (!record || !visit.may(Act::read_history, *record->kind, record)) return not_found(visit.request);
  const auto& kind = *record->kind;
  auto layout = frame(visit, visit.say("history.of", {{"title", title_of(visit, *record)}}), "/records");
  place_among_records(visit, layout, kind, record);
  layout.caption = name_of(visit, kind);
  layout.sections_name = visit.say("records.this_record");
  layout.sections = {{.text = visit.say("records.record"), .address = visit.link(record_address(*record))},
                     {.text = visit.say("history.title"), .address = visit.link(visit.request.path)},
                     {.text = visit.say("gaps.history"), .address = visit.link(visit.request.path + "?gaps=1")}};
  const bool of_gaps = visit.request.query.has("gaps");
  layout.sections[of_gaps ? 2 : 1].current = true;
  if (of_gaps) {
    layout.title = visit.say("gaps.history_of", {{"title", title_of(visit, *record)}});
    layout.lead = visit.say("gaps.history_lead");
    layout.content += gap_history(visit, *record);
    return framed(visit, layout);
  }
  auto told = visit.site.keeper.history(kind, record->id);
  const auto published = published_by(visit, *record);
  std::erase_if(told, [&](const auto& one) { return one.entry.sequence > visit.workspace().position() || one.entry.sequence < published; });
  layout.lead = visit.say("history.count", {{"count", static_cast<std::int64_t>(told.size())}});
  std::reverse(told.begin(), told.end());
  const auto page = paged(visit, visit.request.path, told.size(), entries_on_a_page);
  for (auto at = page.first; at < page.last; ++at) layout.content += html::rendered(history_entry(visit, told[at]), visit.words);
  layout.content += html::rendered(page.links, visit.words);
  return framed(visit, layout);
}

Response show_whole_history(const Visit& visit) {
  auto layout = frame(visit, visit.say("history.all_title"), "/records");
  layout.breadcrumbs.push_back({.text = visit.say("nav.records"), .address = visit.link("/records")});
  layout.lead = visit.say("history.all_lead");
  const auto newest = visit.workspace().position();
  std::int64_t last = newest;
  const auto written = visit.request.query.get("before");
  if (std::int64_t before = 0; std::from_chars(written.data(), written.data() + written.size(), before).ec == std::errc{}) {
    last = std::clamp<std::int64_t>(before - 1, 0, newest);
  }
  const auto first = std::max<std::int64_t>(0, last - entries_on_a_page);
  auto told = visit.site.keeper.entries(first, static_cast<std::size_t>(last - first));
  std::reverse(told.begin(), told.end());
  for (const auto& one : told) {
    const auto* kind = record::kind(one.entry.kind);
    const auto* record = kind ? visit.workspace().find(*kind, one.entry.id) : nullptr;
    if (!record || !visit.may(Act::read_history, *kind, record) || one.entry.sequence < published_by(visit, *record)) continue;
    auto entry = history_entry(visit, one);
    entry.record = {visit.say("history.record_named", {{"kind", name_of(visit, *kind)}, {"title", shortened(title_of(visit, *record), 120)}}),
                    visit.link(fmt::format("/history/{}/{}", kind->code, percent_encoded(record->id)))};
    layout.content += html::rendered(entry, visit.words);
  }
  if (newest == 0) layout.content += html::rendered(EmptyState{.title = visit.say("history.nothing")}, visit.words);
  Pagination pages{.summary = visit.say("records.showing", {{"first", newest == 0 ? 0 : newest - last + 1}, {"last", newest - first}, {"count", newest}})};
  if (last < newest) pages.previous_address = visit.link(last + entries_on_a_page >= newest ? "/history" : fmt::format("/history?before={}", last + entries_on_a_page + 1));
  if (first > 0) pages.next_address = visit.link(fmt::format("/history?before={}", first + 1));
  layout.content += html::rendered(pages, visit.words);
  return framed(visit, layout);
}

}  // namespace outturn::web
