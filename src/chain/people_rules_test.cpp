#include "chain/testing_chain.h"
#include "record/contribution.h"
#include "record/graph.h"

using namespace outturn::testing;
using namespace outturn::record;

namespace {

MadeWorkspace office() {
  MadeWorkspace made;
  made.add("Health", Organisation{.name = named("Health")});
  made.add("O", Outcome{.title = named("Less poverty")});
  return made;
}
}  // namespace

TEST_CASE("body_not_met: on the last day of its interval it is in time, a day later it is late; without an interval never") {
  auto made = office();
  GovernanceBody board{.name = named("Board"), .interval = 90, .met_on = day("2026-08-24")};
  made.add("B", board);
  CHECK(count(made, "body_not_met", "2026-11-22") == 0);
  CHECK(english(found(made.on("2026-11-23"), "body_not_met").front()) == "“Board” should meet every 90 days and is 1 day late.");
  board.met_on = {};
  made.add("B", board);
  CHECK(english(found(made.on("2026-11-22"), "body_not_met").front()) == "“Board” should meet every 90 days and has never met.");
  board.interval = {};
  made.add("B", board);
  CHECK(count(made, "body_not_met") == 0);
}

TEST_CASE("role_without_power: a seat where something is decided, and no powers; a body that decides nothing asks for none") {
  auto made = office();
  made.add("P", Post{.title = named("Director"), .organisation = {"Health"}, .holder = "Ada"});
  made.add("B", GovernanceBody{.name = named("Board"), .seats = {{"P"}}});
  CHECK(count(made, "role_without_power") == 0);
  made.add("B", GovernanceBody{.name = named("Board"), .chair = {"P"}, .decides = named("the money")});
  CHECK(english(found(made.on("2026-11-22"), "role_without_power").front()) ==
        "Director of Health sits in “Board”, and nothing says what this post may decide.");
  made.add("P", Post{.title = named("Director"), .organisation = {"Health"}, .holder = "Ada", .delegated_powers = named("up to 2 million")});
  CHECK(count(made, "role_without_power") == 0);
}

TEST_CASE("post_vacant: only where somebody waits for it; from the day after the last day, and before the first") {
  auto made = office();
  made.add("P", Post{.title = named("Director"), .organisation = {"Health"}});
  CHECK(count(made, "post_vacant") == 0);
  made.add("L", Link{.outcome = {"O"}, .organisation = {"Health"}, .duty = named("visit families"), .post = {"P"}});
  CHECK(english(found(made.on("2026-11-22"), "post_vacant").front()) == "Director of Health is vacant and carries 1 duty and no seats.");
  made.add("P", Post{.title = named("Director"), .organisation = {"Health"}, .holder = "Ada", .from = day("2026-11-22"), .until = day("2026-11-30")});
  CHECK(count(made, "post_vacant", "2026-11-21") == 1);
  CHECK(count(made, "post_vacant", "2026-11-22") == 0);
  CHECK(count(made, "post_vacant", "2026-11-30") == 0);
  CHECK(count(made, "post_vacant", "2026-12-01") == 1);
}

TEST_CASE("hand_over_missing: sixty days before somebody leaves, unless it is written down") {
  auto made = office();
  Post post{.title = named("Director"), .organisation = {"Health"}, .holder = "Ada", .until = day("2027-01-21")};
  made.add("P", post);
  CHECK(count(made, "hand_over_missing", "2026-11-21") == 0);
  CHECK(count(made, "hand_over_missing", "2026-11-22") == 1);
  post.hand_over = named("ask Ben");
  made.add("P", post);
  CHECK(count(made, "hand_over_missing", "2026-11-22") == 0);
}

TEST_CASE("thinly_spread: seven duties and seats can be borne, eight cannot") {
  auto made = office();
  made.add("P", Post{.title = named("Director"), .organisation = {"Health"}, .holder = "Ada"});
  for (int n = 1; n <= 6; ++n) made.add("L" + std::to_string(n), Link{.outcome = {"O"}, .organisation = {"Health"}, .duty = named("duty"), .post = {"P"}});
  made.add("B", GovernanceBody{.name = named("Board"), .seats = {{"P"}}});
  CHECK(count(made, "thinly_spread") == 0);
  made.add("L7", Link{.outcome = {"O"}, .organisation = {"Health"}, .duty = named("duty"), .post = {"P"}});
  CHECK(english(found(made.on("2026-11-22"), "thinly_spread").front()) ==
        "Director of Health carries 7 duties and 1 seat. More than 7 together are too many for one post.");
}

TEST_CASE("reporter_verifies: both roles in one organisation on one day") {
  auto made = office();
  made.add("Work", Organisation{.name = named("Work")}).add("ada", Person{.name = "Ada"});
  made.add("R", Appointment{.person = {"ada"}, .organisation = {"Health"}, .role = Role::reporter});
  made.add("V", Appointment{.person = {"ada"}, .organisation = {"Work"}, .role = Role::verifier});
  CHECK(count(made, "reporter_verifies") == 0);
  made.add("V", Appointment{.person = {"ada"}, .organisation = {"Health"}, .role = Role::verifier, .from = day("2026-11-23")});
  CHECK(count(made, "reporter_verifies", "2026-11-22") == 0);
  CHECK(english(found(made.on("2026-11-23"), "reporter_verifies").front()) == "Ada both reports and verifies the figures of Health.");
}

TEST_CASE("inhibitor_unanswered and factor_unwatched: what stands outside and nobody looks at") {
  auto made = office();
  Stakeholder landlords{.outcome = {"O"}, .name = named("Landlords"), .stance = StakeholderStance::inhibits};
  made.add("S", landlords);
  CHECK(count(made, "inhibitor_unanswered") == 1);
  landlords.engagement = named("a round table each spring");
  made.add("S", landlords);
  CHECK(count(made, "inhibitor_unanswered") == 0);
  landlords = {.outcome = {"O"}, .name = named("Landlords"), .stance = StakeholderStance::is_affected};
  made.add("S", landlords);
  CHECK(count(made, "inhibitor_unanswered") == 0);

  made.add("I", Indicator{.name = named("Rate")}).add("F", Factor{.outcome = {"O"}, .name = named("Rents")});
  CHECK(english(found(made.on("2026-11-22"), "factor_unwatched").front()) == "Rents bears on “Less poverty”, and nothing says how it is watched.");
  made.add("F", Factor{.outcome = {"O"}, .name = named("Rents"), .indicator = {"I"}});
  CHECK(count(made, "factor_unwatched") == 0);
}

TEST_CASE("request_unanswered: after thirty days, unless it is answered, settled, lapsed, or an offer") {
  auto made = office();
  Support request{.organisation = {"Health"}, .form = SupportForm::request, .what = named("two analysts"), .since = day("2026-10-23")};
  made.add("S", request);
  CHECK(count(made, "request_unanswered", "2026-11-22") == 0);
  CHECK(english(found(made.on("2026-11-23"), "request_unanswered").front()) == "Health has waited 31 days for an answer to its request: “two analysts”.");
  made.add("A", Support{.organisation = {"Health"}, .form = SupportForm::offer, .what = named("one analyst"), .answers = {"S"}});
  CHECK(count(made, "request_unanswered", "2026-11-23") == 0);
}
