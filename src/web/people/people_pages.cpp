#include "web/people/people_pages.h"

#include <algorithm>

#include <fmt/core.h>

#include "act/accounts.h"
#include "act/add_record.h"
#include "web/forms.h"
#include "web/serving/parse.h"
#include "web/parts.h"
#include "web/records/record_form.h"
#include "web/records/record_pages.h"
#include "web/records/record_shown.h"

namespace outturn::web {
namespace {

using record::kind_of;

Layout people_frame(const Visit& visit, std::string title) {
  auto layout = frame(visit, std::move(title), "/records");
  layout.breadcrumbs = {{.text = visit.say("nav.records"), .address = "/records"}, {.text = visit.say("people.title"), .address = "/people"}};
  return layout;
}

std::string person_address(std::string_view id, std::string_view more = {}) { return fmt::format("/people/{}{}", percent_encoded(id), more); }

/// The roles of a person that are in force or still to come, as records.
std::vector<const workspace::Record*> roles_of(const Visit& visit, const workspace::Record& person) {
  auto all = visit.workspace().referring<record::Appointment>(person, "person");
  std::erase_if(all, [&](const auto* one) {
    const auto& until = one->template as<record::Appointment>().until;
    return until && *until < visit.view.day();
  });
  return all;
}

std::string role_in_words(const Visit& visit, const record::Appointment& appointment) {
  const auto role = visit.say(fmt::format("record.appointment.role.{}", access::code_of(appointment.role)));
  if (appointment.organisation.empty()) return visit.say("people.role_everywhere", {{"role", role}});
  return visit.say("people.role_in", {{"role", role}, {"organisation", title_of(visit, "organisation", appointment.organisation.id)}});
}

Field role_question(const Visit& visit, const Values& sent, bool optional) {
  Field question{.control = Control::select, .name = "role", .label = visit.say("record.appointment.role"), .value = std::string(sent.get("role")),
                 .hint = visit.say("people.role_hint"), .optional = optional};
  question.options.push_back({.value = "", .text = visit.say(optional ? "people.no_role_yet" : "records.choose")});
  for (const auto& code : kind_of<record::Appointment>().field("role")->choices) {
    question.options.push_back({.value = code, .text = visit.say("record.appointment.role." + code)});
  }
  return question;
}

Field organisation_question(const Visit& visit, const Values& sent) {
  auto options = record_options(visit, kind_of<record::Organisation>(), longest_select);
  Field question{.name = "organisation", .label = visit.say("record.appointment.organisation"), .value = std::string(sent.get("organisation")),
                 .hint = visit.say("record.appointment.organisation.help"), .optional = true, .width = 20};
  if (options.size() > longest_select) {
    question.hint += " " + visit.say("records.id_hint", {{"kinds", plural_of(visit, kind_of<record::Organisation>())}});
    return question;
  }
  question.control = Control::select;
  question.options.push_back({.value = "", .text = visit.say("people.whole_register")});
  question.options.insert(question.options.end(), options.begin(), options.end());
  return question;
}

std::optional<record::Role> typed_role(std::string_view code) {
  const auto& choices = kind_of<record::Appointment>().field("role")->choices;
  const auto found = std::find(choices.begin(), choices.end(), code);
  if (found == choices.end()) return std::nullopt;
  return static_cast<record::Role>(found - choices.begin());
}

Response new_person_page(const Visit& visit, const base::Issues& issues) {
  const auto& sent = visit.request.form;
  auto layout = people_frame(visit, visit.say("people.add"));
  show_problems(visit, layout, issues);
  Field language{.control = Control::radios, .name = "language", .label = visit.say("record.person.language"),
                 .value = std::string(sent.get("language", visit.words.language()))};
  for (const auto& code : language::languages()) language.options.push_back({.value = code, .text = visit.say("people.language." + code)});
  Form form{.action = "/people/new", .csrf_token = visit.csrf,
            .fields = {{.name = "name", .label = visit.say("record.person.name"), .value = typed_text(sent, "name"), .hint = visit.say("record.person.name.help")},
                       {.control = Control::email, .name = "email", .label = visit.say("record.person.email"), .value = typed_text(sent, "email"),
                        .hint = visit.say("record.person.email.help"), .autocomplete = "off"},
                       std::move(language), role_question(visit, sent, true), organisation_question(visit, sent),
                       {.control = Control::password, .name = "password", .label = visit.say("people.first_password"),
                        .hint = visit.say("people.password_hint"), .optional = true, .autocomplete = "new-password"}},
            .buttons = {{.text = visit.say("people.add")}}, .cancel = {visit.say("records.cancel"), "/people"}};
  show_issues(form.fields, issues, visit.words);
  layout.content += html::rendered(form, visit.words);
  return framed(visit, layout, issues.empty() ? 200 : 422);
}

Response person_page(const Visit& visit, const workspace::Record& record, const base::Issues& issues) {
  const auto& person = record.as<record::Person>();
  const auto& sent = visit.request.form;
  auto layout = people_frame(visit, person.name);
  layout.caption = visit.say("record.person");
  layout.sections_name = visit.say("records.this_record");
  layout.sections = {{.text = visit.say("people.account"), .address = person_address(record.id), .current = true},
                     {.text = visit.say("records.record"), .address = record_address(record)},
                     {.text = visit.say("history.title"), .address = "/history/person/" + percent_encoded(record.id)}};
  show_problems(visit, layout, issues);
  for (const std::string_view done : {"added", "appointed", "password", "disabled", "enabled"}) {
    if (issues.empty() && visit.request.query.get("done") == done) layout.content += html::rendered(Banner{.text = visit.say(fmt::format("people.done.{}", done)), .success = true}, visit.words);
  }
  SummaryList list;
  list.rows.push_back({.key = visit.say("record.person.email"), .value = person.email});
  list.rows.push_back({.key = visit.say("people.may_sign_in"), .value = visit.say(person.disabled ? "records.no" : "records.yes")});
  for (const auto* role : roles_of(visit, record)) {
    SummaryRow row{.key = visit.say("record.appointment"), .value = role_in_words(visit, role->as<record::Appointment>())};
    row.actions = {{visit.say("people.last_day"), record_address(*role, "/change"), row.value}, {visit.say("people.end_now"), record_address(*role, "/retire"), row.value}};
    list.rows.push_back(std::move(row));
  }
  layout.content += html::rendered(list, visit.words);

  const auto add_form = [&](std::string_view title, std::string_view lead, Form form) {
    show_issues(form.fields, issues, visit.words);
    layout.content += html::rendered(Heading{.text = visit.say(title), .lead = visit.say(lead)}, visit.words);
    layout.content += html::rendered(form, visit.words);
  };
  add_form("people.appoint", "people.appoint_lead",
           {.action = person_address(record.id, "/roles"), .csrf_token = visit.csrf, .fields = {role_question(visit, sent, false), organisation_question(visit, sent)},
            .buttons = {{.text = visit.say("people.appoint"), .kind = Button::Kind::secondary}}});
  add_form("people.set_password", "people.set_password_lead",
           {.action = person_address(record.id, "/password"), .csrf_token = visit.csrf,
            .fields = {{.control = Control::password, .name = "password", .label = visit.say("account.new_password"), .hint = visit.say("people.password_hint"), .autocomplete = "new-password"}},
            .buttons = {{.text = visit.say("people.set_password"), .kind = Button::Kind::secondary}}});
  const std::string way = person.disabled ? "enable" : "disable";
  add_form("people." + way, "people." + way + "_lead",
           {.action = person_address(record.id, "/access"), .csrf_token = visit.csrf,
            .fields = {reason_field(visit, is_reading(visit.request.method) ? nullptr : &sent, false),
                       {.control = Control::hidden, .name = "disabled", .label = "", .value = person.disabled ? "no" : "yes"}},
            .buttons = {{.text = visit.say("people." + way), .kind = person.disabled ? Button::Kind::secondary : Button::Kind::warning}}});
  return framed(visit, layout, issues.empty() ? 200 : 422);
}

const workspace::Record* person_of_path(const Visit& visit) {
  const auto* found = visit.readable<record::Person>(visit.parameter("id"));
  return found && visit.may(access::Act::manage_accounts, *found->kind, found) ? found : nullptr;
}

base::Issues at_questions(base::Issues issues) {
  for (auto& issue : issues) {
    if (issue.field == "reason") issue.field = reason_input;
    const bool asked = issue.field == "name" || issue.field == "email" || issue.field == "password" || issue.field == "role" ||
                       issue.field == "organisation" || issue.field == "language" || issue.field == reason_input;
    if (!asked) issue.field.clear();
  }
  return issues;
}

}  // namespace

Response show_people(const Visit& visit) {
  const auto& kind = kind_of<record::Person>();
  auto layout = frame(visit, visit.say("people.title"), "/records");
  layout.breadcrumbs = {{.text = visit.say("nav.records"), .address = "/records"}};
  layout.lead = visit.say("people.lead");
  layout.content += html::rendered(ButtonLink{visit.say("people.add"), "/people/new"}, visit.words);
  Table table{.caption = visit.say("people.title"),
              .columns = {{.text = visit.say("record.person.name")}, {.text = visit.say("record.person.email")}, {.text = visit.say("record.appointment.plural")},
                          {.text = visit.say("people.may_sign_in")}},
              .light = true};
  visit.workspace().each<record::Person>([&](const workspace::Record& record, const record::Person& person) {
    if (!visit.may(access::Act::manage_accounts, kind, &record)) return;
    std::string roles;
    for (const auto* role : roles_of(visit, record)) roles += (roles.empty() ? "" : "; ") + role_in_words(visit, role->as<record::Appointment>());
    table.rows.push_back({.cells = {{.text = person.name, .address = person_address(record.id)}, {.text = person.email},
                                    {.text = roles.empty() ? visit.say("people.no_role_yet") : roles},
                                    {.text = visit.say(person.disabled ? "records.no" : "records.yes")}}});
  });
  layout.content += html::rendered(table, visit.words);
  return framed(visit, layout);
}

Response show_new_person(const Visit& visit) { return new_person_page(visit, {}); }

Response add_typed_person(const Visit& visit) {
  const auto& sent = visit.request.form;
  act::NewUser user{.name = typed_text(sent, "name"), .email = typed_text(sent, "email"), .language = typed_text(sent, "language"),
                    .password = std::string(sent.get("password"))};
  if (const auto role = typed_role(sent.get("role"))) user.roles = {{*role, typed_text(sent, "organisation")}};
  const auto receipt = act::add_user(visit.site.keeper, visit.site.vault, visit.site.passwords, visit.reader, user);
  if (!receipt) return new_person_page(visit, at_questions(receipt.error()));
  const auto& people = kind_of<record::Person>();
  const auto& newest = receipt->workspace->at(people, receipt->workspace->count(people) - 1);
  return see_other(person_address(newest.id, "?done=added"));
}

Response show_person(const Visit& visit) {
  const auto* record = person_of_path(visit);
  return record ? person_page(visit, *record, {}) : not_found(visit.request);
}

Response appoint_person(const Visit& visit) {
  const auto* record = person_of_path(visit);
  if (!record) return not_found(visit.request);
  const auto& sent = visit.request.form;
  if (!typed_role(sent.get("role"))) return person_page(visit, *record, {{"role", "record.required", {}}});
  act::Fields fields{{"person", record::Reference{record->id}}, {"role", std::string(sent.get("role"))}, {"from", visit.view.day()}};
  if (const auto organisation = typed_text(sent, "organisation"); !organisation.empty()) fields.emplace_back("organisation", record::Reference{organisation});
  const auto receipt = act::add_record(visit.site.keeper, visit.reader, kind_of<record::Appointment>(), {}, fields);
  if (!receipt) return person_page(visit, *record, at_questions(receipt.error()));
  return see_other(person_address(record->id, "?done=appointed"));
}

Response set_persons_password(const Visit& visit) {
  const auto* record = person_of_path(visit);
  if (!record) return not_found(visit.request);
  const auto receipt = act::set_password(visit.site.keeper, visit.site.vault, visit.site.passwords, visit.reader, record->id, visit.request.form.get("password"));
  if (!receipt) {
    auto issues = receipt.error();
    for (auto& issue : issues) issue.field = "password";
    return person_page(visit, *record, issues);
  }
  if (record->id == visit.reader.person()) return see_other("/sign-in");  // one's own sessions end, too
  return see_other(person_address(record->id, "?done=password"));
}

Response switch_person(const Visit& visit) {
  const auto* record = person_of_path(visit);
  if (!record) return not_found(visit.request);
  const bool disables = visit.request.form.get("disabled") == "yes";
  const auto receipt = act::disable_person(visit.site.keeper, visit.site.vault, visit.reader, record->id, disables, typed_text(visit.request.form, reason_input));
  if (!receipt) return person_page(visit, *record, at_questions(receipt.error()));
  return see_other(person_address(record->id, disables ? "?done=disabled" : "?done=enabled"));
}

}  // namespace outturn::web
