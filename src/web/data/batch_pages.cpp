#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "act/withdraw_batch.h"
#include "record/keeping.h"
#include "record/measure.h"
#include "web/data/import_pages.h"
#include "web/serving/parse.h"
#include "web/parts.h"
#include "web/records/record_form.h"
#include "web/records/record_pages.h"
#include "web/records/record_shown.h"
#include "web/section.h"
#include "web/sheet.h"

namespace outturn::web {
namespace {

using access::Act;

std::string batch_address(const workspace::Record& batch, std::string_view more = {}) {
  return fmt::format("/data/batches/{}{}", percent_encoded(batch.id), more);
}

/// Who brought a batch and when, from its first entry.
std::string brought_by(const Visit& visit, const workspace::Record& batch) {
  if (!visit.may(Act::read_history, record::kind_of<record::Batch>(), &batch)) return {};
  const auto entries = visit.site.keeper.entries(batch.created - 1, 1);
  if (entries.empty()) return {};
  const auto& entry = entries.front().entry;
  return visit.say("history.who", {{"person", person_of(visit, entry.person)}, {"moment", moment(visit, entry.at)}});
}

/// The batches this reader may read, newest first.
std::vector<const workspace::Record*> batches(const Visit& visit) {
  std::vector<const workspace::Record*> all;
  visit.workspace().each(record::kind_of<record::Batch>(), [&](const workspace::Record& record) {
    if (visit.may(Act::read, record::kind_of<record::Batch>(), &record)) all.push_back(&record);
  });
  std::reverse(all.begin(), all.end());
  return all;
}

Table batch_table(const Visit& visit, const std::vector<const workspace::Record*>& all, std::size_t first, std::size_t last) {
  Table table{.caption = visit.say("batches.title"),
              .columns = {{.text = visit.say("batches.file")}, {.text = visit.say("batches.figures"), .numeric = true},
                          {.text = visit.say("batches.published")}, {.text = visit.say("batches.brought")}, {.text = visit.say("batches.state")}},
              .light = true};
  for (auto at = first; at < last; ++at) {
    const auto& batch = all[at]->as<record::Batch>();
    const auto who = brought_by(visit, *all[at]);
    table.rows.push_back({.cells = {{.text = batch.file, .address = visit.link(batch_address(*all[at]))},
                                    {.text = visit.words.integer(batch.rows.value_or(0))},
                                    {.text = batch.known_from ? visit.words.day(*batch.known_from) : ""},
                                    {.text = who.empty() ? moment(visit, all[at]->changed_at) : who},
                                    {.text = visit.say(batch.withdrawn ? "batches.withdrawn" : "batches.counts")}}});
  }
  return table;
}

/// How many figures of each indicator a batch brought.  cost  all rows of the panel
std::map<workspace::Slot, std::int64_t> figures_by_indicator(const Visit& visit, const workspace::Record& batch) {
  std::map<workspace::Slot, std::int64_t> counts;
  const auto& panel = visit.workspace().panel();
  for (std::size_t s = 0; s < panel.series_count(); ++s) {
    const auto& series = panel.series(s);
    const auto rows = std::count_if(series.rows.begin(), series.rows.end(), [&](const auto& row) { return row.batch == batch.slot; });
    if (rows > 0) counts[series.key.indicator] += rows;
  }
  return counts;
}

/// The report that stays with the batch: kinds of finding and how often; words as they would be said today.
html::Safe shown_report(const Visit& visit, const std::string& text) {
  const auto json = base::Json::parse(text);
  const auto* kinds = json ? json->find("kinds") : nullptr;
  if (!kinds || !kinds->array() || kinds->array()->empty()) return html::rendered(Saying{.text = visit.say("batches.nothing_found")}, visit.words);
  Table table{.caption = visit.say("batches.report"),
              .columns = {{.text = visit.say("batches.rule")}, {.text = visit.say("batches.severity")}, {.text = visit.say("batches.times"), .numeric = true},
                          {.text = visit.say("batches.rows")}},
              .light = true};
  for (const auto& kind : *kinds->array()) {
    const auto* code = kind.find("code");
    const auto* severity = kind.find("severity");
    const auto* count = kind.find("count");
    if (!code || !code->text()) continue;
    std::string rows;
    int listed = 0;
    if (const auto* findings = kind.find("findings"); findings && findings->array()) {
      for (const auto& finding : *findings->array()) {
        const auto* row = finding.find("row");
        if (!row || row->integer().value_or(0) == 0) continue;
        if (++listed > 12) break;
        rows += (rows.empty() ? "" : ", ") + std::to_string(row->integer().value_or(0));
      }
    }
    if (listed > 12) rows += " …";
    const auto times = count ? count->integer().value_or(0) : 0;
    const auto key = "import.kind." + *code->text();
    table.rows.push_back({.cells = {{.text = visit.words.has(key) ? visit.say(key, {{"count", times}}) : *code->text(), .sub = visit.words.has(key) ? *code->text() : ""},
                                    {.text = visit.say(severity && severity->text() && *severity->text() == "error" ? "batches.left_out" : "batches.noted")},
                                    {.text = visit.words.integer(times)},
                                    {.text = rows}}});
  }
  return html::rendered(table, visit.words);
}

Response batch_page(const Visit& visit, const workspace::Record& record, const base::Issues& issues) {
  const auto& batch = record.as<record::Batch>();
  auto layout = frame(visit, batch.file, "/data");
  layout.breadcrumbs = {{.text = visit.say("nav.data"), .address = visit.link("/data")}, {.text = visit.say("batches.title"), .address = visit.link("/data/batches")}};
  layout.caption = visit.say("batches.one");
  layout.sections_name = visit.say("records.this_record");
  if (visit.may(Act::read_history, record::kind_of<record::Batch>(), &record)) {
    layout.sections = {{.text = visit.say("records.record"), .address = visit.link(batch_address(record)), .current = true},
                       {.text = visit.say("history.title"), .address = visit.link("/history/batch/" + percent_encoded(record.id))}};
  }
  show_problems(visit, layout, issues);
  for (const std::string_view done : {"saved", "withdrawn"}) {
    if (issues.empty() && visit.request.query.get("done") == done) {
      layout.content += html::rendered(Banner{.text = visit.say(fmt::format("batches.done.{}", done), {{"count", batch.rows.value_or(0)}}), .success = true}, visit.words);
    }
  }
  if (batch.withdrawn) layout.content += html::rendered(Warning{visit.say("batches.withdrawn_because", {{"reason", batch.withdrawn_reason}})}, visit.words);
  SummaryList list;
  for (const auto* field : access::visible_fields(visit.reader, record, visit.workspace())) {
    if (field->name == "report" || field->name == "withdrawn" || field->name == "withdrawn_reason") continue;
    list.rows.push_back({.key = label_of(visit, record::kind_of<record::Batch>(), *field),
                         .content = html::rendered(shown_value(visit, record::kind_of<record::Batch>(), *field, field->read(record.body.get())), visit.words)});
  }
  if (const auto who = brought_by(visit, record); !who.empty()) list.rows.push_back({.key = visit.say("batches.brought"), .value = who});
  layout.content += html::rendered(list, visit.words);

  Table table{.caption = visit.say("batches.by_indicator"), .columns = {{.text = visit.say("record.indicator")}, {.text = visit.say("batches.figures"), .numeric = true}}, .light = true};
  for (const auto& [slot, count] : figures_by_indicator(visit, record)) {
    const auto& indicator = visit.workspace().at(record::kind_of<record::Indicator>(), slot);
    if (!visit.may(Act::read, *indicator.kind, &indicator)) continue;
    table.rows.push_back({.cells = {{.text = title_of(visit, indicator), .address = visit.link_to(indicator)}, {.text = visit.words.integer(count)}}});
  }
  if (!table.rows.empty()) {
    layout.content += html::rendered(Heading{.text = visit.say("batches.by_indicator")}, visit.words);
    layout.content += html::rendered(table, visit.words);
  }
  if (access::may_see(visit.reader, *record::kind_of<record::Batch>().field("report"), record, visit.workspace())) {
    layout.content += html::rendered(Heading{.text = visit.say("batches.report")}, visit.words);
    layout.content += shown_report(visit, batch.report);
  }
  if (!batch.withdrawn && visit.may(Act::withdraw, record::kind_of<record::Batch>(), &record) && !visit.view.as_of() && !visit.as_entered) {
    layout.content += html::rendered(Heading{.text = visit.say("batches.withdraw_title"), .lead = visit.say("batches.withdraw_lead")}, visit.words);
    const Values* typed = is_reading(visit.request.method) ? nullptr : &visit.request.form;
    Form form{.action = batch_address(record, "/withdraw"), .csrf_token = visit.csrf, .fields = {reason_field(visit, typed, false)},
              .buttons = {{.text = visit.say("batches.withdraw"), .kind = Button::Kind::warning}}};
    show_issues(form.fields, issues, visit.words);
    layout.content += html::rendered(form, visit.words);
  }
  return framed(visit, layout, issues.empty() ? 200 : 422);
}

const workspace::Record* batch_of_path(const Visit& visit) { return visit.readable<record::Batch>(visit.parameter("id")); }

}  // namespace

Response show_data(const Visit& visit, const ImportDesk& desk) {
  auto layout = frame(visit, visit.say("data.title"), "/data");
  layout.lead = visit.say("data.lead");
  for (const std::string_view done : {"dropped", "known"}) {
    if (visit.request.query.get("done") == done) layout.content += html::rendered(Banner{.text = visit.say(fmt::format("data.done.{}", done)), .success = true}, visit.words);
  }
  const auto all = batches(visit);
  html::Safe main;
  if (visit.may(Act::import, record::kind_of<record::Batch>())) {
    main += html::rendered(ButtonLink{visit.say("import.new_title"), "/data/imports/new"}, visit.words);
    if (const auto waiting = visit.reader.is_signed_in() ? desk.of(visit.reader.person()) : std::vector<PendingImport>{}; !waiting.empty()) {
      Bullets list;
      for (const auto& one : waiting) list.items.push_back({visit.say("import.waiting_one", {{"file", one.file_name}, {"moment", moment(visit, one.sent)}}), "/data/imports/" + one.id});
      main += html::rendered(Heading{.text = visit.say("import.waiting_title"), .lead = visit.say("import.waiting_lead")}, visit.words);
      main += html::rendered(list, visit.words);
    }
  }
  if (visit.may(Act::read, record::kind_of<record::Indicator>())) {
    main += html::rendered(Saying{.text = visit.say("data.quality_lead"), .link = {visit.say("quality_page.title"), visit.link("/data/quality")}}, visit.words);
  }
  main += html::rendered(Heading{.text = visit.say("data.latest")}, visit.words);
  if (all.empty()) {
    main += html::rendered(EmptyState{.title = visit.say("batches.none"), .sentences = {visit.say("batches.none_more")}}, visit.words);
  } else {
    main += html::rendered(batch_table(visit, all, 0, std::min<std::size_t>(all.size(), 5)), visit.words);
    main += html::rendered(Saying{.link = {visit.say("data.all_batches", {{"count", static_cast<std::int64_t>(all.size())}}), visit.link("/data/batches")}}, visit.words);
  }
  html::Safe side = html::rendered(Heading{.text = visit.say("data.take_out"), .small = true}, visit.words);
  Bullets out;
  out.items.push_back({visit.say("data.observations_csv"), visit.link("/api/v1/observations")});
  for (const auto& kind : record::kinds()) {
    if (visit.may(Act::export_all, kind)) out.items.push_back({visit.say("data.kind_csv", {{"kinds", plural_of(visit, kind)}}), visit.link("/records/" + kind.code + ".csv")});
  }
  side += html::rendered(out, visit.words);
  layout.content += html::rendered(Columns{.left = std::move(main), .right = std::move(side)}, visit.words);
  return framed(visit, layout);
}

Response show_batches(const Visit& visit) {
  const auto all = batches(visit);
  auto layout = frame(visit, visit.say("batches.title"), "/data");
  layout.breadcrumbs = {{.text = visit.say("nav.data"), .address = visit.link("/data")}};
  layout.lead = visit.say("batches.lead");
  if (all.empty()) {
    layout.content += html::rendered(EmptyState{.title = visit.say("batches.none"), .sentences = {visit.say("batches.none_more")}}, visit.words);
    return framed(visit, layout);
  }
  const auto page = paged(visit, "/data/batches", all.size(), 40);
  layout.content += html::rendered(batch_table(visit, all, page.first, page.last), visit.words);
  layout.content += html::rendered(page.links, visit.words);
  return framed(visit, layout);
}

Response show_batch(const Visit& visit) {
  const auto* record = batch_of_path(visit);
  return record ? batch_page(visit, *record, {}) : not_found(visit.request);
}

Response withdraw_typed_batch(const Visit& visit) {
  const auto* record = batch_of_path(visit);
  if (!record) return not_found(visit.request);
  const auto receipt = act::withdraw_batch(visit.site.keeper, visit.reader, record->id, typed_text(visit.request.form, reason_input));
  if (receipt) return see_other(batch_address(*record, "?done=withdrawn"));
  return batch_page(visit, *record, at_inputs(record::kind_of<record::Batch>(), receipt.error(), false));
}

}  // namespace outturn::web
