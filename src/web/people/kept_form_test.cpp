#include "web/people/kept_form.h"

#include "testing.h"
#include "web/visit_for_test.h"

using namespace outturn;
using web::is_worth_keeping;

namespace {

web::Request typed(std::string_view from = "same-origin") {
  web::Request request;
  request.method = web::Method::post;
  request.target = "/records/source/new";
  request.headers.set("sec-fetch-site", std::string(from));
  request.form.add("title.en", "Typed");
  return request;
}

}  // namespace

TEST_CASE("kept form: only what our own page sent is carried through signing in") {
  CHECK(is_worth_keeping(typed()));
  CHECK_FALSE(is_worth_keeping(typed("cross-site")));
  CHECK_FALSE(is_worth_keeping(typed("same-site")));
  CHECK_FALSE(is_worth_keeping(typed("")));
  auto elsewhere = typed();
  elsewhere.target = "//elsewhere.example/";
  CHECK_FALSE(is_worth_keeping(elsewhere));
  auto read = typed();
  read.method = web::Method::get;
  CHECK_FALSE(is_worth_keeping(read));
}

TEST_CASE("kept form: files, very long texts and passwords alone are not kept") {
  auto with_file = typed();
  with_file.files.push_back({.field = "file", .name = "figures.csv"});
  CHECK_FALSE(is_worth_keeping(with_file));
  auto longest = typed();
  longest.form.add("note.en", std::string(100'000, 'x'));
  CHECK_FALSE(is_worth_keeping(longest));
  auto secrets = typed();
  secrets.form = {};
  for (const auto* name : {"csrf_token", "password", "current", "second_password", "token"}) secrets.form.add(std::string(name), "hush");
  CHECK_FALSE(is_worth_keeping(secrets));
}

TEST_CASE("kept form: no secret goes into the page, and another attempt carries on what the first did") {
  testing::Site site;
  const testing::Visited here(site, "/sign-in");
  auto refused = typed();
  refused.form.add("second_password", "hush");
  refused.form.add("csrf_token", "old");
  const auto form = web::sign_in_again(here.visit, refused);
  for (const auto& field : form.fields) CHECK(field.value != "hush");
  web::Request again = typed();
  again.form = {};
  for (const auto& field : form.fields) again.form.add(field.name, field.value);
  CHECK(web::carries_a_form(again));
  web::Form next;
  web::carry_on(again, next);
  REQUIRE(next.fields.size() == 1);
  CHECK(next.fields.front().name == "kept.title.en");
  CHECK(next.fields.front().value == "Typed");
}
