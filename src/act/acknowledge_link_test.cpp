#include "act/acknowledge_link.h"

#include "act/act_kit_test.h"
#include "act/add_record.h"
#include "act/change_record.h"
#include "record/graph.h"

using namespace outturn;
using namespace outturn::testing;
using record::Acknowledgement;
using record::Link;
using record::Role;

namespace {

struct Chain : Town {
  Chain() {
    put(store, "deputy", record::Post{.title = en("Deputy minister"), .organisation = {"housing"}, .holder = "sam Smith"});
    put(store, "L1", Link{.outcome = {"O1"}, .organisation = {"housing"}, .duty = en("Build 400 homes a year"), .accountable_to = {"health"}, .post = {"deputy"}});
  }
  std::string words() { return record::words_of(get<Link>("L1")); }
  std::vector<const workspace::Record*> given() { return store.now()->referring<Acknowledgement>(*store.now()->find<Link>("L1")); }
};

}  // namespace

TEST_CASE("acknowledging: a signatory of the holder does it by name, day and post, of the words that were read") {
  Chain town;
  const auto sam = town.with("sam", Role::signatory, "housing");
  REQUIRE(act::acknowledge_link(town.store, sam, "L1", town.words()));

  const auto all = town.given();
  REQUIRE(all.size() == 1);
  const auto& given = all.front()->as<Acknowledgement>();
  CHECK(given.name == "sam Smith");
  CHECK(given.person.id == "sam");
  CHECK(given.post.id == "deputy");
  CHECK(given.on == town.clock.today());
  CHECK(given.words == town.words());
  CHECK(refusals(act::acknowledge_link(town.store, sam, "L1", town.words())) == Refusals{": act.already_acknowledged"});
}

TEST_CASE("acknowledging: nobody does it for another organisation, whatever their role, nor through the door for all records") {
  Chain town;
  const auto before = town.entries();
  for (const auto role : {Role::signatory, Role::manager, Role::lead}) {
    const auto who = town.with("h-" + std::string(access::code_of(role)), role, "health");
    CHECK(refusals(act::acknowledge_link(town.store, who, "L1", town.words())) == Refusals{": access.refused.acknowledge"});
  }
  for (const auto role : {Role::manager, Role::lead, Role::viewer}) {
    const auto who = town.with("o-" + std::string(access::code_of(role)), role, "housing");
    CHECK(refusals(act::acknowledge_link(town.store, who, "L1", town.words())) == Refusals{": access.refused.acknowledge"});
  }
  for (const auto role : {Role::central, Role::administrator}) {
    const auto who = town.with("c-" + std::string(access::code_of(role)), role);
    CHECK(refusals(act::acknowledge_link(town.store, who, "L1", town.words())) == Refusals{": access.refused.acknowledge"});
  }
  const auto sam = town.with("sam", Role::signatory, "housing");
  const auto forged = act::add_record(town.store, sam, record::kind_of<Acknowledgement>(), "A1",
                                      {{"link", record::Reference{"L1"}}, {"name", std::string("Somebody else")}, {"on", day("2024-01-01")}, {"words", town.words()}});
  CHECK(refusals(forged) == Refusals{": access.refused.add"});
  CHECK(refusals(act::acknowledge_link(town.store, access::Reader::everyone(town.clock.today()), "L1", town.words())).size() == 1);
  CHECK(town.given().empty());
  CHECK(town.entries() > before);  // only the people who were made
}

TEST_CASE("acknowledging: nobody acknowledges words that they have not read") {
  Chain town;
  const auto sam = town.with("sam", Role::signatory, "housing");
  const auto read = town.words();
  const auto lead = town.with("lee", Role::lead, "health");
  REQUIRE(act::change_record(town.store, lead, record::kind_of<Link>(), "L1", std::nullopt, {{"duty", en("Build 4,000 homes a year")}}));
  CHECK(refusals(act::acknowledge_link(town.store, sam, "L1", read)) == Refusals{"words: act.words_changed"});
  CHECK(town.given().empty());
  CHECK(act::acknowledge_link(town.store, sam, "L1", town.words()));
  // What is not part of the words may change without a new acknowledgement.
  const auto now = town.words();
  REQUIRE(act::change_record(town.store, lead, record::kind_of<Link>(), "L1", std::nullopt, {{"commitments", record::References{{"C1"}}}}));
  CHECK(town.words() == now);
}

TEST_CASE("acknowledging: a link names an outcome, so an outsider cannot tie itself to one") {
  Chain town;
  const auto outsider = town.with("tom", Role::manager, "tax");
  const auto added = act::add_record(town.store, outsider, record::kind_of<Link>(), "L2",
                                     {{"outcome", record::Reference{"O1"}}, {"organisation", record::Reference{"tax"}}, {"duty", en("Tax less")}});
  CHECK(refusals(added) == Refusals{"outcome: access.refused.involve"});
}

TEST_CASE("acknowledging: a second signatory does it, too, without the post of the first, and words that changed are acknowledged again by the same") {
  Chain town;
  const auto sam = town.with("sam", Role::signatory, "housing");
  const auto sue = town.with("sue", Role::signatory, "housing");
  REQUIRE(act::acknowledge_link(town.store, sam, "L1", town.words()));
  REQUIRE(act::acknowledge_link(town.store, sue, "L1", town.words()));
  REQUIRE(town.given().size() == 2);
  CHECK(town.given().back()->as<Acknowledgement>().post.empty());

  REQUIRE(act::change_record(town.store, town.with("lee", Role::lead, "housing"), record::kind_of<Link>(), "L1", std::nullopt, {{"duty", en("Build 500 homes a year")}}));
  REQUIRE(act::acknowledge_link(town.store, sam, "L1", town.words()));
  CHECK(town.given().back()->as<Acknowledgement>().words == town.words());
}
