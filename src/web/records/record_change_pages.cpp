#include <algorithm>
#include <charconv>

#include <fmt/core.h>

#include "act/change_record.h"
#include "act/change_target.h"
#include "act/retire_record.h"
#include "record/keeping.h"
#include "record/measure.h"
#include "record/organisation.h"
#include "web/serving/parse.h"
#include "web/parts.h"
#include "web/records/record_conflict.h"
#include "web/records/record_form.h"
#include "web/records/record_pages.h"
#include "web/records/record_shown.h"

namespace outturn::web {
namespace {

using access::Act;

bool is_added_elsewhere(const record::Kind& kind) {
  return &kind == &record::kind_of<record::Batch>() || &kind == &record::kind_of<record::Installation>();
}

bool is_stale(const base::Issues& issues) {
  return std::any_of(issues.begin(), issues.end(), [](const auto& issue) { return issue.code == "act.stale"; });
}

std::optional<std::int64_t> typed_version(const Values& typed) {
  const auto written = typed.get(version_input);
  std::int64_t version = 0;
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), version);
  if (error != std::errc{} || end != written.data() + written.size()) return std::nullopt;
  return version;
}

Field version_field(const workspace::Record& record, const Values* typed) {
  const auto version = typed && typed->has(version_input) ? std::string(typed->get(version_input)) : std::to_string(record.version);
  return {.control = Control::hidden, .name = std::string(version_input), .label = "", .value = version};
}


/// Those that the act found too, but about what could not even be read, are told once.
void append_new(base::Issues& issues, const base::Issues& more) {
  for (const auto& issue : more) {
    const bool told = !issue.field.empty() && std::any_of(issues.begin(), issues.end(), [&](const auto& i) { return i.field == issue.field; });
    if (!told) issues.push_back(issue);
  }
}

Layout change_frame(const Visit& visit, const record::Kind& kind, const workspace::Record* record, std::string title) {
  auto layout = frame(visit, std::move(title), "/records");
  place_among_records(visit, layout, kind, record);
  if (record) layout.caption = title_of(visit, *record);
  return layout;
}

Response new_page(const Visit& visit, const record::Kind& kind, const base::Issues& issues) {
  auto layout = change_frame(visit, kind, nullptr, visit.say("records.add_one", {{"kind", name_of(visit, kind)}}));
  const Values* typed = is_reading(visit.request.method) ? nullptr : &visit.request.form;
  show_problems(visit, layout, issues);
  Form form{.action = "/records/" + kind.code + "/new", .csrf_token = visit.csrf};
  form.fields = form_fields(visit, kind, editable_fields(visit, kind, nullptr), nullptr, typed ? typed : &visit.request.query);
  form.fields.push_back({.name = std::string(id_input), .label = visit.say("records.id"), .value = typed ? typed_text(*typed, id_input) : "",
                         .hint = visit.say("records.id_help"), .optional = true, .width = 20});
  form.fields.push_back(reason_field(visit, typed, true));
  form.buttons = {{.text = visit.say("records.save")}};
  form.cancel = {visit.say("records.cancel"), "/records/" + kind.code};
  show_issues(form.fields, issues, visit.words);
  layout.content += html::rendered(form, visit.words);
  return framed(visit, layout, issues.empty() ? 200 : 422);
}

/// What is set once, shown above the questions, with what to do where it must differ.
void add_fixed_fields(const Visit& visit, const workspace::Record& record, Layout& layout) {
  SummaryList list;
  for (const auto* field : access::visible_fields(visit.reader, record, visit.workspace())) {
    if (!field->fixed) continue;
    const auto value = field->read(record.body.get());
    if (!record::is_given(value)) continue;
    list.rows.push_back({.key = label_of(visit, *record.kind, *field), .content = html::rendered(shown_value(visit, *record.kind, *field, value), visit.words)});
  }
  if (list.rows.empty()) return;
  const bool target = record.kind == &record::kind_of<record::Target>();
  layout.content += html::rendered(Heading{.text = visit.say("records.fixed_title"),
                                           .lead = visit.say(target ? "records.fixed_target" : "records.fixed_other")}, visit.words);
  layout.content += html::rendered(list, visit.words);
  if (target) {
    layout.content += html::rendered(Acts{.links = {{visit.say("records.replace"), record_address(record, "/replace")}}}, visit.words);
  } else if (visit.may(Act::retire, *record.kind, &record)) {
    layout.content += html::rendered(Acts{.links = {{visit.say("records.retire"), record_address(record, "/retire")}}}, visit.words);
  }
  layout.content += html::rendered(Heading{.text = visit.say("records.can_change")}, visit.words);
}

