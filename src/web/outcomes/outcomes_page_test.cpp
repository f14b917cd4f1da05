#include "web/outcomes/outcomes_page.h"

#include "record/organisation.h"
#include "testing.h"
#include "web/outcomes/outcome_page.h"
#include "web/outcomes/shared_judgements.h"
#include "web/visit_for_test.h"
#include "web/outcomes/today_page.h"

using namespace outturn;
using outturn::testing::holds;
using testing::put;

namespace {

/// Poverty missed its target; safety has no measure; clean water has met its target.
void fill_outcomes(testing::Site& site) {
  using record::Indicator;
  using record::Target;
  auto& store = site.store();
  put(store, "health", record::Organisation{.name = {{"en", "Minister of Health"}, {"fr", "Ministre de la Santé"}}});
  put(store, "O1", record::Outcome{.title = {{"en", "Less poverty"}, {"fr", "Moins de pauvreté"}}, .area = {{"en", "Income"}, {"fr", "Revenu"}}});
  put(store, "O2", record::Outcome{.title = {{"en", "Safe streets"}, {"fr", "Rues sûres"}}, .area = {{"en", "Safety"}}});
  put(store, "O3", record::Outcome{.title = {{"en", "Clean water"}, {"fr", "Eau propre"}}, .area = {{"en", "Water"}}});
  for (const auto& [id, outcome] : {std::pair{"I1", "O1"}, std::pair{"I3", "O3"}}) {
    put(store, id, Indicator{.name = {{"en", std::string("Rate ") + id}}, .outcomes = {{outcome}}, .unit = {{"en", "%"}},
                             .value_kind = record::ValueKind::percentage, .direction = record::Direction::down, .decimals = 1});
    put(store, std::string("T") + id, Target{.indicator = {id}, .form = record::TargetForm::at_most, .value = 9, .period = testing::period("2024")});
  }
  put(store, "C1", record::Commitment{.text = {{"en", "Pay more"}}, .lead = {"health"}, .parties = {{"health"}}, .outcomes = {{"O1"}}});
  std::vector<testing::Reported> reported;
  for (int year = 2018; year <= 2024; ++year) {
    reported.push_back({.indicator = "I1", .place = "CA", .period = std::to_string(year), .known_from = "2025-06-01", .value = 12.0 + (year - 2018) * 0.1});
    reported.push_back({.indicator = "I3", .place = "CA", .period = std::to_string(year), .known_from = "2025-06-01", .value = 8.0 - (year - 2018) * 0.1});
  }
  testing::import_batch(store, "B1", reported);
}


web::OutcomeView view_of(const web::Visit& visit, std::string_view id) {
  const auto& outcome = *visit.workspace().find<record::Outcome>(id);
  return web::outcome_view(visit, web::outcome_facts(visit, outcome), chain::findings_about(visit.view, outcome));
}

}  // namespace

TEST_CASE("outcomes: the register says where each stands, and one that nothing measures says so") {
  testing::Site site;
  fill_outcomes(site);
  const testing::Visited here(site, "/outcomes");
  const auto asked = web::outcomes_asked(here.visit);
  const auto view = web::outcomes_view(here.visit, asked);

  REQUIRE(view.table.rows.size() == 3);
  CHECK(view.found == "3 outcomes");
  CHECK(holds(view.table.rows[0].cells[1].content.markup(), "Missed"));
  CHECK(holds(view.table.rows[1].cells[1].content.markup(), "Nothing measures it"));
  CHECK(holds(view.table.rows[2].cells[1].content.markup(), "Met"));
  CHECK(holds(view.table.rows[0].cells[4].content.markup(), "Nobody leads"));
  CHECK(view.table.rows[0].cells[4].sub == "Commitments led by Minister of Health");
  CHECK(holds(view.table.rows[1].cells[4].content.markup(), "Nobody leads"));
  CHECK(view.table.rows[0].cells[5].sub == "1 without a date");
}

TEST_CASE("outcomes: words, subject, partner and status narrow the register") {
  testing::Site site;
  fill_outcomes(site);
  const auto ids = [&](std::string target) {
    std::string out;
    for (const auto& one : web::outcomes_asked(testing::Visited(site, std::move(target)).visit).facts) out += one.outcome->id + ' ';
    return out;
  };
  CHECK(ids("/outcomes?q=pauvrete") == "O1 ");
  CHECK(ids("/outcomes?area=safety") == "O2 ");
  CHECK(ids("/outcomes?partner=health") == "O1 ");
  CHECK(ids("/outcomes?lead=health") == "O1 ");
  CHECK(ids("/outcomes?status=met") == "O3 ");
  CHECK(ids("/outcomes?status=no_measure") == "O2 ");
  CHECK(ids("/outcomes?status=missed&area=water") == "");
}

TEST_CASE("outcome: the verdict is the status in words, with links to what is in the way") {
  testing::Site site;
  fill_outcomes(site);
  const testing::Visited here(site, "/outcomes/O1");
  const auto view = view_of(here.visit, "O1");

  CHECK(view.verdict.status.text == "Missed");
  CHECK(view.verdict.status.tone == web::Tone::off);
  REQUIRE(view.verdict.links.size() == 2);
  CHECK(view.verdict.links[0].text == "1 of 1 commitment carries no date");
  CHECK(view.verdict.links[0].address == "/commitments?outcome=O1&due=none");
  CHECK(view.verdict.links[1].address == "#gaps");
  REQUIRE(view.measures.size() == 1);
  CHECK(view.measures[0].facts.facts[0].value == "12.6%");
  CHECK(view.commitments.rows.size() == 1);
  CHECK(view.parties.rows.size() == 1);
}

