#include "attend/attention.h"

#include <cmath>

#include "testing.h"
#include "testing_workspace.h"
#include "track/judge.h"

using namespace outturn::testing;
using namespace outturn::record;
namespace attend = outturn::attend;
namespace track = outturn::track;
using attend::Part;
using outturn::language::Words;

namespace {

Localised named(std::string text) { return {{"en", std::move(text)}}; }

/// Two outcomes: poverty (target met and lost, one undated promise, nobody leads) and broadband (all in order).
MadeWorkspace two_outcomes() {
  MadeWorkspace made;
  for (const auto* id : {"Finance", "Health"}) made.add(id, Organisation{.name = named(id)});
  made.add("O1", Outcome{.title = named("Homes with fast internet")}).add("O2", Outcome{.title = named("Less poverty")});
  made.add("I1", Indicator{.name = named("Fast internet"), .outcomes = {{"O1"}}, .value_kind = ValueKind::percentage, .direction = Direction::up, .decimals = 1});
  made.add("I2", Indicator{.name = named("Poverty rate"), .outcomes = {{"O2"}}, .value_kind = ValueKind::percentage, .direction = Direction::down, .decimals = 1});
  made.add("T1", Target{.indicator = {"I1"}, .form = TargetForm::at_least, .value = 95, .period = period("2030")});
  made.add("T2", Target{.indicator = {"I2"}, .value = 7.25, .period = period("2030"), .base_period = period("2015")});
  made.figures("I1", {{"2022", 93.1}, {"2023", 95.8}, {"2024", 96.4}, {"2025", 97}}, "2026-05-01");
  made.figures("I2", {{"2019", 10.5}, {"2020", 6.5}, {"2021", 7.6}, {"2022", 10.3}}, "2025-05-01");
  made.figures("I2", {{"2022", 10.2}, {"2023", 10.4}}, "2026-06-01");
  made.add("P", Party{.outcome = {"O1"}, .organisation = {"Finance"}, .stance = Stance::leads});
  made.add("C1", Commitment{.text = named("lay cables"), .lead = {"Finance"}, .parties = {{"Finance"}, {"Health"}}, .outcomes = {{"O1"}},
                            .indicators = {{"I1"}}, .due = day("2030-01-01")});
  made.add("C2", Commitment{.text = named("pay a benefit"), .lead = {"Finance"}, .parties = {{"Finance"}, {"Health"}}, .outcomes = {{"O2"}}});
  return made;
}

track::Status with(track::StatusCode code) { return {.code = code}; }

track::Status changed(double before, double after) {
  track::Status status;
  const outturn::workspace::Figure first{.period = period("2022"), .value = before};
  const outturn::workspace::Figure second{.period = period("2023"), .value = after};
  status.change = track::change_between({}, first, second);
  return status;
}

track::Status aged(int days_old, int days_late) {
  track::Status status;
  status.freshness = outturn::quality::Freshness{.period = period("2023"), .days_old = days_old, .next_ends = {}, .next_due = {}, .days_late = days_late};
  return status;
}

}  // namespace

TEST_CASE("the weights make a hundred") {
  int sum = 0;
  for (const auto weight : attend::weights) sum += weight;
  CHECK(sum == 100);
  const int without_milestones = sum - attend::weights[static_cast<std::size_t>(Part::milestones)];
  CHECK(attend::act_from_without_milestones == attend::act_from * without_milestones / 100);
  CHECK(attend::watch_from_without_milestones == attend::watch_from * without_milestones / 100);
}

TEST_CASE("groups begin at their limits") {
  attend::Points points;
  points[Part::target] = attend::act_from;
  CHECK(attend::group_of(points) == attend::Group::act);
  points[Part::target] = attend::act_from - 1;
  CHECK(attend::group_of(points) == attend::Group::watch);
  points[Part::target] = attend::watch_from;
  CHECK(attend::group_of(points) == attend::Group::watch);
  points[Part::target] = attend::watch_from - 1;
  CHECK(attend::group_of(points) == attend::Group::rest);
}

TEST_CASE("the chance of missing sets the points, not knowing is no comfort, and a met target needs nothing") {
  for (const auto code : {track::StatusCode::on_course, track::StatusCode::off_course, track::StatusCode::met_then_lost, track::StatusCode::met}) {
    for (const auto& [chance, points] : {std::pair{0.0, 40}, {0.25, 30}, {0.9, 4}, {0.999, 1}, {1.0, 0}}) {
      auto status = with(code);
      status.probability = chance;
      CHECK(attend::target_points(status) == points);
    }
  }
  auto weakened = with(track::StatusCode::promise_changed);
  weakened.probability = 0.99;
  CHECK(attend::target_points(weakened) == 30);  // a weakened promise is no comfort, however likely it is kept
  CHECK(attend::target_points(with(track::StatusCode::worse)) > attend::target_points(with(track::StatusCode::no_change_beyond_noise)));
  CHECK(attend::target_points(with(track::StatusCode::better)) < attend::target_points(with(track::StatusCode::no_change_beyond_noise)));
  CHECK(attend::target_points(with(track::StatusCode::missed)) == 40);
  CHECK(attend::target_points(with(track::StatusCode::met_then_lost)) == 35);
  CHECK(attend::target_points(with(track::StatusCode::promise_changed)) == 30);
  for (const auto code : {track::StatusCode::cannot_tell, track::StatusCode::too_early, track::StatusCode::no_target}) {
    CHECK(attend::target_points(with(code)) == 25);
  }
  CHECK(attend::target_points(with(track::StatusCode::met)) == 0);
}

