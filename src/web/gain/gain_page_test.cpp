#include "web/gain/gain_page.h"
#include "web/gain/gain_measures.h"

#include <algorithm>

#include "act/measure_gain.h"
#include "gain/planned.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "testing.h"
#include "web/visit_for_test.h"

using namespace outturn;
using testing::put;
using testing::Visited;

namespace {

/// Twelve provinces, sixteen years; the first does `effect` better from 2012 on, by a plan with a cost and a value.
struct Town : testing::Site {
  explicit Town(double effect = -6, double noise = 1) {
    put(store(), "O1", record::Outcome{.title = {{"en", "Homes"}, {"fr", "Logements"}}});
    put(store(), "I1", record::Indicator{.name = {{"en", "Rough sleepers"}, {"fr", "Sans-abri"}}, .outcomes = {{"O1"}}, .unit = {{"en", "people"}, {"fr", "personnes"}}});
    put(store(), "health", record::Organisation{.name = {{"en", "Health"}, {"fr", "Santé"}}});
    std::vector<testing::Reported> rows;
    for (int p = 1; p <= 12; ++p) {
      const auto id = (p < 10 ? "P0" : "P") + std::to_string(p);
      put(store(), id, record::Place{.name = {{"en", "Place " + id}, {"fr", "Lieu " + id}}, .level = record::PlaceLevel::province, .parent = {"CA"}});
      for (int year = 2000; year < 2016; ++year) {
        const double wave = 2 * ((year * 7) % 5) - 0.4 * (year - 2000);
        rows.push_back({.indicator = "I1", .place = id, .period = std::to_string(year), .known_from = std::to_string(year + 1) + "-06-01",
                        .value = 40 + p + wave + noise * 0.3 * ((year * (p + 3)) % 7) + (p == 1 && year >= 2012 ? effect : 0)});
      }
    }
    testing::import_batch(store(), "figures", rows);
  }
  void plan(bool published = true, std::optional<double> worthwhile = 2.0) {
    record::GainPlan made{.outcome = {"O1"}, .title = {{"en", "Homes first"}, {"fr", "Un toit d’abord"}}, .indicator = {"I1"}, .places = {{"P01"}}, .start = testing::period("2012"),
                          .direction = record::GainDirection::down, .worthwhile = worthwhile, .people = 100, .currency = "$"};
    if (published) {
      made.published = testing::day("2012-02-01");
      made.hash = gain::plan_fingerprint(made);
    }
    put(store(), "G1", made);
  }
  void money(bool with_value = true) {
    put(store(), "C1", record::GainCost{.plan = {"G1"}, .name = {{"en", "Meetings"}, {"fr", "Réunions"}}, .organisation = {"health"}, .hours = 1200, .hours_anyway = 200, .amount = 60, .low = 50, .high = 80});
    put(store(), "C2", record::GainCost{.plan = {"G1"}, .name = {{"en", "Setting up"}, {"fr", "Mise en place"}}, .organisation = {"health"}, .amount = 100'000, .lifetime = 5});
    if (with_value) put(store(), "V1", record::GainValue{.plan = {"G1"}, .name = {{"en", "Care"}, {"fr", "Soins"}}, .amount = 2000, .low = 1000, .high = 3000, .source = {{"en", "Unit costs"}}, .confidence = "3"});
  }
  void run(std::optional<base::Day> as_of = std::nullopt) {
    base::Progress progress;
    const auto view = registry.view(as_of);
    const auto study = gain::computed_study(view, *view.workspace().find<record::GainPlan>("G1"), {}, 1, progress).value();
    REQUIRE(act::keep_gain_study(store(), access::Reader::host(registry.clock.today()), study));
  }
};

web::GainShown shown_in(const Visited& here) { return web::gain_shown(here.visit, *here.visit.workspace().find<record::Outcome>("O1")); }

std::string all_of(const std::vector<std::string>& sentences) {
  std::string all;
  for (const auto& one : sentences) all += one + "\n";
  return all;
}

bool says(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

}  // namespace

TEST_CASE("the page of a shown gain says the verdict first, with names, and labels what follows the plan") {
  Town town;
  town.plan();
  town.money();
  town.run();
  const Visited here(town, "/outcomes/O1/gain");
  const auto view = web::gain_view(here.visit, shown_in(here));
  CHECK(view.verdict.status.text == "Gain shown");
  CHECK(view.verdict.sentences.front().starts_with("From 2012 on, “Rough sleepers” in Place P01 was about "));
  CHECK(says(view.verdict.sentences.front(), "lower than the other places would lead us to expect"));
  REQUIRE(view.counterfactual.size() == 1);
  CHECK(view.counterfactual.front().table.rows.size() == 16);
  CHECK(view.placebos.size() == 1);
  CHECK(view.methods.size() == 1);
  CHECK(view.checks.rows.size() == 12);  // all twelve, passed, doubted or not made
  const auto label = std::find_if(view.facts.facts.begin(), view.facts.facts.end(), [](const web::Fact& one) { return one.label == "Confirmatory"; });
  CHECK(label != view.facts.facts.end());
  CHECK(says(view.plan.lead, "1 February 2012"));
  const auto page = web::html::rendered(view, here.visit.words).markup();
  CHECK(!says(page, ">P01<"));  // nobody is called by an id
  CHECK(!says(page, "\xE2\x9F\xA6"));
}

TEST_CASE("net gain keeps cashable, freed and public value apart, and says who pays") {
  Town town;
  town.plan();
  town.money();
  town.run();
  const Visited here(town, "/outcomes/O1/gain");
  const auto net = web::gain_net_view(here.visit, shown_in(here));
  CHECK(net.figures.size() == 2);  // from gain to net, and what it hangs on
  CHECK(says(net.lead, "is left"));
  CHECK(net.facts.facts.front().label == "Net gain");
  CHECK(net.facts.facts.front().big);
  CHECK(net.tables.size() == 3);
  const auto question = web::net_question(here.visit, shown_in(here)).value();
  CHECK(question.effect > 0);  // lower is better here
  CHECK(question.periods == 4);
  CHECK(question.units == 100);
}

TEST_CASE("cannot tell never has a point figure of net gain, but its cost and what would pay for it") {
  Town town(0, 8);
  town.plan(true, std::nullopt);
  town.money();
  town.run();
  const Visited here(town, "/outcomes/O1/gain");
  const auto shown = shown_in(here);
  REQUIRE(shown.answer->answer.verdict == gain::Verdict::cannot_tell);
  const auto view = web::gain_view(here.visit, shown);
  CHECK(view.verdict.status.text == "Cannot tell");
  CHECK(view.counterfactual.size() == 1);  // the same page, the same calm
  CHECK(view.checks.rows.size() == 12);
  for (const auto& fact : view.net.facts.facts) {
    CHECK(fact.label != "Net gain");
    CHECK(!fact.big);
  }
  CHECK(says(view.net.lead, "there is no net figure"));
  CHECK(view.net.figures.size() == 1);
  CHECK(std::any_of(view.net.facts.facts.begin(), view.net.facts.facts.end(), [](const web::Fact& one) { return one.label == "It pays for itself from"; }));
}

TEST_CASE("no gain shown is a finding, and its net gain is minus the cost") {
  Town town(0, 0.3);
  town.plan(true, 10.0);
  town.money();
  town.run();
  const Visited here(town, "/outcomes/O1/gain");
  const auto shown = shown_in(here);
  REQUIRE(shown.answer->answer.verdict == gain::Verdict::no_gain_shown);
  const auto view = web::gain_view(here.visit, shown);
  CHECK(says(all_of(view.verdict.sentences), "This is a finding"));
  CHECK(view.net.facts.facts.front().label == "Net gain");
  CHECK(view.net.facts.facts.front().value.starts_with("\xE2\x88\x92$"));
}

TEST_CASE("run again on a later vintage, both results stand, and a change of verdict is said") {
  Town town;
  town.plan();
  town.run(testing::day("2014-07-01"));
  town.run();
  const Visited here(town, "/outcomes/O1/gain");
  const auto view = web::gain_view(here.visit, shown_in(here));
  CHECK(view.runs.rows.size() == 2);
  CHECK(says(view.runs_lead, "1 July 2014"));
  const Visited earlier(town, "/outcomes/O1/gain?study=G1-study-1");
  const auto first = web::gain_view(earlier.visit, shown_in(earlier));
  CHECK(first.counterfactual.front().table.rows.size() == 14);
  CHECK(says(first.runs_lead, "once"));
}

TEST_CASE("drafts and what comes of them are for partners; the public sees how to begin") {
  Town town;
  town.plan(false);
  town.run();
  const Visited anybody(town, "/outcomes/O1/gain");
  CHECK(shown_in(anybody).plan == nullptr);
  const Visited host(town, "/outcomes/O1/gain", "en", true);
  const auto shown = shown_in(host);
  REQUIRE(shown.study);
  CHECK(web::standing_text(host.visit, shown.study->as<record::GainStudy>()) == "The plan was not published when this was run");
}

TEST_CASE("everything on the page is said in French") {
  Town town;
  town.plan();
  town.money();
  town.run();
  const Visited here(town, "/outcomes/O1/gain", "fr");
  const auto page = web::html::rendered(web::gain_view(here.visit, shown_in(here)), here.visit.words).markup();
  CHECK(says(page, "Gain démontré"));
  CHECK(says(page, "Sans-abri"));
  CHECK(says(page, "Lieu P02"));
  CHECK(!says(page, "Place P02"));
  CHECK(!says(page, "\xE2\x9F\xA6"));
}

TEST_CASE("money is written short, and a loss has its sign") {
  Town town;
  const Visited here(town, "/");
  const record::GainPlan plan{.currency = "$"};
  CHECK(web::money_text(here.visit, plan, 12'345'678) == "$12.3 million");
  CHECK(web::money_text(here.visit, plan, -45'678) == "\xE2\x88\x92$45,700");
  CHECK(web::money_text(here.visit, plan, 62) == "$62");
  CHECK(web::money_text(here.visit, plan, -0.2) == "$0");
}

TEST_CASE("costs in prices of another year are named, not mixed") {
  Town town;
  town.plan();
  town.money();
  auto plan = town.store().now()->get<record::GainPlan>("G1");
  auto priced = *plan;
  priced.price_year = 2024;
  put(town.store(), "G1", priced);
  put(town.store(), "C3", record::GainCost{.plan = {"G1"}, .name = {{"en", "Reports"}}, .amount = 10, .price_year = 2020});
  town.run();
  const Visited here(town, "/outcomes/O1/gain");
  const auto net = web::gain_net_view(here.visit, shown_in(here));
  REQUIRE(net.notes.items.size() >= 1);
  CHECK(says(net.notes.items.front().text, "“Reports”"));
  CHECK(net.figures.empty());
}

TEST_CASE("the form of a plan asks for everything a plan can say, and what few plans need is folded until it is said") {
  Town town;
  Visited here(town, "/outcomes/O1/gain/plan", "en", true);
  here.request.parameters.add("id", "O1");
  const auto form = web::show_gain_plan_form(here.visit).body;
  for (const auto& field : record::kind_of<record::GainPlan>().fields) {
    if (field.name == "outcome" || field.name == "published" || field.name == "hash" || field.name == "illustrative") continue;
    INFO(field.name);
    const bool asked = says(form, "name=\"" + field.name + "\"") || says(form, "name=\"" + field.name + ".en\"") || says(form, "name=\"" + field.name + "-day\"");
    CHECK(asked);
  }
  CHECK(says(form, "name=\"covariates\" type=\"checkbox\" value=\"I1\""));
  CHECK(!says(form, "<details class=\"govuk-details\" open>"));

  put(town.store(), "G2", record::GainPlan{.outcome = {"O1"}, .title = {{"en", "Homes first"}}, .indicator = {"I1"}, .places = {{"P01"}}, .start = testing::period("2012"), .neighbours = {{"P02"}}});
  Visited again(town, "/outcomes/O1/gain/plan?plan=G2", "en", true);
  again.request.parameters.add("id", "O1");
  const auto open = web::show_gain_plan_form(again.visit).body;
  CHECK(says(open, "<details class=\"govuk-details\" open>"));
  CHECK(says(open, "type=\"checkbox\" value=\"P02\" checked"));
}

TEST_CASE("the page shows all that a staggered run said: courses with bands, other errors, what two-way fixed effects mix") {
  Town town;
  record::GainPlan plan{.outcome = {"O1"}, .title = {{"en", "Homes first"}, {"fr", "Un toit d’abord"}}, .indicator = {"I1"}, .places = {{"P01"}, {"P02"}, {"P03"}},
                        .starts = "P01 2008; P02 2010; P03 2012", .direction = record::GainDirection::down, .neighbours = {{"P05"}}, .published = testing::day("2008-02-01")};
  plan.hash = gain::plan_fingerprint(plan);
  put(town.store(), "G1", plan);
  town.run();
  for (const auto* language : {"en", "fr"}) {
    const Visited here(town, "/outcomes/O1/gain", language);
    const auto shown = shown_in(here);
    REQUIRE(shown.answer->answer.main.method == gain::Method::staggered);
    const auto view = web::gain_view(here.visit, shown);
    std::vector<std::string> summaries;
    for (const auto& one : view.more) summaries.push_back(one.summary);
    for (const auto* key : {"gain_page.by_distance", "gain_page.by_start", "gain_page.by_period", "gain_page.by_both", "gain_page.otherwise", "gain_page.two_way"}) {
      INFO(key);
      CHECK(std::find(summaries.begin(), summaries.end(), here.visit.say(key)) != summaries.end());
    }
    const auto page = web::html::rendered(view, here.visit.words).markup();
    CHECK(!says(page, "\xE2\x9F\xA6"));
    CHECK(says(page, here.visit.say("gain.check.spillover.name")));
  }
}

TEST_CASE("the record of a study shows what it says and where to read it, not its JSON") {
  Town town;
  town.plan();
  town.run();
  const Visited here(town, "/records/gain_study/G1-study-1", "en", true);
  const auto* study = here.visit.workspace().find<record::GainStudy>("G1-study-1");
  REQUIRE(study);
  const auto result = web::shown_of_gain_study(here.visit, *study, "result");
  REQUIRE(result);
  REQUIRE(result->lines.size() == 1);
  CHECK(result->lines.front().text.starts_with("Gain shown, and it is worth having. From 2012 on, Rough sleepers in Place P01 was about "));
  REQUIRE(result->links.size() == 2);
  CHECK(says(result->links.back().address, "/outcomes/O1/gain.json?study=G1-study-1&plan=G1"));
  CHECK(web::shown_of_gain_study(here.visit, *study, "departure")->lines.front().text == web::standing_text(here.visit, study->as<record::GainStudy>()));
  CHECK(!web::shown_of_gain_study(here.visit, *study, "engine"));
  CHECK(!web::shown_of_gain_study(here.visit, *here.visit.workspace().find<record::Place>("P01"), "result"));
}

TEST_CASE("an estimate that this program cannot read is shown with its verdict and why, not hidden behind “not estimated yet”") {
  Town town;
  town.plan();
  put(town.store(), "G1-study-1", record::GainStudy{.plan = {"G1"}, .number = 1, .confirmatory = true, .engine = "9", .verdict = record::GainVerdict::worse_than_alone, .result = R"({"format":"outturn-gain-study-9"})"});
  for (const auto* language : {"en", "fr"}) {
    Visited here(town, "/outcomes/O1/gain", language, true);
    here.request.parameters.add("id", "O1");
    const auto page = web::show_gain(here.visit).body;
    CHECK(says(page, here.visit.say("gain.verdict.worse_than_alone")));
    CHECK(says(page, "outturn-gain-study-9"));
    CHECK(!says(page, here.visit.say("gain_page.not_run_title")));
  }
  Visited data(town, "/outcomes/O1/gain.json");
  data.request.parameters.add("id", "O1");
  data.request.format = "json";
  CHECK(says(web::show_gain(data.visit).body, R"("study":{"id":"G1-study-1","number":1,"label":"confirmatory","verdict":"worse_than_alone")"));
}

TEST_CASE("measures in the form of a plan are chosen by name, each with the periods over which places should be alike") {
  Town town;
  put(town.store(), "I2", record::Indicator{.name = {{"en", "Rain"}, {"fr", "Pluie"}}, .outcomes = {{"O1"}}});
  put(town.store(), "G2", record::GainPlan{.outcome = {"O1"}, .title = {{"en", "Homes first"}}, .indicator = {"I1"}, .places = {{"P01"}}, .start = testing::period("2012"),
                                           .predictors = {{"I1"}}, .predictor_spans = "I2 2003 to 2005; I2 2010"});
  Visited here(town, "/outcomes/O1/gain/plan?plan=G2", "en", true);
  here.request.parameters.add("id", "O1");
  const auto form = web::show_gain_plan_form(here.visit).body;
  for (const auto* name : {"predictors", "predictors.2", "predictors.3", "predictors.5"}) CHECK(says(form, "name=\"" + std::string(name) + "\""));
  CHECK(!says(form, "name=\"predictors.6\""));
  CHECK(says(form, "value=\"2003 to 2005\""));
  CHECK(says(form, "<option value=\"I2\" selected>Rain</option>"));

  base::Issues issues;
  const web::Values sent{{"title.en", "x"}, {"predictors", "I1"}, {"predictor_spans", ""}, {"predictors.2", "I2"}, {"predictor_spans.2", "2003 à 2005"}, {"predictors.3", "I2"}, {"predictor_spans.3", "2010"},
                         {"covariates", "I2"}, {"covariates", "I3"}, {"covariates.2", "I4"}};
  const auto joined = web::joined_measures(sent, issues);
  CHECK(issues.empty());
  CHECK(joined.all("predictors") == std::vector<std::string_view>{"I1"});
  CHECK(joined.get("predictor_spans") == "I2 2003 to 2005; I2 2010");
  CHECK(joined.all("covariates") == std::vector<std::string_view>{"I2", "I3", "I4"});
  CHECK(joined.get("title.en") == "x");

  (void)web::joined_measures({{"predictors.2", ""}, {"predictor_spans.2", "2003"}, {"predictors.3", "I2"}, {"predictor_spans.3", "soon"}, {"predictors.4", "I2"}, {"predictor_spans.4", "2003; I1 2004"}}, issues);
  REQUIRE(issues.size() == 3);
  CHECK(issues[0].field == "predictors.2");
  CHECK(issues[0].code == "gain.span_of_nothing");
  CHECK(issues[1].field == "predictor_spans.3");
  CHECK(issues[2].field == "predictor_spans.4");
}

TEST_CASE("where there are too many measures to tick, one choice after another asks for them, still by name") {
  Town town;
  for (std::size_t n = 0; n <= web::most_ticked_measures; ++n) {
    put(town.store(), "M" + std::to_string(n), record::Indicator{.name = {{"en", "Measure " + std::to_string(n)}}, .outcomes = {{"O1"}}});
  }
  put(town.store(), "G2", record::GainPlan{.outcome = {"O1"}, .title = {{"en", "Homes first"}}, .indicator = {"I1"}, .places = {{"P01"}}, .start = testing::period("2012"), .covariates = {{"M3"}, {"M40"}}});
  Visited here(town, "/outcomes/O1/gain/plan?plan=G2", "en", true);
  here.request.parameters.add("id", "O1");
  const auto form = web::show_gain_plan_form(here.visit).body;
  CHECK(says(form, "name=\"covariates.2\""));
  CHECK(says(form, "name=\"covariates.4\""));
  CHECK(says(form, "<option value=\"M40\" selected>Measure 40</option>"));
}

TEST_CASE("a published plan whose review is past and that nobody ran says so") {
  Town town;
  record::GainPlan plan{.outcome = {"O1"}, .title = {{"en", "Homes first"}}, .indicator = {"I1"}, .places = {{"P01"}}, .start = testing::period("2012"), .direction = record::GainDirection::down,
                        .review = testing::day("2016-03-31"), .published = testing::day("2012-02-01")};
  plan.hash = gain::plan_fingerprint(plan);
  put(town.store(), "G1", plan);
  const auto page = [&] {
    Visited here(town, "/outcomes/O1/gain");
    here.request.parameters.add("id", "O1");
    return web::show_gain(here.visit).body;
  };
  CHECK(says(page(), "meant to look at the result on 31 March 2016"));
  plan.review = testing::day("2999-03-31");
  plan.hash = gain::plan_fingerprint(plan);
  put(town.store(), "G1", plan);
  CHECK(!says(page(), "meant to look at the result"));
}

TEST_CASE("where several places take part, the page speaks of groups of other places, and names the whole of each") {
  Town town;
  put(town.store(), "G1", record::GainPlan{.outcome = {"O1"}, .title = {{"en", "Homes first"}, {"fr", "Un toit d’abord"}}, .indicator = {"I1"}, .places = {{"P01"}, {"P02"}},
                                           .start = testing::period("2012"), .direction = record::GainDirection::down});
  town.run();
  Visited here(town, "/outcomes/O1/gain", "en", true);
  const auto view = web::gain_view(here.visit, shown_in(here));
  CHECK(says(view.placebos_lead, "We pretended that 2 other places had begun together, in 45 such groups."));
  REQUIRE(view.placebos.size() == 1);
  CHECK(says(view.placebos.front().title, "groups where nothing began"));
  CHECK(says(view.placebos.front().table.rows[1].cells[0].text, "Place P03 + Place P04"));
  std::string told = all_of(view.verdict.sentences);
  for (const auto& row : view.checks.rows) told += row.cells[0].sub + "\n";
  for (const auto& fact : view.facts.facts) told += fact.value + "\n";
  CHECK(says(told, "45 groups of 2"));
  CHECK(!says(told, "45 other places"));
}

TEST_CASE("a plan is read by names, also where it is written with ids") {
  Town town;
  put(town.store(), "G1", record::GainPlan{.outcome = {"O1"}, .title = {{"en", "Homes first"}}, .indicator = {"I1"}, .places = {{"P01"}}, .start = testing::period("2012"), .starts = "P01 2012; P02 2013",
                                           .predictor_spans = "I1 2003 to 2005; I1 2010"});
  Visited here(town, "/outcomes/O1/gain", "en", true);
  std::string told;
  for (const auto& row : web::gain_plan_view(here.visit, shown_in(here)).list.rows) told += row.value + "\n";
  CAPTURE(told);
  CHECK(says(told, "Rough sleepers (2003 to 2005); Rough sleepers (2010)"));
  CHECK(says(told, "Place P01 (2012); Place P02 (2013)"));
}

TEST_CASE("the level of a plan may be typed in per cent") {
  base::Issues issues;
  const auto level = [&](const std::string& typed) { return std::string(web::joined_measures({{"level", typed}}, issues).get("level")); };
  CHECK(level("95") == "0.95");
  CHECK(level("99,9") == "0.999");
  CHECK(level("0.95") == "0.95");
  CHECK(level("7") == "7");
  CHECK(level("high") == "high");
}
