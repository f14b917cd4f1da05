#include "chain/testing_chain.h"
#include "record/priority.h"

using namespace outturn::testing;
using namespace outturn::record;

namespace {

/// Nine outcomes, and Health, which takes part in the first.
MadeWorkspace outcomes() {
  MadeWorkspace made;
  made.add("Health", Organisation{.name = named("Health")});
  for (int n = 1; n <= 9; ++n) made.add("O" + std::to_string(n), Outcome{.title = named("Outcome " + std::to_string(n))});
  made.add("P", Party{.outcome = {"O1"}, .organisation = {"Health"}});
  return made;
}

Priority vital(int outcome, const char* organisation = "Health") {
  return {.outcome = {"O" + std::to_string(outcome)}, .organisation = {organisation}, .level = PriorityLevel::vital, .purpose = named("What we are for"),
          .decided_by = "Ada, Minister", .decided = day("2026-01-01").plus(outcome)};
}

}  // namespace

TEST_CASE("too_many_vital: five are a few, a sixth is found with the one that was decided last") {
  auto made = outcomes();
  for (int n = 1; n <= 5; ++n) made.add("Y" + std::to_string(n), vital(n));
  CHECK(count(made, "too_many_vital") == 0);
  made.add("Y6", vital(6));
  const auto all = found(made.on("2026-11-22"), "too_many_vital");
  REQUIRE(all.size() == 1);
  CHECK(english(all.front()) == "Health calls 6 outcomes vital; more than 5 are no longer a few. The latest is “Outcome 6”.");
  CHECK(all.front().records.front()->id == "Y6");
  CHECK(count(made, "too_many_vital", "2026-01-06") == 0);  // the sixth was not decided yet
  CHECK(count(made, "too_many_vital_of_all") == 0);

  auto watched = vital(6);
  watched.level = PriorityLevel::important;
  made.add("Y6", watched);
  CHECK(count(made, "too_many_vital") == 0);
  auto over = vital(6);
  over.until = day("2026-11-21");
  made.add("Y6", over);
  CHECK(count(made, "too_many_vital") == 0);
  CHECK(count(made, "too_many_vital", "2026-11-21") == 1);
  made.add("Y6", vital(6));
  made.add("O6", Outcome{.title = named("Outcome 6")}, true);
  CHECK(count(made, "too_many_vital") == 0);
}

TEST_CASE("too_many_vital_of_all: the whole government has a list of its own") {
  auto made = outcomes();
  for (int n = 1; n <= 5; ++n) made.add("Y" + std::to_string(n), vital(n, ""));
  made.add("H", vital(6));
  CHECK(count(made, "too_many_vital_of_all") == 0);
  made.add("Y6", vital(6, ""));
  REQUIRE(count(made, "too_many_vital_of_all") == 1);
  CHECK(english(found(made.on("2026-11-22"), "too_many_vital_of_all").front()) ==
        "6 outcomes are called vital to the whole government; more than 5 are no longer a few. The latest is “Outcome 6”.");
  CHECK(count(made, "too_many_vital") == 0);
}

TEST_CASE("vital_without_part: whoever calls an outcome vital takes part in it, or has promised something for it") {
  auto made = outcomes();
  made.add("Y1", vital(1));
  made.add("Y2", vital(2));
  made.add("all", vital(3, ""));
  const auto all = found(made.on("2026-11-22"), "vital_without_part");
  REQUIRE(all.size() == 1);
  CHECK(english(all.front()) == "Health calls “Outcome 2” vital and neither takes part in it nor has promised anything for it.");
  CHECK(all.front().who->id == "Health");
  made.add("C", Commitment{.text = named("Help"), .parties = {{"Health"}}, .outcomes = {{"O2"}}});
  CHECK(count(made, "vital_without_part") == 0);
}

TEST_CASE("priority_lapsed: from the day after its last, until somebody decides again") {
  auto made = outcomes();
  auto priority = vital(1);
  priority.until = day("2026-11-22");
  made.add("Y1", priority);
  CHECK(count(made, "priority_lapsed", "2026-11-22") == 0);
  CHECK(english(found(made.on("2026-11-23"), "priority_lapsed").front()) == "What Ada, Minister decided on the priority of “Outcome 1” ended on 22 November 2026, and nobody has decided again.");
  priority.until = {};
  made.add("Y1", priority);
  CHECK(count(made, "priority_lapsed", "2026-11-23") == 0);
}
