#include "decide/decision.h"

#include "record/organisation.h"
#include "record/outcome.h"
#include "testing.h"
#include "testing_workspace.h"

using namespace outturn;
using decide::GateStand;
using decide::Phase;
using record::Answer;
using record::Question;
using testing::day;

namespace {

/// Health leads, Housing contributes, Tax is only consulted.
class Deciding : public testing::MadeWorkspace {
 public:
  Deciding() {
    for (const auto* id : {"health", "housing", "tax"}) add(id, record::Organisation{.name = {{"en", id}}});
    add("O1", record::Outcome{.title = {{"en", "Fewer people without a home"}}});
    add("P1", record::Party{.outcome = {"O1"}, .organisation = {"health"}, .stance = record::Stance::leads});
    add("P2", record::Party{.outcome = {"O1"}, .organisation = {"housing"}});
    add("P3", record::Party{.outcome = {"O1"}, .organisation = {"tax"}, .stance = record::Stance::is_consulted});
  }
  Deciding& round(std::int64_t number, std::string_view opened = "2026-01-01") {
    round_ = "R" + std::to_string(number);
    opened_ = day(opened);
    add(round_, record::DecisionRound{.outcome = {"O1"}, .number = number, .opened = opened_, .prompted_by = {{"en", "x"}}});
    return *this;
  }
  Deciding& answer(Question question, Answer answer, std::string organisation = "", record::Reopens reopens = {}) {
    add("A" + std::to_string(++answers_), record::DecisionAnswer{.round = {round_}, .question = question, .organisation = {std::move(organisation)},
                                                                 .answer = answer, .given = opened_, .reopens = reopens});
    return *this;
  }
  Deciding& reality(Answer answer = Answer::no) { return this->answer(Question::new_information, answer).answer(Question::better_option, answer); }
  Deciding& first_gate() {
    for (const auto one : {Question::clear_outcome, Question::high_priority, Question::contributors}) answer(one, Answer::yes);
    return *this;
  }
  Deciding& second_gate() {
    for (const auto one : {Question::best_joint, Question::way_agreed, Question::acceptable, Question::feasible, Question::cost_effective,
                           Question::within_capability}) {
      answer(one, Answer::yes);
    }
    return *this;
  }
  decide::Decision decision(std::int64_t round = 0) { return decide::decision_of(on("2026-06-30"), record<record::Outcome>("O1"), round); }
  std::string phase(std::int64_t round = 0) { return std::string(decide::text_of(decision(round).phase)); }
  std::string gate(std::size_t number) { return std::string(decide::text_of(decision().gates.at(number).stand)); }

 private:
  std::string round_;
  base::Day opened_{};
  int answers_{};
};

bool says(const std::vector<language::Sentence>& all, std::string_view key) {
  return std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.key == key; });
}

}  // namespace

TEST_CASE("deciding: nothing begun is said as that") {
  Deciding town;
  CHECK(town.phase() == "not_begun");
  CHECK(town.decision().missing.empty());
}

TEST_CASE("deciding: each gate passed opens the next state, and only with the reality check made") {
  Deciding town;
  town.round(1).first_gate();
  CHECK(town.phase() == "further_work");  // the reality check is necessary at every step
  CHECK(town.gate(0) == "passed");
  town.reality();
  CHECK(town.phase() == "ready_to_engage");
  town.second_gate();
  CHECK(town.phase() == "ready_to_plan");
  town.answer(Question::barriers, Answer::yes);
  CHECK(town.phase() == "ready_to_plan");
  town.answer(Question::factors, Answer::yes);
  CHECK(town.phase() == "ready_to_manage");
}

