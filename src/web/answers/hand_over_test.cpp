// A person leaves: what the register asks for at each step, until the next one has taken over.

#include "act/acknowledge_link.h"
#include "act/change_record.h"
#include "chain/finding.h"
#include "record/graph.h"
#include "record/outcome.h"
#include "testing.h"
#include "web/visit_for_test.h"

using namespace outturn;
using testing::day;
using testing::put;

namespace {

struct Office : testing::Site {
  Office() {
    for (const auto* id : {"health", "finance"}) put(store(), id, record::Organisation{.name = {{"en", id}}});
    put(store(), "O1", record::Outcome{.title = {{"en", "Homes for all"}}});
    put(store(), "P1", record::Party{.outcome = {"O1"}, .organisation = {"health"}, .stance = record::Stance::leads});
    put(store(), "director", record::Post{.title = {{"en", "Director"}}, .organisation = {"health"}, .holder = "Ada Roy"});
    put(store(), "L1", record::Link{.outcome = {"O1"}, .organisation = {"health"}, .duty = {{"en", "Visit families"}}, .accountable_to = {"finance"}, .post = {"director"}});
    person("ada", "Ada Roy");
    person("ben", "Ben Tran");
  }
  access::Reader person(const std::string& id, const std::string& name) {
    if (!registry.store.now()->find<record::Person>(id)) {
      put(store(), id, record::Person{.name = name, .email = id + "@example.org"});
      for (const auto role : {record::Role::signatory, record::Role::manager}) {
        put(store(), id + std::string(access::code_of(role)), record::Appointment{.person = {id}, .organisation = {"health"}, .role = role});
      }
    }
    return access::Reader::of(*registry.store.now(), id, registry.clock.today());
  }
  void change(const act::Fields& fields) {
    REQUIRE(act::change_record(store(), person("ada", ""), record::kind_of<record::Post>(), "director", std::nullopt, fields));
  }
  bool acknowledges(const char* who) {
    return bool(act::acknowledge_link(store(), person(who, ""), "L1", record::words_of(registry.store.now()->get<record::Link>("L1") ? *registry.store.now()->get<record::Link>("L1") : record::Link{})));
  }
  /// The codes of what is found about the link and the post, in order.
  std::string found() {
    std::string all;
    for (const auto& [kind, id] : {std::pair{"link", "L1"}, {"post", "director"}}) {
      const auto view = registry.view();
      for (const auto& finding : chain::findings_about(view, *view.workspace().find(*record::kind(kind), id))) all += std::string(all.empty() ? "" : " ") + std::string(finding.code);
    }
    return all;
  }
};

}  // namespace

TEST_CASE("hand-over: from the note that somebody leaves to the next one's acknowledgement, the register asks for each step") {
  Office office;
  REQUIRE(office.acknowledges("ada"));
  CHECK(office.found().empty());

  office.change({{"until", day("2026-07-31")}});  // today is 30 June
  CHECK(office.found() == "hand_over_missing");
  office.change({{"hand_over", record::Localised{{"en", "The families' files; Ben has met all partners."}}}});
  CHECK(office.found().empty());

  office.change({{"until", day("2026-06-29")}});  // gone
  CHECK(office.found() == "acknowledged_by_one_who_left post_vacant");
  office.change({{"holder", std::string("Ben Tran")}, {"from", day("2026-06-30")}, {"until", std::monostate{}}, {"hand_over", std::monostate{}}});
  CHECK(office.found() == "acknowledged_by_one_who_left");
  REQUIRE(office.acknowledges("ben"));
  CHECK(office.found().empty());
  // Who held the post before stands in its history.
  const auto told = office.store().history(record::kind_of<record::Post>(), "director");
  CHECK(told.size() == 5);
}
