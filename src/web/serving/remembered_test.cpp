#include "web/serving/remembered.h"

#include "record/outcome.h"
#include "testing.h"
#include "web/serving/cookies.h"
#include "web/visit_for_test.h"

using namespace outturn;

namespace {

/// A route whose page says how often it was made.
struct Counted {
  testing::Site site;
  int made{};
  web::Handler handler = web::remembered(site.site, [this](const web::Request& request) {
    ++made;
    if (request.target == "/gone") return web::page("nothing", 404);
    auto response = web::page(request.target + std::string(request.header("accept-language")));
    if (request.target == "/chooses") response.cookies.push_back({.name = "language", .value = "fr"});
    return response;
  });

  std::string ask(const std::string& target, const std::string& language = "en", const std::string& session = "") {
    web::Request request{.target = target, .path = target};
    request.headers.set("accept-language", language);
    if (!session.empty()) request.cookies.set(std::string(web::session_cookie_name), session);
    return handler(request).body;
  }
};

}  // namespace

TEST_CASE("remembered pages: the public gets a page from memory until something changes") {
  Counted counted;
  CHECK(counted.ask("/today") == "/todayen");
  CHECK(counted.ask("/today") == "/todayen");
  CHECK(counted.made == 1);

  testing::put(counted.site.registry.store, "O1", record::Outcome{.title = {{"en", "Less poverty"}}});
  counted.ask("/today");
  CHECK(counted.made == 2);
}

TEST_CASE("remembered pages: another address, another language and another day are other pages") {
  Counted counted;
  CHECK(counted.ask("/today") == "/todayen");
  CHECK(counted.ask("/today?as-of=2024-01-01") == "/today?as-of=2024-01-01en");
  CHECK(counted.ask("/today", "fr") == "/todayfr");
  CHECK(counted.made == 3);
}

TEST_CASE("remembered pages: whoever is signed in is answered anew, and never from or into what the public sees") {
  Counted counted;
  counted.ask("/today", "en", "a-session");
  counted.ask("/today", "en", "a-session");
  CHECK(counted.made == 2);
  counted.ask("/today");
  CHECK(counted.made == 3);
}

TEST_CASE("remembered pages: what is not found and what sets a cookie is not kept") {
  Counted counted;
  counted.ask("/gone");
  counted.ask("/gone");
  counted.ask("/chooses");
  counted.ask("/chooses");
  CHECK(counted.made == 4);
}
