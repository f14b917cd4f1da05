#include "track/status.h"

#include "record/trust.h"
#include "testing.h"
#include "testing_workspace.h"

namespace track = outturn::track;
namespace record = outturn::record;
namespace workspace = outturn::workspace;
using outturn::testing::Given;
using outturn::testing::MadeWorkspace;
using outturn::testing::period;
using record::Direction;
using record::TargetForm;
using record::TargetKind;
using record::ValueKind;
using track::Reason;
using track::StatusCode;

namespace {

record::Indicator share(Direction direction) {
  return {.name = {{"en", "Share"}}, .value_kind = ValueKind::percentage, .direction = direction, .decimals = 1};
}

record::Target target_by(TargetForm form, double value, std::string_view by) {
  return {.indicator = {"I"}, .form = form, .value = value, .period = period(by)};
}

/// A share that should fall, with Canada's figures of the poverty rate.
MadeWorkspace poverty() {
  MadeWorkspace made;
  made.add("I", share(Direction::down));
  made.figures("I", {{"2015", 14.5}, {"2016", 12.9}, {"2017", 11.9}, {"2018", 11.2}, {"2019", 10.5}, {"2020", 6.5}, {"2021", 7.6}, {"2022", 10.3}, {"2023", 10.4}},
               "2025-05-01");
  return made;
}

track::Status only(const workspace::View& view) {
  const auto all = track::all_statuses(view);
  REQUIRE(all.size() == 1);
  return all.front();
}

std::string english(const outturn::language::Sentence& sentence) { return say(outturn::language::Words("en"), sentence); }
std::string french(const outturn::language::Sentence& sentence) { return say(outturn::language::Words("fr"), sentence); }

}  // namespace

TEST_CASE("Canada's poverty rate: the 2030 target was met in 2020 and lost again") {
  auto made = poverty();
  auto promise = target_by(TargetForm::at_most, 7.25, "2030");
  promise.base_period = period("2015");
  promise.base_value = 14.5;
  made.add("T", promise);

  const auto status = only(made.on("2026-11-22"));

  CHECK(status.code == StatusCode::met_then_lost);
  CHECK(english(status.sentence) == "The target (at most 7.25% by 2030) was met for 2020 (6.5%) and lost again: 10.4% for 2023.");
  CHECK(french(status.sentence) == "La cible (au plus 7,25\u00A0% d’ici 2030) a été atteinte pour 2020 (6,5\u00A0%), puis perdue\u00A0: 10,4\u00A0% pour 2023.");
  CHECK(status.evidence.size() == 2);
  CHECK(status.data_quality == "unverified");
  REQUIRE(status.notes.size() == 1);  // lost is not the end: it has until 2030
  CHECK(english(status.notes.front()).starts_with("The chance of meeting it by its end after all is "));
  CHECK(status.probability.value() > 0);
  CHECK(status.probability.value() < 0.65);
}

TEST_CASE("a target that the latest figure meets is met, and the sentence says whether it is settled") {
  MadeWorkspace made;
  made.add("I", share(Direction::down));
  made.figures("I", {{"2022/23", 8.3}, {"2023/24", 8.1}, {"2024/25", 6.8}}, "2025-09-01");
  made.add("T", target_by(TargetForm::at_most, 8, "2025"));

  // The fiscal year 2024/25 is the last that ends by the end of 2025.
  CHECK(english(only(made.on("2026-11-22")).sentence) == "The target (at most 8% by 2025) was met: 6.8% for 2024/25.");
  const auto earlier = only(made.on("2025-11-22"));
  CHECK(earlier.code == StatusCode::met);
  CHECK(english(earlier.sentence) == "The latest figure, 6.8% for 2024/25, already meets the target (at most 8% by 2025). It has to hold until then.");
}

TEST_CASE("a figure equal to the limit meets it, the next one beyond does not") {
  for (const auto& [value, code] : {std::pair{8.0, StatusCode::met}, {8.1, StatusCode::missed}, {7.9, StatusCode::met}}) {
    MadeWorkspace made;
    made.add("I", share(Direction::down));
    made.figures("I", {{"2019", 9}, {"2020", value}}, "2021-05-01");
    made.add("T", target_by(TargetForm::at_most, 8, "2020"));
    CHECK(only(made.on("2021-11-22")).code == code);
  }
}

