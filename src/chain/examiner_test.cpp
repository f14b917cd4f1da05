#include "chain/examiner.h"

#include <random>
#include <set>

#include "chain/rules.h"
#include "chain/testing_chain.h"
#include "decide/agreement.h"
#include "record/agreement.h"
#include "record/decision.h"
#include "record/priority.h"

using namespace outturn::testing;
using namespace outturn::record;
namespace chain = outturn::chain;
namespace workspace = outturn::workspace;

namespace {

/// With whether each record is the one that stands, and not one of a state gone by.
std::string written(const workspace::Workspace& space, const chain::Finding& finding) {
  auto text = std::string(finding.code) + " " + say(outturn::language::Words("en"), finding.sentence) + (finding.who ? " " + finding.who->id : "");
  for (const auto* record : finding.records) {
    text += " " + record->kind->code + ":" + record->id + (record->retired ? " retired" : "");
    if (space.find(*record->kind, record->id) != record) text += " OLD";
  }
  if (finding.who && space.find(*finding.who->kind, finding.who->id) != finding.who) text += " OLD";
  return text;
}

/// A register of which each state is kept as it was, as a store keeps it.
class Growing {
 public:
  template <class T>
  void add(std::string id, T body, bool retired = false) {
    auto next = std::make_shared<workspace::Workspace>(*now_);
    next->apply({.sequence = next->position() + 1, .kind = &kind_of<T>(), .id = std::move(id), .body = std::make_shared<T>(std::move(body)), .retired = retired});
    now_ = next;
  }
  void add_figures(std::string batch, std::string indicator, std::string_view of, double value) {
    auto rows = std::make_shared<workspace::BatchRows>();
    rows->series.push_back({.indicator = std::move(indicator), .definition = 1, .place = "CA", .group = ""});
    rows->rows.push_back({.period = period(of).code(), .known_from = workspace::KnownFrom{.day = day("2024-01-01")}.code(), .value = value});
    rows->first_row = {0, 1};
    auto next = std::make_shared<workspace::Workspace>(*now_);
    next->apply({.sequence = next->position() + 1, .kind = &kind_of<Batch>(), .id = std::move(batch), .body = std::make_shared<Batch>(), .rows = rows});
    now_ = next;
  }
  workspace::View on(std::string_view today = "2026-11-22") const { return {now_, day(today)}; }

 private:
  std::shared_ptr<const workspace::Workspace> now_ = std::make_shared<workspace::Workspace>();
};

/// Changes of every kind the rules read, of few ids, so that they meet; the same at every run.
class Changes {
 public:
  explicit Changes(unsigned seed) : random_(seed) {}