Response change_page(const Visit& visit, const workspace::Record& record, const base::Issues& issues) {
  const auto& kind = *record.kind;
  auto layout = change_frame(visit, kind, &record, visit.say("records.change_one", {{"kind", name_of(visit, kind)}}));
  const Values* typed = is_reading(visit.request.method) ? nullptr : &visit.request.form;
  show_problems(visit, layout, issues);
  add_fixed_fields(visit, record, layout);
  Form form{.action = record_address(record, "/change"), .csrf_token = visit.csrf};
  form.fields = form_fields(visit, kind, editable_fields(visit, kind, &record), record.body, typed);
  form.fields.push_back(reason_field(visit, typed, true));
  form.fields.push_back(version_field(record, typed));
  form.buttons = {{.text = visit.say("records.save")}};
  form.cancel = {visit.say("records.cancel"), record_address(record)};
  show_issues(form.fields, issues, visit.words);
  layout.content += html::rendered(form, visit.words);
  return framed(visit, layout, issues.empty() ? 200 : 422);
}

Response replacement_page(const Visit& visit, const workspace::Record& record, const base::Issues& issues) {
  const auto& kind = *record.kind;
  auto layout = change_frame(visit, kind, &record, visit.say("records.replace_title"));
  layout.lead = visit.say("records.replace_lead");
  const Values* typed = is_reading(visit.request.method) ? nullptr : &visit.request.form;
  show_problems(visit, layout, issues);
  Form form{.action = record_address(record, "/replace"), .csrf_token = visit.csrf};
  form.fields = form_fields(visit, kind, replaced_fields(kind), record.body, typed);
  if (!typed) {
    for (auto& field : form.fields) {
      if (field.name == "in_force_from") field.value.clear();
    }
  }
  form.fields.push_back(reason_field(visit, typed, false));
  form.fields.push_back(version_field(record, typed));
  form.buttons = {{.text = visit.say("records.replace_button")}};
  form.cancel = {visit.say("records.cancel"), record_address(record)};
  show_issues(form.fields, issues, visit.words);
  layout.content += html::rendered(form, visit.words);
  return framed(visit, layout, issues.empty() ? 200 : 422);
}

/// Retiring and restoring ask for nothing but the reason.
Response reason_page(const Visit& visit, const workspace::Record& record, bool retires, const base::Issues& issues) {
  const std::string what = retires ? "retire" : "restore";
  auto layout = change_frame(visit, *record.kind, &record, visit.say("records." + what + "_title", {{"kind", name_of(visit, *record.kind)}}));
  layout.lead = visit.say("records." + what + "_lead");
  const Values* typed = is_reading(visit.request.method) ? nullptr : &visit.request.form;
  show_problems(visit, layout, issues);
  Form form{.action = record_address(record, "/" + what), .csrf_token = visit.csrf, .fields = {reason_field(visit, typed, !retires)}};
  form.fields.push_back(version_field(record, is_stale(issues) ? nullptr : typed));  // seen now: the page shows what stands there
  form.buttons = {{.text = visit.say("records." + what), .kind = retires ? Button::Kind::warning : Button::Kind::primary}};
  form.cancel = {visit.say("records.cancel"), record_address(record)};
  show_issues(form.fields, issues, visit.words);
  layout.content += html::rendered(form, visit.words);
  return framed(visit, layout, issues.empty() ? 200 : 422);
}

Response done(const workspace::Record& record, std::string_view what, const workspace::Receipt& receipt) {
  return see_other(record_address(record, fmt::format("?done={}", receipt.last < receipt.first ? "unchanged" : what)));
}

