#include "web/records/record_pages.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "exchange/record_export.h"
#include "record/keeping.h"
#include "record/measure.h"
#include "record/organisation.h"
#include "web/forms.h"
#include "web/gain/gain_page.h"
#include "web/serving/parse.h"
#include "web/parts.h"
#include "web/records/record_shown.h"
#include "web/sheet.h"

namespace outturn::web {
namespace {

using access::Act;

constexpr std::size_t records_on_a_page = 50;
constexpr std::size_t referring_shown = 20;

struct Counts {
  std::int64_t in_force{};
  std::int64_t retired{};
};

/// How many records of a kind this reader may read.
Counts counts_of(const Visit& visit, const record::Kind& kind) {
  Counts counts;
  for (workspace::Slot slot = 0; slot < visit.workspace().count(kind); ++slot) {
    const auto& record = visit.workspace().at(kind, slot);
    if (visit.may(Act::read, kind, &record)) ++(record.retired ? counts.retired : counts.in_force);
  }
  return counts;
}

std::string list_address(const record::Kind& kind) { return "/records/" + kind.code; }

bool has_words(const Visit& visit, const workspace::Record& record, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return true;
  std::string all = record.id + " " + title_of(visit, record);
  for (const auto* field : access::visible_fields(visit.reader, record, visit.workspace())) {
    if (field->longest > 100'000) continue;  // outlines of places
    const auto value = field->read(record.body.get());
    if (const auto* localised = std::get_if<record::Localised>(&value)) {
      for (const auto& [language, text] : localised->texts) all += " " + text;
    } else {
      all += " " + record::plain_text(value);
    }
  }
  const auto folded = base::folded(all);
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& word) { return folded.find(word) != std::string::npos; });
}

std::vector<std::string> words_of(std::string_view query) {
  std::vector<std::string> all;
  const auto folded = base::folded(query);
  for (const auto part : base::split(folded, ' ')) {
    if (!base::trimmed(part).empty()) all.emplace_back(base::trimmed(part));
  }
  return all;
}

Response records_as_csv(const Visit& visit, const record::Kind& kind) {
  if (!visit.may(Act::export_all, kind)) {
    const auto decision = access::decide(visit.reader, Act::export_all, kind, nullptr, visit.workspace());
    return refusal(visit.request, {.status = visit.reader.is_signed_in() ? 403 : 401, .code = visit.reader.is_signed_in() ? "forbidden" : "sign_in",
                                   .issues = {decision.why}});
  }
  exchange::RecordFilter filter{
      .record = [&](const workspace::Record& record) { return visit.may(Act::export_all, kind, &record); },
      .field = [&](const workspace::Record& record, const record::Field& field) {
        return access::may_see(visit.reader, field, record, visit.workspace());
      }};
  Response response{.content_type = "text/csv; charset=utf-8", .body = exchange::exported_records(visit.workspace(), kind, filter)};
  response.headers.set("Content-Disposition", fmt::format("attachment; filename=\"{}.csv\"", kind.code));
  return response;
}

/// The records of one kind that name this one, the first few as links.
void add_referring(const Visit& visit, const workspace::Record& record, html::Safe& content) {
  SummaryList list;
  for (const auto& kind : record::kinds()) {
    std::vector<const workspace::Record*> all;
    for (const auto* one : visit.workspace().referring(record, kind)) {
      if (visit.may(Act::read, kind, one)) all.push_back(one);
    }
    if (all.empty()) continue;
    ShownValue shown;
    for (const auto* one : all) {
      if (shown.links.size() < referring_shown) shown.links.push_back({title_of(visit, *one), visit.link(record_address(*one))});
    }
    if (all.size() > referring_shown) {
      shown.links.push_back({visit.say("records.and_more", {{"count", static_cast<std::int64_t>(all.size() - referring_shown)}}),
                             visit.link(list_address(kind) + "?q=" + percent_encoded(record.id))});
    }
    list.rows.push_back({.key = visit.say("records.kind_count", {{"kinds", plural_of(visit, kind)}, {"count", static_cast<std::int64_t>(all.size())}}),
                         .content = html::rendered(shown, visit.words)});
  }
  if (list.rows.empty()) return;
  content += html::rendered(Heading{.text = visit.say("records.named_by")}, visit.words);
  content += html::rendered(list, visit.words);
}

std::vector<Link> acts_on(const Visit& visit, const workspace::Record& record) {
  std::vector<Link> links;
  const auto& kind = *record.kind;
  const auto add = [&](Act act, std::string_view more, std::string_view key) {
    if (visit.may(act, kind, &record)) links.push_back({visit.say(key), record_address(record, more)});
  };
  const bool by_import = &kind == &record::kind_of<record::Batch>();
  if (record.retired) {
    add(Act::restore, "/restore", "records.restore");
  } else if (!by_import) {
    if (&kind == &record::kind_of<record::Target>()) add(Act::change, "/replace", "records.replace");
    add(Act::change, "/change", "records.change");
    if (&kind != &record::kind_of<record::Installation>()) add(Act::retire, "/retire", "records.retire");
  }
  if (visit.may(Act::redact, kind, &record)) links.push_back({visit.say("records.redact"), fmt::format("/redact/{}/{}", kind.code, percent_encoded(record.id))});
  if (&kind == &record::kind_of<record::Person>() && visit.may(Act::manage_accounts, kind, &record)) {
    links.push_back({visit.say("people.keep_account"), "/people/" + percent_encoded(record.id)});
  }
  return links;
}

}  // namespace

