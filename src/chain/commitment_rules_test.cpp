#include "base/text.h"
#include "chain/testing_chain.h"

using namespace outturn::testing;
using namespace outturn::record;

namespace {

MadeWorkspace with(const Commitment& commitment) {
  MadeWorkspace made;
  for (const auto* id : {"Finance", "Health", "Justice"}) made.add(id, Organisation{.name = named(id)});
  made.add("O", Outcome{.title = named("Less poverty")}).add("I", Indicator{.name = named("Rate")}).add("C", commitment);
  return made;
}

std::size_t count(const Commitment& commitment, std::string_view code) { return found(with(commitment).on("2026-11-22"), code).size(); }

const Commitment plain_promise{.text = named("ventilate schools"), .lead = {"Finance"}, .parties = {{"Finance"}, {"Health"}}};

}  // namespace

TEST_CASE("promise_without_lead: no organisation answers for it") {
  CHECK(count({.text = named("ventilate schools")}, "promise_without_lead") == 1);
  CHECK(count(plain_promise, "promise_without_lead") == 0);
}

TEST_CASE("lead_not_party: the lead is missing from the parties named") {
  const Commitment odd{.text = named("ventilate schools"), .lead = {"Finance"}, .parties = {{"Health"}, {"Justice"}}, .outcomes = {{"O"}}};
  const auto made = with(odd);
  const auto all = found(made.on("2026-11-22"), "lead_not_party");
  REQUIRE(all.size() == 1);
  CHECK(english(all.front()) == "Finance leads the commitment “ventilate schools” but is not among the 2 parties that it names.");
  CHECK(all.front().records.size() == 3);  // the commitment, its lead, its outcome
  CHECK(all.front().who->id == "Finance");
  CHECK(count(plain_promise, "lead_not_party") == 0);
  CHECK(count({.text = named("alone"), .lead = {"Finance"}}, "lead_not_party") == 0);
}

TEST_CASE("lead_no_longer_exists: the lead was retired") {
  auto made = with(plain_promise);
  CHECK(found(made.on("2026-11-22"), "lead_no_longer_exists").empty());
  made.add("Finance", Organisation{.name = named("Finance")}, true);
  CHECK(found(made.on("2026-11-22"), "lead_no_longer_exists").size() == 1);
}

TEST_CASE("promise_undated and promise_date_passed: no date, or one that has gone by") {
  auto dated = plain_promise;
  CHECK(count(dated, "promise_undated") == 1);
  CHECK(count(dated, "promise_date_passed") == 0);
  dated.due = day("2026-11-22");
  CHECK(count(dated, "promise_undated") == 0);
  CHECK(count(dated, "promise_date_passed") == 0);  // due today is not yet past
  dated.due = day("2026-11-21");
  const auto made = with(dated);
  CHECK(english(found(made.on("2026-11-22"), "promise_date_passed").front()) ==
        "The commitment “ventilate schools” was due by 21 November 2026. Nothing here says whether it was kept.");
}

TEST_CASE("promise_without_measure: nothing would show that it is kept") {
  auto promise = plain_promise;
  CHECK(count(promise, "promise_without_measure") == 1);
  promise.indicators = {{"I"}};
  CHECK(count(promise, "promise_without_measure") == 0);
  promise.indicators = {};
  promise.measure = named("rooms with a filter");
  CHECK(count(promise, "promise_without_measure") == 0);
}

TEST_CASE("commitment_without_outcome: it serves nothing that is recorded") {
  auto promise = plain_promise;
  CHECK(count(promise, "commitment_without_outcome") == 1);
  promise.outcomes = {{"O"}};
  CHECK(count(promise, "commitment_without_outcome") == 0);
}

TEST_CASE("too_many_parties: thirteen are, twelve are not") {
  auto promise = plain_promise;
  promise.parties = {};
  for (int n = 1; n <= 12; ++n) promise.parties.push_back({"M" + std::to_string(n)});
  CHECK(count(promise, "too_many_parties") == 0);
  promise.parties.push_back({"M13"});
  const auto made = with(promise);
  CHECK(english(found(made.on("2026-11-22"), "too_many_parties").front()) ==
        "The commitment “ventilate schools” names 13 parties. More than 12 can seldom act together.");
}

TEST_CASE("a retired commitment has no gaps") {
  auto made = with(plain_promise);
  made.add("C", plain_promise, true);
  CHECK(found(made.on("2026-11-22"), "promise_undated").empty());
}

TEST_CASE("a promise that ends in a full stop loses it where a sentence names it") {
  const auto made = with({.text = named("Plant two billion trees.")});
  CHECK(english(found(made.on("2026-11-22"), "promise_undated").front()).find("“Plant two billion trees”") != std::string::npos);
}

TEST_CASE("a long commitment is cut after a word, never inside a character") {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "éé ";
  const auto made = with({.text = named(text)});
  const auto sentence = english(found(made.on("2026-11-22"), "promise_undated").front());
  CHECK(sentence.find("éé…”") != std::string::npos);
  CHECK(outturn::base::is_utf8(sentence));
}
