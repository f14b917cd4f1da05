#include <algorithm>
#include <charconv>

#include <fmt/core.h>

#include "act/agree.h"
#include "act/change_record.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "web/together/agreement_page.h"
#include "web/forms.h"
#include "web/outcomes/judgement.h"
#include "web/outcomes/outcome_sections.h"
#include "web/serving/parse.h"
#include "web/records/record_form.h"
#include "web/records/record_pages.h"
#include "web/records/record_shown.h"

/// What ends or opens an agreement: a signature taken back, a version published, the whole closed.
namespace outturn::web {
namespace {

using decide::VersionState;
using workspace::Record;

access::Decision may_change(const Visit& visit, const Record& record) { return access::decide(visit.reader, access::Act::change, *record.kind, &record, visit.workspace()); }

std::optional<std::int64_t> typed_version(const Visit& visit) {
  const auto written = visit.request.form.get(version_input);
  std::int64_t version = 0;
  std::from_chars(written.data(), written.data() + written.size(), version);
  return version;
}

/// The version of the record that the form was made from: what was typed again keeps what the person saw.
Field version_field(const Visit& visit, const Record& record) {
  const auto* typed = typed_in(visit);
  return hidden(version_input, typed && typed->has(version_input) ? std::string(typed->get(version_input)) : std::to_string(record.version));
}

Layout frame_of(const Visit& visit, const ReadableAgreement& readable, std::string title, std::string lead, const base::Issues& issues) {
  auto layout = outcome_frame(visit, *readable.outcome, std::move(title), "agreement");
  layout.caption = std::string(readable.agreement->as<record::Agreement>().title.in(visit.words.language()));
  layout.lead = std::move(lead);
  show_problems(visit, layout, issues);
  return layout;
}

Response answered_form(const Visit& visit, const ReadableAgreement& readable, Layout layout, Form form, std::string_view rest, const base::Issues& issues) {
  form.action = agreement_address(visit, readable, rest);
  form.csrf_token = visit.csrf;
  form.cancel = {visit.say("records.cancel"), agreement_address(visit, readable, "")};
  show_issues(form.fields, issues, visit.words);
  layout.content += html::rendered(form, visit.words);
  return framed(visit, layout, issues.empty() ? 200 : 422);
}

Response back(const Visit& visit, const ReadableAgreement& readable, std::string_view anchor) {
  return see_other(agreement_address(visit, readable, anchor));
}

// A signature taken back.

/// The signature that the request names, under this agreement, if it may still be taken back; nullptr = there is none.
const Record* signature_of(const Visit& visit, const ReadableAgreement& readable) {
  if (!readable.agreement) return nullptr;
  const auto& values = typed_in(visit) ? visit.request.form : visit.request.query;
  const auto* signature = visit.readable<record::Signature>(values.get("signature"));
  if (!signature || signature->retired) return nullptr;
  const auto* version = visit.readable<record::AgreementVersion>(signature->as<record::Signature>().version.id);
  return version && version->as<record::AgreementVersion>().agreement.id == readable.agreement->id ? signature : nullptr;
}

Response withdrawal_page(const Visit& visit, const ReadableAgreement& readable, const Record& signature, const base::Issues& issues) {
  const auto& content = signature.as<record::Signature>();
  const auto name = title_of(visit, "organisation", content.organisation.id);
  auto layout = frame_of(visit, readable, visit.say("agreement.withdraw_title", {{"name", name}}), visit.say("agreement.withdraw_lead", {{"name", name}, {"given", content.given.value_or(base::Day{})}}), issues);
  Form form;
  form.fields = form_fields(visit, *signature.kind, {signature.kind->field("withdrawn_reason")}, nullptr, typed_in(visit));
  for (auto& field : form.fields) field.optional = field.optional && field.name != "withdrawn_reason.en";
  form.fields.push_back(hidden("signature", signature.id));
  form.fields.push_back(version_field(visit, signature));
  form.before_buttons = html::rendered(Warning{visit.say("agreement.withdraw_warning")}, visit.words);
  form.buttons = {{.text = visit.say("agreement.withdraw_button"), .kind = Button::Kind::warning}};
  return answered_form(visit, readable, std::move(layout), std::move(form), "/withdraw", issues);
}

// A version published.

/// What a careful reader would want settled first. Nothing of it forbids publishing.
Bullets before_publishing(const Visit& visit, const VersionState& version) {
  Bullets all;
  for (const auto& party : version.parties) {
    if (party.organisation && (party.state == decide::SignState::waiting || party.state == decide::SignState::withdrawn)) {
      all.items.push_back({visit.say("agreement.not_signed_by", {{"name", party.organisation->title(visit.words.language())}}), ""});
    }
  }
  for (const auto& clause : version.text.clauses) {
    for (const auto& language : language::languages()) {
      if (clause.text.exactly(language).empty()) all.items.push_back({visit.say("agreement.not_in_language", {{"number", clause.number}, {"language", visit.say("records.in_language." + language)}}), ""});
    }
  }
  return all;
}

Response publication_page(const Visit& visit, const ReadableAgreement& readable, const VersionState& version, const base::Issues& issues) {
  const auto& content = version.record->as<record::AgreementVersion>();
  auto layout = frame_of(visit, readable, visit.say("agreement.publish_title", {{"number", version.number()}}), visit.say("agreement.publish_lead"), issues);
  const auto missing = before_publishing(visit, version);
  if (!missing.items.empty()) {
    layout.content += html::rendered(Saying{.text = visit.say("agreement.before_publishing")}, visit.words);
    layout.content += html::rendered(missing, visit.words);
  }
  const auto* typed = typed_in(visit);
  Form form;
  Field withheld{.control = Control::checkboxes, .name = "withheld", .label = visit.say("record.agreement_version.withheld"), .hint = visit.say("agreement.withheld_hint"), .optional = true};
  for (const auto& clause : version.text.clauses) {
    withheld.options.push_back({clause.id, visit.say("agreement.clause", {{"number", clause.number}, {"title", std::string(clause.title.in(visit.words.language()))}})});
  }
  if (typed) {
    for (const auto one : typed->all("withheld")) withheld.chosen.emplace_back(one);
  } else {
    for (const auto& one : content.withheld) withheld.chosen.push_back(one.id);
  }
  form.fields.push_back(std::move(withheld));
  auto why = form_fields(visit, *version.record->kind, {version.record->kind->field("withheld_reason")}, version.record->body, typed);
  form.fields.insert(form.fields.end(), why.begin(), why.end());
  form.fields.push_back(hidden("publishes", version.record->id));
  form.fields.push_back(version_field(visit, *version.record));
  form.buttons = {{.text = visit.say(content.published ? "agreement.publish_again" : "agreement.publish_button", {{"number", version.number()}})}};
  return answered_form(visit, readable, std::move(layout), std::move(form), "/publish", issues);
}

/// The version that the request names, or the newest; nullptr = there is none.
const VersionState* version_to_publish(const Visit& visit, const ReadableAgreement& readable) {
  if (!readable.agreement) return nullptr;
  const auto asked = typed_in(visit) ? visit.request.form.get("publishes") : visit.request.query.get("publishes");
  if (asked.empty()) return readable.state.newest();
  for (const auto& one : readable.state.versions) {
    if (one.record->id == asked) return &one;
  }
  return nullptr;
}

// The whole closed.

/// What somebody must carry on with: the clauses about roles, data, money and the ending, as they were signed.
html::Safe what_stays(const Visit& visit, const ReadableAgreement& readable) {
  html::Safe all;
  const auto* version = readable.state.in_force ? readable.state.in_force : readable.state.newest();
  if (!version) return all;
  Bullets clauses;
  for (const auto& clause : version->text.clauses) {
    if (clause.topic != "roles" && clause.topic != "data_sharing" && clause.topic != "money" && clause.topic != "ending") continue;
    clauses.items.push_back({visit.say("agreement.clause_says", {{"number", clause.number}, {"text", std::string(clause.text.in(visit.words.language()))}}), agreement_address(visit, readable, "#" + clause.id)});
  }
  if (clauses.items.empty()) return all;
  all += html::rendered(Saying{.text = visit.say("agreement.what_stays")}, visit.words);
  all += html::rendered(clauses, visit.words);
  return all;
}

std::vector<const record::Field*> closing_fields(const record::Kind& kind) { return {kind.field("achieved"), kind.field("duties_go_to"), kind.field("data_go_to")}; }

/// While the text in force binds, no party ends it alone: what to do instead.
Response not_yet_closed(const Visit& visit, const ReadableAgreement& readable, Layout layout, const base::Issues& issues) {
  const auto& binding = *readable.state.in_force;
  const auto sunset = base::Day::parse(binding.text.sunset);
  base::Arguments values{{"number", binding.number()}};
  if (sunset) values.push_back({"sunset", *sunset});
  layout.lead = visit.say(sunset ? "agreement.closes_early" : "agreement.closes_endless", values);
  Bullets steps{{{visit.say("agreement.end_step_change"), form_to_change(visit, *readable.agreement)},
                 {visit.say("agreement.end_step_fix"), agreement_address(visit, readable, "/fix")},
                 {visit.say("agreement.end_step_close"), ""}}};
  layout.content += html::rendered(Saying{.text = visit.say("agreement.end_earlier")}, visit.words);
  layout.content += html::rendered(steps, visit.words);
  return framed(visit, layout, issues.empty() ? 200 : 422);
}

Response closure_page(const Visit& visit, const ReadableAgreement& readable, const base::Issues& issues) {
  const auto& agreement = *readable.agreement;
  auto layout = frame_of(visit, readable, visit.say("agreement.close_title"), visit.say("agreement.close_lead"), issues);
  if (!decide::has_ended(readable.state.in_force, visit.reader.day())) return not_yet_closed(visit, readable, std::move(layout), issues);
  layout.content += what_stays(visit, readable);
  Form form;
  form.fields = form_fields(visit, *agreement.kind, closing_fields(*agreement.kind), agreement.body, typed_in(visit));
  for (auto& field : form.fields) field.optional = field.optional && !field.name.ends_with("." + language::languages().front());
  form.fields.push_back(version_field(visit, agreement));
  form.before_buttons = html::rendered(Warning{visit.say("agreement.close_warning")}, visit.words);
  form.buttons = {{.text = visit.say("agreement.close_button"), .kind = Button::Kind::warning}};
  return answered_form(visit, readable, std::move(layout), std::move(form), "/close", issues);
}

}  // namespace

Response show_withdrawal(const Visit& visit) {
  const auto readable = readable_agreement(visit);
  const auto* signature = signature_of(visit, readable);
  if (!signature) return not_found(visit.request);
  if (const auto may = may_change(visit, *signature); !may) return refused(visit, may);
  if (signature->as<record::Signature>().withdrawn) return back(visit, readable, "#signatures");
  return withdrawal_page(visit, readable, *signature, {});
}

Response withdraw_typed_signature(const Visit& visit) {
  const auto readable = readable_agreement(visit);
  const auto* signature = signature_of(visit, readable);
  if (!signature) return not_found(visit.request);
  if (const auto may = may_change(visit, *signature); !may) return refused(visit, may);
  base::Issues issues;
  record::Localised reason;
  for (const auto& [name, value] : typed_fields(visit, *signature->kind, {signature->kind->field("withdrawn_reason")}, nullptr, visit.request.form, issues)) {
    if (const auto* text = std::get_if<record::Localised>(&value)) reason = *text;
  }
  if (issues.empty()) {
    const auto receipt = act::withdraw_signature(visit.site.keeper, visit.reader, signature->id, typed_version(visit), std::move(reason));
    if (receipt) return back(visit, readable, "#signatures");
    issues = receipt.error();
  }
  return withdrawal_page(visit, readable, *signature, at_inputs(*signature->kind, std::move(issues)));
}

Response show_publication(const Visit& visit) {
  const auto readable = readable_agreement(visit);
  const auto* version = version_to_publish(visit, readable);
  if (!version) return not_found(visit.request);
  if (const auto may = may_change(visit, *version->record); !may) return refused(visit, may);
  return publication_page(visit, readable, *version, {});
}

Response publish_typed_version(const Visit& visit) {
  const auto readable = readable_agreement(visit);
  const auto* version = version_to_publish(visit, readable);
  if (!version) return not_found(visit.request);
  const auto& record = *version->record;
  if (const auto may = may_change(visit, record); !may) return refused(visit, may);
  base::Issues issues;
  auto fields = typed_fields(visit, *record.kind, {record.kind->field("withheld_reason")}, nullptr, visit.request.form, issues);
  record::References withheld;
  for (const auto one : visit.request.form.all("withheld")) withheld.push_back({std::string(one)});
  if (withheld.empty()) fields = {{"withheld_reason", record::Value{}}};  // published whole
  fields.emplace_back("withheld", withheld.empty() ? record::Value{} : record::Value{std::move(withheld)});
  fields.emplace_back("published", record.as<record::AgreementVersion>().published.value_or(visit.reader.day()));
  if (issues.empty()) {
    const auto receipt = act::change_record(visit.site.keeper, visit.reader, *record.kind, record.id, typed_version(visit), fields);
    if (receipt) return back(visit, readable, "#versions");
    issues = receipt.error();
  }
  return publication_page(visit, readable, *version, at_inputs(*record.kind, std::move(issues)));
}

Response show_closure(const Visit& visit) {
  const auto readable = readable_agreement(visit);
  if (!readable.agreement) return not_found(visit.request);
  if (const auto may = may_change(visit, *readable.agreement); !may) return refused(visit, may);
  return closure_page(visit, readable, {});
}

Response close_typed_agreement(const Visit& visit) {
  const auto readable = readable_agreement(visit);
  if (!readable.agreement) return not_found(visit.request);
  const auto& agreement = *readable.agreement;
  if (const auto may = may_change(visit, agreement); !may) return refused(visit, may);
  base::Issues issues;
  auto fields = typed_fields(visit, *agreement.kind, closing_fields(*agreement.kind), agreement.body, visit.request.form, issues);
  fields.emplace_back("closed", agreement.as<record::Agreement>().closed.value_or(visit.reader.day()));
  if (issues.empty()) {
    const auto receipt = act::change_record(visit.site.keeper, visit.reader, *agreement.kind, agreement.id, typed_version(visit), fields);
    if (receipt) return back(visit, readable, "");
    issues = receipt.error();
  }
  return closure_page(visit, readable, at_inputs(*agreement.kind, std::move(issues)));
}

}  // namespace outturn::web