TEST_CASE("deciding: each No has the source's own consequence") {
  const auto after_no = [](Question question) {
    Deciding town;
    town.round(1).reality().answer(question, Answer::no);
    const auto decision = town.decision();
    REQUIRE(decision.consequences.size() == 1);
    const auto& values = decision.consequences[0].values;
    return std::string(decide::text_of(decision.phase)) + " " + std::get<language::Phrases>(values.at(2).value).at(0).key;
  };
  CHECK(after_no(Question::clear_outcome) == "further_work decide.consequence.further_work");
  CHECK(after_no(Question::high_priority) == "advised_to_stop decide.consequence.stop");
  CHECK(after_no(Question::contributors) == "further_work decide.consequence.further_work");
  CHECK(after_no(Question::best_joint) == "advised_to_work_alone decide.consequence.work_alone");
  CHECK(after_no(Question::way_agreed) == "further_work decide.consequence.further_discussion");
  CHECK(after_no(Question::cost_effective) == "advised_to_stop decide.consequence.stop");
  CHECK(after_no(Question::barriers) == "further_work decide.consequence.develop_strategy");
  CHECK(after_no(Question::factors) == "further_work decide.consequence.develop_factors");
}

TEST_CASE("deciding: the question with four parts is answered Yes only when all four are") {
  Deciding town;
  town.round(1).first_gate().reality().answer(Question::best_joint, Answer::yes).answer(Question::way_agreed, Answer::yes);
  town.answer(Question::acceptable, Answer::yes).answer(Question::feasible, Answer::yes).answer(Question::cost_effective, Answer::yes);
  CHECK(town.gate(1) == "unfinished");
  CHECK(town.phase() == "ready_to_engage");
  town.answer(Question::within_capability, Answer::yes);
  CHECK(town.gate(1) == "passed");
}

TEST_CASE("deciding: partners' answers stand beside the agreed one and never count as it") {
  Deciding town;
  town.round(1).answer(Question::clear_outcome, Answer::yes, "health").answer(Question::clear_outcome, Answer::no, "housing");
  auto part = town.decision().questions.at(0).parts.at(0);
  CHECK(part.agreed.record == nullptr);
  CHECK(part.partners.size() == 2);
  CHECK(part.silent.empty());
  CHECK(town.decision().questions.at(0).stand == decide::Stand::open);
  CHECK(says(town.decision().missing, "decide.missing.agreed_only"));
  town.answer(Question::clear_outcome, Answer::yes);
  part = town.decision().questions.at(0).parts.at(0);
  CHECK(part.partners_differ());
  CHECK(town.decision().questions.at(0).stand == decide::Stand::goes_on);
  CHECK(town.decision().parties.size() == 2);  // who is only consulted has no say
}

TEST_CASE("deciding: a reality check reopens the gate it names and those after, and a new round answers them again") {
  Deciding town;
  town.round(1, "2026-01-01").first_gate().second_gate().reality();
  CHECK(town.phase() == "ready_to_plan");

  town.round(2, "2026-03-01").answer(Question::new_information, Answer::yes, "", record::Reopens::feasibility);
  CHECK(town.phase() == "reconsider");
  CHECK(town.gate(0) == "passed");
  CHECK(town.gate(1) == "reopened");

  town.round(3, "2026-04-01").reality();
  CHECK(town.phase() == "ready_to_engage");  // gate 1 carried over, gate 2 to be answered again
  CHECK(town.decision().questions.at(0).parts.at(0).agreed.carried);
  town.second_gate();
  CHECK(town.phase() == "ready_to_plan");
  CHECK(town.phase(1) == "ready_to_plan");  // earlier rounds stand as they were
  CHECK(town.phase(2) == "reconsider");
}

TEST_CASE("deciding: a reality check does not carry over into the next round") {
  Deciding town;
  town.round(1).first_gate().reality();
  town.round(2, "2026-02-01");
  CHECK(town.phase() == "further_work");
  CHECK(town.gate(3) == "not_begun");
}

TEST_CASE("deciding: working alone is an end, and is due again on its day") {
  Deciding town;
  record::DecisionRound round{.outcome = {"O1"}, .number = 1, .opened = day("2025-01-01"), .prompted_by = {{"en", "x"}}, .ending = record::Ending::work_alone,
                              .ended = day("2025-02-01"), .reason = {{"en", "Cheaper"}}, .check_again = day("2026-07-01"), .published = true};
  town.add("R1", round);
  CHECK(town.phase() == "working_alone");
  CHECK_FALSE(town.decision().check_is_due);
  round.check_again = day("2026-06-30");
  town.add("R1", round);
  CHECK(town.decision().check_is_due);
  CHECK(town.decision().verdict.key == "decide.verdict.working_alone_due");
}

