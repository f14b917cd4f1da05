#include "web/outcomes/priorities_page.h"

#include "record/contribution.h"
#include "record/outcome.h"
#include "testing.h"
#include "web/visit_for_test.h"

using namespace outturn;
using outturn::testing::holds;
using record::PriorityLevel;
using testing::day;
using testing::put;
using testing::Visited;

namespace {

/// Nine outcomes, and what was decided about them in January 2026 by the whole government ("") and by Health.
struct Deciders : testing::Site {
  explicit Deciders(bool public_reading = true) : Site(public_reading) {
    put(store(), "health", record::Organisation{.name = {{"en", "Health"}, {"fr", "Santé"}}});
    for (int n = 1; n <= 9; ++n) put(store(), "O" + std::to_string(n), record::Outcome{.title = {{"en", "Outcome " + std::to_string(n)}}});
  }
  void decide(int outcome, const char* organisation, PriorityLevel level, const char* decided = "2026-01-15", std::optional<base::Day> until = {}) {
    const auto id = std::string("Y") + std::to_string(outcome) + organisation;
    put(store(), id, record::Priority{.outcome = {"O" + std::to_string(outcome)}, .organisation = {organisation}, .level = level, .purpose = {{"en", "What we are for"}},
                                      .decided_by = "Ada, Minister", .decided = day(decided), .until = until});
  }
  std::string body(const char* target, const char* language = "en", bool as_host = false, std::optional<base::Day> as_of = {}) {
    return web::show_priorities(Visited(*this, target, language, as_host, as_of).visit).body;
  }
  bool vital(int outcome, std::optional<base::Day> as_of = {}) {
    const Visited here(*this, "/priorities", "en", false, as_of);
    return web::is_vital(here.visit, *here.visit.workspace().find<record::Outcome>("O" + std::to_string(outcome)));
  }
};

/// "The whole government: Outcome 2, Outcome 1; Health: Outcome 3; "
std::string outline(const std::vector<web::PriorityList>& lists) {
  std::string all;
  for (const auto& list : lists) {
    all += list.title + ":";
    for (const auto& row : list.table.rows) all += " " + row.cells.front().text + " " + row.cells[1].text + ",";
    all.back() = ';';
    all += ' ';
  }
  return all;
}

}  // namespace

TEST_CASE("the vital few: the whole government’s come first, then each organisation’s; vital before important, what has ended last") {
  Deciders site;
  site.decide(1, "health", PriorityLevel::important);
  site.decide(2, "health", PriorityLevel::vital);
  site.decide(3, "", PriorityLevel::vital, "2026-01-15", day("2026-03-31"));
  site.decide(4, "", PriorityLevel::watched);
  site.decide(5, "", PriorityLevel::vital);
  const auto lists = web::priority_lists(Visited(site, "/priorities").visit);
  CHECK(outline(lists) == "The whole government: Outcome 5 Vital, Outcome 4 Watched, Outcome 3 Vital; Health: Outcome 2 Vital, Outcome 1 Important; ");
  CHECK(lists.front().table.rows.back().cells[1].sub == "Ended on 31 March 2026");
  CHECK(holds(lists.front().note, "1 outcome is called vital"));  // one that has ended is not counted
  CHECK(holds(site.body("/priorities", "fr"), "Santé"));
}

TEST_CASE("the vital few: five are a few; a sixth is recorded all the same, and the list says that it is one too many") {
  Deciders site;
  const auto health = [&] { return web::priority_lists(Visited(site, "/priorities").visit).back(); };
  for (int n = 1; n <= 5; ++n) site.decide(n, "health", PriorityLevel::vital);
  CHECK_FALSE(health().too_many);
  CHECK_FALSE(holds(site.body("/priorities"), "govuk-warning-text"));
  site.decide(6, "health", PriorityLevel::vital);
  CHECK(health().too_many);
  CHECK(health().note == "6 outcomes are called vital; more than 5 would no longer be a few.");
  CHECK(holds(site.body("/priorities"), "govuk-warning-text"));
  put(site.store(), "O6", record::Outcome{.title = {{"en", "Outcome 6"}}}, "", true);  // no longer an outcome: as the rule counts
  CHECK_FALSE(health().too_many);
  CHECK(health().table.rows.size() == 5);
}