  void one(Growing& made) {
    const bool retired = below(8) == 0;
    const bool draft = below(6) == 0;
    switch (below(24)) {
      case 0: return made.add(id("O", 4), Outcome{.title = text()}, retired);
      case 1: return made.add(id("M", 5), Organisation{.name = text()}, retired);
      case 2: return made.add(id("P", 8), Party{.outcome = {id("O", 4)}, .organisation = {id("M", 5)}, .stance = static_cast<Stance>(below(5))}, retired);
      case 3: return made.add(id("C", 6), Commitment{.text = text(), .lead = maybe("M", 5), .parties = many("M", 5), .outcomes = many("O", 4), .indicators = many("I", 5)}, retired);
      case 4: return made.add(id("I", 5), Indicator{.name = named(std::string(1, static_cast<char>('a' + below(3)))), .outcomes = many("O", 4),
                                                    .unit = named(std::string(1, static_cast<char>('u' + below(2)))), .value_kind = static_cast<ValueKind>(below(3)),
                                                    .direction = static_cast<Direction>(below(3)), .frequency = below(2) ? "yearly" : "monthly"}, retired);
      case 5: return made.add(id("T", 8), Target{.indicator = {id("I", 5)}, .place = maybe("X", 2), .kind = static_cast<TargetKind>(below(3)), .form = static_cast<TargetForm>(below(2)), .value = below(9) + 1.0,
                                                 .period = period(below(2) ? "2023" : "2030")}, retired);
      case 6: return made.add(id("L", 6), Link{.outcome = {id("O", 4)}, .organisation = {id("M", 5)}, .duty = text(), .passes_to = maybe("M", 5),
                                               .accountable_to = maybe("M", 5), .post = maybe("S", 4), .draft = draft}, retired);
      case 7: return made.add(id("S", 4), Post{.title = text(), .organisation = {id("M", 5)}, .holder = below(3) ? "Ada" : "", .until = soon(), .draft = draft}, retired);
      case 8: return made.add(id("A", 5), Acknowledgement{.link = {id("L", 6)}, .name = below(2) ? "Ada" : "Ben", .person = maybe("H", 2), .post = maybe("S", 4), .on = day("2026-01-01"),
                                                          .words = words(made)}, retired);
      case 9: return made.add(id("B", 3), GovernanceBody{.name = text(), .outcomes = many("O", 4), .members = many("M", 5), .chair = maybe("S", 4), .seats = many("S", 4),
                                                         .decides = below(2) ? text() : Localised{}, .replicates = maybe("B", 3), .place = maybe("X", 2), .interval = 30, .met_on = soon(), .draft = draft}, retired);
      case 10: return made.add(id("Q", 5), Claim{.organisation = {id("M", 5)}, .indicator = {id("I", 5)}, .period = period("2023"), .measure = static_cast<ClaimMeasure>(below(3)),
                                                 .value = below(80) + 1.0, .draft = draft}, retired);
      case 11: return made.add(id("N", 3), Incentive{.organisation = {id("M", 5)}, .indicator = {id("I", 5)}, .rewards = static_cast<Rewards>(below(2)), .text = text()}, retired);
      case 12: return made.add(id("G", 4), Partnership{.name = text(), .members = many("M", 5), .outcomes = many("O", 4), .places = many("X", 2), .posts = many("S", 4), .draft = draft}, retired);
      case 13: return made.add(id("F", 3), Factor{.outcome = {id("O", 4)}, .name = text(), .indicator = maybe("I", 5)}, retired);
      case 14: return made.add(id("K", 3), Stakeholder{.outcome = {id("O", 4)}, .name = text(), .stance = StakeholderStance::inhibits}, retired);
      case 15: return made.add(id("U", 4), Support{.organisation = {id("M", 5)}, .form = static_cast<SupportForm>(below(2)), .what = text(), .since = day("2026-01-01"), .answers = maybe("U", 2)}, retired);
      case 16: return made.add(id("H", 2), Person{.name = "Ada", .disabled = below(3) == 0}, retired);
      case 17: return made.add(id("E", 4), Appointment{.person = {id("H", 2)}, .organisation = {id("M", 5)}, .role = below(2) ? Role::reporter : Role::verifier}, retired);
      case 18: return made.add(id("D", 3), Definition{.indicator = {id("I", 5)}, .version = below(2) + 1, .text = text()}, retired);
      case 19: return made.add(id("V", 3), Agreement{.outcome = {id("O", 4)}, .title = text(), .parties = many("M", 5), .sunset = soon(), .closed = below(4) ? std::optional<outturn::base::Day>{} : soon()}, retired);
      case 20: return made.add(id("W", 5), Clause{.agreement = {id("V", 3)}, .text = text(), .targets = many("T", 8)}, retired);
      case 21: return made.add(id("R", 4), DecisionRound{.outcome = {id("O", 4)}, .number = below(3) + 1, .prompted_by = text(), .ending = static_cast<Ending>(below(4)), .check_again = soon()}, retired);
      case 22: return made.add(id("Y", 9), Priority{.outcome = {id("O", 4)}, .organisation = below(3) ? Reference{id("M", 2)} : Reference{}, .level = below(4) ? PriorityLevel::vital : PriorityLevel::watched,
                                                    .purpose = text(), .decided_by = "Ada", .decided = day("2026-01-01"), .until = soon()}, retired);
      default: return below(6) ? made.add(id("X", 2), Place{.name = text(), .parent = {"CA"}}, retired)
                               : made.add("this", Installation{.name = text(), .country = {"CA"}});
    }
  }
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

 private:
  std::string id(const char* kind, int n) { return kind + std::to_string(below(n)); }
  Reference maybe(const char* kind, int n) { return below(3) ? Reference{id(kind, n)} : Reference{}; }
  References many(const char* kind, int n) {
    References all;
    for (int i = below(4); i > 0; --i) {
      Reference one{id(kind, n)};
      if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
    }
    return all;
  }
  Localised text() { return named("text " + std::to_string(below(40))); }
  std::optional<outturn::base::Day> soon() {
    if (below(3) == 0) return {};
    return day("2026-11-22").plus(below(80) - 60);
  }
  std::string words(const Growing& made) {
    const auto* link = made.on().workspace().find<Link>(id("L", 6));
    return link ? words_of(link->as<Link>()) : "other words";
  }
  std::mt19937 random_;
};

/// One after the other, so that a failure names the finding.
void check_same(const std::vector<std::string>& kept, const std::vector<std::string>& whole) {
  for (std::size_t n = 0; n < std::min(kept.size(), whole.size()); ++n) REQUIRE(kept[n] == whole[n]);
  REQUIRE(kept.size() == whole.size());
}

void check_same(chain::Examiner& examiner, const workspace::View& view) {
  const auto& space = view.workspace();
  std::vector<std::string> whole;
  for (const auto& finding : chain::all_findings(view)) whole.push_back(written(space, finding));
  std::vector<std::string> kept;
  const auto examined = examiner.examine(view);
  examined->each([&](const chain::Finding& finding) { kept.push_back(written(space, finding)); });
  check_same(kept, whole);
  CHECK(examined->size() == whole.size());
}

void check_same_about(chain::Examiner& examiner, const workspace::View& view, const workspace::Record& record) {
  std::vector<std::string> looked_for;
  for (const auto& finding : chain::findings_about(view, record)) looked_for.push_back(written(view.workspace(), finding));
  std::vector<std::string> kept;
  for (const auto& finding : examiner.examine(view)->about(record)) kept.push_back(written(view.workspace(), finding));
  INFO("about ", record.kind->code, " ", record.id);
  check_same(kept, looked_for);
}

}  // namespace

