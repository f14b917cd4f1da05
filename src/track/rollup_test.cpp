#include "track/rollup.h"

#include "testing.h"
#include "testing_workspace.h"

namespace track = outturn::track;
namespace record = outturn::record;
using outturn::testing::MadeWorkspace;
using outturn::testing::near;
using outturn::testing::period;
using record::ValueKind;
using track::Sum;

namespace {

/// Canada and two provinces with one figure each and targets for 2030: at most these.
MadeWorkspace made_of(ValueKind kind, double whole, double east, double west, std::pair<double, double> figures = {40, 60}) {
  MadeWorkspace made;
  made.add("I", record::Indicator{.name = {{"en", "Homes"}}, .value_kind = kind, .direction = record::Direction::down});
  for (const auto* id : {"E", "W"}) {
    made.add(id, record::Place{.name = {{"en", id}}, .level = record::PlaceLevel::province, .parent = {"CA"}});
  }
  const auto add = [&](std::string id, std::string place, double value) {
    made.add(id, record::Target{.indicator = {"I"}, .place = {place}, .value = value, .period = period("2030")});
  };
  add("T", "", whole);
  add("TE", "E", east);
  add("TW", "W", west);
  made.figures("I", {{"2023", figures.first + figures.second}});
  made.figures("I", {{"2023", figures.first}}, "2024-01-01", "E");
  made.figures("I", {{"2023", figures.second}}, "2024-01-01", "W");
  return made;
}

track::Rollup only(const MadeWorkspace& made) {
  const auto all = track::rollups(made.on("2026-11-22"), made.record<record::Indicator>("I"));
  REQUIRE(all.size() == 1);
  for (const auto* language : {"en", "fr"}) {
    const auto text = say(outturn::language::Words(language), all.front().sentence);
    CHECK_MESSAGE(text.find("⟦") == std::string::npos, text);
    CHECK_MESSAGE(text.find('{') == std::string::npos, text);
  }
  return all.front();
}

}  // namespace

TEST_CASE("counts of the parts are added and held against the whole") {
  CHECK(only(made_of(ValueKind::count, 50, 20, 30)).sum == Sum::adds_up);
  const auto short_of = only(made_of(ValueKind::count, 50, 20, 30.5));
  CHECK(short_of.sum == Sum::falls_short);
  CHECK(short_of.total == near(50.5, 1e-12));
  CHECK(say(outturn::language::Words("en"), short_of.sentence) ==
        "The targets do not add up: if each of the 2 places just meets its own, that gives 50.5 for Canada, whose target is at most 50 by 2030.");
}

TEST_CASE("a part speaks for its own place: it is taken out where its whole has the same target, and stays where it has none") {
  const auto made = made_of(ValueKind::percentage, 10, 8, 12);
  auto statuses = track::statuses_of_indicator(made.on("2026-11-22"), made.record<record::Indicator>("I"));
  REQUIRE(statuses.size() == 3);

  const auto parts = track::parts_taken_out(statuses);

  REQUIRE(statuses.size() == 1);
  CHECK(statuses.front().target->id == "T");
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].place->id == "E");
  CHECK(parts[1].place->id == "W");
  auto alone = parts;
  CHECK(track::parts_taken_out(alone).empty());
  CHECK(alone.size() == 2);
}

TEST_CASE("amounts are added only where figures have shown that parts sum to the whole") {
  CHECK(only(made_of(ValueKind::amount, 50, 20, 30)).sum == Sum::adds_up);
  auto income = made_of(ValueKind::amount, 50, 20, 30);
  income.figures("I", {{"2023", 52}}, "2024-02-01");  // a median, not a sum
  CHECK(only(income).sum == Sum::cannot_add);
}

TEST_CASE("rates never add; between the least and the most of the parts lies the whole") {
  CHECK(only(made_of(ValueKind::percentage, 10, 8, 9)).sum == Sum::adds_up);
  CHECK(only(made_of(ValueKind::percentage, 10, 11, 12)).sum == Sum::falls_short);
  CHECK(only(made_of(ValueKind::percentage, 10, 8, 12)).sum == Sum::cannot_add);
  CHECK(!only(made_of(ValueKind::percentage, 10, 8, 12)).total);
}

TEST_CASE("a part with figures and no target leaves the sum open") {
  auto made = made_of(ValueKind::count, 60, 20, 30);
  made.add("N", record::Place{.name = {{"en", "North"}}, .level = record::PlaceLevel::province, .parent = {"CA"}});
  CHECK(only(made).sum == Sum::adds_up);  // nothing is measured there
  made.figures("I", {{"2023", 5}}, "2024-01-01", "N");
  const auto open = only(made);
  CHECK(open.sum == Sum::parts_missing);
  CHECK(open.missing.size() == 1);
}

TEST_CASE("targets of other years, forms or groups are not parts") {
  auto made = made_of(ValueKind::count, 50, 20, 30);
  made.add("TE", record::Target{.indicator = {"I"}, .place = {"E"}, .value = 20, .period = period("2029")});
  made.add("TW", record::Target{.indicator = {"I"}, .place = {"W"}, .form = record::TargetForm::at_least, .value = 30, .period = period("2030")});
  CHECK(track::rollups(made.on("2026-11-22"), made.record<record::Indicator>("I")).empty());
}