const workspace::Record* record_of_path(const Visit& visit) {
  const auto* kind = record::kind(visit.parameter("kind"));
  const auto* found = kind ? visit.workspace().find(*kind, visit.parameter("id")) : nullptr;
  return found && visit.may(Act::read, *kind, found) ? found : nullptr;
}

std::string record_address(const workspace::Record& record, std::string_view more) {
  return fmt::format("/records/{}/{}{}", record.kind->code, percent_encoded(record.id), more);
}

void place_among_records(const Visit& visit, Layout& layout, const record::Kind& kind, const workspace::Record* record) {
  layout.breadcrumbs.push_back({.text = visit.say("nav.records"), .address = visit.link("/records")});
  layout.breadcrumbs.push_back({.text = plural_of(visit, kind), .address = visit.link(list_address(kind))});
  if (record) layout.breadcrumbs.push_back({.text = shortened(title_of(visit, *record), 60), .address = visit.link(record_address(*record))});
}

void show_problems(const Visit& visit, Layout& layout, const base::Issues& issues) {
  layout.has_errors = !issues.empty();
  if (!issues.empty()) layout.content += html::rendered(error_summary(issues, visit.words), visit.words);
}

Response show_kinds(const Visit& visit) {
  auto layout = frame(visit, visit.say("records.title"), "/records");
  layout.lead = visit.say("records.lead");
  Table table{.caption = visit.say("records.title"),
              .columns = {{.text = visit.say("records.kind")}, {.text = visit.say("records.in_force"), .numeric = true},
                          {.text = visit.say("records.retired_count"), .numeric = true}, {.text = visit.say("records.more")}}};
  for (const auto& kind : record::kinds()) {
    if (!visit.may(Act::read, kind)) continue;
    const auto counts = counts_of(visit, kind);
    const bool by_import = &kind == &record::kind_of<record::Batch>();
    html::Safe more;
    if (visit.may(Act::add, kind) && !by_import && &kind != &record::kind_of<record::Installation>()) {
      const bool person = &kind == &record::kind_of<record::Person>();
      more += html::rendered(Link{visit.say("records.add"), person ? "/people/new" : list_address(kind) + "/new", name_of(visit, kind)}, visit.words);
    }
    table.rows.push_back({.cells = {{.text = plural_of(visit, kind), .address = visit.link(list_address(kind))},
                                    {.text = visit.words.integer(counts.in_force)},
                                    {.text = visit.words.integer(counts.retired)},
                                    {.content = std::move(more)}}});
  }
  layout.content += html::rendered(table, visit.words);
  if (visit.may(Act::manage_accounts, record::kind_of<record::Person>())) {
    layout.content += html::rendered(EmptyState{.title = visit.say("people.title"), .sentences = {visit.say("people.lead")},
                                                .links = {{visit.say("people.keep"), "/people"}}}, visit.words);
  }
  if (visit.may(Act::verify, record::kind_of<record::Installation>())) {
    layout.content += html::rendered(EmptyState{.title = visit.say("history.all_title"), .sentences = {visit.say("history.all_lead")},
                                                .links = {{visit.say("history.all_link"), "/history"}}}, visit.words);
  }
  return framed(visit, layout);
}

