#include "chain/testing_chain.h"

using namespace outturn::testing;
using namespace outturn::record;

namespace {

MadeWorkspace with(const Indicator& indicator) {
  MadeWorkspace made;
  made.add("O", Outcome{.title = named("Less poverty")}).add("S", Source{.title = named("Table 1")}).add("I", indicator);
  return made;
}

const Indicator rate{.name = named("Rate"), .value_kind = ValueKind::rate, .publication_delay = 100};

}  // namespace

TEST_CASE("indicator_without_target: until one is in force") {
  auto made = with(rate);
  CHECK(count(made, "indicator_without_target") == 1);
  made.add("T", Target{.indicator = {"I"}, .value = 5, .period = period("2030"), .in_force_from = day("2026-11-23")});
  CHECK(count(made, "indicator_without_target") == 1);
  CHECK(count(made, "indicator_without_target", "2026-11-23") == 0);
}

TEST_CASE("indicator_without_figures: absences are none") {
  auto made = with(rate);
  CHECK(count(made, "indicator_without_figures") == 1);
  made.figures("I", {{"2023", 0, "x"}});
  CHECK(count(made, "indicator_without_figures") == 1);
  made.figures("I", {{"2022", 0}});
  CHECK(count(made, "indicator_without_figures") == 0);
}

TEST_CASE("stale_figures: the next figure is late against the usual delay") {
  auto made = with(rate);
  made.figures("I", {{"2022", 8}, {"2023", 7}});
  CHECK(count(made, "stale_figures", "2025-04-10") == 0);  // 100 days after the end of 2024
  CHECK(english(found(made.on("2025-04-11"), "stale_figures").front()) ==
        "The newest figure of “Rate” is for 2023. The next was due by 10 April 2025 and is 1 day late.");
  auto unstated = rate;
  unstated.publication_delay.reset();
  made.add("I", unstated);
  CHECK(count(made, "stale_figures", "2040-01-01") == 0);
}

TEST_CASE("two_targets_at_once: for the same period, place and group") {
  auto made = with(rate);
  Target target{.indicator = {"I"}, .value = 5, .period = period("2030")};
  made.add("T1", target);
  target.value = 6;
  target.place = {"CA"};  // the installation's country: the same place as none
  made.add("T2", target);
  CHECK(count(made, "two_targets_at_once") == 1);
  target.replaces = {"T1"};
  made.add("T2", target);
  CHECK(count(made, "two_targets_at_once") == 0);
  target.replaces = {};
  target.period = period("2035");
  made.add("T2", target);
  CHECK(count(made, "two_targets_at_once") == 0);
}

TEST_CASE("definition_missing, source_missing, unit_missing, direction_missing, orphan_measure: until they are recorded") {
  auto made = with(rate);
  for (const auto* code : {"definition_missing", "source_missing", "unit_missing", "direction_missing", "orphan_measure"}) {
    INFO(code);
    CHECK(count(made, code) == 1);
  }
  auto full = rate;
  full.description = named("people per thousand");
  full.sources = {{"S"}};
  full.unit = named("per 1,000");
  full.direction = Direction::down;
  full.outcomes = {{"O"}};
  made.add("I", full);
  for (const auto* code : {"definition_missing", "source_missing", "unit_missing", "direction_missing", "orphan_measure"}) {
    INFO(code);
    CHECK(count(made, code) == 0);
  }
  auto defined = rate;
  made.add("I", defined).add("D", Definition{.indicator = {"I"}, .version = 1, .text = named("people per thousand")});
  CHECK(count(made, "definition_missing") == 0);
}

TEST_CASE("definition_without_bridge: from the second version on") {
  auto made = with(rate);
  made.add("D1", Definition{.indicator = {"I"}, .version = 1, .text = named("old")});
  CHECK(count(made, "definition_without_bridge") == 0);
  made.add("D2", Definition{.indicator = {"I"}, .version = 2, .text = named("new")});
  CHECK(count(made, "definition_without_bridge") == 1);
  made.add("D2", Definition{.indicator = {"I"}, .version = 2, .text = named("new"), .bridge = named("times two")});
  CHECK(count(made, "definition_without_bridge") == 0);
}

TEST_CASE("same_measure_twice: the same name and unit, however they are spelt") {
  auto made = with(rate);
  auto twin = rate;
  twin.name = named("RATE");
  made.add("J", twin);
  const auto all = found(made.on("2026-11-22"), "same_measure_twice");
  REQUIRE(all.size() == 1);
  CHECK(english(all.front()) == "“RATE” is recorded twice with the same name and unit, as I and as J.");
  twin.unit = named("per 1,000");
  made.add("J", twin);
  CHECK(count(made, "same_measure_twice") == 0);
}