TEST_CASE("moving away counts only beyond what the series does from one figure to the next") {
  const Indicator down{.direction = Direction::down};
  const auto moved = [](double before, double after) {
    auto status = changed(before, after);
    status.noise = track::Noise{.usual_step = 3};
    return status;
  };
  CHECK(attend::moved_away_points(down, moved(100, 103)) == 0);
  CHECK(attend::moved_away_points(down, moved(100, 103.1)) == 1);
  CHECK(attend::moved_away_points(down, moved(100, 106.5)) == 8);
  CHECK(attend::moved_away_points(down, moved(100, 109.81)) == 15);
  CHECK(attend::moved_away_points(down, moved(100, 150)) == 15);
  CHECK(attend::moved_away_points(down, moved(100, 90)) == 0);
  CHECK(attend::moved_away_points({.direction = Direction::up}, moved(100, 90)) == 15);
  CHECK(attend::moved_away_points({}, moved(100, 150)) == 0);
  CHECK(attend::moved_away_points({.direction = Direction::down, .precision = 20}, moved(100, 110)) == 0);
  CHECK(attend::moved_away_points(down, changed(100, 150)) == 0);  // too few figures to know what is usual
  CHECK(attend::moved_away_points(down, {}) == 0);
}

TEST_CASE("promises: half for a lead, half for dates and leads of commitments") {
  CHECK(attend::promises_points({.commitments = 4}) == 0);
  CHECK(attend::promises_points({.commitments = 4, .undated = 2}) == 5);
  CHECK(attend::promises_points({.commitments = 4, .undated = 2, .led_by_nobody = 4}) == 10);
  CHECK(attend::promises_points({.commitments = 4, .nobody_leads = true}) == 5);
  CHECK(attend::promises_points({.commitments = 4, .led_by_nobody = 1, .nobody_leads = true}) == 13);
  CHECK(attend::promises_points({.nobody_leads = true}) == 20);
  CHECK(attend::promises_points({.commitments = 1000, .undated = 1}) == 1);
  CHECK(attend::promises_points({}) == 10);
}

TEST_CASE("age counts from 18 months to five years, lateness from the day due to a year on") {
  CHECK(attend::old_figures_points({}) == 10);
  CHECK(attend::old_figures_points(aged(540, 0)) == 0);
  CHECK(attend::old_figures_points(aged(549, 0)) == 1);
  CHECK(attend::old_figures_points(aged(1188, 0)) == 5);
  CHECK(attend::old_figures_points(aged(2900, 0)) == 10);
  CHECK(attend::old_figures_points(aged(0, 365)) == 10);
  CHECK(attend::old_figures_points(aged(0, 1)) == 1);
  auto questioned = aged(0, 0);
  questioned.open_questions = 2;
  CHECK(attend::old_figures_points(questioned) == 5);
}

TEST_CASE("outcomes come in order of need, each with its reasons in words") {
  const auto made = two_outcomes();
  const auto answer = attend::today(made.on("2026-11-22"));
  REQUIRE(answer.outcomes.size() == 2);
  const auto& poverty = answer.outcomes[0];
  CHECK(poverty.outcome->id == "O2");
  CHECK(poverty.points[Part::target] == static_cast<int>(std::lround(40 * (1 - poverty.statuses.front().probability.value()))));
  CHECK(poverty.points[Part::moved_away] == 0);  // 0.2 points up, where 2.2 are usual
  CHECK(poverty.points[Part::promises] == 15);
  CHECK(poverty.points[Part::old_figures] == 4);
  CHECK(poverty.group == attend::Group::watch);
  REQUIRE(poverty.reasons.size() == 4);
  const Words en("en");
  CHECK(say(en, poverty.reasons[0].sentence) ==
        "Poverty rate: The target (at most 7.25% by 2030) was met for 2020 (6.5%) and lost again: 10.4% for 2023.");
  CHECK(say(en, poverty.reasons[1].sentence) == "Its only commitment carries no date.");
  CHECK(say(en, poverty.reasons[2].sentence) == "Nobody leads the whole, though each commitment has its lead.");
  CHECK(say(en, poverty.reasons[3].sentence) == "Poverty rate: the newest figure is for 2023, which ended 34 months ago.");
  CHECK(say(en, *poverty.next_step) == "Agree with the partners what to change so that “Poverty rate” meets its target.");
  int sum = 0;
  for (const auto& reason : poverty.reasons) sum += reason.points;
  CHECK(sum == poverty.points.total());

  const auto& internet = answer.outcomes[1];
  CHECK(internet.points.total() == 0);
  CHECK(internet.reasons.empty());
  CHECK(!internet.next_step);
  CHECK(say(en, answer.lead) == "None of the 2 shared outcomes needs action first. Most in need: “Less poverty”.");
  CHECK(say(Words("fr"), answer.lead) ==
        "Aucun des 2 résultats partagés ne demande qu’on agisse d’abord. Le plus pressant\u00A0: «\u00A0Less poverty\u00A0».");
}

