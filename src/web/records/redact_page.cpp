#include <algorithm>

#include <fmt/core.h>

#include "act/redact.h"
#include "base/text.h"
#include "record/keeping.h"
#include "web/forms.h"
#include "web/serving/parse.h"
#include "web/records/history_pages.h"
#include "web/parts.h"
#include "web/records/record_form.h"
#include "web/records/record_pages.h"
#include "web/records/record_shown.h"

namespace outturn::web {
namespace {

/// A batch is redacted figure by figure: "indicator; place; group; period", one a line, definition after a "#".
base::Checked<std::vector<std::pair<workspace::SeriesName, std::int64_t>>> typed_rows(std::string_view text) {
  std::vector<std::pair<workspace::SeriesName, std::int64_t>> rows;
  base::Issues issues;
  for (const auto line : base::split(text, '\n')) {
    if (base::trimmed(line).empty()) continue;
    std::vector<std::string> parts;
    for (const auto part : base::split(line, ';')) parts.emplace_back(base::trimmed(part));
    const auto refuse = [&] { issues.push_back({"rows", "redact_page.row_form", {{"written", std::string(base::trimmed(line))}}}); };
    if (parts.size() != 4) {
      refuse();
      continue;
    }
    const auto period = base::Period::parse(parts[3]);
    if (!period) {
      refuse();
      continue;
    }
    rows.emplace_back(workspace::SeriesName{.indicator = parts[0], .place = parts[1], .group = parts[2]}, period->code());
  }
  if (!issues.empty()) return base::refuse(std::move(issues));
  return rows;
}

Response redaction_page(const Visit& visit, const workspace::Record& record, const base::Issues& issues) {
  const auto& kind = *record.kind;
  const auto& sent = visit.request.form;
  const bool batch = &kind == &record::kind_of<record::Batch>();
  auto layout = frame(visit, visit.say("redact.title"), "/records");
  place_among_records(visit, layout, kind, &record);
  layout.caption = title_of(visit, record);
  layout.lead = visit.say("redact.lead");
  show_problems(visit, layout, issues);
  layout.content += html::rendered(Warning{visit.say("redact.warning")}, visit.words);
  Form form{.action = fmt::format("/redact/{}/{}", kind.code, percent_encoded(record.id)), .csrf_token = visit.csrf};
  Field what{.control = Control::checkboxes, .name = "fields", .label = visit.say("redact.fields"), .hint = visit.say("redact.fields_hint")};
  for (const auto* field : access::visible_fields(visit.reader, record, visit.workspace())) {
    what.options.push_back({.value = field->name, .text = label_of(visit, kind, *field)});
  }
  what.options.push_back({.value = "reason", .text = visit.say("redact.reasons"), .hint = visit.say("redact.reasons_hint")});
  for (const auto chosen : sent.all("fields")) what.chosen.emplace_back(chosen);
  form.fields.push_back(std::move(what));
  if (batch) {
    form.fields.push_back({.control = Control::textarea, .name = "rows", .label = visit.say("redact.rows"), .value = typed_text(sent, "rows"),
                           .hint = visit.say("redact.rows_hint"), .optional = true, .rows = 3});
  }
  form.fields.push_back({.control = Control::textarea, .name = std::string(reason_input), .label = visit.say("records.reason"),
                         .value = typed_text(sent, reason_input), .hint = visit.say("redact.reason_hint"), .rows = 2});
  form.fields.push_back({.control = Control::email, .name = "second_email", .label = visit.say("redact.second_email"),
                         .value = std::string(sent.get("second_email")), .hint = visit.say("redact.second_hint"), .autocomplete = "off"});
  form.fields.push_back({.control = Control::password, .name = "second_password", .label = visit.say("redact.second_password"), .autocomplete = "off"});
  form.buttons = {{.text = visit.say("redact.button"), .kind = Button::Kind::warning}};
  form.cancel = {visit.say("records.cancel"), record_address(record)};
  show_issues(form.fields, issues, visit.words);
  layout.content += html::rendered(form, visit.words);
  return framed(visit, layout, issues.empty() ? 200 : 422);
}

}  // namespace

Response show_redaction(const Visit& visit) {
  const auto* record = record_of_path(visit);
  if (!record || !visit.may(access::Act::redact, *record->kind, record)) return not_found(visit.request);
  return redaction_page(visit, *record, {});
}

Response redact_typed(const Visit& visit) {
  const auto* record = record_of_path(visit);
  if (!record || !visit.may(access::Act::redact, *record->kind, record)) return not_found(visit.request);
  const auto& sent = visit.request.form;
  workspace::Redaction redaction{.kind = record->kind->code, .id = record->id, .reason = typed_text(sent, reason_input)};
  for (const auto chosen : sent.all("fields")) redaction.fields.emplace_back(chosen);
  base::Issues issues;
  if (auto rows = typed_rows(typed_text(sent, "rows")); rows) redaction.rows = std::move(*rows);
  else issues = rows.error();
  if (redaction.fields.empty() && redaction.rows.empty() && issues.empty()) issues.push_back({"fields", "redact_page.nothing", {}});
  if (base::trimmed(redaction.reason).empty()) issues.push_back({std::string(reason_input), "act.reason_needed", {}});
  const auto second = visit.site.sessions.confirmed(visit.workspace(), sent.get("second_email"), sent.get("second_password"), visit.request.remote_address);
  if (!second) {
    for (auto issue : second.error()) {
      issue.field = "second_email";
      issues.push_back(std::move(issue));
    }
  }
  if (issues.empty()) {
    const auto receipt = act::redact(visit.site.keeper, visit.reader, access::Reader::of(visit.workspace(), *second, visit.reader.day()), redaction);
    if (receipt) return see_other(record_address(*record, "?done=redacted"));
    issues = receipt.error();
    for (auto& issue : issues) {
      if (issue.field == "second_person") issue.field = "second_email";
      else if (issue.field == "reason") issue.field = reason_input;
      else if (issue.field == "fields" || issue.field == "rows") continue;
      else issue.field = issue.field.empty() ? "" : "fields";
    }
  }
  return redaction_page(visit, *record, issues);
}

}  // namespace outturn::web
