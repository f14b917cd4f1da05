#include "chain/testing_chain.h"

using namespace outturn::testing;
using namespace outturn::record;

namespace {

MadeWorkspace outcome_with(std::initializer_list<std::pair<const char*, Stance>> parties) {
  MadeWorkspace made;
  made.add("O", Outcome{.title = named("Less poverty")});
  int n = 0;
  for (const auto& [id, stance] : parties) {
    made.add(id, Organisation{.name = named(id)});
    made.add("P" + std::to_string(++n), Party{.outcome = {"O"}, .organisation = {id}, .stance = stance});
  }
  return made;
}

}  // namespace

TEST_CASE("nobody_leads: an outcome with partners or commitments and no lead") {
  auto made = outcome_with({{"Health", Stance::contributes}, {"Justice", Stance::contributes}});
  const auto all = found(made.on("2026-11-22"), "nobody_leads");
  REQUIRE(all.size() == 1);
  CHECK(all.front().records.front()->id == "O");
  CHECK(english(all.front()) == "Nobody leads “Less poverty”, which has 2 partners and no commitments.");
  CHECK(count(outcome_with({{"Health", Stance::leads}}), "nobody_leads") == 0);
  CHECK(count(outcome_with({{"Health", Stance::co_owns}}), "nobody_leads") == 0);
  CHECK(count(outcome_with({}), "nobody_leads") == 0);  // that is not_shared
  auto promised = outcome_with({});
  promised.add("C", Commitment{.text = named("do it"), .outcomes = {{"O"}}});
  CHECK(count(promised, "nobody_leads") == 1);
}

TEST_CASE("outcome_without_indicator: nothing measures it") {
  auto made = outcome_with({});
  CHECK(count(made, "outcome_without_indicator") == 1);
  made.add("I", Indicator{.name = named("Rate"), .outcomes = {{"O"}}});
  CHECK(count(made, "outcome_without_indicator") == 0);
  made.add("I", Indicator{.name = named("Rate"), .outcomes = {{"O"}}}, true);
  CHECK(count(made, "outcome_without_indicator") == 1);  // a retired one measures nothing
}

TEST_CASE("two_leads: more than one organisation is the lead") {
  const auto made = outcome_with({{"Health", Stance::leads}, {"Justice", Stance::leads}, {"Work", Stance::co_owns}});
  const auto all = found(made.on("2026-11-22"), "two_leads");
  REQUIRE(all.size() == 1);
  CHECK(english(all.front()) == "2 organisations are each named as the lead of “Less poverty”: Health and Justice.");
  CHECK(count(outcome_with({{"Health", Stance::leads}, {"Justice", Stance::co_owns}}), "two_leads") == 0);
}

TEST_CASE("not_shared: fewer than two organisations take part") {
  CHECK(count(outcome_with({}), "not_shared") == 1);
  auto made = outcome_with({{"Health", Stance::leads}});
  CHECK(english(found(made.on("2026-11-22"), "not_shared").front()) ==
        "“Less poverty” is recorded as shared, yet only 1 organisation takes part.");
  made.add("Work", Organisation{.name = named("Work")}).add("C", Commitment{.text = named("do it"), .lead = {"Work"}, .outcomes = {{"O"}}});
  CHECK(count(made, "not_shared") == 0);
}

TEST_CASE("partner_with_nothing_to_do: neither a contribution nor a commitment") {
  auto made = outcome_with({{"Health", Stance::leads}, {"Work", Stance::contributes}, {"Unions", Stance::is_consulted}});
  const auto all = found(made.on("2026-11-22"), "partner_with_nothing_to_do");
  REQUIRE(all.size() == 1);
  CHECK(english(all.front()) == "Work is a partner in “Less poverty” but has no part in it: no contribution and no commitment.");
  CHECK(all.front().who->id == "Health");
  made.add("C", Commitment{.text = named("do it"), .lead = {"Health"}, .parties = {{"Work"}}, .outcomes = {{"O"}}});
  CHECK(count(made, "partner_with_nothing_to_do") == 0);
  made.add("C", Commitment{.text = named("do it"), .lead = {"Health"}, .parties = {{"Work"}}});  // for no outcome
  CHECK(count(made, "partner_with_nothing_to_do") == 1);
  made.add("P2", Party{.outcome = {"O"}, .organisation = {"Work"}, .contribution = named("training places")});
  CHECK(count(made, "partner_with_nothing_to_do") == 0);
}

TEST_CASE("too_many_partners: thirteen are, twelve are not") {
  MadeWorkspace made;
  made.add("O", Outcome{.title = named("Less poverty")});
  const auto join = [&](int n, Stance stance) {
    made.add("M" + std::to_string(n), Organisation{.name = named("M")});
    made.add("P" + std::to_string(n), Party{.outcome = {"O"}, .organisation = {"M" + std::to_string(n)}, .stance = stance});
  };
  for (int n = 1; n <= 12; ++n) join(n, Stance::contributes);
  join(14, Stance::is_consulted);
  CHECK(count(made, "too_many_partners") == 0);
  join(13, Stance::contributes);
  CHECK(count(made, "too_many_partners") == 1);
}