TEST_CASE("news are series whose figures a later publication changed, last published first") {
  const auto made = two_outcomes();
  const auto news = attend::newest_figures(*track::Judge().judge(made.on("2026-11-22")), 5);
  REQUIRE(news.size() == 1);  // fast internet was published once
  CHECK(news.front().status.indicator->id == "I2");
  CHECK(say(Words("en"), news.front().sentence) == "10.4% for 2023, up 0.1 percentage points from 10.3% for 2022.");
  CHECK(say(Words("en"), news.front().publication) == "Published on 1 June 2026: 1 new figure, 1 revised, none taken back.");
  CHECK(attend::newest_figures(*track::Judge().judge(made.on("2026-11-22")), 0).empty());
  CHECK(attend::newest_figures(*track::Judge().judge(made.as_of("2026-05-31")), 5).empty());
}

TEST_CASE("an outcome without anything gets the points of not knowing") {
  MadeWorkspace made;
  made.add("O", Outcome{.title = named("Nothing yet")});
  const auto view = made.on("2026-11-22");
  const auto answer = attend::attention_for(view, made.record<Outcome>("O"));
  CHECK(answer.points == attend::Points{{25, 0, 10, 0, 5, 10}});
  CHECK(say(Words("en"), *answer.next_step) == "Add a measure that would show whether it comes about.");
  for (const auto* language : {"en", "fr"}) {
    for (const auto& reason : answer.reasons) CHECK(say(Words(language), reason.sentence).find("⟦") == std::string::npos);
  }
}

TEST_CASE("missed milestones count by their share") {
  auto made = two_outcomes();
  made.add("M1", Target{.indicator = {"I1"}, .kind = TargetKind::milestone, .form = TargetForm::at_least, .value = 95, .period = period("2022")});
  made.add("M2", Target{.indicator = {"I1"}, .kind = TargetKind::milestone, .form = TargetForm::at_least, .value = 95, .period = period("2023")});
  const auto answer = attend::attention_for(made.on("2026-11-22"), made.record<Outcome>("O1"));
  CHECK(answer.points[Part::milestones] == 5);
  CHECK(say(Words("en"), answer.reasons.front().sentence) == "1 of its 2 milestones was missed.");
}

TEST_CASE("the order is told as JSON with every point given") {
  const auto made = two_outcomes();
  const auto view = made.on("2026-11-22");
  outturn::base::JsonWriter out;
  attend::write_json(out, attend::in_order(view).front(), Words("en"));
  const auto json = outturn::base::Json::parse(out.str()).value();
  const auto first = attend::in_order(view).front();
  CHECK(json.find("points")->find("total")->integer() == first.points.total());
  CHECK(json.find("points")->find("target")->integer() == first.points[Part::target]);
  CHECK(*json.find("group")->text() == "watch");
  CHECK(json.find("reasons")->array()->size() == first.reasons.size());
  CHECK(json.find("steps")->array()->size() == first.steps.size());
}

TEST_CASE("what nearly every outcome shares comes last, so that the next steps differ") {
  MadeWorkspace made;
  for (int n = 0; n < 5; ++n) {
    const auto id = std::to_string(n);
    made.add("O" + id, Outcome{.title = named("Outcome " + id)});
    made.add("I" + id, Indicator{.name = named("Measure " + id), .outcomes = {{"O" + id}}, .direction = Direction::up});
    if (n < 2) made.add("T" + id, Target{.indicator = {"I" + id}, .form = TargetForm::at_least, .value = 9, .period = period("2024")});
    made.figures("I" + id, {{"2024", 5}}, "2025-06-01");
  }
  const auto all = attend::in_order(made.on("2025-11-22"));
  REQUIRE(all.size() == 5);
  for (const auto& one : all) {
    const bool has_target = one.statuses.front().target != nullptr;
    // Nobody promised anything to any of them: that comes last, though it could take away the most points of three.
    CHECK(one.steps.back().sentence.key == (has_target ? "attend.next.ask_for_promises" : "attend.next.propose_target"));
    CHECK(one.next_step->key == (has_target ? "attend.next.review_target" : "attend.next.ask_for_promises"));
  }
}
