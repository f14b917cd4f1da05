#include "act/act_kit_test.h"
#include "act/add_record.h"
#include "act/change_record.h"
#include "act/import_batch.h"
#include "record/assessment.h"

using namespace outturn;
using namespace outturn::testing;
using record::kind_of;
using record::Role;

namespace {

act::Fields measure(const char* formula, const char* kind = "index") {
  return {{"name", record::Localised{{"en", "New"}}}, {"outcomes", record::References{{"O1"}}}, {"value_kind", std::string(kind)}, {"formula", std::string(formula)}};
}

struct Measured : Town {
  Measured() {
    put(store, "count", record::Indicator{.name = en("Count"), .outcomes = {{"O1"}}, .value_kind = record::ValueKind::count});
    put(store, "money", record::Indicator{.name = en("Money"), .outcomes = {{"O1"}}, .unit = en("dollars")});
    put(store, "share", record::Indicator{.name = en("Share"), .outcomes = {{"O1"}}, .value_kind = record::ValueKind::percentage});
    put(store, "other", record::Indicator{.name = en("Other share"), .outcomes = {{"O1"}}, .value_kind = record::ValueKind::percentage});
    put(store, "trust", record::Indicator{.name = en("Trust"), .outcomes = {{"O1"}}, .value_kind = record::ValueKind::rating, .levels = en("1 Low\n2 High")});
    put(store, "sort", record::Indicator{.name = en("Sort"), .outcomes = {{"O1"}}, .value_kind = record::ValueKind::category, .levels = en("1 A\n2 B")});
  }
  Refusals tried(const char* formula, const char* kind = "index") {
    return refusals(act::add_record(store, with("ann", Role::manager, "health"), kind_of<record::Indicator>(), "N", measure(formula, kind)));
  }
};

}  // namespace

TEST_CASE("a formula is refused where it names what there is not, mixes units, or makes a percentage of percentages; all at once") {
  Measured town;
  CHECK(town.tried("[count] + [nothing] + [money]") == Refusals{"formula: formula.no_such_indicator", "formula: formula.units_differ"});
  CHECK(town.tried("groups([count], [shoe-size])") == Refusals{"formula: formula.no_such_dimension"});
  CHECK(town.tried("mean([share], [money])") == Refusals{"formula: formula.units_differ"});
  CHECK(town.tried("[share] × [other] ÷ 100", "percentage") == Refusals{"formula: formula.percentage_of_percentages"});
  CHECK(town.tried("[sort] + 1") == Refusals{"formula: formula.not_a_number"});
  CHECK(town.tried("[N] + 1") == Refusals{"formula: formula.circle"});
  CHECK(town.tried("[count] + (") == Refusals{"formula: formula.not_closed", "formula: formula.ends_early"});
}

TEST_CASE("a formula that keeps to its units is taken") {
  Measured town;
  CHECK(town.tried("weighted_mean(rescaled([money], 0, 1000), 2, rescaled([share], 0, 100), 1)").empty());
  CHECK(town.get<record::Indicator>("N").formula.starts_with("weighted_mean"));
}

TEST_CASE("two indicators are never calculated from each other, over any number of steps") {
  Measured town;
  REQUIRE(town.tried("[count] × 2").empty());
  const auto ann = town.with("ann", Role::manager, "health");
  REQUIRE(act::add_record(town.store, ann, kind_of<record::Indicator>(), "M", measure("[N] × 2")));
  CHECK(refusals(act::change_record(town.store, ann, kind_of<record::Indicator>(), "N", town.version<record::Indicator>("N"), {{"formula", std::string("[M] + [count]")}})) ==
        Refusals{"formula: formula.circle"});
}

TEST_CASE("an assessment is by who is signed in, of what people judge, at a level there is") {
  Measured town;
  const auto ann = town.with("ann", Role::manager, "health");
  const auto& kind = kind_of<record::Assessment>();
  const auto judged = [](const char* indicator, double level) {
    return act::Fields{{"indicator", record::Reference{indicator}}, {"place", record::Reference{"CA"}}, {"period", period("2024")}, {"level", level}, {"evidence", std::string("Minutes of four meetings")}};
  };
  CHECK(refusals(act::add_record(town.store, ann, kind, "A1", judged("count", 1))) == Refusals{"indicator: act.not_assessed"});
  CHECK(refusals(act::add_record(town.store, ann, kind, "A1", judged("trust", 3))) == Refusals{"level: act.no_such_level"});
  auto silent = judged("trust", 2);
  silent.pop_back();
  CHECK(refusals(act::add_record(town.store, ann, kind, "A1", silent)) == Refusals{"evidence: record.required"});
  REQUIRE(act::add_record(town.store, ann, kind, "A1", judged("trust", 2)));
  CHECK(town.get<record::Assessment>("A1").rated_by.id == "ann");
  CHECK(town.get<record::Assessment>("A1").rated);
}

TEST_CASE("figures of what is calculated are not imported, and what has figures does not become calculated") {
  Measured town;
  REQUIRE(town.tried("[count] × 2").empty());
  const auto rae = town.with("rae", Role::reporter, "housing");
  const act::Import import{.batch = {.file = "n.csv", .known_from = day("2026-06-30")}, .rows = batch_rows({{.indicator = "N", .place = "CA", .period = "2024", .value = 1}}), .position = town.entries()};
  CHECK(refusals(act::import_batch(town.store, rae, import)) == Refusals{"indicator: act.figures_derived"});
  const auto ann = town.with("ann", Role::manager, "health");
  CHECK(refusals(act::change_record(town.store, ann, kind_of<record::Indicator>(), "I1", town.version<record::Indicator>("I1"), {{"formula", std::string("[count] × 2")}})) ==
        Refusals{"formula: act.has_figures"});
}
