#include "web/route.h"

#include <stdexcept>

#include "testing.h"

namespace web = outturn::web;
using web::Method;
using web::Request;
using web::Response;
using web::Route;

namespace {

Route route(Method method, std::string pattern, std::string name, std::vector<std::string> formats = {}) {
  return {.method = method,
          .pattern = std::move(pattern),
          .name = name,
          .handler = [name](const Request& request) {
            std::string said = name;
            for (const auto& [key, value] : request.parameters) said += " " + key + "=" + value;
            if (!request.format.empty()) said += " as " + request.format;
            return web::plain(said);
          },
          .needs = web::open_to_all(),
          .formats = std::move(formats),
          .changes_state = !web::is_reading(method)};
}

web::Router table() {
  const std::vector<Route> routes{
      route(Method::get, "/", "home"),
      route(Method::get, "/outcomes", "outcome.list", {"json"}),
      route(Method::get, "/outcomes/{id}", "outcome.show", {"json", "csv"}),
      route(Method::post, "/outcomes/{id}", "outcome.change"),
      route(Method::get, "/outcomes/new", "outcome.new"),
      route(Method::post, "/sign-out", "session.end"),
      route(Method::get, "/history/{kind}/{id}", "history"),
      route(Method::get, "/assets/{file...}", "assets"),
      route(Method::get, "/api/v1/openapi.json", "api.description"),
      route(Method::get, "/places/{id}/map", "place.map", {"svg"}),
  };
  return web::Router{routes};
}

Response answered(std::string target, Method method = Method::get) {
  Request request{.method = method, .target = target, .path = target.substr(0, target.find('?'))};
  return table().answer(request, {});
}

std::string said(std::string target, Method method = Method::get) {
  const auto response = answered(std::move(target), method);
  return response.status == 200 ? response.body : std::to_string(response.status);
}

bool is_refused(std::vector<Route> routes) {
  try {
    web::Router router{routes};
    return false;
  } catch (const std::logic_error&) {
    return true;
  }
}

}  // namespace

TEST_CASE("routes: a pattern answers its paths, a literal goes before a parameter") {
  CHECK(said("/") == "home");
  CHECK(said("/outcomes") == "outcome.list");
  CHECK(said("/outcomes/O16") == "outcome.show id=O16");
  CHECK(said("/outcomes/new") == "outcome.new");
  CHECK(said("/history/indicator/I-poverty") == "history kind=indicator id=I-poverty");
  CHECK(said("/outcomes/O16?as-of=2024-03-31") == "outcome.show id=O16");
  CHECK(said("/nowhere") == "404");
  CHECK(said("/outcomes/O16/more") == "404");
  CHECK(said("/history/indicator") == "404");
  CHECK(said("//outcomes") == "404");
}

TEST_CASE("routes: the rest of a path may hold slashes") {
  CHECK(said("/assets/fonts/a.woff2") == "assets file=fonts/a.woff2");
  CHECK(said("/assets/app.json") == "assets file=app.json");
  CHECK(said("/assets") == "404");
  CHECK(said("/assets/../secret") == "400");
}

TEST_CASE("routes: a suffix is a format where the route offers it, and part of the id elsewhere") {
  CHECK(said("/outcomes.json") == "outcome.list as json");
  CHECK(said("/outcomes/O16.json") == "outcome.show id=O16 as json");
  CHECK(said("/outcomes/O16.csv") == "outcome.show id=O16 as csv");
  CHECK(said("/outcomes/O16.svg") == "outcome.show id=O16.svg");
  CHECK(said("/outcomes/O.16.json") == "outcome.show id=O.16 as json");
  CHECK(said("/outcomes/.json") == "outcome.show id=.json");
  CHECK(said("/api/v1/openapi.json") == "api.description");
  CHECK(said("/places/CA/map.svg") == "place.map id=CA as svg");
  CHECK(said("/places/CA/map.csv") == "404");
}