TEST_CASE("a target whose period is over is missed by the figure of that period") {
  MadeWorkspace made;
  made.add("I", share(Direction::up));
  made.figures("I", {{"2018", 70}, {"2019", 71}, {"2020", 72.5}}, "2021-05-01");
  made.add("T", target_by(TargetForm::at_least, 75, "2020"));

  const auto status = only(made.on("2021-11-22"));

  CHECK(status.code == StatusCode::missed);
  CHECK(english(status.sentence) == "The target (at least 75% by 2020) was missed by 2.5 percentage points: 72.5% for 2020.");
}

TEST_CASE("until the figure of the target's period has arrived, nobody can tell") {
  MadeWorkspace made;
  made.add("I", share(Direction::up));
  made.figures("I", {{"2017", 69}, {"2018", 70}, {"2019", 71}}, "2020-05-01");
  made.add("T", target_by(TargetForm::at_least, 75, "2020"));

  const auto status = only(made.on("2021-11-22"));

  CHECK(status.code == StatusCode::cannot_tell);
  CHECK(status.reason == Reason::awaiting_figure);
  CHECK(english(status.sentence) == "The target (at least 75% by 2020) has run out, and its figure for 2020 has not arrived. The latest is 71.0%, for 2019.");
}

TEST_CASE("figures every second year: the last before the target's end decides") {
  MadeWorkspace made;
  made.add("I", share(Direction::up));
  made.figures("I", {{"2016", 69}, {"2018", 70}, {"2020", 71}}, "2020-05-01");
  made.add("T", target_by(TargetForm::at_least, 75, "2021"));

  CHECK(only(made.on("2022-01-01")).code == StatusCode::missed);
  CHECK(only(made.on("2021-12-31")).code == StatusCode::too_early);
}

TEST_CASE("averages of several years count by their last day") {
  MadeWorkspace made;
  made.add("I", share(Direction::up));
  made.figures("I", {{"2016-2018", 68}, {"2017-2019", 71}, {"2018-2020", 64}, {"2019-2021", 85}, {"2020-2022", 74}}, "2024-05-01");
  made.add("T", target_by(TargetForm::at_least, 85, "2030"));
  CHECK(only(made.on("2026-11-22")).code == StatusCode::met_then_lost);

  made.add("T", target_by(TargetForm::at_least, 85, "2021"));
  const auto status = only(made.on("2026-11-22"));
  CHECK(status.code == StatusCode::met);  // the figure that came later is about a later time
  CHECK(status.evidence.front().period == period("2019-2021"));
}

TEST_CASE("a target in the future needs five figures before a chance is said") {
  MadeWorkspace made;
  made.add("I", share(Direction::up));
  made.add("T", target_by(TargetForm::at_least, 90, "2030"));
  CHECK(only(made.on("2026-11-22")).reason == Reason::no_figures);
  made.figures("I", {{"2020", 70}, {"2021", 71}, {"2022", 72}, {"2023", 73}});
  auto status = only(made.on("2026-11-22"));
  CHECK(status.code == StatusCode::too_early);
  CHECK(english(status.sentence) ==
        "The target is at least 90% by 2030. There are only 4 usable figures, the latest 73.0% for 2023; a verdict needs 5.");
  made.figures("I", {{"2024", 74}});
  status = only(made.on("2026-11-22"));
  CHECK(status.code == StatusCode::off_course);  // a point a year, and sixteen to go in six
  CHECK(status.steps_ahead == 6);
  CHECK(english(status.sentence).ends_with("The latest figure, 74.0% for 2024, is 16 percentage points away from it."));
}

TEST_CASE("absent figures never count, least of all as zero") {
  for (const auto* absence : {"x", "c", "z", "w", "d"}) {
    MadeWorkspace made;
    made.add("I", share(Direction::down));
    made.add("T", target_by(TargetForm::at_most, 5, "2023"));
    made.figures("I", {{"2022", 0, absence}, {"2023", 0, absence}});
    const auto status = only(made.on("2026-11-22"));
    CHECK(status.code == StatusCode::cannot_tell);
    CHECK(status.reason == Reason::no_usable_figures);
    CHECK(!status.latest);
  }
  MadeWorkspace made;
  made.add("I", share(Direction::down));
  made.add("T", target_by(TargetForm::eliminate, 0, "2023"));
  made.figures("I", {{"2022", 4}, {"2023", 0}});
  const auto status = only(made.on("2026-11-22"));
  CHECK(status.code == StatusCode::met);  // but a zero is a figure
  CHECK(english(status.sentence) == "The target (none by 2023, which means 0% or less) was met: 0.0% for 2023.");
}

