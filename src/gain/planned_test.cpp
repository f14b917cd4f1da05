#include "gain/planned.h"

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "gain/stored.h"
#include "testing.h"
#include "testing_workspace.h"

using namespace outturn;
using testing::day;
using testing::near;
using testing::period;
using testing::refusal;

namespace {

/// Twelve provinces over twelve years; P01 does `effect` better from 2012 on. P02 to P12 move alike, each at its level.
struct Made {
  testing::MadeWorkspace made;
  record::GainPlan plan{.outcome = {"O1"}, .title = {{"en", "Homes"}}, .indicator = {"I1"}, .places = {{"P01"}}, .start = period("2012"),
                        .direction = record::GainDirection::down, .worthwhile = 2};

  explicit Made(double effect = -6) {
    made.add("O1", record::Outcome{.title = {{"en", "Homes"}}});
    made.add("I1", record::Indicator{.name = {{"en", "Rough sleepers"}}, .outcomes = {{"O1"}}});
    for (int p = 1; p <= 13; ++p) {
      const auto id = (p < 10 ? "P0" : "P") + std::to_string(p);
      made.add(id, record::Place{.name = {{"en", "Place " + id}}, .level = record::PlaceLevel::province, .parent = {"CA"}});
      for (int year = 2000; year < 2016; ++year) {
        if (p == 13 && year == 2003) continue;  // a figure is missing
        const double wave = 2 * ((year * 7) % 5) - 0.4 * (year - 2000);
        const double own = 0.3 * static_cast<double>((year * (p + 3)) % 7);
        made.figures("I1", {{std::to_string(year), 40 + p + wave + own + (p == 1 && year >= 2012 ? effect : 0)}},
                     std::to_string(year + 1) + "-06-01", id);
      }
    }
    made.figures("I1", {{"2000", 0}}, "1999-01-01", "CA");
  }
  void add_plan() { made.add("G1", plan); }
};

}  // namespace

TEST_CASE("a plan is compared with all places of its level that have every figure, and says who is missing") {
  Made town;
  const auto study = gain::planned_study(town.made.on("2020-01-01"), town.plan).value();
  CHECK(study.panel.units.size() == 12);  // not the country, not P13
  CHECK(!study.panel.unit_named("P13"));
  CHECK(!study.panel.unit_named("CA"));
  REQUIRE(study.notes.size() >= 1);
  CHECK(study.notes.back().key == "gain.note.incomplete");

  town.plan.left_out = {{"P02"}};
  CHECK(!gain::planned_study(town.made.on("2020-01-01"), town.plan).value().panel.unit_named("P02"));
  town.plan.pool = {{"P02"}, {"P03"}, {"P04"}};
  CHECK(gain::planned_study(town.made.on("2020-01-01"), town.plan).value().panel.units.size() == 3);
}

TEST_CASE("figures count as they were known on the day of the view") {
  Made town;
  const auto later = gain::planned_study(town.made.on("2020-01-01"), town.plan).value();
  const auto earlier = gain::planned_study(town.made.as_of("2015-01-01"), town.plan).value();
  CHECK(later.panel.times.back() == "2015");
  CHECK(earlier.panel.times.back() == "2013");
  CHECK(later.data_hash != earlier.data_hash);
}

TEST_CASE("a study of a plan is kept whole, read back as it was, and comes out again byte for byte") {
  Made town;
  town.add_plan();
  base::Progress progress;
  const auto view = town.made.on("2020-01-01");
  const auto& plan = town.made.record<record::GainPlan>("G1");
  const auto kept = gain::computed_study(view, plan, {}, 1, progress).value();
  CHECK(kept.verdict == record::GainVerdict::gain_shown);
  CHECK(kept.plan_hash == gain::plan_fingerprint(town.plan));

  const auto read = gain::stored_answer(kept.result).value();
  CHECK(read.answer.main.method == gain::Method::synthetic_did);
  CHECK(read.answer.main.effect == near(-6, 1));
  CHECK(read.from == "2012");
  CHECK(read.treated == std::vector<std::string>{"P01"});
  CHECK(read.answer.main.placebos.size() == 11);
  CHECK(read.answer.main.placebos.front().gaps.size() == 16);
  const auto study = gain::planned_study(view, town.plan).value();
  const auto direct = gain::answer(study, progress).value();
  const language::Words english("en");
  CHECK(language::say(english, read.answer.sentence) == language::say(english, direct.sentence));
  CHECK(read.answer.main.checks.size() == direct.main.checks.size());
  CHECK(gain::stored_json(study, read.answer) == kept.result);  // nothing was lost on the way

  const auto again = gain::reproduced(view, kept, 3, progress).value();
  CHECK(again.whole());
  CHECK(again.same_program);
  CHECK(!gain::reproduced(town.made.as_of("2015-01-01"), kept, 1, progress).value().same_figures);
  auto forged = kept;
  forged.result.replace(forged.result.find("gain_shown"), 10, "gain_shawn");
  CHECK(!gain::reproduced(view, forged, 1, progress).value().same_result);
}

