#include "web/application.h"

#include <fmt/core.h>

#include "base/hash.h"
#include "web/components.h"
#include "web/people/kept_form.h"
#include "web/serving/cookies.h"

namespace outturn::web {
namespace {

/// A refusal as a page in the layout where a browser asks, as problem details where a program does.
Response refused(const Site& site, const Request& request, const Problem& problem) {
  if (request.wants_json()) return web::problem(problem, language::Words(request.language));
  try {
    const auto show = visited(site, open_to_all(), false, [&](const Visit& visit) {
      const auto& words = visit.words;
      auto layout = frame(visit, words.say("web." + problem.code + ".title", problem.values));
      if (problem.code == "sign_in" && is_worth_keeping(request)) {
        layout.content += html::rendered(Banner{.text = words.say("kept.ended")}, words);
        layout.content += html::rendered(sign_in_again(visit, request), words);
        return framed(visit, layout, problem.status);
      }
      EmptyState state{.title = words.say("web." + problem.code + ".detail", problem.values)};
      for (const auto& issue : problem.issues) state.sentences.push_back(words.issue(issue));
      layout.content += html::rendered(state, words);
      return framed(visit, layout, problem.status);
    });
    Request plain = request;
    plain.query = {};  // a bad as-of day is what is refused here
    return show(plain);
  } catch (const workspace::StoreError&) {
    return problem_page(problem, language::Words(request.language));  // the frame needs the register too
  }
}

}  // namespace

Application application(Site& site) {
  const auto router = std::make_shared<const Router>(routes(site));
  Application app;
  app.answer = [&site, router](Request& request) {
    auto response = router->answer(request, [](const Route&, Request&) { return std::nullopt; });
    if (!response.refused || request.wants_json()) return response;
    auto in_layout = refused(site, request, *response.refused);
    for (const auto& [name, value] : response.headers) in_layout.headers.set(name, value);
    return in_layout;
  };
  // Only people who are signed in may fill the disk.
  app.before_upload = [&site](Request& request) -> std::optional<Response> {
    const auto token = request.cookies.get(session_cookie_name);
    const auto bearer = request.header("authorization");
    const auto known = site.sessions.known(*site.keeper.now(), bearer.starts_with("Bearer ") ? bearer.substr(7) : token);
    if (known) return std::nullopt;
    return refused(site, request, {.status = 401, .code = "sign_in"});
  };
  app.on_error = [&site](const Request& request, std::exception_ptr thrown) {
    const auto number = base::random_hex(4);
    try {
      std::rethrow_exception(thrown);
    } catch (const workspace::StoreError& error) {
      site.log_line(fmt::format("{} store: {} ({})", number, error.what(), request.target));
      return refused(site, request, {.status = 503, .code = "unavailable", .values = {{"number", number}}}).header("Retry-After", "30");
    } catch (const std::exception& error) {
      site.log_line(fmt::format("{} error: {} ({})", number, error.what(), request.target));
      return refused(site, request, {.status = 500, .code = "internal_error", .values = {{"number", number}}});
    }
  };
  app.on_refusal = [&site](const Request& request, const Problem& problem) { return refused(site, request, problem); };
  return app;
}

}  // namespace outturn::web