TEST_CASE("a range binds at its far end, or at both where no direction is desired") {
  const auto code = [](Direction direction, double value) {
    MadeWorkspace made;
    made.add("I", share(direction));
    auto promise = target_by(TargetForm::range, 40, "2023");
    promise.upper = 45;
    made.add("T", promise);
    made.figures("I", {{"2022", 60}, {"2023", value}});
    return only(made.on("2026-11-22")).code;
  };
  CHECK(code(Direction::up, 39.9) != StatusCode::met);
  CHECK(code(Direction::up, 50) == StatusCode::met);
  CHECK(code(Direction::down, 45.1) == StatusCode::missed);
  CHECK(code(Direction::down, 30) == StatusCode::met);
  CHECK(code(Direction::none, 40) == StatusCode::met);
  CHECK(code(Direction::none, 45) == StatusCode::met);
  CHECK(code(Direction::none, 39.9) == StatusCode::missed);
  CHECK(code(Direction::none, 45.1) == StatusCode::missed);
}

TEST_CASE("a target easier than its start is said to be so (opioid deaths: 7.8 in 2016, \u201Creduce to 10\u201D)") {
  MadeWorkspace made;
  made.add("I", record::Indicator{.name = {{"en", "Deaths"}}, .value_kind = ValueKind::rate, .direction = Direction::down, .decimals = 1});
  auto promise = target_by(TargetForm::at_most, 10, "2028");
  promise.base_period = period("2016");
  made.add("T", promise);
  made.figures("I", {{"2016", 7.8}, {"2017", 11.2}, {"2018", 11.5}, {"2019", 10.6}, {"2020", 16.3}, {"2021", 19.8}});

  const auto status = only(made.on("2026-11-22"));

  CHECK(status.code == StatusCode::off_course);  // its own starting point does not count as having met it
  REQUIRE(status.notes.size() == 1);
  CHECK(english(status.notes.front()) == "The target (at most 10 by 2028) is easier than where it started: 7.8 for 2016 already met it.");
}

TEST_CASE("a weakened target shows what the old one would say; a tightened one does not") {
  auto made = poverty();
  made.add("T1", target_by(TargetForm::at_most, 8, "2022"));
  auto weaker = target_by(TargetForm::at_most, 11, "2023");
  weaker.replaces = {"T1"};
  weaker.reason = "less money";
  made.add("T2", weaker);

  auto status = only(made.on("2026-11-22"));
  CHECK(status.code == StatusCode::promise_changed);
  REQUIRE(status.earlier_target);
  CHECK(status.earlier_target->id == "T1");
  CHECK(english(status.sentence) ==
        "The target was weakened. Before: at most 8% by 2022; by that one the status would be “Met, then lost”. Now: at most 11% by 2023; by "
        "this one it is “Met”.");

  weaker.value = 7;
  weaker.period = period("2022");
  made.add("T2", weaker);
  CHECK(only(made.on("2026-11-22")).code == StatusCode::met_then_lost);

  weaker.value = 8;
  weaker.period = period("2030");  // the same limit, later
  made.add("T2", weaker);
  CHECK(only(made.on("2026-11-22")).code == StatusCode::promise_changed);

  weaker.value = 5;  // stricter, but later: not to be compared
  made.add("T2", weaker);
  CHECK(only(made.on("2026-11-22")).code != StatusCode::promise_changed);
}

TEST_CASE("a target counts from the day on which it comes into force") {
  auto made = poverty();
  made.add("T1", target_by(TargetForm::at_most, 7.25, "2030"));
  auto later = target_by(TargetForm::at_most, 12, "2030");
  later.replaces = {"T1"};
  later.in_force_from = outturn::testing::day("2026-01-01");
  made.add("T2", later);

  CHECK(only(made.as_of("2025-12-31")).target->id == "T1");
  CHECK(only(made.as_of("2026-01-01")).target->id == "T2");
}