TEST_CASE("outcome: sections without content say what would fill them, and silence is never success") {
  testing::Site site;
  fill_outcomes(site);
  const testing::Visited here(site, "/outcomes/O2");
  const auto view = view_of(here.visit, "O2");

  CHECK(view.verdict.status.tone != web::Tone::on);
  CHECK(view.no_measures.title == "Nothing measures this outcome yet");
  CHECK_FALSE(view.no_commitments.title.empty());
  CHECK_FALSE(view.no_parties.title.empty());
  CHECK(holds(view.revisions_lead, "Nothing was published yet"));
  CHECK(view.no_measures.links.empty());  // nobody in particular may not add an indicator
  const testing::Visited host(site, "/outcomes/O2", "en", true);
  CHECK(view_of(host.visit, "O2").no_measures.links.at(0).address == "/records/indicator/new?outcomes=O2");
}

TEST_CASE("outcome: before anything was published nothing is known, and the page says so") {
  testing::Site site;
  fill_outcomes(site);
  const testing::Visited here(site, "/outcomes/O3", "en", false, testing::day("2020-01-01"));
  const auto view = view_of(here.visit, "O3");
  CHECK(view.verdict.status.text == "Cannot tell");
  CHECK(view.measures[0].facts.facts[0].value == "No figure has arrived");
}

TEST_CASE("today: the missed target stands before the met one, each with its reason and one next step") {
  testing::Site site;
  fill_outcomes(site);
  const testing::Visited here(site, "/today");
  const auto today = attend::today(here.visit.view);
  const auto view = web::today_view(here.visit, web::attention_asked(here.visit, today.outcomes));

  std::vector<std::string> order;
  for (const auto& group : view.groups) {
    for (const auto& item : group.seen.items) order.push_back(item.title.text);
  }
  REQUIRE(order.size() == 3);
  CHECK(order.back() == "Clean water");
  for (const auto& group : view.groups) {
    for (const auto& item : group.seen.items) {
      CHECK_FALSE(item.status.text.empty());
      // What missed its target asks for that first: the page shows where it stands.
      if (item.title.text == "Less poverty") CHECK(item.next.address == "/outcomes/O1#measures");
    }
  }
}

TEST_CASE("today: what need not be acted on this week is folded after four, from seven on, with its ranks; what must be never is") {
  testing::Site site;
  const auto outcomes = [&](int count) {
    for (int n = 0; n < count; ++n) testing::put(site.store(), "O" + std::to_string(n), record::Outcome{.title = {{"en", "Outcome " + std::to_string(n)}}});
  };
  const auto group = [&](attend::Group which) {
    const testing::Visited here(site, "/today");
    auto all = attend::in_order(here.visit.view);
    for (auto& one : all) one.group = which;
    return web::today_view(here.visit, all).groups.at(0);
  };
  outcomes(6);
  CHECK(group(attend::Group::watch).seen.items.size() == 6);
  CHECK(group(attend::Group::watch).summary.empty());
  outcomes(7);
  for (const auto which : {attend::Group::watch, attend::Group::rest}) {
    const auto folded = group(which);
    CHECK(folded.seen.items.size() == 4);
    REQUIRE(folded.rest.size() == 3);
    CHECK(folded.rest.front().rank == 5);
    CHECK(folded.summary == "3 more outcomes");
    const auto markup = web::html::rendered(folded, language::Words("en")).markup();
    for (const auto* part : {"<details class=\"govuk-details ot-details ot-more ot-queue-rest\">", "<ol class=\"ot-queue\" start=\"5\">", "Outcome 6"}) CHECK(testing::holds(markup, part));
  }
  CHECK(group(attend::Group::act).seen.items.size() == 7);
  CHECK(group(attend::Group::act).rest.empty());
}

TEST_CASE("today: a filter by subject and by lead leaves the others out; an empty register says what would be here") {
  testing::Site site;
  {
    const testing::Visited empty(site, "/today");
    const auto view = web::today_view(empty.visit, {});
    CHECK(view.groups.empty());
    CHECK(view.nothing.title == "No shared outcome is recorded yet");
  }
  fill_outcomes(site);
  const testing::Visited by_lead(site, "/today?lead=health");
  const auto asked = web::attention_asked(by_lead.visit, attend::in_order(by_lead.visit.view));
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].outcome->id == "O1");
  const testing::Visited by_area(site, "/today?area=water");
  CHECK(web::attention_asked(by_area.visit, attend::in_order(by_area.visit.view)).size() == 1);
}

TEST_CASE("every page of the overview has all its sentences in both languages") {
  testing::Site site;
  fill_outcomes(site);
  for (const auto* language : {"en", "fr"}) {
    for (const bool as_host : {false, true}) {
      testing::Visited here(site, "/outcomes/O1", language, as_host);
      here.request.parameters.add("id", "O1");
      web::SharedJudgements judgements;
      for (const auto& page : {web::show_outcome(here.visit), web::show_outcomes(here.visit), web::show_today(here.visit, judgements)}) {
        CHECK(page.status == 200);
        CHECK_MESSAGE(!holds(page.body, "⟦"), page.body.substr(page.body.find("⟦"), 60));
      }
    }
  }
}
