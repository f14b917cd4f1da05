#include "web/people/account_pages.h"

#include <fmt/core.h>

#include "act/accounts.h"
#include "record/organisation.h"
#include "web/serving/cookies.h"
#include "web/forms.h"
#include "web/people/kept_form.h"

namespace outturn::web {
namespace {

Cookie session_cookie(const Visit& visit, std::string token, std::optional<int> max_age) {
  return {.name = std::string(session_cookie_name), .value = std::move(token), .max_age = max_age, .secure = visit.site.behind_https};
}

std::string next_of(const Values& values) {
  const auto next = values.get("next");
  return is_local_path(next) ? std::string(next) : "/today";
}

Response sign_in_page(const Visit& visit, const base::Issues& issues, int status) {
  const auto& words = visit.words;
  const auto& sent = visit.request.form;
  Form form{.action = "/sign-in",
            .csrf_token = visit.csrf,  // somebody who is signed in already and signs in again
            .fields = {{.control = Control::email, .name = "email", .label = words.say("account.email"),
                        .value = std::string(sent.get("email")), .autocomplete = "username"},
                       {.control = Control::password, .name = "password", .label = words.say("account.password"),
                        .autocomplete = "current-password"},
                       {.control = Control::hidden, .name = "next", .value = next_of(sent.has("next") ? sent : visit.request.query)}},
            .buttons = {{.text = words.say("account.sign_in")}}};
  auto layout = frame(visit, words.say("account.sign_in"));
  layout.signed_in_name.clear();
  layout.has_errors = !issues.empty();
  if (!issues.empty()) layout.content += html::rendered(error_summary(issues, words), words);
  carry_on(visit.request, form);
  show_issues(form.fields, issues, words);
  layout.content += html::rendered(form, words);
  return framed(visit, layout, status);
}

}  // namespace

Response show_sign_in(const Visit& visit) { return sign_in_page(visit, {}, 200); }

Response sign_in(const Visit& visit) {
  const auto& form = visit.request.form;
  const auto old_token = visit.request.cookies.get(session_cookie_name);
  const auto signed_in = visit.site.sessions.sign_in(visit.workspace(), form.get("email"), form.get("password"),
                                                     visit.request.remote_address, old_token);
  if (!signed_in) return sign_in_page(visit, signed_in.error(), 422);
  auto owner = visit;  // who sees what they had typed is signed in by now
  owner.reader = access::Reader::of(visit.workspace(), signed_in->person, visit.site.clock.today());
  owner.csrf = access::masked(signed_in->csrf);
  auto response = carries_a_form(visit.request) ? send_kept(owner, next_of(form)) : see_other(next_of(form));
  response.cookies.push_back(session_cookie(visit, signed_in->token, std::nullopt));
  return response;
}

Response sign_out(const Visit& visit) {
  visit.site.sessions.sign_out(visit.request.cookies.get(session_cookie_name));
  auto response = see_other("/today");
  response.cookies.push_back(session_cookie(visit, "", 0));
  return response;
}

namespace {

Response account_page(const Visit& visit, const base::Issues& issues, int status) {
  if (!visit.reader.is_signed_in()) return see_other("/sign-in?next=/account");
  const auto& words = visit.words;
  const auto* person = visit.workspace().get<record::Person>(visit.reader.person());
  auto layout = frame(visit, words.say("account.title"));
  layout.has_errors = !issues.empty();
  if (!issues.empty()) layout.content += html::rendered(error_summary(issues, words), words);
  if (visit.request.query.has("changed")) {
    layout.content += html::rendered(Banner{.text = words.say("account.password_changed"), .success = true}, words);
  }
  SummaryList list;
  list.rows.push_back({.key = words.say("record.person.name"), .value = person ? person->name : visit.reader.person()});
  if (person) list.rows.push_back({.key = words.say("account.email"), .value = person->email});
  for (const auto& standing : visit.reader.standings()) {
    const auto* organisation = visit.workspace().find<record::Organisation>(standing.organisation);
    list.rows.push_back({.key = words.say("record.appointment.role"),
                         .value = words.say(organisation ? "account.role_in" : "account.role",
                                            {{"role", words.say(fmt::format("record.appointment.role.{}", access::code_of(standing.role)))},
                                             {"organisation", organisation ? organisation->title(words.language()) : ""}})});
  }
  layout.content += html::rendered(list, words);
  Form form{.action = "/account/password",
            .csrf_token = visit.csrf,
            .fields = {{.control = Control::password, .name = "current", .label = words.say("account.current_password"), .autocomplete = "current-password"},
                       {.control = Control::password, .name = "password", .label = words.say("account.new_password"),
                        .hint = words.say("account.new_password_hint"), .autocomplete = "new-password"}},
            .buttons = {{.text = words.say("account.change_password")}}};
  show_issues(form.fields, issues, words);
  layout.content += html::rendered(form, words);
  return framed(visit, layout, status);
}

}  // namespace

Response show_account(const Visit& visit) { return account_page(visit, {}, 200); }

Response change_password(const Visit& visit) {
  if (!visit.reader.is_signed_in()) return see_other("/sign-in?next=/account");
  const auto* person = visit.workspace().get<record::Person>(visit.reader.person());
  const auto& sent = visit.request.form;
  const auto confirmed = visit.site.sessions.confirmed(visit.workspace(), person ? person->email : "", sent.get("current"), visit.request.remote_address);
  if (!confirmed) return account_page(visit, {{"current", "account.wrong_password", {}}}, 422);
  const auto receipt = act::set_password(visit.site.keeper, visit.site.vault, visit.site.passwords, visit.reader, visit.reader.person(), sent.get("password"));
  if (!receipt) return account_page(visit, receipt.error(), 422);
  return see_other("/sign-in?next=/account");  // a new password ends every session, this one too
}

}  // namespace outturn::web
