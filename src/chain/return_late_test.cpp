#include <algorithm>

#include "chain/examiner.h"
#include "chain/testing_chain.h"
#include "record/returns.h"

using namespace outturn;
using namespace outturn::testing;

namespace {

/// The office returns homes every year from 2024, within 60 days.
MadeWorkspace asked_for_homes() {
  MadeWorkspace made;
  made.add("I", record::Indicator{.name = named("Homes")});
  made.add("CA", record::Place{.name = named("Canada")});
  made.add("office", record::Organisation{.name = named("Housing office")});
  made.add("ann", record::Person{.name = "Ann"});
  made.add("D", record::ReturnDuty{.name = named("Count of homes"), .organisation = {"office"}, .indicators = {{"I"}}, .places = {{"CA"}}, .first_period = period("2024"), .due_days = 60});
  return made;
}

}  // namespace

TEST_CASE("return_late: from the day after it was due, with who owes it and for how long; sent it is late no more") {
  auto made = asked_for_homes();
  CHECK(count(made, "return_late", "2025-03-01") == 0);  // due on this day
  REQUIRE(count(made, "return_late", "2025-03-02") == 1);
  const auto view = made.on("2025-03-11");
  const auto all = found(view, "return_late");
  CHECK(english(all.front()) == "Housing office has not sent its return “Count of homes” for 2024, which was due on 1 March 2025 and is 10 days late.");
  CHECK(all.front().who->id == "office");
  CHECK(all.front().records.front()->id == "D");
  made.add("D-2024", record::Return{.duty = {"D"}, .period = period("2024")});
  CHECK(count(made, "return_late", "2025-03-11") == 1);  // a draft is not sent
  made.add("S", record::ReturnSending{.of = {"D-2024"}, .person = {"ann"}, .day = day("2025-03-11")});
  CHECK(count(made, "return_late", "2025-03-11") == 0);
  made.add("V", record::ReturnVerdict{.sending = {"S"}, .answer = record::ReturnAnswer::returned, .reason = "Again"});
  CHECK(count(made, "return_late", "2025-03-11") == 1);  // sent back, it is owed again
}

TEST_CASE("return_late: several late returns of a duty are one gap, told by the oldest; a duty that asks for nothing is none") {
  auto made = asked_for_homes();
  const auto view = made.on("2026-11-22");
  const auto all = found(view, "return_late");
  REQUIRE(all.size() == 1);
  CHECK(english(all.front()).find("for 2024") != std::string::npos);
  CHECK(english(all.front()).ends_with(" 1 later return is late as well."));
  made.add("I", record::Indicator{.name = named("Homes")}, true);
  CHECK(count(made, "return_late") == 0);
}

TEST_CASE("return_late: one that is sent back is found again by looking only at what the verdict reaches") {
  workspace::Workspace space;
  std::int64_t sequence = 0;
  const auto add = [&](std::string id, auto body) {
    using T = decltype(body);
    space.apply({.sequence = ++sequence, .kind = &record::kind_of<T>(), .id = std::move(id), .body = std::make_shared<T>(std::move(body)), .rows = nullptr});
  };
  add("I", record::Indicator{.name = named("Homes")});
  add("CA", record::Place{.name = named("Canada")});
  add("office", record::Organisation{.name = named("Housing office")});
  add("ann", record::Person{.name = "Ann"});
  add("D", record::ReturnDuty{.name = named("Count"), .organisation = {"office"}, .indicators = {{"I"}}, .places = {{"CA"}}, .first_period = period("2024"), .last_period = period("2024"), .due_days = 60});
  add("D-2024", record::Return{.duty = {"D"}, .period = period("2024")});
  add("S", record::ReturnSending{.of = {"D-2024"}, .person = {"ann"}, .day = day("2025-03-01")});
  const auto sent = std::make_shared<const workspace::Workspace>(space);
  add("V", record::ReturnVerdict{.sending = {"S"}, .answer = record::ReturnAnswer::returned, .reason = "Again"});
  const auto returned = std::make_shared<const workspace::Workspace>(space);
  chain::Examiner examiner;
  const auto late = [&](const std::shared_ptr<const workspace::Workspace>& state) {
    const auto all = examiner.examine({state, day("2025-03-11")})->about(*state->find<record::ReturnDuty>("D"));
    return std::count_if(all.begin(), all.end(), [](const chain::Finding& one) { return one.code == "return_late"; });
  };
  CHECK(late(sent) == 0);
  CHECK(late(returned) == 1);
}