/// The issues with each record's kind named as people call it.
base::Issues in_words(const Visit& visit, base::Issues issues) {
  for (auto& issue : issues) {
    for (auto& value : issue.values) {
      const auto* code = std::get_if<std::string>(&value.value);
      if (value.name != "kind" || !code) continue;
      if (const auto* kind = record::kind(*code)) value.value = visit.say("records.kind_in_sentence", {{"kind", name_of(visit, *kind)}});
    }
  }
  return issues;
}

/// The answer to somebody who may read a record but not do this to it. Where only its state is against it (somebody
/// else retired it meanwhile) the act says so.
std::optional<Response> refused(const Visit& visit, Act act, const workspace::Record& record) {
  if (act == Act::restore && !record.retired) return std::nullopt;
  const auto decision = act == Act::restore ? access::decide(visit.reader, act, *record.kind, &record, visit.workspace())
                                            : access::decide_proposed(visit.reader, act, *record.kind, record.id, record.body, visit.workspace());
  if (decision) return std::nullopt;
  return refusal(visit.request, {.status = visit.reader.is_signed_in() ? 403 : 401, .code = visit.reader.is_signed_in() ? "forbidden" : "sign_in",
                                 .issues = {decision.why}});
}

}  // namespace

std::vector<const record::Field*> replaced_fields(const record::Kind& kind) {
  std::vector<const record::Field*> fields;
  for (const auto& field : kind.fields) {
    const bool kept = field.name == "indicator" || field.name == "place" || field.name == "group" || field.name == "replaces" || field.name == "reason";
    if (!kept) fields.push_back(&field);
  }
  return fields;
}

Response show_new_record(const Visit& visit) {
  const auto& kind = *record::kind(visit.parameter("kind"));
  if (is_added_elsewhere(kind)) return not_found(visit.request);
  if (&kind == &record::kind_of<record::Person>()) return see_other("/people/new");
  return new_page(visit, kind, {});
}

Response add_typed_record(const Visit& visit) {
  const auto& kind = *record::kind(visit.parameter("kind"));
  const auto& typed = visit.request.form;
  if (is_added_elsewhere(kind)) return not_found(visit.request);
  base::Issues issues;
  const auto fields = typed_fields(visit, kind, editable_fields(visit, kind, nullptr), nullptr, typed, issues);
  if (issues.empty()) {
    const auto receipt = act::add_record(visit.site.keeper, visit.reader, kind, typed_text(typed, id_input), fields, typed_text(typed, reason_input));
    if (receipt) {
      const auto count = receipt->workspace->count(kind);
      for (workspace::Slot slot = count; slot > 0; --slot) {
        const auto& record = receipt->workspace->at(kind, slot - 1);
        if (record.created >= receipt->first && record.created <= receipt->last) return done(record, "added", *receipt);
      }
      return see_other("/records/" + kind.code);
    }
    issues = receipt.error();
  } else if (const auto whole = kind.with(nullptr, fields); !whole) {
    append_new(issues, whole.error());
  }
  return new_page(visit, kind, at_inputs(kind, in_words(visit, issues)));
}

Response show_record_change(const Visit& visit) {
  const auto* record = record_of_path(visit);
  if (!record || record->kind == &record::kind_of<record::Batch>()) return not_found(visit.request);
  if (auto no = refused(visit, Act::change, *record)) return std::move(*no);
  return change_page(visit, *record, {});
}

Response change_typed_record(const Visit& visit) {
  const auto* record = record_of_path(visit);
  if (!record || record->kind == &record::kind_of<record::Batch>()) return not_found(visit.request);
  if (auto no = refused(visit, Act::change, *record)) return std::move(*no);
  const auto& kind = *record->kind;
  const auto& typed = visit.request.form;
  base::Issues issues;
  auto asked = editable_fields(visit, kind, record);
  const auto theirs = fields_left_to_others(kind, typed);
  std::erase_if(asked, [&](const auto* field) { return std::find(theirs.begin(), theirs.end(), field) != theirs.end(); });
  const auto fields = typed_fields(visit, kind, asked, record->body, typed, issues);
  if (issues.empty()) {
    const auto receipt = act::change_record(visit.site.keeper, visit.reader, kind, record->id, typed_version(typed).value_or(0), fields, typed_text(typed, reason_input));
    if (receipt) return done(*record, "changed", *receipt);
    issues = receipt.error();
  } else if (const auto whole = kind.with(record->body, fields); !whole) {
    append_new(issues, whole.error());
  }
  if (is_stale(issues)) return conflict_page(visit, *record, issues);
  return change_page(visit, *record, at_inputs(kind, in_words(visit, issues)));
}

