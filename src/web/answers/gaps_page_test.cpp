#include "web/answers/gaps_page.h"

#include "record/agreement.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "testing.h"
#include "web/answers/gap_history.h"
#include "web/records/record_pages.h"
#include "web/visit_for_test.h"

using namespace outturn;
using outturn::testing::holds;
using testing::put;

TEST_CASE("gaps: each is a sentence with one link, to a form where the reader may mend it, else to what it is about") {
  testing::Site site;
  put(site.store(), "O1", record::Outcome{.title = {{"en", "Safe streets"}}});

  const testing::Visited everyone(site, "/gaps?code=outcome_without_indicator");
  web::SharedJudgements judgements;
  const auto seen = web::gaps_asked(everyone.visit, judgements);
  REQUIRE(seen.shown.size() == 1);
  CHECK(web::finding_view(everyone.visit, *seen.shown[0]).next.address == "/outcomes/O1");

  const testing::Visited host(site, "/gaps?code=outcome_without_indicator", "en", true);
  CHECK(web::finding_view(host.visit, *web::gaps_asked(host.visit, judgements).shown[0]).next.address == "/records/indicator/new?outcomes=O1");
}

TEST_CASE("gaps: on the page of what it is about, a visitor is offered the way in and not the same page again") {
  testing::Site site;
  put(site.store(), "O1", record::Outcome{.title = {{"en", "Safe streets"}}});
  const testing::Visited here(site, "/outcomes/O1");
  for (const auto& finding : chain::findings_about(here.visit.view, *here.visit.workspace().find<record::Outcome>("O1"))) {
    CHECK(web::finding_view(here.visit, finding).next.address == "/records/outcome/O1/change");
  }
}

TEST_CASE("gaps: kind, gravity and outcome narrow the list") {
  testing::Site site;
  put(site.store(), "O1", record::Outcome{.title = {{"en", "Safe streets"}}});
  put(site.store(), "O2", record::Outcome{.title = {{"en", "Clean water"}}});
  web::SharedJudgements judgements;
  const auto count = [&](std::string target) { return web::gaps_asked(testing::Visited(site, std::move(target)).visit, judgements).shown.size(); };
  CHECK(count("/gaps?outcome=O1") * 2 == count("/gaps"));
  CHECK(count("/gaps?code=outcome_without_indicator") == 2);
  CHECK(count("/gaps?severity=serious&code=outcome_without_indicator") == 2);
  CHECK(count("/gaps?severity=minor&code=outcome_without_indicator") == 0);
}

TEST_CASE("gaps: every kind has a name in both languages") {
  for (const auto* language : {"en", "fr"}) {
    const language::Words words(language);
    for (const auto& key : language::message_keys("en")) {
      if (!key.starts_with("chain.") || !key.ends_with(".do")) continue;
      const auto code = key.substr(6, key.size() - 9);
      CHECK_MESSAGE(words.has("gaps.code." + code), code);
    }
  }
}

TEST_CASE("gaps: a register without gaps says that this proves nothing") {
  testing::Site site;
  web::SharedJudgements judgements;
  const auto page = web::show_gaps(testing::Visited(site, "/gaps").visit, judgements);
  CHECK(holds(page.body, "That is not proof"));
}

TEST_CASE("gaps over time: an agreement that ran past its end while nobody entered anything, and was closed, in both languages") {
  testing::Site site;
  put(site.store(), "O1", record::Outcome{.title = {{"en", "Safe streets"}}});
  put(site.store(), "health", record::Organisation{.name = {{"en", "Health"}}});
  const auto agreement = [&](std::optional<base::Day> closed) {
    put(site.store(), "A1", record::Agreement{.outcome = {"O1"}, .title = {{"en", "Streets"}}, .parties = {{"health"}}, .sunset = testing::day("2026-07-31"), .closed = closed});
  };
  const auto on = [&](const char* day) { site.registry.clock.set(base::FixedClock(testing::day(day)).now()); };
  agreement({});
  on("2026-10-05");
  const auto told = [&](const char* language, bool as_host = true) {
    testing::Visited here(site, "/history/agreement/A1?gaps=1", language, as_host);
    return web::gap_history(here.visit, *here.visit.workspace().find<record::Agreement>("A1")).markup();
  };
  CHECK(holds(told("en"), "The agreement “Streets” ended on 31 July 2026 and is not closed."));
  CHECK(holds(told("en"), "1 August 2026"));
  CHECK(holds(told("en"), "Still there"));
  CHECK(holds(told("en"), "/records/agreement/A1?as-entered=2026-08-01"));
  agreement(testing::day("2026-10-05"));
  CHECK(holds(told("en"), "5 October 2026"));
  CHECK_FALSE(holds(told("en"), "Still there"));
  CHECK_FALSE(holds(told("fr"), "⟦"));
  CHECK_FALSE(holds(told("en", false), "Streets"));  // a draft of its parties

  testing::Visited clean(site, "/history/organisation/health?gaps=1", "en", true);
  CHECK(holds(web::gap_history(clean.visit, *clean.visit.workspace().find<record::Organisation>("health")).markup(), "No gap was ever found here"));
}
