#include "chain/links.h"
#include "chain/testing_chain.h"

using namespace outturn::testing;
using namespace outturn::record;

namespace {

/// Health must do it, Finance receives account of it; the post belongs to Ada.
MadeWorkspace chain_of(const Link& link) {
  MadeWorkspace made;
  for (const auto* id : {"Health", "Finance", "City"}) made.add(id, Organisation{.name = named(id)});
  made.add("O", Outcome{.title = named("Less poverty")});
  made.add("post", Post{.title = named("Director"), .organisation = {"Health"}, .holder = "Ada", .until = day("2027-01-31")});
  made.add("L", link);
  return made;
}
const Link plain_link{.outcome = {"O"}, .organisation = {"Health"}, .duty = named("visit families"), .accountable_to = {"Finance"}, .post = {"post"}};

MadeWorkspace acknowledged_by(const std::string& name, Link link = plain_link) {
  auto made = chain_of(link);
  made.add("A", Acknowledgement{.link = {"L"}, .name = name, .post = {"post"}, .on = day("2026-05-04"), .words = words_of(link)});
  return made;
}
}  // namespace

TEST_CASE("link_not_acknowledged: until its holder says so, and again before that day") {
  const auto made = chain_of(plain_link);
  const auto all = found(made.on("2026-11-22"), "link_not_acknowledged");
  REQUIRE(all.size() == 1);
  CHECK(english(all.front()) == "Health is to do this and has not acknowledged it: “visit families”.");
  CHECK(all.front().who->id == "Health");
  CHECK(count(acknowledged_by("Ada"), "link_not_acknowledged") == 0);
  CHECK(found(acknowledged_by("Ada").as_of("2026-05-03"), "link_not_acknowledged").size() == 1);
  CHECK(found(acknowledged_by("Ada").as_of("2026-05-04"), "link_not_acknowledged").empty());
}

TEST_CASE("acknowledged_other_words: a duty reworded needs a new acknowledgement, a commitment added to it does not") {
  auto made = acknowledged_by("Ada");
  CHECK(count(made, "acknowledged_other_words") == 0);
  auto other = plain_link;
  other.commitments = {{"C"}};
  made.add("L", other);
  CHECK(count(made, "acknowledged_other_words") == 0);
  other.duty = named("visit every family");
  made.add("L", other);
  CHECK(english(found(made.on("2026-11-22"), "acknowledged_other_words").front()) ==
        "Ada acknowledged for Health on 4 May 2026 what then read otherwise: “visit every family”.");
  CHECK(count(made, "link_not_acknowledged") == 0);
}

TEST_CASE("words_of: every part of what is acknowledged counts, and where one part ends") {
  std::vector<Link> all(7, plain_link);
  all[1].outcome = {"O2"};
  all[2].organisation = {"Finance"};
  all[3].passes_to = {"City"};
  all[4].accountable_to = {"City"};
  all[5].beneficiaries = named("families");
  all[6].duty = named("visit familie");
  for (std::size_t a = 0; a < all.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) CHECK(words_of(all[a]) != words_of(all[b]));
  }
  Link one{.duty = named("ab"), .beneficiaries = named("c")};
  Link other{.duty = named("a"), .beneficiaries = named("bc")};
  CHECK(words_of(one) != words_of(other));
}

TEST_CASE("acknowledged_by_one_who_left: the post changed hands, its holder left, or the account has no role there any more") {
  CHECK(count(acknowledged_by("Ada"), "acknowledged_by_one_who_left") == 0);
  CHECK(count(acknowledged_by("Ben"), "acknowledged_by_one_who_left") == 1);
  CHECK(count(acknowledged_by("Ada"), "acknowledged_by_one_who_left", "2027-01-31") == 0);
  CHECK(count(acknowledged_by("Ada"), "acknowledged_by_one_who_left", "2027-02-01") == 1);

  auto by_account = chain_of(plain_link);
  by_account.add("ada", Person{.name = "Ada"});
  by_account.add("A", Acknowledgement{.link = {"L"}, .name = "Ada", .person = {"ada"}, .on = day("2026-05-04"), .words = words_of(plain_link)});
  CHECK(count(by_account, "acknowledged_by_one_who_left") == 1);
  by_account.add("role", Appointment{.person = {"ada"}, .organisation = {"Health"}, .role = Role::signatory, .until = day("2026-11-22")});
  CHECK(count(by_account, "acknowledged_by_one_who_left", "2026-11-22") == 0);
  CHECK(count(by_account, "acknowledged_by_one_who_left", "2026-11-23") == 1);
}