Response show_replacement(const Visit& visit) {
  const auto* record = record_of_path(visit);
  if (!record || record->kind != &record::kind_of<record::Target>()) return not_found(visit.request);
  if (auto no = refused(visit, Act::change, *record)) return std::move(*no);
  return replacement_page(visit, *record, {});
}

Response replace_typed_target(const Visit& visit) {
  const auto* record = record_of_path(visit);
  if (!record || record->kind != &record::kind_of<record::Target>()) return not_found(visit.request);
  if (auto no = refused(visit, Act::change, *record)) return std::move(*no);
  const auto& kind = *record->kind;
  const auto& typed = visit.request.form;
  base::Issues issues;
  auto fields = typed_fields(visit, kind, replaced_fields(kind), nullptr, typed, issues);
  const auto reason = typed_text(typed, reason_input);
  if (issues.empty()) {
    const auto receipt = act::change_target(visit.site.keeper, visit.reader, record->id, typed_version(typed).value_or(0), {}, fields, reason);
    if (receipt) {
      const auto& newest = receipt->workspace->at(kind, receipt->workspace->count(kind) - 1);
      return done(newest, "replaced", *receipt);
    }
    issues = receipt.error();
  }
  const auto about = [&](std::string_view field) { return std::any_of(issues.begin(), issues.end(), [&](const auto& i) { return i.field == field; }); };
  const bool says_when = std::any_of(fields.begin(), fields.end(), [](const auto& f) { return f.first == "in_force_from" && record::is_given(f.second); });
  if (!says_when && !about("in_force_from")) issues.push_back({"in_force_from", "act.in_force_needed", {}});
  for (auto& issue : issues) {
    if (issue.field == "reason") issue.field = reason_input;
  }
  return replacement_page(visit, *record, at_inputs(kind, in_words(visit, issues)));
}

Response show_retirement(const Visit& visit) {
  const auto* record = record_of_path(visit);
  if (!record || is_added_elsewhere(*record->kind)) return not_found(visit.request);
  if (auto no = refused(visit, Act::retire, *record)) return std::move(*no);
  return reason_page(visit, *record, true, {});
}

Response retire_typed_record(const Visit& visit) {
  const auto* record = record_of_path(visit);
  if (!record) return not_found(visit.request);
  if (auto no = refused(visit, Act::retire, *record)) return std::move(*no);
  const auto& typed = visit.request.form;
  const auto receipt = act::retire_record(visit.site.keeper, visit.reader, *record->kind, record->id, typed_version(typed).value_or(0), typed_text(typed, reason_input));
  if (receipt) return done(*record, "retired", *receipt);
  return reason_page(visit, *record, true, at_inputs(*record->kind, in_words(visit, receipt.error()), false));
}

Response show_restoration(const Visit& visit) {
  const auto* record = record_of_path(visit);
  if (!record) return not_found(visit.request);
  if (auto no = refused(visit, Act::restore, *record)) return std::move(*no);
  return reason_page(visit, *record, false, {});
}

Response restore_typed_record(const Visit& visit) {
  const auto* record = record_of_path(visit);
  if (!record) return not_found(visit.request);
  if (auto no = refused(visit, Act::restore, *record)) return std::move(*no);
  const auto& typed = visit.request.form;
  const auto receipt = act::restore_record(visit.site.keeper, visit.reader, *record->kind, record->id, typed_version(typed).value_or(0), typed_text(typed, reason_input));
  if (receipt) return done(*record, "restored", *receipt);
  return reason_page(visit, *record, false, at_inputs(*record->kind, in_words(visit, receipt.error()), false));
}

}  // namespace outturn::web