TEST_CASE("what was known on a day decides what is said as of that day") {
  auto made = poverty();
  made.add("T", target_by(TargetForm::at_most, 7.25, "2030"));
  CHECK(only(made.as_of("2025-05-01")).code == StatusCode::met_then_lost);
  CHECK(only(made.as_of("2025-04-30")).reason == Reason::no_figures);
}

TEST_CASE("a new definition without a bridge breaks the comparison with a target set before it") {
  MadeWorkspace made;
  made.add("I", share(Direction::down));
  made.add("T", target_by(TargetForm::at_most, 5, "2023"));
  made.add("D2", record::Definition{.indicator = {"I"}, .version = 2, .text = {{"en", "new"}}, .in_force_from = outturn::testing::day("2022-01-01")});
  made.figures("I", {{"2020", 9}, {"2021", 8}});
  CHECK(only(made.on("2026-11-22")).reason == Reason::awaiting_figure);
  made.figures("I", {{"2022", 6}, {"2023", 4}}, "2024-02-01", "CA", "", 2);
  auto status = only(made.on("2026-11-22"));
  CHECK(status.reason == Reason::definition_changed);
  CHECK(status.usable_figures == 2);  // two definitions never mix

  made.add("D2", record::Definition{.indicator = {"I"}, .version = 2, .text = {{"en", "new"}}, .bridge = {{"en", "times two"}}});
  CHECK(only(made.on("2026-11-22")).code == StatusCode::met);
}

TEST_CASE("without a target the figures are held against what they do by themselves") {
  auto made = poverty();
  const auto status = only(made.on("2026-11-22"));
  CHECK(status.code == StatusCode::no_change_beyond_noise);
  CHECK(!status.probability);
  CHECK(status.place->id == "CA");
  CHECK(english(status.sentence) ==
        "No target is set. The latest figure, 10.4% for 2023, lies within what the figures do by themselves (6.7% to 14.6%).");
  CHECK(english(track::change_sentence(share(Direction::down), *status.change)) ==
        "10.4% for 2023, up 0.1 percentage points from 10.3% for 2022.");
}

TEST_CASE("without the country's figures the first place that has any is the headline") {
  MadeWorkspace made;
  made.add("35", record::Place{.name = {{"en", "Ontario"}}}).add("I", share(Direction::down));
  CHECK(only(made.on("2026-11-22")).place->id == "CA");
  made.figures("I", {{"2020", 9}}, "2021-01-01", "35");
  CHECK(only(made.on("2026-11-22")).place->id == "35");
}

TEST_CASE("milestones are judged each on its own, beside the target itself") {
  MadeWorkspace made;
  made.add("I", share(Direction::up));
  made.add("T", target_by(TargetForm::at_least, 100, "2035"));
  auto milestone = target_by(TargetForm::at_least, 10, "2023");
  milestone.kind = TargetKind::milestone;
  made.add("M1", milestone);
  milestone.value = 20;
  milestone.period = period("2025");
  made.add("M2", milestone);
  made.figures("I", {{"2021", 5.3}, {"2022", 8.2}, {"2023", 11.0}, {"2024", 14.6}, {"2025", 9.5}}, "2026-02-01");

  const auto status = only(made.on("2026-11-22"));

  CHECK(status.target->id == "T");
  CHECK(status.code == StatusCode::off_course);
  REQUIRE(status.other_targets.size() == 2);
  CHECK(status.other_targets[0].code == StatusCode::met);
  CHECK(status.other_targets[1].code == StatusCode::missed);
}

TEST_CASE("a unit is said once in a sentence, with the last figure") {
  MadeWorkspace made;
  made.add("I", record::Indicator{.name = {{"en", "Waste"}}, .unit = {{"en", "kilograms"}}, .value_kind = ValueKind::rate, .direction = Direction::down, .decimals = 0});
  made.add("T", target_by(TargetForm::at_most, 690, "2030"));
  made.figures("I", {{"2018", 697}, {"2020", 689}, {"2022", 696}});
  CHECK(english(only(made.on("2026-11-22")).sentence) ==
        "The target (at most 690 by 2030) was met for 2020 (689) and lost again: 696 kilograms for 2022.");
}

