#include "web/people/kept_form.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "record/kind.h"
#include "web/records/record_form.h"

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

/// What a question was called on the form that was sent to this address; its input's name where that is not known.
std::string label_of(const Visit& visit, std::string_view address, std::string_view input) {
  if (input == reason_input) return visit.say("records.reason");
  const auto dot = std::min(input.find('.'), input.size());  // "title.en"
  const auto language = fmt::format("records.in_language.{}", input.substr(std::min(dot + 1, input.size())));
  for (const auto& segment : base::split(address.substr(0, address.find('?')), '/')) {
    const auto key = fmt::format("record.{}.{}", segment, input.substr(0, dot));
    if (!record::kind(segment) || !visit.words.has(key)) continue;
    return visit.words.has(language) ? visit.say("records.label_in", {{"label", visit.say(key)}, {"language", visit.say(language)}}) : visit.say(key);
  }
  return std::string(input);
}

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

Response send_kept(const Visit& visit, std::string_view address) {
  auto layout = frame(visit, visit.say("kept.title"));
  layout.lead = visit.say("kept.lead");
  Form form{.action = std::string(address), .csrf_token = visit.csrf, .fields = {}, .buttons = {{.text = visit.say("kept.send")}},
            .cancel = {visit.say("kept.forget"), "/today"}};
  SummaryList list;
  for (const auto& [name, value] : visit.request.form) {
    if (!std::string_view(name).starts_with(prefix)) continue;
    const auto input = std::string_view(name).substr(prefix.size());
    form.fields.push_back(hidden(input, value));
    if (input == version_input || base::trimmed(value).empty()) continue;
    list.rows.push_back({.key = label_of(visit, address, input), .value = value});
  }
  layout.content += html::rendered(list, visit.words);
  layout.content += html::rendered(form, visit.words);
  return framed(visit, layout);
}

}  // namespace outturn::web