TEST_CASE("the vital few: a criterion is shown with the words that were given for it, and one without words is not claimed") {
  Deciders site;
  site.decide(1, "health", PriorityLevel::vital);
  site.decide(2, "health", PriorityLevel::watched);
  put(site.store(), "Y2health", record::Priority{.outcome = {"O2"}, .organisation = {"health"}, .decided_by = "Ada, Minister", .decided = day("2026-01-15")});
  const auto list = web::priority_lists(Visited(site, "/priorities").visit).back();
  CHECK(holds(list.table.rows[0].cells[2].content.markup(), "What we are for"));
  CHECK_FALSE(holds(list.table.rows[0].cells[2].content.markup(), "inisters"));
  CHECK(list.table.rows[1].cells[2].text == "None claimed");
  CHECK(list.table.rows[0].cells[4].text == "Ada, Minister");
  CHECK(list.table.rows[0].cells[4].sub == "15 January 2026");
}

TEST_CASE("the vital few: on an earlier day only what was decided by then stands, and from the day after its last nothing does") {
  Deciders site;
  site.decide(1, "health", PriorityLevel::vital, "2026-02-10", day("2026-06-15"));
  CHECK_FALSE(site.vital(1, day("2026-02-09")));
  CHECK(site.vital(1, day("2026-02-10")));
  CHECK(site.vital(1, day("2026-06-15")));
  CHECK_FALSE(site.vital(1, day("2026-06-16")));
  CHECK_FALSE(site.vital(1));
  CHECK_FALSE(holds(site.body("/priorities", "en", false, day("2026-02-09")), "Outcome 1"));
  CHECK(holds(site.body("/priorities", "en", false, day("2026-02-09")), "Nobody has decided yet"));
}

TEST_CASE("the vital few: an outcome says to whom it is vital, and the list of outcomes can be narrowed to them") {
  Deciders site;
  site.decide(1, "health", PriorityLevel::vital);
  site.decide(1, "", PriorityLevel::vital);
  site.decide(2, "", PriorityLevel::important);
  const Visited here(site, "/outcomes?priority=vital");
  const auto& first = *here.visit.workspace().find<record::Outcome>("O1");
  const auto& second = *here.visit.workspace().find<record::Outcome>("O2");
  CHECK(web::vital_to(here.visit, first) == "Vital to the whole government and Health");
  CHECK(web::vital_to(here.visit, second).empty());
  CHECK(web::passes_priority(here.visit, first));
  CHECK_FALSE(web::passes_priority(here.visit, second));
  CHECK(web::passes_priority(Visited(site, "/outcomes").visit, second));
}

TEST_CASE("the vital few: as data every decision is a row with its criteria, and only those who may add one are offered the form") {
  Deciders site;
  site.decide(1, "health", PriorityLevel::vital, "2026-01-15", day("2026-03-31"));
  site.decide(2, "", PriorityLevel::important);
  const auto csv = site.body("/priorities.csv");
  CHECK(holds(csv, "Y2,O2,Outcome 2,,important,yes,What we are for,,,,\"Ada, Minister\",2026-01-15,,no"));
  CHECK(holds(csv, "Y1health,O1,Outcome 1,health,vital,no,What we are for,,,,\"Ada, Minister\",2026-01-15,2026-03-31,no"));
  CHECK(holds(site.body("/priorities.json"), "\"outcome\":\"O1\""));
  CHECK_FALSE(holds(site.body("/priorities"), "/records/priority/new"));
  CHECK(holds(site.body("/priorities", "en", true), "/records/priority/new"));
  Deciders closed(false);
  closed.decide(1, "health", PriorityLevel::vital);
  CHECK_FALSE(holds(closed.body("/priorities"), "Outcome 1"));
}
