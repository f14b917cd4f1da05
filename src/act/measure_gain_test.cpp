#include "act/measure_gain.h"

#include "act/act_kit_test.h"
#include "act/change_record.h"
#include "act/retire_record.h"
#include "gain/planned.h"

using namespace outturn;
using testing::day;
using testing::en;
using testing::period;
using testing::Refusals;
using testing::refusals;

namespace {

struct Planned : testing::Town {
  access::Reader analyst{with("anna", record::Role::analyst, "health")};
  access::Reader manager{with("hana", record::Role::manager, "health")};
  access::Reader stranger{with("tom", record::Role::manager, "tax")};

  Planned() {
    for (int p = 1; p <= 12; ++p) {
      const auto id = "P" + std::to_string(p);
      testing::put(store, "place-" + id, record::Place{.name = en(id), .level = record::PlaceLevel::province, .parent = {"CA"}});
      std::vector<testing::Reported> rows;
      for (int year = 2010; year < 2022; ++year) {
        rows.push_back({.indicator = "I1", .place = "place-" + id, .period = std::to_string(year), .known_from = std::to_string(year + 1) + "-03-01",
                        .value = 50 + p + 0.5 * ((year * (p + 2)) % 5) - (p == 1 && year >= 2018 ? 8 : 0)});
      }
      import_batch(store, "figures-" + id, rows);
    }
    testing::put(store, "G1", plan());
  }
  static record::GainPlan plan() {
    return {.outcome = {"O1"}, .title = en("Homes first"), .indicator = {"I1"}, .places = {{"place-P1"}}, .start = period("2018"),
            .direction = record::GainDirection::down, .worthwhile = 2};
  }
  record::GainStudy computed(std::string_view id = "G1") {
    base::Progress progress;
    const auto view = Registry::view(std::nullopt);
    return gain::computed_study(view, *store.now()->find<record::GainPlan>(id), {}, 1, progress).value();
  }
  Refusals change(const access::Reader& who, act::Fields fields) {
    return refusals(act::change_record(store, who, record::kind_of<record::GainPlan>(), "G1", std::nullopt, fields));
  }
};

}  // namespace

TEST_CASE("a published plan carries its day and fingerprint, and is neither changed nor taken back") {
  Planned town;
  CHECK(town.change(town.analyst, {{"worthwhile", 3.0}}) == Refusals{});
  CHECK(refusals(act::publish_gain_plan(town.store, town.stranger, "G1", std::nullopt)) == Refusals{"id: act.no_record"});  // drafts are among partners
  REQUIRE(act::publish_gain_plan(town.store, town.manager, "G1", town.version<record::GainPlan>("G1")));
  const auto& plan = town.get<record::GainPlan>("G1");
  CHECK(plan.published == town.clock.today());
  CHECK(plan.hash == gain::plan_fingerprint(plan));
  CHECK(town.store.entries(town.entries() - 1, 1).front().entry.act == "publish");

  CHECK(town.change(town.manager, {{"worthwhile", 1.0}}) == Refusals{": act.gain_published"});
  CHECK(refusals(act::retire_record(town.store, town.manager, record::kind_of<record::GainPlan>(), "G1", std::nullopt, "We do not like it")) == Refusals{": act.gain_stays"});
  CHECK(refusals(act::publish_gain_plan(town.store, town.manager, "G1", std::nullopt)) == Refusals{": act.gain_published"});
}

TEST_CASE("nobody publishes a plan by typing a day, or a fingerprint of something else") {
  Planned town;
  CHECK(town.change(town.manager, {{"published", day("2017-01-01")}, {"hash", std::string("0")}}) == Refusals{"published: act.gain_published_today", "hash: act.gain_hash"});
  CHECK(town.change(town.manager, {{"hash", std::string("0")}}) == Refusals{"hash: act.gain_hash"});
  testing::put(town.store, "O2", record::Outcome{.title = en("Other")});
  CHECK(town.change(town.manager, {{"indicator", record::Reference{"I1"}}}) == Refusals{});
}

TEST_CASE("studies are numbered, kept by whoever may, and stay once the plan is published, whatever they say") {
  Planned town;
  auto study = town.computed();
  REQUIRE(act::keep_gain_study(town.store, town.analyst, study));
  REQUIRE(act::keep_gain_study(town.store, town.analyst, study));
  const auto studies = act::studies_of(*town.store.now(), *town.store.now()->find<record::GainPlan>("G1"));
  REQUIRE(studies.size() == 2);
  CHECK(studies.back()->id == "G1-study-2");
  CHECK(studies.back()->as<record::GainStudy>().run_on == town.clock.today());
  CHECK(studies.back()->as<record::GainStudy>().departure == "not_published");

  const auto retire = [&](std::string_view id) {
    return refusals(act::retire_record(town.store, town.manager, record::kind_of<record::GainStudy>(), id, std::nullopt, "It looks bad"));
  };
  CHECK(retire("G1-study-1") == Refusals{});
  REQUIRE(act::publish_gain_plan(town.store, town.manager, "G1", std::nullopt));
  CHECK(retire("G1-study-2") == Refusals{": act.gain_stays"});
}

TEST_CASE("an estimate is computed, not typed, and not kept for a plan that says something else by now") {
  Planned town;
  auto study = town.computed();
  CHECK(refusals(act::add_record(town.store, town.analyst, record::kind_of<record::GainStudy>(), "forged",
                                 {{"plan", record::Reference{"G1"}}, {"number", std::int64_t{1}}, {"run_on", day("2026-01-01")}, {"known_on", day("2026-01-01")},
                                  {"confirmatory", true}, {"plan_hash", std::string("0")}, {"inputs_hash", std::string("0")}, {"engine", std::string("0")},
                                  {"verdict", std::string("gain_shown")}, {"result", std::string("{}")}})) == Refusals{": act.gain_not_typed"});
  REQUIRE(town.change(town.manager, {{"worthwhile", 1.0}}) == Refusals{});
  CHECK(refusals(act::keep_gain_study(town.store, town.analyst, study)) == Refusals{": act.gain_plan_moved"});
}

TEST_CASE("a plan measures with a measure of its outcome") {
  Planned town;
  testing::put(town.store, "I2", record::Indicator{.name = en("Other"), .outcomes = {{"O1"}}});
  testing::put(town.store, "O2", record::Outcome{.title = en("Other")});
  testing::put(town.store, "P4", record::Party{.outcome = {"O2"}, .organisation = {"health"}, .stance = record::Stance::leads});
  testing::put(town.store, "I3", record::Indicator{.name = en("Other"), .outcomes = {{"O2"}}});
  CHECK(town.change(town.manager, {{"indicator", record::Reference{"I2"}}}) == Refusals{});
  CHECK(town.change(town.manager, {{"indicator", record::Reference{"I3"}}}) == Refusals{"indicator: act.gain_outcome"});
}
