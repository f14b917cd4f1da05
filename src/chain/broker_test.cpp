#include "chain/broker.h"

#include "chain/testing_chain.h"
#include "record/contribution.h"
#include "record/graph.h"

using namespace outturn::testing;
using namespace outturn::record;
namespace chain = outturn::chain;

namespace {

MadeWorkspace town() {
  MadeWorkspace made;
  for (const auto* id : {"Health", "Housing", "Justice", "Parks", "Arts"}) made.add(id, Organisation{.name = named(id)});
  made.add("O", Outcome{.title = named("Everybody has a decent affordable home"), .description = named("Nobody sleeps rough or in crowded shelters")});
  made.add("O2", Outcome{.title = named("Safe streets")});
  made.add("I", Indicator{.name = named("People in shelters"), .outcomes = {{"O"}}});
  made.add("P", Party{.outcome = {"O"}, .organisation = {"Housing"}, .stance = Stance::leads});
  made.add("C1", Commitment{.text = named("Move people who leave prison out of crowded shelters"), .lead = {"Justice"}, .outcomes = {{"O2"}}});
  made.add("C2", Commitment{.text = named("Nurses visit"), .lead = {"Health"}, .outcomes = {{"O2"}}, .indicators = {{"I"}}});
  made.add("C3", Commitment{.text = named("Plant trees in crowded streets"), .lead = {"Parks"}, .outcomes = {{"O2"}}});
  return made;
}

std::vector<std::string> told(const std::vector<chain::Suggestion>& all) {
  std::vector<std::string> lines;
  for (const auto& one : all) {
    for (const auto& reason : one.reasons) lines.push_back(one.organisation->id + ": " + say(outturn::language::Words("en"), reason));
  }
  return lines;
}

}  // namespace

TEST_CASE("broker: shared measures come before shared words; one word in common is no reason; a partner is not suggested") {
  const auto made = town();
  const auto all = chain::suggestions(made.on("2026-11-22"), made.record<Outcome>("O"));
  CHECK(told(all) == std::vector<std::string>{
                         "Health: 1 of its commitments names a measure of this outcome: “Nurses visit”.",
                         "Justice: 1 of its commitments speaks of the same things (crowded, people and shelters): “Move people who leave prison out of crowded shelters”."});
}

TEST_CASE("broker: who joins is suggested no more, and an offer comes first") {
  auto made = town();
  made.add("S", Support{.organisation = {"Arts"}, .form = SupportForm::offer, .outcome = {"O"}, .what = named("rooms in winter")});
  auto all = chain::suggestions(made.on("2026-11-22"), made.record<Outcome>("O"));
  REQUIRE(all.size() == 3);
  CHECK(all.front().organisation->id == "Arts");
  CHECK(told(all).front() == "Arts: It offers support for this: “rooms in winter”.");
  made.add("P2", Party{.outcome = {"O"}, .organisation = {"Arts"}});
  made.add("L", Link{.outcome = {"O"}, .organisation = {"Health"}, .duty = named("visit")});
  all = chain::suggestions(made.on("2026-11-22"), made.record<Outcome>("O"));
  REQUIRE(all.size() == 1);
  CHECK(all.front().organisation->id == "Justice");
}

TEST_CASE("broker: the same places, and the same groups of people") {
  auto made = town();
  made.add("ON", Place{.name = named("Ontario"), .parent = {"CA"}});
  made.add("G1", Partnership{.name = named("Homes"), .members = {{"Housing"}}, .outcomes = {{"O"}}, .places = {{"ON"}, {"CA"}}});
  made.add("G2", Partnership{.name = named("Parks"), .members = {{"Parks"}}, .places = {{"ON"}}});
  made.add("G3", Partnership{.name = named("All"), .members = {{"Arts"}}, .places = {{"CA"}}});  // the whole country is no place in common
  const auto all = chain::suggestions(made.on("2026-11-22"), made.record<Outcome>("O"));
  CHECK(told(all).back() == "Parks: It already works in the same places: Ontario.");
  for (const auto& one : all) CHECK(one.organisation->id != "Arts");
}

TEST_CASE("telling words: folded, long enough, each once") {
  CHECK(chain::telling_words("Éclairs, homes and HOMES; the prison-leavers' éclairs") == std::vector<std::string>{"eclairs", "homes", "prison", "leavers"});
}