TEST_CASE("of several targets the first whose period is not over decides") {
  auto made = poverty();
  made.add("T50", target_by(TargetForm::at_most, 1, "2050"));
  made.add("T30", target_by(TargetForm::at_most, 5, "2030"));
  made.add("T20", target_by(TargetForm::at_most, 7, "2020"));
  CHECK(only(made.on("2026-11-22")).target->id == "T30");
  CHECK(only(made.on("2031-01-01")).target->id == "T50");
  CHECK(only(made.on("2051-01-01")).target->id == "T50");
}

TEST_CASE("targets for other places and groups are series of their own") {
  auto made = poverty();
  made.add("35", record::Place{.name = {{"en", "Ontario"}}});
  made.add("T", target_by(TargetForm::at_most, 7.25, "2030"));
  auto ontario = target_by(TargetForm::at_most, 5, "2030");
  ontario.place = {"35"};
  made.add("TO", ontario);
  const auto all = track::all_statuses(made.on("2026-11-22"));
  REQUIRE(all.size() == 2);
  CHECK(all[1].place->id == "35");
  CHECK(all[1].reason == Reason::no_figures);
}

TEST_CASE("as JSON a status carries code, label, sentence and the figures it rests on") {
  auto made = poverty();
  made.add("O", record::Outcome{.title = {{"en", "Less poverty"}}});
  auto indicator = share(Direction::down);
  indicator.outcomes = {{"O"}};
  made.add("I", indicator).add("T", target_by(TargetForm::at_most, 7.25, "2030"));
  const auto view = made.on("2026-11-22");
  outturn::base::JsonWriter out;
  track::write_json(out, view, only(view), outturn::language::Words("en"));
  const auto json = outturn::base::Json::parse(out.str()).value();
  CHECK(*json.find("outcome")->text() == "O");
  CHECK(*json.find("status")->text() == "met_then_lost");
  CHECK(*json.find("label")->text() == "Met, then lost");
  CHECK(json.find("target")->find("value")->number() == 7.25);
  CHECK(*json.find("target")->find("kind")->text() == "joint");
  CHECK(*json.find("latest")->find("period")->text() == "2023");
  CHECK(*json.find("as_of")->text() == "2026-11-22");
  CHECK(track::statuses_of_outcome(view, made.record<record::Outcome>("O")).size() == 1);
}

namespace {

/// Figures of a share for the years from 2012 on, and a target for 2030.
track::Status of_shares(std::initializer_list<double> values, TargetForm form, double limit, Direction direction = Direction::down) {
  MadeWorkspace made;
  made.add("I", share(direction));
  made.add("T", target_by(form, limit, "2030"));
  int year = 2012;
  for (const double value : values) made.figures("I", {{std::to_string(year++), value}});
  return only(made.on("2026-11-22"));
}

}  // namespace

TEST_CASE("the chance decides the status: from 65 % on course, from 35 % uncertain, below off course") {
  // The same figures held against limits from hard to easy: the chance grows with the limit and the word follows it.
  double before = -1;
  std::vector<StatusCode> seen;
  for (double limit = 1; limit <= 29; limit += 0.25) {
    const auto status = of_shares({20, 23, 21, 24, 22, 25, 23, 24, 30}, TargetForm::at_most, limit);
    if (status.code == StatusCode::met || status.code == StatusCode::met_then_lost) continue;
    const double chance = status.probability.value();
    CHECK(chance >= before);
    before = chance;
    CHECK(status.code == (chance >= 0.65 ? StatusCode::on_course : chance >= 0.35 ? StatusCode::uncertain : StatusCode::off_course));
    if (seen.empty() || seen.back() != status.code) seen.push_back(status.code);
    CHECK(status.forecast);
  }
  CHECK(!seen.empty());
  CHECK(seen.front() == StatusCode::off_course);
}

TEST_CASE("a share cannot pass 100 %, a count cannot fall below none: the forecast keeps to that") {
  const auto status = of_shares({80, 85, 88, 92, 95, 97, 98, 99}, TargetForm::at_least, 100, Direction::up);
  REQUIRE(status.forecast);
  CHECK(status.forecast->ceiling == 100);
  CHECK(status.forecast->floor == 0);
  for (const auto& step : status.forecast->forecast.steps) CHECK(step.quantile(0.999) <= 100);
  CHECK(status.probability.value() > 0);
}

