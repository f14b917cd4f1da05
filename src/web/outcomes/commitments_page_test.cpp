#include "web/outcomes/commitments_page.h"

#include "record/organisation.h"
#include "testing.h"
#include "web/visit_for_test.h"

using namespace outturn;
using testing::put;
using record::Commitment;

namespace {

std::string asked(testing::Site& site, std::string target) {
  std::string out;
  for (const auto* one : web::commitments_asked(testing::Visited(site, std::move(target)).visit)) out += one->id + ' ';
  return out;
}

void fill_commitments(testing::Site& site) {
  for (const auto* id : {"health", "finance"}) put(site.store(), id, record::Organisation{.name = {{"en", std::string("Minister of ") + id}}});
  put(site.store(), "O1", record::Outcome{.title = {{"en", "Less smoking"}}});
  put(site.store(), "C1", Commitment{.text = {{"en", "Tax vaping"}, {"fr", "Taxer le vapotage"}}, .lead = {"finance"}, .parties = {{"finance"}, {"health"}}, .outcomes = {{"O1"}}});
  put(site.store(), "C2", Commitment{.text = {{"en", "Hire nurses"}}, .lead = {"health"}, .due = testing::day("2025-01-01"), .measure = {{"en", "Nurses at work"}}});
  put(site.store(), "C3", Commitment{.text = {{"en", "Build labs"}}, .lead = {"health"}, .parties = {{"finance"}}, .due = testing::day("2030-01-01"), .measure = {{"en", "Labs"}}});
  put(site.store(), "C4", Commitment{.text = {{"en", "Plan"}}, .due = testing::day("2030-01-01"), .measure = {{"en", "A plan"}}});
}

std::string flags(testing::Site& site, std::string_view id) {
  const testing::Visited here(site, "/commitments");
  std::string out;
  for (const auto& flag : web::commitment_flags(here.visit, *here.visit.workspace().find<Commitment>(id))) out += flag.text + "; ";
  return out;
}

}  // namespace

TEST_CASE("commitments: words, party, outcome and date narrow the list") {
  testing::Site site;
  fill_commitments(site);
  CHECK(asked(site, "/commitments") == "C1 C2 C3 C4 ");
  CHECK(asked(site, "/commitments?q=VAPOTAGE") == "C1 ");
  CHECK(asked(site, "/commitments?q=health%20nurses") == "");  // the target is not decoded here
  CHECK(asked(site, "/commitments?party=finance") == "C1 C3 ");
  CHECK(asked(site, "/commitments?outcome=O1") == "C1 ");
  CHECK(asked(site, "/commitments?due=none") == "C1 ");
  CHECK(asked(site, "/commitments?due=past") == "C2 ");
  CHECK(asked(site, "/commitments?due=ahead") == "C3 C4 ");
  CHECK(asked(site, "/commitments?trouble=lead") == "C3 C4 ");
  CHECK(asked(site, "/commitments?party=nobody") == "");
}

TEST_CASE("commitments: a search finds them by who leads") {
  testing::Site site;
  fill_commitments(site);
  CHECK(asked(site, "/commitments?q=finance") == "C1 ");
}

TEST_CASE("commitments: what is in the way is said, worst first; nothing in the way says nothing") {
  testing::Site site;
  fill_commitments(site);
  CHECK(flags(site, "C1") == "No date; No measure; ");
  CHECK(flags(site, "C2") == "Its date has passed; ");
  CHECK(flags(site, "C3") == "The lead is not among the parties; ");
  CHECK(flags(site, "C4") == "Nobody leads it; ");
}

TEST_CASE("commitments: a date passes on the day after, and as of an earlier day it has not passed") {
  testing::Site site;
  fill_commitments(site);
  const testing::Visited before(site, "/commitments", "en", false, testing::day("2025-01-01"));
  CHECK(web::commitment_flags(before.visit, *before.visit.workspace().find<Commitment>("C2")).empty());
  const testing::Visited after(site, "/commitments", "en", false, testing::day("2025-01-02"));
  CHECK(web::commitment_flags(after.visit, *after.visit.workspace().find<Commitment>("C2")).size() == 1);
}

TEST_CASE("commitments: an unknown one, and one that may not be read, answer alike") {
  testing::Site site(false);
  fill_commitments(site);
  testing::Visited unknown(site, "/commitments/C9");
  unknown.request.parameters.add("id", "C9");
  CHECK(web::show_commitment(unknown.visit).status == 404);
  testing::Visited hidden(site, "/commitments/C1");
  hidden.request.parameters.add("id", "C1");
  CHECK(web::show_commitment(hidden.visit).status == 404);
  testing::Visited host(site, "/commitments/C1", "en", true);
  host.request.parameters.add("id", "C1");
  const auto shown = web::show_commitment(host.visit);
  CHECK(shown.status == 200);
  CHECK(shown.body.find("href=\"/records/commitment/C1/change\">Change<span") != std::string::npos);
}