TEST_CASE("what was kept by another hand is refused, not guessed at") {
  CHECK(refusal(gain::stored_answer("{}")) == "result: gain.stored_form");
  CHECK(refusal(gain::stored_answer(R"({"format":"outturn-gain-study-1","asked":3})")) == "result: gain.stored_form");
  CHECK(refusal(gain::stored_answer(R"({"format":"outturn-gain-study-2","asked":{}})")) == "result: gain.stored_later");  // a later version's
  CHECK(refusal(gain::stored_answer(R"({"format":"something-else-1"})")) == "result: gain.stored_form");
}

TEST_CASE("only a plan published before its figures, and followed, is confirmatory") {
  Made town;
  const auto view = town.made.on("2020-01-01");
  CHECK(gain::departure_of(view, town.plan, {}) == "not_published");
  town.plan.published = day("2012-03-01");
  town.plan.hash = gain::plan_fingerprint(town.plan);
  CHECK(gain::departure_of(view, town.plan, {}).empty());
  CHECK(gain::departure_of(view, town.plan, record::GainMethod::did) == "other_method");
  town.plan.published = day("2013-06-01");  // the day on which the figure for 2012 came out
  CHECK(gain::departure_of(view, town.plan, {}) == "plan_late");
  town.plan.worthwhile = 1;  // after the fact
  town.plan.published = day("2012-03-01");
  CHECK(gain::departure_of(view, town.plan, {}) == "plan_changed");
}

TEST_CASE("fiscal years keep their own names, whatever the numerics call them") {
  testing::MadeWorkspace made;
  made.add("O1", record::Outcome{}).add("I1", record::Indicator{.outcomes = {{"O1"}}});
  for (int p = 1; p <= 4; ++p) {
    const auto id = "P" + std::to_string(p);
    made.add(id, record::Place{.level = record::PlaceLevel::province});
    made.figures("I1", {{"2010/11", 1.0 * p}, {"2011/12", 2.0 + p}, {"2012/13", 1.5 * p}, {"2013/14", 1.0 * p}}, "2020-01-01", id);
  }
  const record::GainPlan plan{.indicator = {"I1"}, .places = {{"P1"}}, .start = period("2012/13")};
  const auto study = gain::planned_study(made.on("2021-01-01"), plan).value();
  CHECK(study.panel.times[study.start()] == "2012/13");
}

TEST_CASE("what a plan lacks in the register is said by name") {
  Made town;
  auto plan = town.plan;
  plan.indicator = {"nothing"};
  CHECK(refusal(gain::planned_study(town.made.on("2020-01-01"), plan)) == "indicator: gain.plan_indicator");
  plan = town.plan;
  plan.places.push_back({"CA-XX"});
  CHECK(refusal(gain::planned_study(town.made.on("2020-01-01"), plan)) == "places: gain.plan_no_figures");
}

TEST_CASE("a plan that says nothing of what plans could not say at first keeps its fingerprint; what it says counts") {
  const Made town;
  // As the fields stood when the first plans were published. It must never change: published plans would seem to be changed ones.
  const std::string first = R"({"outcome":"O1","title":{"en":"Homes"},"indicator":"I1","places":["P01"],"start":"2012","direction":"down","worthwhile":2,"method":"automatic","illustrative":false})";
  CHECK(gain::plan_fingerprint(town.plan) == base::sha256(first).hex());
  std::set<std::string> all{gain::plan_fingerprint(town.plan)};
  const auto differs = [&](auto change) {
    auto plan = town.plan;
    change(plan);
    return all.insert(gain::plan_fingerprint(plan)).second;
  };
  CHECK(differs([](auto& plan) { plan.neighbours = {{"P02"}}; }));
  CHECK(differs([](auto& plan) { plan.predictors = {{"I2"}}; }));
  CHECK(differs([](auto& plan) { plan.predictor_spans = "I2 2003"; }));
  CHECK(differs([](auto& plan) { plan.covariates = {{"I2"}}; }));
  CHECK(differs([](auto& plan) { plan.negative_control = {"I2"}; }));
  CHECK(differs([](auto& plan) { plan.season = 4; }));
  CHECK(differs([](auto& plan) { plan.controls = record::GainControls::never; }));
  CHECK(differs([](auto& plan) { plan.controls = record::GainControls::not_yet; }));
}