TEST_CASE("the same chance is not computed twice, and a new figure changes only its own series") {
  MadeWorkspace made;
  for (const auto* id : {"I", "J"}) {
    made.add(id, share(Direction::down));
    auto promise = target_by(TargetForm::at_most, 3, "2030");
    promise.indicator = {id};
    made.add(std::string("T") + id, promise);
    made.figures(id, {{"2015", 11.25}, {"2016", 12.5}, {"2017", 11.75}, {"2018", 13.5}, {"2019", 12.125}, {"2020", id[0] == 'I' ? 12.0 : 13.0}});
  }
  const auto first = track::all_statuses(made.on("2026-11-22"));
  const auto made_before = track::outlook_count().made;
  const auto again = track::all_statuses(made.on("2026-11-23"));
  CHECK(track::outlook_count().made == made_before);
  CHECK(again[0].forecast == first[0].forecast);
  made.figures("J", {{"2021", 12.75}});
  const auto later = track::all_statuses(made.on("2026-11-23"));
  CHECK(track::outlook_count().made == made_before + 1);
  CHECK(later[0].forecast == first[0].forecast);
  CHECK(later[1].forecast != first[1].forecast);
  CHECK(later[0].probability == first[0].probability);
}

TEST_CASE("as of an earlier day the chance rests on what was known then") {
  MadeWorkspace made;
  made.add("I", share(Direction::down)).add("T", target_by(TargetForm::at_most, 8, "2030"));
  made.figures("I", {{"2015", 14.5}, {"2016", 12.9}, {"2017", 11.9}, {"2018", 11.2}, {"2019", 10.5}, {"2020", 9.9}}, "2022-03-01");
  made.figures("I", {{"2021", 13.6}, {"2022", 14.3}, {"2023", 14.4}}, "2025-05-01");
  const auto then = only(made.as_of("2023-01-01"));
  const auto now = only(made.on("2026-11-22"));
  CHECK(then.usable_figures == 6);
  CHECK(now.usable_figures == 9);
  CHECK(then.probability.value() > now.probability.value());
}

TEST_CASE("without a target: better, worse or no change beyond noise, never by the last two figures") {
  const auto code = [](std::initializer_list<double> values, Direction direction) {
    MadeWorkspace made;
    made.add("I", share(direction));
    int year = 2000;
    for (const double value : values) made.figures("I", {{std::to_string(year++), value}});
    return only(made.on("2026-11-22")).code;
  };
  CHECK(code({10, 11, 10, 12, 11, 10, 11, 13}, Direction::down) == StatusCode::no_change_beyond_noise);  // up by two, and noise all the same
  CHECK(code({10, 10.2, 9.9, 10.1, 10, 10.1, 9.9, 14}, Direction::down) == StatusCode::worse);
  CHECK(code({10, 10.2, 9.9, 10.1, 10, 10.1, 9.9, 14}, Direction::up) == StatusCode::better);
  CHECK(code({10, 10.2, 9.9, 10.1, 10, 10.1, 9.9, 14}, Direction::none) == StatusCode::no_target);
  CHECK(code({20, 19, 18, 17, 16, 15, 14, 13}, Direction::down) == StatusCode::better);
  CHECK(code({10, 10, 10, 10, 10, 10}, Direction::down) == StatusCode::no_change_beyond_noise);
  CHECK(code({10, 20, 30, 40}, Direction::up) == StatusCode::no_target);  // too short to judge
}

TEST_CASE("every step to a status is told, in both languages") {
  auto made = poverty();
  made.add("T", target_by(TargetForm::at_most, 3, "2030"));
  auto milestone = target_by(TargetForm::at_most, 5, "2026");
  milestone.kind = TargetKind::milestone;
  made.add("M", milestone);
  const auto view = made.on("2026-11-22");
  const auto status = only(view);
  std::vector<std::string> codes;
  for (const auto& step : status.why) {
    codes.emplace_back(step.code);
    for (const auto& text : {english(step.sentence), french(step.sentence)}) {
      CHECK_MESSAGE(text.find("⟦") == std::string::npos, text);
      CHECK_MESSAGE(text.find('{') == std::string::npos, text);
    }
  }
  CHECK(codes == std::vector<std::string>{"figures_used", "bounds", "models", "back_test", "steps_ahead", "forecast", "rounding", "probability", "rating", "cap"});
  REQUIRE(status.other_targets.size() == 1);
  CHECK(status.other_targets.front().probability.has_value());
  outturn::base::JsonWriter out;
  track::write_json(out, view, status, outturn::language::Words("en"));
  const auto json = outturn::base::Json::parse(out.str()).value();
  CHECK(json.find("probability")->number() == status.probability);
  CHECK(json.find("steps")->array()->size() == codes.size());
  CHECK(*json.find("forecast")->find("periods")->array()->front().find("period")->text() == "2024");
}