TEST_CASE("duty_answers_to_nobody, chain_breaks and accountability_circle: where the account ends") {
  auto link = plain_link;
  CHECK(count(chain_of(link), "duty_answers_to_nobody") == 0);
  link.accountable_to = {};
  CHECK(count(chain_of(link), "duty_answers_to_nobody") == 1);

  link = plain_link;
  link.passes_to = {"City"};
  auto made = chain_of(link);
  CHECK(english(found(made.on("2026-11-22"), "chain_breaks").front()) == "Health passes “visit families” on to City, which holds no link of “Less poverty”.");
  made.add("L2", Link{.outcome = {"O"}, .organisation = {"City"}, .duty = named("lend rooms"), .accountable_to = {"Health"}});
  CHECK(count(made, "chain_breaks") == 0);
  CHECK(count(made, "accountability_circle") == 0);
  made.add("L3", Link{.outcome = {"O"}, .organisation = {"Finance"}, .duty = named("pay"), .accountable_to = {"City"}});
  CHECK(count(made, "accountability_circle") == 3);  // Health → Finance → City → Health
  made.add("L3", Link{.outcome = {"O2"}, .organisation = {"Finance"}, .duty = named("pay"), .accountable_to = {"City"}});
  CHECK(count(made, "accountability_circle") == 0);  // for another outcome it is no circle
}

namespace {

Link answers(const char* holder, const char* to) { return {.outcome = {"O"}, .organisation = {holder}, .duty = named(std::string(holder) + "'s duty"), .accountable_to = {to}}; }

/// Health and Finance answer to each other for O.
MadeWorkspace circle_of_two() {
  auto made = chain_of(answers("Health", "Finance"));
  made.add("L2", answers("Finance", "Health"));
  return made;
}

}  // namespace

TEST_CASE("accountability_circle: of an outcome that is retired nothing is said") {
  auto made = circle_of_two();
  REQUIRE(count(made, "accountability_circle") == 2);
  made.add("O", Outcome{.title = named("Less poverty")}, true);
  CHECK(count(made, "accountability_circle") == 0);
}

TEST_CASE("accountability_circle: who answers to nobody closes no circle with a link that nobody holds") {
  auto made = chain_of(answers("Health", ""));
  made.add("L2", answers("", "Health"));
  CHECK(count(made, "accountability_circle") == 0);
  made.add("L", answers("Health", "Finance"));  // the account ends at Finance, who answers to nobody
  made.add("L3", answers("Finance", ""));
  CHECK(count(made, "accountability_circle") == 0);
}

TEST_CASE("accountability_circle: a holder that is gone is not named; the others in the circle are") {
  auto made = chain_of(answers("Nobody", "Finance"));  // no such organisation
  made.add("L2", answers("Finance", "Nobody"));
  const auto all = found(made.on("2026-11-22"), "accountability_circle");
  REQUIRE(all.size() == 1);
  CHECK(english(all.front()) == "For “Less poverty”, who answers to whom leads from Finance back to itself: “Finance's duty”.");
}

TEST_CASE("accountability_circle: who answers into a circle is not in it, and the search comes to an end") {
  auto made = circle_of_two();
  made.add("L3", answers("City", "Health"));
  const auto all = found(made.on("2026-11-22"), "accountability_circle");
  CHECK(all.size() == 2);
  for (const auto& one : all) CHECK(one.records.front()->id != "L3");
}

TEST_CASE("split_responsibility: two who own or hold links, and no body with two members; two co-owners with one are fine") {
  MadeWorkspace made;
  for (const auto* id : {"Health", "Work"}) made.add(id, Organisation{.name = named(id)});
  made.add("O", Outcome{.title = named("Less poverty")});
  made.add("P1", Party{.outcome = {"O"}, .organisation = {"Health"}, .stance = Stance::co_owns});
  CHECK(count(made, "split_responsibility") == 0);
  made.add("P2", Party{.outcome = {"O"}, .organisation = {"Work"}, .stance = Stance::co_owns});
  CHECK(english(found(made.on("2026-11-22"), "split_responsibility").front()) ==
        "2 organisations share responsibility for “Less poverty” and have no joint body: Health and Work.");
  CHECK(count(made, "two_leads") == 0);
  made.add("B", GovernanceBody{.name = named("Board"), .outcomes = {{"O"}}, .members = {{"Health"}}});
  CHECK(count(made, "split_responsibility") == 1);
  made.add("B", GovernanceBody{.name = named("Board"), .outcomes = {{"O"}}, .members = {{"Health"}, {"Work"}}});
  CHECK(count(made, "split_responsibility") == 0);
}
