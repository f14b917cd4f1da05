#include <algorithm>
#include <charconv>

#include <fmt/core.h>

#include "act/agree.h"
#include "base/hash.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "web/together/agreement_page.h"
#include "web/forms.h"
#include "web/outcomes/outcome_sections.h"
#include "web/serving/parse.h"
#include "web/records/record_form.h"
#include "web/records/record_pages.h"
#include "web/records/record_shown.h"

namespace outturn::web {
namespace {

using workspace::Record;

access::Decision may_fix(const Visit& visit, const ReadableAgreement& readable) {
  const auto proposed = std::make_shared<record::AgreementVersion>(record::AgreementVersion{.agreement = {readable.agreement->id}});
  return access::decide_proposed(visit.reader, access::Act::add, record::kind_of<record::AgreementVersion>(), "", proposed, visit.workspace());
}

Layout agreement_frame(const Visit& visit, const ReadableAgreement& readable, std::string title) {
  auto layout = outcome_frame(visit, *readable.outcome, std::move(title), "agreement");
  layout.caption = readable.agreement ? std::string(readable.agreement->as<record::Agreement>().title.in(visit.words.language())) : readable.outcome->title(visit.words.language());
  return layout;
}

Response draft_page(const Visit& visit, const ReadableAgreement& readable, const base::Issues& issues) {
  const auto* newest = readable.state.newest();
  const auto next = newest ? newest->number() + 1 : 1;
  const auto hash = base::sha256(decide::write_text(readable.state.draft)).hex();
  auto layout = agreement_frame(visit, readable, visit.say("agreement.fix_title", {{"number", next}}));
  layout.lead = visit.say(newest ? "agreement.fix_lead_amended" : "agreement.fix_lead", {{"number", next - 1}});
  show_problems(visit, layout, issues);
  layout.content += html::rendered(Heading{.text = visit.say("agreement.draft")}, visit.words);
  for (const auto& clause : clause_views(visit, readable, newest ? &newest->text : nullptr, readable.state.draft, nullptr)) layout.content += html::rendered(clause, visit.words);
  if (newest) {
    std::string names;
    const auto add = [&](const std::string& party) { names += (names.empty() ? "" : ", ") + title_of(visit, "organisation", party); };
    for (const auto& party : readable.state.draft.parties) {
      if (decide::touches(newest->text, readable.state.draft, party)) add(party);
    }
    const auto left_out = decide::bound_beyond_draft(visit.workspace(), *readable.agreement);
    for (const auto& party : left_out) add(party);
    layout.content += html::rendered(Saying{.text = names.empty() ? visit.say("agreement.touches_nobody") : visit.say("agreement.signs_again", {{"names", names}})}, visit.words);
    if (!left_out.empty()) layout.content += html::rendered(Warning{visit.say("agreement.leaves_out")}, visit.words);
  }
  if (may_fix(visit, readable)) {
    const auto& kind = record::kind_of<record::AgreementVersion>();
    Form form{.action = agreement_address(visit, readable, "/fix"), .csrf_token = visit.csrf};
    form.fields = form_fields(visit, kind, {kind.field("reason")}, nullptr, typed_in(visit));
    form.fields.push_back(hidden("after", std::to_string(next - 1)));  // what is on the page now: a page shown again shows the newest
    form.fields.push_back(hidden("seen", hash));
    form.buttons = {{.text = visit.say("agreement.fix_button", {{"number", next}})}};
    form.cancel = {visit.say("records.cancel"), agreement_address(visit, readable, "")};
    show_issues(form.fields, issues, visit.words);
    layout.content += html::rendered(form, visit.words);
  }
  return framed(visit, layout, issues.empty() ? 200 : 422);
}

Response signing_page(const Visit& visit, const ReadableAgreement& readable, const decide::VersionState& version, const std::vector<const Record*>& parties, const base::Issues& issues) {
  const auto& content = version.record->as<record::AgreementVersion>();
  auto layout = agreement_frame(visit, readable, visit.say("agreement.sign_title", {{"number", version.number()}}));
  layout.lead = visit.say("agreement.sign_lead");
  show_problems(visit, layout, issues);
  const decide::VersionState* earlier = nullptr;
  for (const auto& one : readable.state.versions) {
    if (one.number() < version.number()) earlier = &one;
  }
  layout.content += html::rendered(Heading{.text = visit.say("agreement.text_of", {{"number", version.number()}})}, visit.words);
  for (const auto& clause : clause_views(visit, readable, earlier ? &earlier->text : nullptr, version.text, version.record)) layout.content += html::rendered(clause, visit.words);
  const auto* typed = typed_in(visit);
  const auto& kind = record::kind_of<record::Signature>();
  Form form{.action = agreement_address(visit, readable, "/sign"), .csrf_token = visit.csrf};
  Field party{.control = Control::radios, .name = "organisation", .label = visit.say("record.signature.organisation"), .value = typed ? std::string(typed->get("organisation")) : parties.front()->id};
  for (const auto* one : parties) party.options.push_back({one->id, one->title(visit.words.language())});
  form.fields.push_back(std::move(party));
  record::Signature prepared;
  if (const auto* person = visit.workspace().get<record::Person>(visit.reader.person())) prepared.name = person->name;
  auto asked = form_fields(visit, kind, {kind.field("name"), kind.field("post"), kind.field("authority")}, std::make_shared<record::Signature>(prepared), typed);
  form.fields.insert(form.fields.end(), asked.begin(), asked.end());
  Field dissents{.control = Control::checkboxes, .name = "dissents", .label = visit.say("record.signature.dissents"), .hint = visit.say("record.signature.dissents.help"), .optional = true};
  for (const auto& clause : version.text.clauses) {
    dissents.options.push_back({clause.id, visit.say("agreement.clause", {{"number", clause.number}, {"title", std::string(clause.title.in(visit.words.language()))}})});
  }
  if (typed) {
    for (const auto one : typed->all("dissents")) dissents.chosen.emplace_back(one);
  }
  form.fields.push_back(std::move(dissents));
  auto why = form_fields(visit, kind, {kind.field("dissent")}, nullptr, typed);
  form.fields.insert(form.fields.end(), why.begin(), why.end());
  form.fields.push_back(hidden("signs", version.record->id));
  form.fields.push_back(hidden("seen", content.hash));
  form.before_buttons = html::rendered(Warning{visit.say("agreement.sign_warning", {{"hash", content.hash}})}, visit.words);
  form.buttons = {{.text = visit.say("agreement.sign_button", {{"number", version.number()}})}};
  form.cancel = {visit.say("records.cancel"), agreement_address(visit, readable, "")};
  show_issues(form.fields, issues, visit.words);
  layout.content += html::rendered(form, visit.words);
  return framed(visit, layout, issues.empty() ? 200 : 422);
}

Response import_page(const Visit& visit, const ReadableAgreement& readable, const base::Issues& issues) {
  auto layout = agreement_frame(visit, readable, visit.say("agreement.import"));
  layout.lead = visit.say("agreement.import_lead");
  show_problems(visit, layout, issues);
  const auto* typed = typed_in(visit);
  Form form{.action = agreement_address(visit, readable, "/import"), .csrf_token = visit.csrf};
  form.fields = {{.control = Control::textarea, .name = "json", .label = visit.say("agreement.json"), .value = typed ? std::string(typed->get("json")) : "", .hint = visit.say("agreement.json_hint"), .rows = 12}};
  form.buttons = {{.text = visit.say("agreement.import_button")}};
  form.cancel = {visit.say("records.cancel"), agreement_address(visit, readable, "")};
  show_issues(form.fields, issues, visit.words);
  layout.content += html::rendered(form, visit.words);
  return framed(visit, layout, issues.empty() ? 200 : 422);
}

}  // namespace

std::vector<const Record*> may_sign_for(const Visit& visit, const decide::VersionState& version) {
  std::vector<const Record*> all;
  for (const auto& party : version.parties) {
    if (!party.organisation || party.state == decide::SignState::signed_now) continue;
    const auto proposed = std::make_shared<record::Signature>(record::Signature{.version = {version.record->id}, .organisation = {party.organisation->id}});
    if (access::decide_proposed(visit.reader, access::Act::add, record::kind_of<record::Signature>(), "", proposed, visit.workspace())) all.push_back(party.organisation);
  }
  return all;
}

Response show_draft(const Visit& visit) {
  const auto readable = readable_agreement(visit);
  if (!readable.agreement || !readable.sees_draft) return not_found(visit.request);
  return draft_page(visit, readable, {});
}

Response fix_typed_version(const Visit& visit) {
  const auto readable = readable_agreement(visit);
  if (!readable.agreement || !readable.sees_draft) return not_found(visit.request);
  if (const auto may = may_fix(visit, readable); !may) return refused(visit, may);
  const auto& kind = record::kind_of<record::AgreementVersion>();
  const auto& typed = visit.request.form;
  base::Issues issues;
  record::Localised reason;
  for (const auto& [name, value] : typed_fields(visit, kind, {kind.field("reason")}, nullptr, typed, issues)) {
    if (const auto* text = std::get_if<record::Localised>(&value)) reason = *text;
  }
  std::int64_t after = -1;
  const auto written = typed.get("after");
  std::from_chars(written.data(), written.data() + written.size(), after);
  if (issues.empty()) {
    const auto receipt = act::make_version(visit.site.keeper, visit.reader, readable.agreement->id, after, typed.get("seen"), std::move(reason));
    if (receipt) return see_other(agreement_address(visit, readable, ""));
    issues = receipt.error();
  }
  return draft_page(visit, readable, at_inputs(kind, std::move(issues)));
}

Response show_signing(const Visit& visit) {
  const auto readable = readable_agreement(visit);
  const auto* version = readable.agreement ? readable.state.newest() : nullptr;
  if (!version) return not_found(visit.request);
  const auto parties = may_sign_for(visit, *version);
  if (parties.empty()) return not_found(visit.request);
  return signing_page(visit, readable, *version, parties, {});
}

Response sign_typed(const Visit& visit) {
  const auto readable = readable_agreement(visit);
  const auto* version = readable.agreement ? readable.state.newest() : nullptr;
  if (!version) return not_found(visit.request);
  const auto parties = may_sign_for(visit, *version);
  if (parties.empty()) return not_found(visit.request);
  const auto& kind = record::kind_of<record::Signature>();
  const auto& typed = visit.request.form;
  base::Issues issues;
  auto fields = typed_fields(visit, kind, {kind.field("name"), kind.field("post"), kind.field("authority"), kind.field("dissents"), kind.field("dissent")}, nullptr, typed, issues);
  if (issues.empty()) {
    const auto receipt = act::sign_version(visit.site.keeper, visit.reader, typed.get("signs"), typed.get("organisation"), typed.get("seen"), std::move(fields));
    if (receipt) return see_other(agreement_address(visit, readable, "#signatures"));
    issues = receipt.error();
  }
  return signing_page(visit, readable, *version, parties, at_inputs(kind, std::move(issues)));
}

Response show_agreement_import(const Visit& visit) {
  const auto readable = readable_agreement(visit);
  if (!readable.outcome) return not_found(visit.request);
  return import_page(visit, readable, {});
}

Response import_typed_agreement(const Visit& visit) {
  const auto readable = readable_agreement(visit);
  if (!readable.outcome) return not_found(visit.request);
  const auto receipt = act::import_agreement(visit.site.keeper, visit.reader, visit.request.form.get("json"));
  if (receipt) {  // the text says on which outcome
    const auto text = decide::read_text(visit.request.form.get("json"));
    return see_other(visit.link("/outcomes/" + percent_encoded(text ? text->outcome : readable.outcome->id) + "/agreement"));
  }
  auto issues = receipt.error();
  const bool forbidden = std::any_of(issues.begin(), issues.end(), [](const base::Issue& one) { return one.code.starts_with("access."); });
  if (forbidden) return refused(visit, access::Decision{.why = issues.front()});
  for (auto& issue : issues) issue.field = "json";
  return import_page(visit, readable, issues);
}

}  // namespace outturn::web