namespace {

record::Verification rated(record::Rating rating, std::string_view on, std::string_view until) {
  return {.system = {{"en", "Income survey"}}, .indicators = {{"I"}}, .rating = rating, .evidence = "seen", .verified = outturn::testing::day(on),
          .expires = outturn::testing::day(until)};
}

}  // namespace

TEST_CASE("figures that failed verification show no status, but what they would say stays beside it") {
  auto made = poverty();
  made.add("T", target_by(TargetForm::at_most, 7.25, "2030"));
  made.add("V", rated(record::Rating::red, "2026-01-01", "2028-01-01"));
  const auto status = only(made.on("2026-11-22"));
  CHECK(status.code == StatusCode::cannot_tell);
  CHECK(status.reason == Reason::failed_verification);
  CHECK(status.data_quality == "red");
  CHECK(english(status.sentence) ==
        "The figures failed verification, so they can show no status. “Income survey” failed verification on 1 January 2026: it is not fit to be "
        "relied on. That stands until it is checked again, which is due by 1 January 2028.");
  CHECK(english(status.notes.front()).starts_with("Without that rating the figures would say “Met, then lost”"));
  CHECK(only(made.on("2028-01-02")).data_quality == "red");  // a bad rating stands until somebody looks again
  CHECK(only(made.on("2028-01-02")).code == StatusCode::cannot_tell);
  CHECK(only(made.as_of("2025-12-31")).data_quality == "unverified");  // not known then
}

TEST_CASE("weak data cap a status at uncertain, good data and unverified ones change nothing") {
  const auto with = [](std::optional<record::Rating> rating) {
    MadeWorkspace made;
    made.add("I", share(Direction::up));
    made.add("T", target_by(TargetForm::at_least, 50, "2030"));
    int year = 2012;
    for (const double value : {41.0, 43.1, 44.9, 47.2, 48.0, 48.3, 49.0, 49.2, 49.4, 49.5, 49.6, 49.9}) made.figures("I", {{std::to_string(year++), value}});
    if (rating) made.add("V", rated(*rating, "2026-01-01", "2028-01-01"));
    return only(made.on("2026-11-22"));
  };
  const auto plain = with({});
  REQUIRE(plain.code == StatusCode::on_course);
  CHECK(with(record::Rating::green).code == StatusCode::on_course);
  CHECK(with(record::Rating::green_disclosure).code == StatusCode::on_course);
  const auto capped = with(record::Rating::amber);
  CHECK(capped.code == StatusCode::uncertain);
  CHECK(capped.probability == plain.probability);
  CHECK(french(capped.notes.front()).find("⟦") == std::string::npos);
  CHECK(capped.why.back().code == "cap");
}

TEST_CASE("an unsettled question stands beside the status until it is answered") {
  auto made = poverty();
  record::DataQuestion question{.indicator = {"I"}, .period = period("2023"), .text = "Is this right?", .asked_of = {"P"}, .asked = outturn::testing::day("2026-02-01")};
  made.add("Q", question);
  CHECK(only(made.on("2026-11-22")).open_questions == 1);
  CHECK(only(made.as_of("2026-01-31")).open_questions == 0);
  CHECK(english(only(made.on("2026-11-22")).notes.back()) == "1 question about these figures is not settled.");
  question.state = record::QuestionState::disputed;
  made.add("Q", question);
  CHECK(only(made.on("2026-11-22")).open_questions == 1);
  question.state = record::QuestionState::answered;
  made.add("Q", question);
  CHECK(only(made.on("2026-11-22")).open_questions == 0);
}
