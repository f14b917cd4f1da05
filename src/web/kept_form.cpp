#include "web/kept_form.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "web/parts.h"

namespace outturn::web {
namespace {

constexpr std::string_view prefix = "kept.";
constexpr std::size_t longest = 100'000;

bool is_secret(std::string_view name) {
  static constexpr std::array<std::string_view, 5> secrets{"csrf_token", "password", "current", "second_password", "token"};
  return std::find(secrets.begin(), secrets.end(), name) != secrets.end();
}

/// A form that another site made us receive must never be sent on in somebody's name.
bool is_our_own(const Request& request) { return request.header("sec-fetch-site") == "same-origin"; }

Field hidden(std::string name, std::string value) { return {.control = Control::hidden, .name = std::move(name), .label = "", .value = std::move(value)}; }

}  // namespace

bool is_worth_keeping(const Request& request) {
  if (request.method != Method::post || !request.files.empty() || !is_our_own(request) || !is_local_path(request.target)) return false;
  std::size_t length = 0;
  bool typed = false;
  for (const auto& [name, value] : request.form) {
    length += name.size() + value.size();
    typed = typed || !is_secret(name);
  }
  return typed && length <= longest;
}

Form sign_in_again(const Visit& visit, const Request& refused) {
  Form form{.action = "/sign-in", .csrf_token = {},
            .fields = {{.control = Control::email, .name = "email", .label = visit.say("account.email"), .autocomplete = "username"},
                       {.control = Control::password, .name = "password", .label = visit.say("account.password"), .autocomplete = "current-password"},
                       hidden("next", refused.target)},
            .buttons = {{.text = visit.say("account.sign_in")}}};
  for (const auto& [name, value] : refused.form) {
    if (!is_secret(name)) form.fields.push_back(hidden(std::string(prefix) + name, value));
  }
  return form;
}

void carry_on(const Request& request, Form& form) {
  if (!carries_a_form(request)) return;
  for (const auto& [name, value] : request.form) {
    if (name.starts_with(prefix)) form.fields.push_back(hidden(name, value));
  }
}

bool carries_a_form(const Request& request) {
  return is_our_own(request) && std::any_of(request.form.begin(), request.form.end(), [](const auto& item) { return item.first.starts_with(prefix); });
}

Response send_kept(const Visit& visit, std::string_view address, std::string_view csrf) {
  auto layout = frame(visit, visit.say("kept.title"));
  layout.lead = visit.say("kept.lead");
  Form form{.action = std::string(address), .csrf_token = std::string(csrf), .fields = {}, .buttons = {{.text = visit.say("kept.send")}},
            .cancel = {visit.say("kept.forget"), "/today"}};
  SummaryList list;
  for (const auto& [name, value] : visit.request.form) {
    if (!std::string_view(name).starts_with(prefix)) continue;
    const auto own_name = name.substr(prefix.size());
    form.fields.push_back(hidden(own_name, value));
    if (!base::trimmed(value).empty()) list.rows.push_back({.key = own_name, .value = value});
  }
  layout.content += html::rendered(list, visit.words);
  layout.content += html::rendered(form, visit.words);
  return framed(visit, layout);
}

}  // namespace outturn::web
