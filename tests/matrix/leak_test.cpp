#include <fmt/format.h>

#include "record/keeping.h"
#include "record/measure.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "store/testing_store.h"
#include "testing.h"
#include "town.h"
#include "web/serving/parse.h"
#include "web/routes.h"

using namespace outturn;
using namespace outturn::matrix;

namespace {

/// Everything that can be read: each reading route in each format, of each kind and of records in force and retired,
/// with the questions that lists, search and filters take.
std::vector<std::string> everything_to_read(Town& town) {
  std::vector<std::string> all;
  web::Site site = town.site();
  for (const auto& route : web::routes(site)) {
    if (!web::is_reading(route.method) || route.name == "asset") continue;
    const bool by_kind = route.pattern.find("{kind}") != std::string::npos;
    const bool by_id = route.pattern.find("{id}") != std::string::npos;
    for (const auto& kind : record::kinds()) {
      const bool fits = by_kind || !by_id || route.needs.kind == kind.code;
      if (!fits) continue;
      for (const auto use : {Use::read, Use::restore}) {
        web::Values parameters{{"kind", route.pattern.starts_with("/api/") ? kind.plural : kind.code}, {"id", id_of(kind, use)}, {"version", "v3"}, {"number", std::string(32, '0')}};
        const auto path = web::path_of(route.pattern, parameters);
        all.push_back(path);
        for (const auto& format : route.formats) all.push_back(path + "." + format);
        if (!by_id) break;
      }
      if (!by_kind && !by_id) break;
    }
    if (!by_id && by_kind) {
      for (const auto& kind : record::kinds()) {
        const auto path = web::path_of(route.pattern, {{"kind", route.pattern.starts_with("/api/") ? kind.plural : kind.code}});
        if (route.name == "records.list") all.push_back(path + "?retired=1");
        if (route.name == "api.record.list") all.push_back(path + "?retired=true&limit=1000");
      }
    }
  }
  for (const auto* page : {"/search?q=zq", "/search?q=zqpersonemailqz", "/search.json?q=zq", "/search.csv?q=zq", "/commitments?q=zq", "/account"}) all.emplace_back(page);
  return all;
}

struct Secret {
  const record::Kind* kind;
  const record::Field* field;
  std::string text;
};

/// The marks in fields that are not meant for everyone.
std::vector<Secret> secrets() {
  std::vector<Secret> all;
  for (const auto& kind : record::kinds()) {
    for (const auto& field : kind.fields) {
      if (field.audience == record::Audience::everyone || field.type == record::FieldType::boolean || !field.refers_to.empty()) continue;
      all.push_back({&kind, &field, kind.code == "person" && field.name == "language" ? "zqtongue" : mark(kind.code, field.name)});
    }
  }
  return all;
}

/// Who may see a field so marked: said here again, not asked of the program.
bool is_meant_for(const Secret& secret, const Visitor& who) {
  if (who.counts_as_public || who.role.empty()) return false;
  switch (secret.field->audience) {
    case record::Audience::everyone: return true;
    case record::Audience::partners: return true;  // what is marked so today belongs to all partners alike
    case record::Audience::owner:
      if (secret.kind->code == "agreement_version") return true;  // the leading organisation is a party to it
      [[fallthrough]];
    case record::Audience::restricted: return who.role == "auditor" || who.role == "administrator";
  }
  return false;
}

std::vector<const Visitor*> some_visitors() {
  std::vector<const Visitor*> all;
  for (const auto& who : visitors()) {
    if (who.role.empty() || who.counts_as_public || who.stands == Stands::leads) all.push_back(&who);
  }
  return all;
}

}  // namespace

TEST_CASE("leaks: fields that are not meant for a reader stand in no answer of any route, in no format") {
  const auto hidden = secrets();
  REQUIRE(hidden.size() >= 4);
  std::map<std::string, int> seen_by_those_meant;
  for (const bool public_reading : {true, false}) {
    Town town(public_reading);
    const auto paths = everything_to_read(town);
    for (const auto* who : some_visitors()) {
      for (const auto& path : paths) {
        const auto text = body_of(town.ask(*who, request(web::Method::get, path)));
        for (const auto& secret : hidden) {
          if (text.find(secret.text) == std::string::npos) continue;
          if (path.find(secret.text) != std::string::npos) continue;  // the question itself comes back in the search field
          CHECK_MESSAGE(is_meant_for(secret, *who), fmt::format("{} of {} stands in {} for {}", secret.field->name, secret.kind->code, path, who->name));
          ++seen_by_those_meant[secret.text];
        }
      }
    }
  }
  for (const auto& secret : hidden) {
    CAPTURE(secret.text);
    CHECK_MESSAGE(seen_by_those_meant[secret.text] > 0, "nobody at all sees it, so that this test would not notice a leak");
  }
}

