#include "web/serving/http.h"

#include <stdexcept>

#include "base/json.h"
#include "language/words.h"
#include "testing.h"

namespace web = outturn::web;
using outturn::base::Json;
using outturn::language::Words;

TEST_CASE("methods: each has its text, and others are other") {
  for (const char* text : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) CHECK(web::text(web::method_from(text)) == text);
  CHECK(web::method_from("get") == web::Method::other);
  CHECK(web::method_from("TRACE") == web::Method::other);
  CHECK(web::text(web::Method::other) == "");
}

TEST_CASE("redirects: only to a path of this site") {
  for (const char* good : {"/", "/today", "/outcomes/O16?as-of=2024-03-31#a"}) CHECK(web::is_local_path(good));
  for (const char* bad : {"", "today", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nSet-Cookie: x=1", "/a b", "/a\\b", "/\t/evil"}) {
    CAPTURE(bad);
    CHECK_FALSE(web::is_local_path(bad));
    CHECK_THROWS_AS(web::see_other(bad), std::logic_error);
  }
  CHECK(web::see_other("/today").headers.get("Location") == "/today");
}

TEST_CASE("cookies: careful by default, and never two in one") {
  CHECK(web::Cookie{.name = "session", .value = "abc"}.text() == "session=abc; Path=/; HttpOnly; SameSite=Lax");
  CHECK(web::Cookie{.name = "lang", .value = "fr", .max_age = 60, .http_only = false, .secure = true, .same_site = "Strict"}.text() ==
        "lang=fr; Path=/; Max-Age=60; Secure; SameSite=Strict");
  CHECK_THROWS_AS((web::Cookie{.name = "a", .value = "1; Domain=x"}.text()), std::logic_error);
  CHECK_THROWS_AS((web::Cookie{.name = "", .value = "1"}.text()), std::logic_error);
}

TEST_CASE("problems: JSON by RFC 9457 with every issue, in the reader's language") {
  const web::Problem problem{.status = 422, .code = "bad_form", .values = {{"what", std::string{"x<y"}}}, .issues = {{"period", "period.empty"}}};

  const auto response = web::problem(problem, Words{"en"});

  CHECK(response.status == 422);
  CHECK(response.content_type == "application/problem+json");
  const auto told = Json::parse(response.body);
  REQUIRE(told);
  CHECK(*told->find("type")->text() == "urn:outturn:problem:bad_form");
  CHECK(told->find("status")->integer() == 422);
  CHECK(told->find("detail")->text()->find("x<y") != std::string::npos);
  CHECK(told->find("errors")->array()->front().find("message")->text()->starts_with("The period is empty."));
  CHECK(web::problem(problem, Words{"fr"}).body.find("formulaire") != std::string::npos);
  CHECK(web::problem_page(problem, Words{"en"}).body.find("x&lt;y") != std::string::npos);
}

TEST_CASE("problems: JSON for programs, a page for people") {
  CHECK(web::Request{.path = "/api/v1/outcomes"}.wants_json());
  CHECK(web::Request{.path = "/outcomes", .format = "json"}.wants_json());
  CHECK(web::Request{.path = "/outcomes", .headers = {{"accept", "application/json"}}}.wants_json());
  CHECK_FALSE(web::Request{.path = "/outcomes", .headers = {{"accept", "text/html,application/json;q=0.9"}}}.wants_json());
  CHECK_FALSE(web::Request{.path = "/apiary"}.wants_json());
  CHECK(web::not_found({.path = "/x"}).status == 404);
  CHECK(web::not_found({.path = "/x"}).body.find("<h1>Page not found</h1>") != std::string::npos);
}

TEST_CASE("values: set replaces all of a name whatever its case") {
  web::Values values{{"A", "1"}, {"b", "2"}, {"a", "3"}};
  values.set("a", "4");
  CHECK(values == web::Values{{"b", "2"}, {"a", "4"}});
  CHECK(values.get("none", "otherwise") == "otherwise");
}
