#include "web/visit.h"

#include "record/outcome.h"
#include "testing.h"
#include "web/visit_for_test.h"

using namespace outturn;
using testing::day;
using testing::holds;

namespace {

/// A page that says its day, on a register begun on 30 June 2026; today is 1 August.
struct Days {
  testing::Site site;
  web::Handler handler = web::visited(site.site, {"read", "outcome"}, false, [](const web::Visit& visit) {
    return web::plain(visit.view.day().iso() + (visit.workspace().find<record::Outcome>("late") ? " late" : ""));
  });
  Days() {
    site.registry.clock = base::FixedClock(day("2026-08-01"));
    testing::put(site.store(), "late", record::Outcome{.title = {{"en", "Late"}}});
  }
  web::Response ask(const std::string& name = {}, const std::string& value = {}) {
    web::Request request{.target = "/today", .path = "/today"};
    if (!name.empty()) request.query.add(name, value);
    return handler(request);
  }
};

}  // namespace

TEST_CASE("a page is asked for as known today, on an earlier day, or as this register was then") {
  Days days;
  CHECK(days.ask().body == "2026-08-01 late");
  CHECK(days.ask("as-of", "2024-03-31").body == "2024-03-31 late");  // records as they stand today
  CHECK(days.ask("as-of", "2026-08-01").body == "2026-08-01 late");
  CHECK(days.ask("as-entered", "2026-06-30").body == "2026-06-30");  // judged on that day, too
}

TEST_CASE("a day that is none, has not come, or lies before the register's first entry is refused, with the day") {
  Days days;
  for (const auto& [name, value, told] : {std::tuple{"as-of", "soon", "soon"}, {"as-of", "2026-08-02", "2 August 2026"}, {"as-entered", "2026-08-02", "2 August 2026"},
                                          {"as-entered", "2026-06-29", "29 June 2026"}}) {
    CAPTURE(value);
    const auto answer = days.ask(name, value);
    CHECK(answer.status == 400);
    CHECK(holds(answer.body, told));
  }
}
