#include "chain/spells.h"

#include "chain/testing_chain.h"
#include "record/graph.h"
#include "store/testing_store.h"

using namespace outturn;
using testing::day;
using testing::named;
using testing::put;

namespace {

/// A register into which something is entered on several days.
struct Years : testing::Registry {
  void on(const char* iso) { clock.set(base::FixedClock(day(iso)).now()); }
  /// "post_vacant 2026-02-01–2026-03-01; …", what was found about a record, the latest beginning first.
  template <class T>
  std::string told(const char* id) {
    const auto view = this->view();
    std::string all;
    for (const auto& spell : chain::spells_of(store, view, *view.workspace().find<T>(id))) {
      all += (all.empty() ? "" : "; ") + std::string(spell.finding.code) + " " + spell.from.iso() + "–" + (spell.until ? spell.until->iso() : "");
    }
    return all;
  }
  void promise(std::optional<base::Day> due) {
    put(store, "C1", record::Commitment{.text = named("Build"), .lead = {"M1"}, .outcomes = {{"O1"}}, .due = due, .measure = named("Homes"), .money = named("Budget 2026")});
  }
  Years() {
    on("2026-01-05");
    put(store, "O1", record::Outcome{.title = named("Homes")});
    put(store, "M1", record::Organisation{.name = named("Housing")});
    promise({});
  }
};

}  // namespace

TEST_CASE("the history of findings: from the day of the entry that made one to the day of the entry that mended it") {
  Years register_;
  register_.on("2026-02-10");
  CHECK(register_.told<record::Commitment>("C1") == "promise_undated 2026-01-05–");
  register_.promise(day("2027-01-01"));
  register_.on("2026-03-20");
  CHECK(register_.told<record::Commitment>("C1") == "promise_undated 2026-01-05–2026-02-10");
  register_.promise({});
  register_.on("2026-04-01");
  CHECK(register_.told<record::Commitment>("C1") == "promise_undated 2026-03-20–; promise_undated 2026-01-05–2026-02-10");
}

TEST_CASE("the history of findings: what the calendar alone brings is told to the day, between entries and since the last") {
  Years register_;
  register_.promise(day("2026-02-28"));
  register_.on("2026-09-01");
  CHECK(register_.told<record::Commitment>("C1") == "promise_date_passed 2026-03-01–");
  register_.promise(day("2026-12-31"));
  register_.on("2027-06-01");
  CHECK(register_.told<record::Commitment>("C1") == "promise_date_passed 2027-01-01–; promise_date_passed 2026-03-01–2026-09-01");
  // Two changes of the calendar in one long wait.
  put(register_.store, "S1", record::Post{.title = named("Director"), .organisation = {"M1"}, .holder = "Ada", .until = day("2028-01-31")});
  put(register_.store, "L1", record::Link{.outcome = {"O1"}, .organisation = {"M1"}, .duty = named("Build"), .accountable_to = {"M1"}, .post = {"S1"}});
  register_.on("2030-01-01");
  CHECK(register_.told<record::Post>("S1") == "post_vacant 2028-02-01–; hand_over_missing 2027-12-02–");
}

TEST_CASE("the history of findings: what dates bring and take again between two entries is told, too") {
  Years register_;
  put(register_.store, "ann", record::Person{.name = "Ann"});
  const auto office = [&](const char* id, record::Role role, const char* from, std::optional<base::Day> until) {
    put(register_.store, id, record::Appointment{.person = {"ann"}, .organisation = {"M1"}, .role = role, .from = day(from), .until = until});
  };
  office("reports", record::Role::reporter, "2026-01-01", {});
  office("verifies", record::Role::verifier, "2026-05-01", day("2026-05-31"));
  register_.on("2027-01-01");
  CHECK(register_.told<record::Person>("ann") == "reporter_verifies 2026-05-01–2026-06-01");
}

TEST_CASE("the history of findings: one that another record mends, or that goes with the record, has its day, too") {
  Years register_;
  register_.on("2026-02-10");
  put(register_.store, "P1", record::Party{.outcome = {"O1"}, .organisation = {"M1"}, .stance = record::Stance::leads});
  register_.on("2026-03-20");
  const auto outcome = register_.told<record::Outcome>("O1");
  CHECK(outcome.find("nobody_leads 2026-01-05–2026-02-10") != std::string::npos);
  CHECK(outcome.find("outcome_without_indicator 2026-01-05–") != std::string::npos);

  put(register_.store, "C1", record::Commitment{.text = named("Build"), .lead = {"M1"}, .outcomes = {{"O1"}}}, "", true);
  CHECK(register_.told<record::Commitment>("C1") == "promise_undated 2026-01-05–2026-03-20");
}

TEST_CASE("the history of findings: what stands today is said in today’s words and points into today’s state") {
  Years register_;
  register_.on("2026-02-10");
  put(register_.store, "M1", record::Organisation{.name = named("Homes and cities")});
  register_.on("2026-03-20");
  const auto view = register_.view();
  const auto& record = *view.workspace().find<record::Commitment>("C1");
  const auto spells = chain::spells_of(register_.store, view, record);
  const auto now = chain::findings_about(view, record);
  REQUIRE(spells.size() == now.size());
  CHECK(spells.front().finding.records == now.front().records);
  CHECK(testing::english(spells.front().finding) == testing::english(now.front()));
}