TEST_CASE("leaks: a closed register shows the public its name and nothing else") {
  Town town(false);
  const auto& nobody = visitors().front();
  for (const auto& path : everything_to_read(town)) {
    CAPTURE(path);
    auto text = body_of(town.ask(nobody, request(web::Method::get, path)));
    for (const auto* shown : {"name", "notice"}) {
      const auto planted = mark("installation", shown);
      for (auto at = text.find(planted); at != std::string::npos; at = text.find(planted)) text.erase(at, planted.size());
    }
    if (const auto asked = path.find("zq"); asked != std::string::npos) continue;
    CHECK(text.find("zq") == std::string::npos);
  }
}

TEST_CASE("leaks: retired records stand in no list, search, sheet or filter that does not ask for them") {
  Town town(true);
  const auto& central = visitor("v-central-org-leads");
  for (const auto& path : everything_to_read(town)) {
    const bool asks = path.find("-restore") != std::string::npos || path.find("retired=") != std::string::npos;
    const bool looks_back = path.starts_with("/history") || path.find("/history") != std::string::npos;
    if (asks || looks_back) continue;
    CAPTURE(path);
    const auto text = body_of(town.ask(central, request(web::Method::get, path)));
    CHECK(text.find("qzgone") == std::string::npos);
  }
}

TEST_CASE("leaks: a draft of the graph stands in answers to those whom it is about and to the auditor, and in no other") {
  Town town(true);
  town.put_drafts();
  auto paths = everything_to_read(town);
  std::size_t kinds = 0;
  for (const auto& kind : record::kinds()) {
    const auto* draft = town.store().now()->find(kind, kind.code + "-draft");
    if (!draft) continue;
    ++kinds;
    for (const auto& id : {draft->id, draft->id + "-retired"}) {
      for (const auto& path : {"/records/" + kind.code + "/" + id, "/api/v1/" + kind.plural + "/" + id, "/history/" + kind.code + "/" + id,
                               "/api/v1/" + kind.plural + "/" + id + "/history", "/records/" + kind.code + "/" + id + "/change"}) {
        paths.push_back(path);
      }
    }
  }
  for (const auto* page : {"/links/link-draft", "/frameworks/framework-draft", "/records/body/body-read", "/records/post/post-read"}) paths.emplace_back(page);
  CHECK(kinds == 13);
  std::map<std::string, std::size_t> seen;
  for (const auto& who : visitors()) {
    if (!who.role.empty() && who.role != "viewer" && who.role != "central" && who.role != "manager" && who.role != "auditor" && who.role != "administrator") continue;
    const bool is_meant = !who.counts_as_public && !who.role.empty() && (who.stands != Stands::neither || who.role == "auditor");
    for (const auto& path : paths) {
      const auto text = body_of(town.ask(who, request(web::Method::get, path)));
      if (path.find("q=zqdraft") != std::string::npos) continue;  // the question itself comes back in the search field
      if (text.find("zqdraftqz") == std::string::npos && text.find("77,001") == std::string::npos) continue;
      CHECK_MESSAGE(is_meant, fmt::format("a draft stands in {} for {}", path, who.name));
      ++seen[who.name];
    }
  }
  for (const auto* who : {"viewer of org-leads", "viewer of org-takes-part", "auditor of org-neither"}) {
    CHECK_MESSAGE(seen[who] > 0, who << " sees no draft at all, so that this test would not notice a leak");
  }
}

TEST_CASE("leaks: a filter of the API does not tell what its field would not") {
  Town town(true);
  const auto& viewer = visitor("v-viewer-org-leads");
  const auto email = mark("person", "email") + "read@example.org";
  const auto text = body_of(town.ask(viewer, request(web::Method::get, "/api/v1/people?email=" + web::percent_encoded(email))));
  CHECK(text.find("person-read") == std::string::npos);
  const auto& auditor = visitor("v-auditor-org-leads");
  CHECK(body_of(town.ask(auditor, request(web::Method::get, "/api/v1/people?email=" + web::percent_encoded(email)))).find("person-read") != std::string::npos);
}