TEST_CASE("deciding: as of a day, later rounds and answers are not known") {
  Deciding town;
  town.round(1, "2026-01-01").first_gate().reality();
  town.round(2, "2026-05-01").reality(Answer::yes);
  CHECK(town.phase() == "reconsider");
  const auto earlier = decide::decision_of(town.as_of("2026-02-01"), town.record<record::Outcome>("O1"));
  CHECK(earlier.phase == Phase::ready_to_engage);
}

TEST_CASE("deciding: as of a day before the round ended it had not ended, and what was missing then is told") {
  Deciding town;
  town.add("R1", record::DecisionRound{.outcome = {"O1"}, .number = 1, .opened = day("2025-01-01"), .prompted_by = {{"en", "x"}}, .ending = record::Ending::work_alone,
                                       .ended = day("2025-02-01"), .reason = {{"en", "Cheaper"}}, .check_again = day("2026-07-01"), .published = true});
  const auto on = [&](const char* as_of) { return decide::decision_of(town.as_of(as_of), town.record<record::Outcome>("O1")); };
  const auto before = on("2025-01-31");
  CHECK(before.phase == Phase::further_work);
  CHECK(before.ending == record::Ending::open);
  CHECK_FALSE(before.missing.empty());
  CHECK(on("2025-02-01").phase == Phase::working_alone);
  CHECK(on("2025-02-01").missing.empty());
}

TEST_CASE("deciding: joint work must do better for its cost by the threshold, and its own cost counts") {
  const auto result = [](double together_effect, double indirect, double threshold) {
    testing::MadeWorkspace town;
    town.add("R1", record::DecisionRound{.outcome = {"O1"}, .number = 1});
    town.add("a", record::DecisionOption{.round = {"R1"}, .way = record::Way::alone, .effect = 100, .direct_cost = 10});
    town.add("b", record::DecisionOption{.round = {"R1"}, .way = record::Way::together, .effect = together_effect, .direct_cost = 10, .indirect_cost = indirect});
    return decide::compared({&town.record<record::DecisionOption>("a"), &town.record<record::DecisionOption>("b")}, threshold)->sentence.key;
  };
  CHECK(result(150, 0, 50) == "decide.compare.clears");       // 15 against 10 for its cost: 50 % more
  CHECK(result(149.9, 0, 50) == "decide.compare.falls_short");
  CHECK(result(150, 5, 50) == "decide.compare.falls_short");  // the time of managers eats the gain
  CHECK(result(150, 6, 0) == "decide.compare.costs_more");
  CHECK(result(100, 0, 0) == "decide.compare.does_less");
  CHECK(decide::compared({}, 0) == std::nullopt);
}

TEST_CASE("deciding: conditions of success are counted by group, and one without a dated path is told") {
  CHECK(decide::readiness_groups().size() == 9);
  Deciding town;
  town.round(1);
  town.add("F1", record::Readiness{.round = {"R1"}, .item = record::ReadinessItem{0}, .state = record::InPlace::in_place});
  town.add("F2", record::Readiness{.round = {"R1"}, .item = record::ReadinessItem{9}, .state = record::InPlace::absent, .path = {{"en", "Ask"}}});
  town.add("F3", record::Readiness{.round = {"R1"}, .item = record::ReadinessItem{9}, .organisation = {"health"}, .state = record::InPlace::partial});
  const auto decision = town.decision();
  REQUIRE(decision.readiness.size() == 9);
  std::size_t items = 0;
  for (const auto& tally : decision.readiness) items += tally.items.size();
  CHECK(items == 47);
  const auto& factors = decision.readiness[0];
  CHECK(factors.items.size() == 11);
  CHECK(factors.in_place == 1);
  CHECK(factors.absent == 1);
  CHECK(factors.without_path == 1);  // a path without a day is none
  CHECK(factors.items[9].partners.size() == 1);
  CHECK(says(decision.missing, "decide.missing.path"));
}