TEST_CASE("neighbours, covariates, predictors and an untouched measure of a plan are looked at, and the checks are made") {
  Made town;
  town.made.add("I2", record::Indicator{.name = {{"en", "Rain"}}, .outcomes = {{"O1"}}});
  for (int p = 1; p <= 12; ++p) {
    const auto id = (p < 10 ? "P0" : "P") + std::to_string(p);
    for (int year = 2000; year < 2016; ++year) {
      if (p == 12 && year == 2007) continue;  // a place that the untouched measure does not reach
      town.made.figures("I2", {{std::to_string(year), 100.0 + 3 * p + (year * (p + 5)) % 11}}, std::to_string(year + 1) + "-06-01", id);
    }
  }
  const auto view = town.made.on("2020-01-01");
  base::Progress progress;
  const auto checked = [&](const gain::Answer& answer, std::string_view id) {
    return std::ranges::any_of(answer.main.checks, [&](const auto& one) { return one.id == id; });
  };

  const auto plain = gain::planned_study(view, town.plan).value();
  CHECK(!checked(gain::answer(plain, progress).value(), "spillover"));
  CHECK(!checked(gain::answer(plain, progress).value(), "negative_control"));

  auto plan = town.plan;
  plan.neighbours = {{"P02"}, {"P03"}, {"P13"}};
  plan.negative_control = {"I2"};
  plan.season = 4;
  const auto study = gain::planned_study(view, plan).value();
  CHECK(!study.panel.unit_named("P02"));
  CHECK(study.panel.unit_named("P12"));  // compared with, though the untouched measure lacks it
  CHECK(study.with_neighbours->panel.unit_named("P02"));
  CHECK(study.question.season == 4);
  CHECK(study.data_hash != plain.data_hash);
  CHECK(study.notes.back().key == "gain.note.incomplete");
  const auto answer = gain::answer(study, progress).value();
  CHECK(checked(answer, "spillover"));
  CHECK(checked(answer, "negative_control"));
  CHECK(answer.main.checks.size() + answer.main.not_checked.size() == 12);

  plan.covariates = {{"I2"}};
  const auto adjusted = gain::planned_study(view, plan).value();
  CHECK(!adjusted.panel.unit_named("P12"));  // a covariate needs every figure
  CHECK(adjusted.question.covariates == std::vector<std::string>{"I2"});

  plan = town.plan;
  plan.predictors = {{"I2"}, {"I1"}};
  const auto alike = gain::answer(gain::planned_study(view, plan).value(), progress).value();
  CHECK(alike.main.method == gain::Method::synthetic_control);
  CHECK(alike.main.predictor_weights.size() == 2);
}

TEST_CASE("a covariate without a figure for a place taking part is refused by name; an untouched measure without is not checked") {
  Made town;
  town.made.add("I2", record::Indicator{.outcomes = {{"O1"}}});
  town.made.figures("I2", {{"2000", 1}}, "2001-06-01", "P01");
  const auto view = town.made.on("2020-01-01");
  auto plan = town.plan;
  plan.covariates = {{"I2"}};
  const auto lacking = gain::planned_study(view, plan);
  CHECK(refusal(lacking) == "covariates: gain.plan_other_gap");
  plan.covariates = {{"nothing"}};
  CHECK(refusal(gain::planned_study(view, plan)) == "indicator: gain.plan_indicator");
  plan.covariates.clear();
  plan.negative_control = {"I2"};
  base::Progress progress;
  const auto answer = gain::answer(gain::planned_study(view, plan).value(), progress).value();
  const auto& why = answer.main.not_checked;
  const auto found = std::ranges::find_if(why, [](const auto& one) { return one.id == "negative_control"; });
  REQUIRE(found != why.end());
  CHECK(found->sentence.key == "gain.not_checked.negative_control.gap");
}

