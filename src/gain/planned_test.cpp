#include "gain/planned.h"

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
