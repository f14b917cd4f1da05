#include "chain/testing_chain.h"

using namespace outturn::testing;
using namespace outturn::record;

namespace {

MadeWorkspace with(const Target& target, std::initializer_list<Given> figures) {
  MadeWorkspace made;
  made.add("I", Indicator{.name = named("Deaths"), .value_kind = ValueKind::rate, .direction = Direction::down, .decimals = 1, .publication_delay = 100});
  made.add("T", target);
  made.figures("I", figures);
  return made;
}

const Target at_most_ten{.indicator = {"I"}, .value = 10, .period = period("2024")};

}  // namespace

TEST_CASE("target_past_without_figure: from the day on which the figure was due") {
  const auto made = with(at_most_ten, {{"2022", 12}, {"2023", 11}});
  CHECK(found(made.on("2025-04-10"), "target_past_without_figure").empty());
  const auto all = found(made.on("2025-04-11"), "target_past_without_figure");
  REQUIRE(all.size() == 1);
  CHECK(english(all.front()) ==
        "The target of “Deaths” was for 2024, and no figure shows whether it was met. It could have been known by 10 April 2025.");
  CHECK(found(with(at_most_ten, {{"2023", 12}, {"2024", 11}}).on("2030-01-01"), "target_past_without_figure").empty());
  CHECK(found(with(at_most_ten, {{"2023", 12}, {"2024", 0, "c"}}).on("2030-01-01"), "target_past_without_figure").size() == 1);
  CHECK(found(with(at_most_ten, {{"2021", 12}, {"2023", 11}}).on("2030-01-01"), "target_past_without_figure").empty());  // every second year
}

TEST_CASE("target_missed_unreplaced: missed, and nothing promised since") {
  auto made = with(at_most_ten, {{"2023", 12}, {"2024", 10.1}});
  CHECK(found(made.on("2024-12-31"), "target_missed_unreplaced").empty());
  const auto all = found(made.on("2025-01-01"), "target_missed_unreplaced");
  REQUIRE(all.size() == 1);
  CHECK(english(all.front()) == "The target of “Deaths” for 2024 was missed (10.1 for 2024), and no new one followed.");
  made.add("T2", Target{.indicator = {"I"}, .value = 10, .period = period("2030")});
  CHECK(found(made.on("2025-01-01"), "target_missed_unreplaced").empty());
  CHECK(found(with(at_most_ten, {{"2023", 12}, {"2024", 10}}).on("2025-01-01"), "target_missed_unreplaced").empty());
}

TEST_CASE("target_easier_than_start: opioid deaths were 7.8, the target is to reduce them to 10") {
  auto target = at_most_ten;
  target.base_period = period("2016");
  CHECK(english(found(with(target, {{"2016", 7.8}, {"2017", 11}}).on("2026-11-22"), "target_easier_than_start").front()) ==
        "The target of “Deaths” (10) is easier than where it started (7.8).");
  CHECK(found(with(target, {{"2016", 10.1}}).on("2026-11-22"), "target_easier_than_start").empty());
  target.base_value = 12;
  CHECK(found(with(target, {{"2016", 7.8}}).on("2026-11-22"), "target_easier_than_start").empty());  // what the promise says goes first
}

TEST_CASE("target_without_source: nobody can look it up") {
  auto made = with(at_most_ten, {});
  CHECK(found(made.on("2026-11-22"), "target_without_source").size() == 1);
  auto sourced = at_most_ten;
  sourced.source = {"S"};
  made.add("S", Source{.title = named("Budget")}).add("T", sourced);
  CHECK(found(made.on("2026-11-22"), "target_without_source").empty());
}