TEST_CASE("who is compared with where places begin at different times is the plan's to say") {
  Made town;
  auto plan = town.plan;
  plan.start.reset();
  plan.places = {{"P01"}, {"P02"}, {"P03"}};
  plan.starts = "P01 2008; P02 2010; P03 2012";
  const auto view = town.made.on("2020-01-01");
  for (const auto& [said, meant] : {std::pair{record::GainControls::automatic, gain::Controls::automatic}, {record::GainControls::never, gain::Controls::never},
                                    {record::GainControls::not_yet, gain::Controls::not_yet}}) {
    plan.controls = said;
    CHECK(gain::planned_study(view, plan).value().question.controls == meant);
  }
}

TEST_CASE("predictors of a plan may each count over a span of their own, one measure several times") {
  Made town;
  town.made.add("I2", record::Indicator{.outcomes = {{"O1"}}});
  for (int p = 1; p <= 12; ++p) {
    const auto id = (p < 10 ? "P0" : "P") + std::to_string(p);
    for (int year = 2003; year < 2016; ++year) {
      if (p == 12 && year < 2006) continue;  // nothing in the first of the two spans
      town.made.figures("I2", {{std::to_string(year), 100.0 + 3 * p + (year * (p + 5)) % 11}}, std::to_string(year + 1) + "-06-01", id);
    }
  }
  const auto view = town.made.on("2020-01-01");
  auto plan = town.plan;
  plan.predictors = {{"I1"}};
  plan.predictor_spans = "I2 2003 to 2005; I2 2010";
  const auto study = gain::planned_study(view, plan).value();
  REQUIRE(study.question.predictors.size() == 3);
  CHECK(!study.question.predictors[0].span);
  CHECK(study.question.predictors[1].span->second.text == "2005");
  CHECK(study.question.predictors[2].span->first.text == "2010");
  CHECK(!study.panel.unit_named("P12"));
  base::Progress progress;
  const auto answer = gain::answer(study, progress).value();
  REQUIRE(answer.main.predictor_weights.size() == 3);
  CHECK(answer.main.predictor_weights[0].first == "I1");
  CHECK(answer.main.predictor_weights[1].first == "I2:2003-2005");
  CHECK(answer.main.predictor_weights[2].first == "I2:2010");

  CHECK(gain::plan_fingerprint(plan) != gain::plan_fingerprint(town.plan));
  plan.predictor_spans = "nothing 2003";
  CHECK(refusal(gain::planned_study(view, plan)) == "indicator: gain.plan_indicator");
  plan.predictor_spans = "I2 2005 to 2003";
  CHECK(refusal(gain::planned_study(view, plan)) == "predictor_spans: record.gain_spans");
}

TEST_CASE("who judges one arrangement by several measures is told how many, and that the best looks good by chance") {
  Made town(-2);
  town.made.add("I2", record::Indicator{.outcomes = {{"O1"}}}).add("I3", record::Indicator{.outcomes = {{"O1"}}});
  town.add_plan();
  base::Progress progress;
  const auto check_of = [&](const auto& view) {
    const auto answer = gain::answer(gain::planned_study(view, town.plan).value(), progress).value();
    const auto found = std::ranges::find_if(answer.main.checks, [](const auto& one) { return one.id == "many_outcomes"; });
    REQUIRE(found != answer.main.checks.end());
    return std::pair{*found, answer.main.p_value.value()};
  };
  CHECK(check_of(town.made.on("2020-01-01")).first.sentence.key == "gain.check.many_outcomes.one");

  auto other = town.plan;
  other.indicator = {"I2"};
  town.made.add("G2", other);  // a draft that nobody estimated judges nothing
  CHECK(check_of(town.made.on("2020-01-01")).first.value == 1.0);
  other.published = day("2012-03-01");
  other.start = period("2010");
  town.made.add("G3", other);  // another arrangement
  CHECK(check_of(town.made.on("2020-01-01")).first.value == 1.0);
  other.start = town.plan.start;
  town.made.add("G4", other);
  town.made.add("G5", other);  // the same measure once more
  const auto [two, p] = check_of(town.made.on("2020-01-01"));
  CHECK(two.value == 2.0);
  CHECK(two.outcome == (2 * p > 0.10 ? gain::Outcome::caution : gain::Outcome::pass));
  other.indicator = {"I3"};
  town.made.add("G6", other).add("S1", record::GainStudy{.plan = {"G6"}});
  const auto [three, same_p] = check_of(town.made.on("2020-01-01"));
  CHECK(three.value == 3.0);
  CHECK(three.outcome == gain::Outcome::caution);  // with eleven other places p is 1 in 12 at best
}