TEST_CASE("the findings kept after each of many random changes are those of looking at everything") {
  std::set<std::string_view> seen;
  for (const unsigned seed : {1u, 2u, 3u}) {
    Growing made;
    made.add("CA", Place{.name = named("Canada")});
    made.add("this", Installation{.name = named("Test"), .country = {"CA"}});
    Changes changes(seed);
    chain::Examiner examiner;
    for (int n = 0; n < 600; ++n) {
      changes.one(made);
      if (n % 5 == 0 && made.on().workspace().find<Indicator>("I1")) made.add_figures("Z" + std::to_string(n), "I1", "2023", changes.below(90) + 1);
      INFO("seed ", seed, ", change ", n);
      check_same(examiner, made.on());
      if (n % 25 == 0) {
        check_same(examiner, {made.on().shared(), day("2026-11-22"), day("2024-06-30")});  // as known on an earlier day
        for (const auto& kind : kinds()) made.on().workspace().each(kind, [&](const workspace::Record& record) { check_same_about(examiner, made.on(), record); });
      }
    }
    examiner.examine(made.on())->each([&](const chain::Finding& finding) { seen.insert(finding.code); });
    check_same(examiner, made.on("2026-12-25"));  // a new day
    made.add("Z0", Batch{.withdrawn = true, .withdrawn_reason = "wrong"});
    check_same(examiner, made.on("2026-12-25"));
    check_same(examiner, made.on("2026-11-22"));  // back to a day that is past
    check_same(examiner, made.on("2026-12-25"));
  }
  CHECK(seen.size() > 40);
}

TEST_CASE("a new figure of what an indicator is calculated from moves what is found of the calculated one") {
  Growing made;
  made.add("CA", Place{.name = named("Canada")});
  made.add("this", Installation{.name = named("Test"), .country = {"CA"}});
  for (const auto* id : {"a", "b"}) made.add(id, Organisation{.name = named(id)});
  made.add("O", Outcome{.title = named("Homes for all")});
  for (const auto* id : {"poor", "people"}) made.add(id, Indicator{.name = named(id), .outcomes = {{"O"}}, .value_kind = ValueKind::count});
  made.add("rate", Indicator{.name = named("Poverty rate"), .outcomes = {{"O"}}, .value_kind = ValueKind::percentage, .direction = Direction::down, .formula = "100 × [poor] ÷ [people]"});
  made.add("twice", Indicator{.name = named("Twice the rate"), .outcomes = {{"O"}}, .value_kind = ValueKind::index, .direction = Direction::down, .formula = "2 × [rate]"});
  made.add("T", Target{.indicator = {"rate"}, .value = 10, .period = period("2023")});
  made.add("T2", Target{.indicator = {"twice"}, .value = 20, .period = period("2023")});
  made.add("A", Agreement{.outcome = {"O"}, .title = named("Homes"), .parties = {{"a"}, {"b"}}});
  made.add("c1", Clause{.agreement = {"A"}, .number = 1, .topic = ClauseTopic::consequences, .title = named("x"), .text = named("x"), .targets = {{"T2"}}});
  const auto& space = made.on().workspace();
  const auto text = outturn::decide::write_text(outturn::decide::draft_text(space, *space.find<Agreement>("A")));
  made.add("V", AgreementVersion{.agreement = {"A"}, .number = 1, .text = text, .made = day("2023-01-01")});
  for (const auto* id : {"a", "b"}) made.add(std::string("S") + id, Signature{.version = {"V"}, .organisation = {id}, .given = day("2023-02-01")});
  chain::Examiner examiner;
  const auto codes = [&] {
    std::set<std::string> all;
    examiner.examine(made.on())->each([&](const chain::Finding& one) {
      for (const auto* record : one.records) {
        if (record->id == "T" || record->id == "T2") all.insert(std::string(one.code) + " " + record->id);
      }
    });
    return all;
  };
  made.add_figures("B1", "people", "2023", 200);
  check_same(examiner, made.on());
  CHECK(codes().contains("target_past_without_figure T"));
  CHECK(codes().contains("target_past_without_figure T2"));
  made.add_figures("B2", "poor", "2023", 30);  // 15 per cent
  check_same(examiner, made.on());
  CHECK(codes().contains("target_missed_unreplaced T"));
  CHECK(codes().contains("target_missed_unreplaced T2"));
  CHECK(codes().contains("consequence_due T2"));
  CHECK(!codes().contains("target_past_without_figure T2"));
  made.add_figures("B3", "poor", "2023", 18);  // 9 per cent
  check_same(examiner, made.on());
  for (const auto* gone : {"target_missed_unreplaced T", "target_missed_unreplaced T2", "consequence_due T2"}) CHECK(!codes().contains(gone));
  for (const auto& kind : kinds()) made.on().workspace().each(kind, [&](const workspace::Record& record) { check_same_about(examiner, made.on(), record); });
}

