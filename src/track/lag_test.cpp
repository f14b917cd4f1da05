#include "track/lag.h"

#include "record/agreement.h"
#include "record/assessment.h"
#include "record/logic_model.h"
#include "testing.h"
#include "testing_workspace.h"
#include "track/judge.h"

using namespace outturn;
using namespace outturn::testing;
using record::Indicator;
using record::LogicBox;
using record::LogicLink;

namespace {

/// Training → skills (6 months) → work (12), and advice → work (30); work is measured by "I".
MadeWorkspace reasoned() {
  MadeWorkspace made;
  made.add("O", record::Outcome{.title = {{"en", "Work"}}});
  made.add("I", Indicator{.name = {{"en", "In work"}}, .outcomes = {{"O"}}, .value_kind = record::ValueKind::percentage, .direction = record::Direction::up});
  made.add("T", record::Target{.indicator = {"I"}, .form = record::TargetForm::at_least, .value = 60, .period = period("2030"), .in_force_from = day("2024-03-31")});
  for (const auto* box : {"training", "skills", "advice", "work"}) {
    made.add(box, LogicBox{.outcome = {"O"}, .name = {{"en", box}}, .indicators = std::string(box) == "work" ? record::References{{"I"}} : record::References{}});
  }
  made.add("L1", LogicLink{.from = {"training"}, .to = {"skills"}, .lag_months = 6});
  made.add("L2", LogicLink{.from = {"skills"}, .to = {"work"}, .lag_months = 12});
  made.add("L3", LogicLink{.from = {"advice"}, .to = {"work"}, .lag_months = 30});
  made.figures("I", {{"2018", 50}, {"2019", 51}, {"2020", 50}, {"2021", 52}, {"2022", 51}, {"2023", 52}, {"2024", 53}}, "2025-02-01");
  return made;
}

std::optional<track::ExpectedEffect> effect(const MadeWorkspace& made, const char* today = "2025-03-01") {
  return track::expected_effect(made.on(today), made.record<Indicator>("I"), made.record<record::Target>("T").as<record::Target>());
}

}  // namespace

TEST_CASE("the expected lag is that of the quickest route of arrows, from the day the target came into force") {
  const auto made = reasoned();
  const auto found = effect(made);
  REQUIRE(found);
  CHECK(found->months == 18);
  CHECK(found->start == day("2024-03-31"));
  CHECK(found->expected == day("2025-09-30"));
  CHECK(found->agreement == nullptr);
  CHECK(found->box->id == "work");
  CHECK(found->before->id == "skills");
}

TEST_CASE("where partners signed, the work began with their agreement") {
  auto made = reasoned();
  made.add("A", record::Agreement{.outcome = {"O"}}).add("V", record::AgreementVersion{.agreement = {"A"}, .number = 1, .made = day("2023-01-01")});
  made.add("S1", record::Signature{.version = {"V"}, .given = day("2023-06-15")}).add("S0", record::Signature{.version = {"V"}, .given = day("2023-01-05"), .withdrawn = day("2023-01-06")});
  REQUIRE(effect(made));
  CHECK(effect(made)->start == day("2023-06-15"));
  CHECK(effect(made)->agreement->id == "A");
}

TEST_CASE("without arrows, without lags or without a beginning nothing is too early") {
  auto made = reasoned();
  made.add("L1", LogicLink{.from = {"training"}, .to = {"skills"}}).add("L2", LogicLink{.from = {"skills"}, .to = {"work"}});
  CHECK_FALSE(effect(made));
  auto undated = reasoned();
  undated.add("T", record::Target{.indicator = {"I"}, .form = record::TargetForm::at_least, .value = 60, .period = period("2030")});
  CHECK_FALSE(effect(undated));
}

TEST_CASE("arrows that go in a circle are followed once") {
  auto made = reasoned();
  made.add("L4", LogicLink{.from = {"work"}, .to = {"training"}, .lag_months = 1});
  REQUIRE(effect(made));
  CHECK(effect(made)->months == 30);  // only advice begins anywhere now
}

TEST_CASE("a status is too early to tell until figures reach the day by which the work can show; the chance stands beside it") {
  auto made = reasoned();
  auto status = track::statuses_of_indicator(made.on("2025-03-01"), made.record<Indicator>("I")).front();
  CHECK(status.code == track::StatusCode::too_early);
  CHECK(status.reason == track::Reason::effect_not_due);
  CHECK(status.sentence.key == "track.sentence.effect_not_due_by_target");
  CHECK(status.probability);
  REQUIRE_FALSE(status.notes.empty());
  CHECK(status.notes.front().key == "track.note.chance_early");
  made.figures("I", {{"2025", 54}}, "2026-02-01");
  status = track::statuses_of_indicator(made.on("2026-03-01"), made.record<Indicator>("I")).front();
  CHECK(status.code != track::StatusCode::too_early);
  // A target that is met already is met, however early.
  auto met = reasoned();
  met.figures("I", {{"2024", 70}}, "2025-03-01");
  CHECK(track::statuses_of_indicator(met.on("2025-03-02"), met.record<Indicator>("I")).front().code == track::StatusCode::met);
}