TEST_CASE("routes: escapes are decoded once, strictly") {
  CHECK(said("/outcomes/%C3%8Ele") == "outcome.show id=Île");
  CHECK(said("/outcomes/a%2Fb") == "outcome.show id=a/b");
  CHECK(said("/outcomes/a%252Fb") == "outcome.show id=a%2Fb");
  CHECK(said("/outcomes/a+b") == "outcome.show id=a+b");
  for (const char* bad : {"/outcomes/%", "/outcomes/%4", "/outcomes/%zz", "/outcomes/%00", "/outcomes/%0a", "/outcomes/%C3", "/outcomes/%2e%2e",
                          "/outcomes/..", "/./outcomes", "/outcomes/%c0%af"}) {
    CAPTURE(bad);
    CHECK(said(bad) == "400");
  }
}

TEST_CASE("routes: a path that exists for other methods answers 405 and names them") {
  const auto wrong = answered("/outcomes/O16", Method::remove);
  CHECK(wrong.status == 405);
  CHECK(wrong.headers.get("Allow") == "GET, HEAD, POST, OPTIONS");
  CHECK(wrong.body.find("DELETE does not work here") != std::string::npos);
  CHECK(answered("/sign-out").headers.get("Allow") == "POST, OPTIONS");
  CHECK(said("/outcomes/O16.json", Method::post) == "outcome.change id=O16.json");  // POST offers no formats: an id like any other
  CHECK(answered("/outcomes", Method::other).status == 405);

  const auto options = answered("/outcomes/O16", Method::options);
  CHECK(options.status == 204);
  CHECK(options.headers.get("Allow") == "GET, HEAD, POST, OPTIONS");
  CHECK(answered("/nowhere", Method::options).status == 404);
}

TEST_CASE("routes: HEAD follows GET") {
  CHECK(said("/outcomes/O16", Method::head) == "outcome.show id=O16");
  CHECK(said("/sign-out", Method::head) == "405");
}

TEST_CASE("routes: a trailing slash is sent to the path without, query and all") {
  const auto response = answered("/outcomes/?page=2");
  CHECK(response.status == 308);
  CHECK(response.headers.get("Location") == "/outcomes?page=2");
  CHECK(answered("/outcomes/O%2016/").headers.get("Location") == "/outcomes/O%2016");
  CHECK(answered("/nowhere/").status == 404);
  CHECK(answered("//evil.example/").status == 404);
}

TEST_CASE("routes: the guard sees the route and its parameters before the handler, and may stop") {
  Request request{.target = "/outcomes/O16.json", .path = "/outcomes/O16.json"};
  std::string seen;
  const auto response = table().answer(request, [&](const Route& found, Request& asked) -> std::optional<Response> {
    seen = found.name + " " + std::string{asked.parameter("id")} + " " + asked.format;
    return web::plain("no", 403);
  });

  CHECK(seen == "outcome.show O16 json");
  CHECK(response.status == 403);
}

TEST_CASE("routes: what a table of routes may not hold") {
  const auto good = route(Method::get, "/a", "a");
  CHECK_FALSE(is_refused({good}));
  CHECK_FALSE(is_refused({good, route(Method::post, "/a", "a.change")}));
  CHECK(is_refused({good, route(Method::get, "/b", "a")}));          // a name twice
  CHECK(is_refused({good, route(Method::get, "/a", "b")}));          // two alike
  CHECK(is_refused({route(Method::get, "/{x}", "a"), route(Method::get, "/{y}", "b")}));
  CHECK(is_refused({route(Method::get, "a", "a")}));
  CHECK(is_refused({route(Method::get, "/a/", "a")}));
  CHECK(is_refused({route(Method::get, "/{rest...}/b", "a")}));
  CHECK(is_refused({route(Method::head, "/a", "a")}));
  auto without_act = good;
  without_act.needs = {};
  CHECK(is_refused({without_act}));
  auto without_handler = good;
  without_handler.handler = nullptr;
  CHECK(is_refused({without_handler}));
  auto changing = good;
  changing.changes_state = true;
  CHECK(is_refused({changing}));
}

TEST_CASE("routes: a path is built from its pattern") {
  CHECK(web::path_of("/", {}) == "/");
  CHECK(web::path_of("/history/{kind}/{id}", {{"id", "O 1/2"}, {"kind", "outcome"}}) == "/history/outcome/O%201%2F2");
  CHECK(web::path_of("/assets/{file...}", {{"file", "fonts/a b.woff2"}}) == "/assets/fonts/a%20b.woff2");
  CHECK_THROWS_AS(web::path_of("/a/{id}", {}), std::logic_error);
}