TEST_CASE("an outcome renamed, retired and brought back is named as it stands by what is found of records far from it") {
  Growing made;
  for (const auto* id : {"a", "b"}) made.add(id, Organisation{.name = named(id)});
  made.add("O", Outcome{.title = named("Homes for all")});
  made.add("O2", Outcome{.title = named("Fewer evictions")});
  made.add("I", Indicator{.name = named("Evictions"), .outcomes = {{"O2"}}, .value_kind = ValueKind::count});
  made.add("up", Target{.indicator = {"I"}, .form = TargetForm::at_least, .value = 20, .period = period("2030")});
  made.add("down", Target{.indicator = {"I"}, .form = TargetForm::at_most, .value = 10, .period = period("2031")});
  for (const auto* id : {"up", "down"}) {
    made.add(std::string("A") + id, Agreement{.outcome = {"O"}, .title = named(id), .parties = {{"a"}, {"b"}}});
    made.add(std::string("C") + id, Clause{.agreement = {std::string("A") + id}, .number = 1, .topic = ClauseTopic::ambition, .title = named("x"), .text = named("x"), .targets = {{id}}});
  }
  chain::Examiner examiner;
  const auto told_at_outcome = [&] {
    check_same(examiner, made.on());
    const auto all = examiner.examine(made.on())->about(*made.on().workspace().find<Outcome>("O2"));
    return std::any_of(all.begin(), all.end(), [](const chain::Finding& one) { return one.code == "agreements_opposed"; });
  };
  CHECK(told_at_outcome());
  made.add("O2", Outcome{.title = named("Far fewer evictions")});
  CHECK(told_at_outcome());
  made.add("O2", Outcome{.title = named("Far fewer evictions")}, true);
  CHECK_FALSE(told_at_outcome());
  made.add("O2", Outcome{.title = named("Far fewer evictions")});
  CHECK(told_at_outcome());
}

TEST_CASE("after one change only its neighbourhood is looked at, and an unchanged state is not looked at again") {
  Growing made;
  made.add("CA", Place{.name = named("Canada")});
  made.add("this", Installation{.name = named("Test"), .country = {"CA"}});
  for (int n = 0; n < 200; ++n) {
    const auto number = std::to_string(n);
    made.add("O" + number, Outcome{.title = named("Outcome " + number)});
    made.add("C" + number, Commitment{.text = named("Promise " + number), .outcomes = {{"O" + number}}});
  }
  chain::Examiner examiner;
  const auto first = examiner.examine(made.on());
  CHECK(examiner.examine(made.on()) == first);
  CHECK(examiner.examined_subjects() == 401);  // and the installation
  made.add("C7", Commitment{.text = named("Promise 7"), .outcomes = {{"O7"}}, .due = day("2027-01-01")});
  const auto second = examiner.examine(made.on());
  CHECK(examiner.examined_subjects() <= 3);
  CHECK(second->size() == first->size() - 1);  // it has a date now
}

TEST_CASE("an earlier day is judged as of that day and does not disturb what is kept") {
  Growing made;
  made.add("CA", Place{.name = named("Canada")});
  made.add("O", Outcome{.title = named("Outcome")});
  chain::Examiner examiner;
  const auto today = examiner.examine(made.on());
  const workspace::View then(made.on().shared(), day("2026-11-22"), day("2020-01-01"));
  CHECK(examiner.examine(then)->day() == day("2020-01-01"));
  CHECK(examiner.examine(made.on()) == today);
}