TEST_CASE("leaks: an id that nobody has and one that the reader may not know of are answered alike") {
  Town town(false);
  const auto& nobody = visitors().front();
  for (const auto* there : {"/records/person/", "/api/v1/people/"}) {
    const auto known = town.ask(nobody, request(web::Method::get, std::string(there) + "person-read"));
    const auto unknown = town.ask(nobody, request(web::Method::get, std::string(there) + "person-nope"));
    CHECK(known.status == unknown.status);
  }
}

TEST_CASE("leaks: a file that waits to be checked is there for its sender alone") {
  Town town(true);
  const auto& sender = visitor("v-reporter-org-leads");
  auto sending = request(web::Method::post, "/data/imports/new");
  sending.files.push_back(town.uploaded());
  const auto sent = town.ask(sender, std::move(sending));
  REQUIRE(sent.status == 303);
  const auto address = std::string(sent.headers.get("Location"));
  REQUIRE(town.ask(sender, request(web::Method::get, address)).status == 200);
  for (const auto& who : visitors()) {
    if (who.person == sender.person) continue;
    CAPTURE(who.name);
    for (const auto& [method, path] : {std::pair{web::Method::get, address}, {web::Method::get, address + "/problems.csv"},
                                       {web::Method::post, address}, {web::Method::post, address + "/drop"}}) {
      const auto status = town.ask(who, request(method, path)).status;
      CHECK((status == 404 || status == 403 || status == 401 || status == 303));
      if (status == 303) CHECK(town.ask(who, request(method, path)).headers.get("Location").starts_with("/sign-in"));
    }
    CHECK(body_of(town.ask(who, request(web::Method::get, "/data"))).find("figures.csv") == std::string::npos);
  }
  CHECK(town.ask(sender, request(web::Method::get, address)).status == 200);
}

TEST_CASE("leaks: what somebody typed never becomes part of a page's own language") {
  Town town(true);
  const record::Localised hostile{{"en", "\"'><zqevil onload=x>&amp;"}, {"fr", "\"'><zqevil onload=x>&amp;"}};
  const std::string plain = "\"'><zqevil onload=x>";
  testing::put(town.store(), "outcome-read", record::Outcome{.title = hostile, .description = hostile, .area = hostile, .labels = plain});
  testing::put(town.store(), "indicator-read", record::Indicator{.name = hostile, .outcomes = {{"outcome-read"}}, .unit = hostile, .description = hostile, .limitations = hostile});
  testing::put(town.store(), "place-read", record::Place{.name = hostile, .short_name = "<zqevil>", .column = 1, .row = 1, .aliases = plain});
  testing::put(town.store(), "org-leads", record::Organisation{.name = hostile, .remit = hostile, .url = "javascript:zqevil"});
  testing::put(town.store(), "commitment-read", record::Commitment{.text = hostile, .lead = {"org-leads"}, .outcomes = {{"outcome-read"}}, .measure = hostile, .number = plain});
  testing::put(town.store(), "this", record::Installation{.name = hostile, .notice = hostile, .public_reading = true, .time_zone = plain, .country = {"place-read"}});
  auto paths = everything_to_read(town);
  for (const auto* page : {"/search?q=%3Czqevil", "/commitments?q=%22%3E%3Czqevil", "/sign-in?next=/%22%3E%3Czqevil", "/records/outcome?q=%22%3E%3Czqevil",
                           "/outcomes/%3Czqevil%3E", "/today?as-of=%3Czqevil%3E"}) paths.emplace_back(page);
  std::size_t shown = 0;
  for (const auto& path : paths) {
    CAPTURE(path);
    const auto response = town.ask(visitor("v-administrator-org-leads"), request(web::Method::get, path));
    const auto text = body_of(response);
    if (!response.content_type.starts_with("text/html") && !response.content_type.starts_with("image/svg")) continue;
    if (text.find("zqevil") != std::string::npos) ++shown;
    CHECK(text.find("<zqevil") == std::string::npos);
    CHECK(text.find("href=\"javascript:") == std::string::npos);
  }
  CHECK(shown > 20);
}