TEST_CASE("what people judge is held against its target, but never forecast and never called noise") {
  MadeWorkspace made;
  made.add("R", Indicator{.name = {{"en", "Trust"}}, .value_kind = record::ValueKind::rating, .direction = record::Direction::up, .levels = {{"en", "1 Low\n2 Middle\n3 High"}}});
  for (int year = 2016; year < 2025; ++year) {
    made.add("A" + std::to_string(year), record::Assessment{.indicator = {"R"}, .place = {"CA"}, .period = period(std::to_string(year)), .level = 1 + year % 2, .rated = day(std::to_string(year + 1) + "-01-01")});
  }
  auto status = track::statuses_of_indicator(made.on("2025-03-01"), made.record<Indicator>("R")).front();
  CHECK(status.code == track::StatusCode::no_target);
  CHECK_FALSE(status.noise);
  made.add("T", record::Target{.indicator = {"R"}, .form = record::TargetForm::at_least, .value = 3, .period = period("2030")});
  status = track::statuses_of_indicator(made.on("2025-03-01"), made.record<Indicator>("R")).front();
  CHECK(status.reason == track::Reason::not_forecast);
  CHECK_FALSE(status.forecast);
  made.add("A2025", record::Assessment{.indicator = {"R"}, .place = {"CA"}, .period = period("2025"), .level = 3, .rated = day("2026-01-01")});
  status = track::statuses_of_indicator(made.on("2026-03-01"), made.record<Indicator>("R")).front();
  CHECK(status.code == track::StatusCode::met);
}

TEST_CASE("calculated, proxy and system-health indicators say what they are, and watched ones that nobody wants a target") {
  MadeWorkspace made;
  made.add("a", Indicator{.name = {{"en", "A"}}}).figures("a", {{"2020", 5}});
  made.add("I", Indicator{.name = {{"en", "I"}}, .nature = record::Nature::proxy, .watched = true, .formula = "[a] × 2"});
  const auto status = track::statuses_of_indicator(made.on("2025-03-01"), made.record<Indicator>("I")).front();
  CHECK(status.sentence.key == "track.sentence.watched");
  std::string keys;
  for (const auto& note : status.notes) keys += note.key + " ";
  CHECK(keys == "track.note.calculated track.note.proxy ");
  REQUIRE(status.latest);
  CHECK(status.latest->value == 10);
}

TEST_CASE("a running total is never forecast to become less") {
  MadeWorkspace made;
  made.add("I", Indicator{.name = {{"en", "Homes built"}}, .value_kind = record::ValueKind::cumulative, .direction = record::Direction::up});
  made.add("T", record::Target{.indicator = {"I"}, .form = record::TargetForm::at_least, .value = 100, .period = period("2026")});
  made.figures("I", {{"2018", 10}, {"2019", 30}, {"2020", 31}, {"2021", 60}, {"2022", 61}, {"2023", 62}});
  const auto status = track::statuses_of_indicator(made.on("2024-03-01"), made.record<Indicator>("I")).front();
  REQUIRE(status.forecast);
  CHECK(status.forecast->floor == 62);
  for (const auto& step : status.forecast->forecast.steps) CHECK(step.quantile(0.025) >= 62);
}

TEST_CASE("statuses that are kept follow a lag far from the box that is measured, and the day on which partners signed") {
  auto made = reasoned();
  track::Judge judge;
  const auto code = [&] {
    const workspace::View view(std::make_shared<workspace::Workspace>(made.on("2025-03-01").workspace()), day("2025-03-01"));
    const auto& kept = judge.judge(view)->of(*view.workspace().find<Indicator>("I"));
    const auto whole = track::all_statuses(view);
    REQUIRE(kept.size() == 1);
    REQUIRE(whole.size() == 1);
    CHECK(kept[0].code == whole[0].code);
    return kept[0].code;
  };
  CHECK(code() == track::StatusCode::too_early);
  made.add("L1", LogicLink{.from = {"training"}, .to = {"skills"}}).add("L2", LogicLink{.from = {"skills"}, .to = {"work"}, .lag_months = 1});
  CHECK(code() != track::StatusCode::too_early);
  made.add("L1", LogicLink{.from = {"training"}, .to = {"skills"}, .lag_months = 20});
  CHECK(code() == track::StatusCode::too_early);
  made.add("A", record::Agreement{.outcome = {"O"}}).add("V", record::AgreementVersion{.agreement = {"A"}, .number = 1, .made = day("2020-01-01")});
  made.add("S", record::Signature{.version = {"V"}, .given = day("2020-01-05")});
  CHECK(code() != track::StatusCode::too_early);
}
