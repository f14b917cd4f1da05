#include "web/visit.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/hash.h"
#include "record/keeping.h"
#include "record/organisation.h"
#include "web/serving/cookies.h"
#include "web/serving/parse.h"
#include "web/serving/remembered.h"
#include "web/data/returns_page.h"

namespace outturn::web {
namespace {

std::string session_token(const Request& request) {
  const auto authorisation = request.header("authorization");
  if (authorisation.starts_with("Bearer ")) return std::string(authorisation.substr(7));
  return std::string(request.cookies.get(session_cookie_name));
}

std::string chosen_language(const Request& request) {
  const auto& known = language::languages();
  for (const auto wanted : {request.query.get("lang"), request.cookies.get(language_cookie_name)}) {
    if (std::find(known.begin(), known.end(), wanted) != known.end()) return std::string(wanted);
  }
  return language::preferred_language(request.header("accept-language"));
}

/// The target with one query value set, or removed where the value is empty.
std::string with_query(std::string_view target, std::string_view name, std::string_view value) {
  const auto question = target.find('?');
  std::string out(target.substr(0, question));
  char separator = '?';
  if (question != std::string_view::npos) {
    const auto values = form_values(target.substr(question + 1));
    for (const auto& [key, text] : values.value_or(Values{})) {
      if (key == name) continue;
      out += separator + percent_encoded(key) + '=' + percent_encoded(text);
      separator = '&';
    }
  }
  if (!value.empty()) out += separator + std::string(name) + '=' + percent_encoded(value);
  return out;
}

Response sign_in_first(const Request& request) {
  if (request.wants_json() || !is_reading(request.method)) {
    return refusal(request, {.status = 401, .code = "sign_in"}).header("WWW-Authenticate", "Bearer");
  }
  return see_other("/sign-in?next=" + percent_encoded(request.target));
}

}  // namespace

std::string Visit::link(std::string_view path) const {
  std::string out(path);
  if (view.as_of()) out = with_query(out, "as-of", view.as_of()->iso());
  if (as_entered) out = with_query(out, "as-entered", as_entered->iso());
  return out;
}

std::string Visit::link_to(const workspace::Record& record) const {
  for (const std::string_view kind : {"outcome", "indicator", "place", "organisation", "commitment", "link", "framework"}) {
    if (record.kind->code == kind) return link(fmt::format("/{}/{}", record.kind->plural, percent_encoded(record.id)));
  }
  return link(fmt::format("/records/{}/{}", record.kind->code, percent_encoded(record.id)));
}

bool reads(const Visit& visit, const workspace::Record* record) { return record && visit.may(access::Act::read, *record->kind, record); }

std::string in_language(const Visit& visit, const record::Localised& text) { return std::string(text.in(visit.words.language())); }

const Values* typed_in(const Visit& visit) { return is_reading(visit.request.method) ? nullptr : &visit.request.form; }

Response refused(const Visit& visit, const access::Decision& decision) {
  const bool known = visit.reader.is_signed_in();
  return refusal(visit.request, {.status = known ? 403 : 401, .code = known ? "forbidden" : "sign_in", .issues = {decision.why}});
}

Handler visited(const Site& site, const Permission& needs, bool changes_state, Page page) {
  return [&site, needs, changes_state, page = std::move(page)](const Request& request) -> Response {
    const auto token = session_token(request);
    const auto today = site.clock.today();
    auto workspace = site.keeper.now();
    const auto session = token.empty() ? std::nullopt : site.sessions.known(*workspace, token);
    const auto reader = session ? access::Reader::of(*workspace, session->person, today) : access::Reader::everyone(today);

    if (needs.act != "open") {
      const auto act = access::act_of(needs.act);
      base::ensure(act.has_value(), "a route names an act that access knows");
      const auto kind_code = needs.kind == "{kind}" ? request.parameter("kind") : std::string_view(needs.kind);
      const auto* kind = record::kind(kind_code);
      if (!kind) return not_found(request);
      const auto decision = access::decide(reader, *act, *kind, nullptr, *workspace);
      if (!decision) {
        if (!reader.is_signed_in()) return sign_in_first(request);
        return refusal(request, {.status = 403, .code = "forbidden", .issues = {decision.why}});
      }
    }
    // A browser sends the cookie by itself, and a name and password for a proxy too, so a form must also carry the
    // token; a bearer token no browser sends.
    const bool by_browser = !request.header("authorization").starts_with("Bearer ");
    if (changes_state && by_browser) {
      const auto from = request.header("sec-fetch-site");
      const bool foreign = !from.empty() && from != "same-origin" && from != "none";
      const auto sent = request.form.has("csrf_token") ? request.form.get("csrf_token") : request.header("x-csrf-token");
      if (foreign || (session && !session->vouches_for(sent))) return refusal(request, {.status = 403, .code = "forged"});
    }

    std::optional<base::Day> as_of;
    std::optional<base::Day> as_entered;
    for (const auto& [name, day] : {std::pair{"as-of", &as_of}, std::pair{"as-entered", &as_entered}}) {
      const auto written = request.query.get(name);
      if (written.empty()) continue;
      *day = base::Day::parse(written);
      if (!*day) return refusal(request, {.status = 400, .code = "not_a_day", .values = {{"name", std::string(name)}, {"written", std::string(written)}}});
      if (**day > today) return refusal(request, {.status = 400, .code = "day_to_come", .values = {{"day", **day}, {"today", today}}});
    }
    if (as_entered) {
      workspace = site.keeper.as_entered(base::end_of(*as_entered));
      if (workspace->position() == 0) return refusal(request, {.status = 400, .code = "before_register", .values = {{"day", *as_entered}}});
    }

    Request localised = request;
    localised.language = chosen_language(request);
    const Visit visit{.site = site, .request = localised, .words = language::Words(localised.language), .reader = reader,
                      .view = workspace::View(std::move(workspace), as_entered.value_or(today), as_of), .csrf = session ? access::masked(session->csrf) : "",
                      .as_entered = as_entered};
    auto response = page(visit);
    if (request.query.get("lang") == localised.language) {
      response.cookies.push_back({.name = std::string(language_cookie_name), .value = localised.language, .max_age = 365 * 86'400,
                                  .secure = site.behind_https});
    }
    return response;
  };
}

Route page_route(const Site& site, Method method, std::string pattern, std::string name, Permission needs, Page page) {
  const bool changes = !is_reading(method);
  auto handler = visited(site, needs, changes, std::move(page));
  if (!changes) handler = remembered(site, std::move(handler));
  return {.method = method, .pattern = std::move(pattern), .name = std::move(name),
          .handler = std::move(handler), .needs = needs, .changes_state = changes};
}

Layout frame(const Visit& visit, std::string title, std::string_view path_in_navigation) {
  const auto& words = visit.words;
  Layout layout{.title = std::move(title)};
  const auto* installation = visit.workspace().get<record::Installation>("this");
  if (installation) {
    layout.host = installation->name.in(words.language());
    if (const auto notice = installation->notice.in(words.language()); !notice.empty()) layout.notices.push_back({.text = std::string(notice)});
  }
  layout.canonical_path = visit.request.path;
  for (const auto& language : language::languages()) {
    if (language == words.language()) continue;
    layout.other_language = language;
    layout.other_language_address = with_query(visit.request.target, "lang", language);
  }
  for (const auto& [name, path] : visit.site.navigation) {
    if (name == "returns" && !visit.reader.is_signed_in()) continue;  // of use to those who report or verify
    layout.navigation.push_back({.text = words.say("nav." + name), .address = visit.link(path), .current = path == path_in_navigation});
    if (name != "returns") continue;
    if (const auto waiting = returns_waiting(visit); waiting > 0) layout.navigation.back().count = words.integer(waiting);
  }
  if (visit.reader.is_signed_in()) {
    const auto* person = visit.workspace().get<record::Person>(visit.reader.person());
    layout.signed_in_name = person ? person->name : visit.reader.person();
    layout.csrf_token = visit.csrf;
  } else {
    layout.sign_in_address = "/sign-in?next=" + percent_encoded(visit.request.target);
  }
  layout.footer.push_back({.text = words.say("layout.for_programs"), .address = "/api/v1/openapi.json"});
  if (visit.may(access::Act::verify, record::kind_of<record::Installation>())) {
    layout.footer.push_back({.text = words.say("layout.every_change"), .address = "/history"});
  }
  layout.footer_text = words.say("layout.as_known", {{"day", visit.view.day()}});
  if (visit.view.as_of()) {
    layout.as_of = {words.say("visit.as_of", {{"day", *visit.view.as_of()}}), words.say("visit.show_today"),
                    with_query(visit.request.target, "as-of", "")};
  } else if (visit.as_entered) {
    layout.as_of = {words.say("visit.as_entered", {{"day", *visit.as_entered}}), words.say("visit.show_today"),
                    with_query(visit.request.target, "as-entered", "")};
  }
  return layout;
}

Response framed(const Visit& visit, const Layout& layout, int status) {
  auto response = page(web::page(layout, visit.words), status);
  if (status == 200 && is_reading(visit.request.method)) {
    response.etag = base::sha256(response.body).hex().substr(0, 32);
  }
  return response;
}

}  // namespace outturn::web
