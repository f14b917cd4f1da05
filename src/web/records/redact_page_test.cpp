#include <algorithm>
#include <tuple>

#include "record/organisation.h"
#include "record/outcome.h"
#include "record/trust.h"
#include "testing.h"
#include "web/api/api.h"
#include "web/records/history_pages.h"
#include "web/outcomes/shared_judgements.h"
#include "web/visit_for_test.h"

using namespace outturn;
using testing::holds;
using testing::put;

namespace {

/// A commitment that names a person, an administrator, and a colleague at the centre with a password.
struct Office : testing::Site {
  Office() {
    put(store(), "C1", record::Commitment{.text = {{"en", "Call Ann Smith"}, {"fr", "Appeler Ann Smith"}}});
    person("ada", record::Role::administrator);
    person("cat", record::Role::central);
    person("vic", record::Role::viewer);
  }
  void person(const std::string& id, record::Role role) {
    put(store(), id, record::Person{.name = "Name of " + id, .email = id + "@example.org"});
    put(store(), id + "-role", record::Appointment{.person = {id}, .role = role});
    site.vault.set_password_hash(id, passwords.hash("the long phrase of " + id));
  }
  access::Reader reader(const std::string& id) { return access::Reader::of(*store().now(), id, registry.clock.today()); }

  web::Response sent(web::Values form, const std::string& as = "ada") {
    testing::Visited here(*this, "/redact/commitment/C1");
    here.request.method = web::Method::post;
    here.request.parameters.add("kind", "commitment");
    here.request.parameters.add("id", "C1");
    here.request.form = std::move(form);
    here.visit.reader = reader(as);
    return web::redact_typed(here.visit);
  }
  std::string text() { return std::string(store().now()->find<record::Commitment>("C1")->as<record::Commitment>().text.in("en")); }
};

web::Values complete() {
  return {{"fields", "text"}, {"act.reason", "It names a person"}, {"second_email", "cat@example.org"}, {"second_password", "the long phrase of cat"}};
}

web::Values with(std::string_view name, std::string value) {
  web::Values form;
  for (const auto& [key, text] : complete()) {
    if (key == name && value.empty()) continue;
    form.add(key, key == name ? value : text);
  }
  return form;
}

}  // namespace

TEST_CASE("taking content out: each thing that is missing is told, and nothing goes before all is there") {
  Office office;
  for (const auto& [name, value, told] : {std::tuple{"fields", "", "Nothing is chosen"}, {"act.reason", "", "reason"}, {"act.reason", "  ", "reason"},
                                          {"second_password", "a wrong long phrase", "do not belong together"}, {"second_email", "", "do not belong together"}}) {
    CAPTURE(name);
    const auto answer = office.sent(with(name, value));
    CHECK(answer.status == 422);
    CHECK(holds(answer.body, told));
    CHECK(office.text() == "Call Ann Smith");
  }
  auto own = with("second_email", "ada@example.org");
  own.set("second_password", "the long phrase of ada");
  CHECK(office.sent(own).status == 422);
  auto viewer = with("second_email", "vic@example.org");
  viewer.set("second_password", "the long phrase of vic");
  CHECK(office.sent(viewer).status == 422);
  CHECK(office.sent(complete(), "vic").status == 404);
  CHECK(office.text() == "Call Ann Smith");

  CHECK(office.sent(complete()).status == 303);
  CHECK(office.text() == "Taken out");
}

TEST_CASE("a record whose title was taken out still has a name in each language") {
  Office office;
  REQUIRE(office.sent(complete()).status == 303);
  const auto* record = office.store().now()->find<record::Commitment>("C1");
  CHECK(record->title("en") == "Taken out");
  CHECK(record->title("fr") == "Retiré");
}

TEST_CASE("the history in the API shows no field that its reader does not see on the record") {
  Office office;
  put(office.store(), "own", record::Organisation{.name = {{"en", "Own"}}});
  put(office.store(), "Q1", record::DataQuestion{});
  put(office.store(), "Op", record::Opinion{.question = {"Q1"}, .organisation = {"own"}, .person = {"ada"}, .reason = "Because of rain"});
  const auto routes = web::api_routes(office.site, std::make_shared<web::SharedJudgements>());
  const auto history = std::ranges::find(routes, std::string_view("api.record.history"), &web::Route::name);
  REQUIRE(history != routes.end());
  const auto told = [&](const std::string& person) {
    const auto session = office.sessions.sign_in(*office.store().now(), person + "@example.org", "the long phrase of " + person, "::1");
    REQUIRE(session);
    web::Request request{.target = "/api/v1/opinion/Op/history", .path = "/api/v1/opinion/Op/history"};
    request.headers.set("authorization", "Bearer " + session->token);
    request.parameters.add("kind", "opinion");
    request.parameters.add("id", "Op");
    const auto answer = history->handler(request);
    REQUIRE(answer.status == 200);
    CHECK(holds(answer.body, "Because of rain"));
    return holds(answer.body, "\"field\":\"person\"") || holds(answer.body, "ada");
  };
  CHECK(told("cat"));        // the centre sees who signed
  CHECK_FALSE(told("vic"));  // a reader of another organisation does not
}