Response show_records(const Visit& visit) {
  const auto& kind = *record::kind(visit.parameter("kind"));
  if (visit.request.format == "csv") return records_as_csv(visit, kind);
  const auto query = visit.request.query.get("q");
  const bool retired = visit.request.query.get("retired") == "1";
  const auto wanted = words_of(query);
  std::vector<const workspace::Record*> found;
  for (workspace::Slot slot = 0; slot < visit.workspace().count(kind); ++slot) {
    const auto& record = visit.workspace().at(kind, slot);
    if (record.retired == retired && visit.may(Act::read, kind, &record) && has_words(visit, record, wanted)) found.push_back(&record);
  }
  auto layout = frame(visit, plural_of(visit, kind), "/records");
  layout.breadcrumbs.push_back({.text = visit.say("nav.records"), .address = visit.link("/records")});
  if (visit.may(Act::add, kind) && &kind != &record::kind_of<record::Batch>() && &kind != &record::kind_of<record::Installation>()) {
    const bool person = &kind == &record::kind_of<record::Person>();
    layout.content += html::rendered(ButtonLink{.text = visit.say("records.add_one", {{"kind", name_of(visit, kind)}}),
                                                .address = person ? "/people/new" : list_address(kind) + "/new"}, visit.words);
  }
  FilterForm filter{.action = list_address(kind),
                    .fields = {{.control = Control::search, .name = "q", .label = visit.say("records.words"), .value = std::string(query)},
                               {.control = Control::select, .name = "retired", .label = visit.say("records.which"), .value = retired ? "1" : "",
                                .options = {{.value = "", .text = visit.say("records.in_force")}, {.value = "1", .text = visit.say("records.retired_ones")}}}},
                    .clear_address = query.empty() && !retired ? "" : list_address(kind)};
  keep_days(visit, filter);
  layout.content += html::rendered(filter, visit.words);
  if (found.empty()) {
    layout.content += html::rendered(EmptyState{.title = visit.say(query.empty() ? "records.none_yet" : "records.none_found"),
                                                .sentences = {visit.say(query.empty() ? "records.none_yet_more" : "records.none_found_more")}}, visit.words);
    return framed(visit, layout);
  }
  const auto page = paged(visit, list_address(kind), found.size(), records_on_a_page);
  Table table{.caption = plural_of(visit, kind),
              .columns = {{.text = visit.say("records.name")}, {.text = visit.say("records.id")}, {.text = visit.say("records.changed")}},
              .light = true};
  for (auto at = page.first; at < page.last; ++at) {
    const auto& record = *found[at];
    table.rows.push_back({.cells = {{.text = title_of(visit, record), .address = visit.link(record_address(record))},
                                    {.text = record.id, .code = true},
                                    {.text = visit.words.day(base::civil_day(record.changed_at))}}});
  }
  layout.content += html::rendered(table, visit.words);
  layout.content += html::rendered(page.links, visit.words);
  if (visit.may(Act::export_all, kind)) {
    layout.content += html::rendered(Saying{.link = {visit.say("records.as_csv"), visit.link(list_address(kind) + ".csv")}}, visit.words);
  }
  return framed(visit, layout);
}

Response show_record(const Visit& visit) {
  const auto* record = record_of_path(visit);
  if (!record) return not_found(visit.request);
  const auto& kind = *record->kind;
  if (&kind == &record::kind_of<record::Batch>()) return see_other(visit.link("/data/batches/" + percent_encoded(record->id)));
  auto layout = frame(visit, title_of(visit, *record), "/records");
  place_among_records(visit, layout, kind);
  layout.caption = name_of(visit, kind);
  layout.sections_name = visit.say("records.this_record");
  layout.sections = {{.text = visit.say("records.record"), .address = visit.link(record_address(*record)), .current = true}};
  if (visit.may(Act::read_history, kind, record)) {
    layout.sections.push_back({.text = visit.say("history.title"), .address = visit.link(fmt::format("/history/{}/{}", kind.code, percent_encoded(record->id)))});
  }
  if (const auto own = visit.link_to(*record); !own.starts_with("/records/")) layout.sections.push_back({.text = visit.say("records.its_page"), .address = own});

  for (const std::string_view done : {"added", "changed", "retired", "restored", "replaced", "redacted", "unchanged"}) {
    if (visit.request.query.get("done") == done) layout.content += html::rendered(Banner{.text = visit.say(fmt::format("records.done.{}", done)), .success = true}, visit.words);
  }
  if (record->retired) layout.content += html::rendered(Saying{.content = html::rendered(Flag{.text = visit.say("records.is_retired"), .tone = Tone::none}, visit.words)}, visit.words);

  SummaryList list;
  list.rows.push_back({.key = visit.say("records.id"), .content = html::rendered(Cell{.text = record->id, .code = true}, visit.words)});
  for (const auto* field : access::visible_fields(visit.reader, *record, visit.workspace())) {
    auto own = shown_of_gain_study(visit, *record, field->name);
    auto shown = own ? std::move(*own) : shown_value(visit, kind, *field, field->read(record->body.get()));
    for (auto& line : shown.lines) line.text = shortened(line.text, 2000);
    list.rows.push_back({.key = label_of(visit, kind, *field), .content = html::rendered(shown, visit.words)});
  }
  list.rows.push_back({.key = visit.say("records.changed"), .value = moment(visit, record->changed_at)});
  layout.content += html::rendered(list, visit.words);
  if (!visit.as_entered && !visit.view.as_of()) {
    if (auto links = acts_on(visit, *record); !links.empty()) layout.content += html::rendered(Acts{.links = std::move(links)}, visit.words);
  }
  add_referring(visit, *record, layout.content);
  return framed(visit, layout);
}

}  // namespace outturn::web
