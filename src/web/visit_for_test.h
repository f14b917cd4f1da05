#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"
#include "record/measure.h"
#include "store/testing_store.h"
#include "web/visit.h"

/// A visit made by hand, so that tests of pages need neither server nor routes:
///   testing::Site site;  put(site.registry.store, "O1", record::Outcome{…});
///   testing::Visited here(site, "/outcomes?status=met");  outcomes_view(here.visit, …)
namespace outturn::testing {

/// A register in memory on 30 June 2026 that everybody may read, with Canada as its country.
struct Site {
  Registry registry;
  access::Passwords passwords{{.passes = 1, .memory = 1u << 20}};
  access::Sessions sessions{registry.store, registry.clock, passwords};
  web::Site site{.keeper = registry.store, .vault = registry.store, .sessions = sessions, .passwords = passwords, .clock = registry.clock, .spool = {}};

  explicit Site(bool public_reading = true) {
    put(registry.store, "CA", record::Place{.name = {{"en", "Canada"}, {"fr", "Canada"}}});
    put(registry.store, "this", record::Installation{.name = {{"en", "Test"}}, .public_reading = public_reading, .country = {"CA"}});
  }
  workspace::Register& store() { return registry.store; }
};

/// One request and the visit it makes. Reads as the host (who may do everything) or as nobody in particular.
struct Visited {
  web::Request request;
  web::Visit visit;

  Visited(Site& site, std::string target, std::string language = "en", bool as_host = false, std::optional<base::Day> as_of = std::nullopt)
      : request(request_for(std::move(target), language)),
        visit{.site = site.site,
              .request = request,
              .words = language::Words(language),
              .reader = as_host ? access::Reader::host(site.registry.clock.today()) : access::Reader::everyone(site.registry.clock.today()),
              .view = site.registry.view(as_of),
              .csrf = {}} {}
  Visited(const Visited&) = delete;
  Visited& operator=(const Visited&) = delete;

 private:
  static web::Request request_for(std::string target, const std::string& language);
};

inline web::Request Visited::request_for(std::string target, const std::string& language) {
  web::Request request{.target = target, .path = target.substr(0, target.find('?')), .language = language};
  if (const auto dot = request.path.rfind('.'); dot != std::string::npos) request.format = request.path.substr(dot + 1);
  const auto question = target.find('?');
  if (question == std::string::npos) return request;
  for (const auto part : base::split(std::string_view(target).substr(question + 1), '&')) {
    const auto equals = part.find('=');
    request.query.add(std::string(part.substr(0, equals)), equals == std::string_view::npos ? "" : std::string(part.substr(equals + 1)));
  }
  return request;
}

}  // namespace outturn::testing
