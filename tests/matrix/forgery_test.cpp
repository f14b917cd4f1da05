#include <fmt/format.h>

#include "testing.h"
#include "town.h"
#include "web/serving/cookies.h"
#include "web/routes.h"

using namespace outturn;
using namespace outturn::matrix;

namespace {

/// The person who may do most, and the kind on which the route is tried.
const Visitor& powerful(const web::Route& route) {
  if (route.name == "agreement.sign") return visitor("v-signatory-org-takes-part");
  if (route.name == "agreement.withdraw") return visitor("v-signatory-org-leads");
  if (route.name == "agreement.publish" || route.name == "agreement.close") return visitor("v-manager-org-leads");
  if (route.name == "agreement.fix" || route.name == "agreement.import") return visitor("v-manager-org-leads");
  if (route.name == "decision.answer") return visitor("v-manager-org-leads");  // the centre answers for nobody
  if (route.name == "link.acknowledge") return visitor("v-signatory-org-leads");
  if (route.name == "return.change") return visitor("v-reporter-org-leads");  // the centre reports and judges for nobody
  if (route.name == "return.verdict") return visitor("v-verifier-org-leads");
  return visitor(route.pattern.find("people") != std::string::npos ? "v-administrator-org-leads" : "v-central-org-leads");
}
const record::Kind* tried_on(const web::Route& route) {
  if (route.name == "records.replace") return record::kind("target");
  const auto* named = record::kind(route.needs.kind);
  return named ? named : record::kind("source");
}

std::vector<web::Route> changing_routes() {
  Town town(true);
  web::Site site = town.site();
  std::vector<web::Route> all;
  for (auto& route : web::routes(site)) {
    if (!web::is_reading(route.method)) all.push_back(std::move(route));
  }
  return all;
}

bool has_session(Town& town, std::string_view person) {
  return town.store().session(base::sha256(Town::token(person)).hex()).has_value();
}

/// What is wrong where a request with the person's cookie should be refused as forged and change nothing.
std::string fault_of(const web::Route& route, const std::function<void(web::Request&)>& forge) {
  Town town(true);
  const auto& who = powerful(route);
  auto request = fitting(town, route, tried_on(route));
  request.cookies.add(std::string(web::session_cookie_name), Town::token(who.person));
  request.remote_address = "10.9.9.9";
  request.form.set("csrf_token", Town::form_token(who.person));
  forge(request);
  const auto before = town.position();
  const auto response = town.ask(std::move(request));
  if (town.position() != before) return fmt::format("{}: it was written (status {})", route.name, response.status);
  if (!has_session(town, who.person)) return fmt::format("{}: the session was ended (status {})", route.name, response.status);
  if (response.status != 403) return fmt::format("{}: status {} instead of 403", route.name, response.status);
  return {};
}

void check_refused(const std::function<void(web::Request&)>& forge) {
  for (const auto& route : changing_routes()) CHECK(fault_of(route, forge) == "");
}

}  // namespace

TEST_CASE("forgery: every route that changes something refuses a form without its token") {
  check_refused([](web::Request& request) { request.form.set("csrf_token", ""); });
}

TEST_CASE("forgery: the token of another session does not help") {
  check_refused([](web::Request& request) { request.form.set("csrf_token", Town::form_token("v-lead-org-leads")); });
}

TEST_CASE("forgery: what another site sends is refused, even with the right token") {
  for (const auto* site : {"cross-site", "same-site"}) {
    check_refused([&](web::Request& request) { request.headers.set("sec-fetch-site", site); });
  }
}

TEST_CASE("forgery: credentials that a browser or proxy sends by itself are no excuse for a missing token") {
  check_refused([](web::Request& request) {
    request.form.set("csrf_token", "");
    request.headers.set("authorization", "Basic dXNlcjpwYXNz");
  });
}

TEST_CASE("forgery: the same requests with their token pass, so that the refusals above mean something") {
  for (const auto& route : changing_routes()) {
    CAPTURE(route.name);
    Town town(true);
    const auto& who = powerful(route);
    auto request = fitting(town, route, tried_on(route));
    request.cookies.add(std::string(web::session_cookie_name), Town::token(who.person));
    request.form.set("csrf_token", Town::form_token(who.person));
    request.headers.set("sec-fetch-site", "same-origin");
    request.remote_address = "10.9.9.9";
    const auto response = town.ask(std::move(request));
    if (route.pattern.find("{number}") != std::string::npos) continue;  // there is no such file, and that is the answer
    // The town's plan names its starts with a mark instead of places, and nothing is being computed: that is the answer.
    if (route.name == "gain.run") CHECK(response.status == 422);
    else if (route.name == "gain.stop") CHECK(response.status == 404);
    else CHECK_MESSAGE(response.status < 400, response.body);
  }
}

TEST_CASE("forgery: the form to sign in carries the token of whoever is signed in already, so that it can be sent") {
  Town town(true);
  const auto& who = visitor("v-manager-org-leads");
  const auto form = town.ask(who, request(web::Method::get, "/sign-in"));
  constexpr std::string_view before = "name=\"csrf_token\" value=\"";
  const auto found = form.body.find(before);
  REQUIRE(found != std::string::npos);
  const auto begins = found + before.size();
  CHECK(access::unmasked(form.body.substr(begins, form.body.find('"', begins) - begins)) == Town::csrf(who.person));
}
