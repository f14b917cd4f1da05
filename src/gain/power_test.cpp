#include "gain/power.h"

#include <algorithm>

#include "gain/gain_testing.h"

namespace gain = outturn::gain;
using outturn::testing::near;
using outturn::testing::question_of;
using outturn::testing::refusal;
using outturn::testing::rows_of;
using outturn::testing::study_of;
using outturn::testing::Town;

namespace {

gain::Power power_of(const Town& town, gain::Question question, std::size_t after = 0) {
  outturn::base::Progress silent;
  return gain::power(study_of(town, std::move(question)), after, silent).value();
}

}  // namespace

TEST_CASE("power: twice the noise, about twice the change that can be seen; what comes after the start is not looked at") {
  const Town quiet{.noise = 1};
  const Town loud{.noise = 2};
  const auto one = power_of(quiet, question_of(quiet));
  const auto two = power_of(loud, question_of(loud));
  CHECK(two.smallest_visible / one.smallest_visible == near(1.8, 0.4));
  CHECK(one.smallest_visible == near((1.6448536 + 0.8416212) * one.spread, 1e-6));
  const Town with_effect{.effect = 50};
  CHECK(power_of(with_effect, question_of(with_effect)).smallest_visible == one.smallest_visible);
}

TEST_CASE("power: it warns when the smallest gain worth having could not be seen") {
  const Town town;
  auto question = question_of(town);
  question.worthwhile = 0.1;
  CHECK(power_of(town, question).notes.front().key == "gain.power.not_enough");
  question.worthwhile = 20;
  CHECK(power_of(town, question).notes.front().key == "gain.power.enough");
}

TEST_CASE("power: a start that is still to come needs no figures after it") {
  const Town town;
  auto question = question_of(town);
  question.from.clear();
  question.planned = true;
  const auto planned = power_of(town, question, 5);
  CHECK(planned.before == town.periods);
  CHECK(planned.after == 5);
  question.from = "2050";
  CHECK(power_of(town, question, 5).smallest_visible == planned.smallest_visible);
}

TEST_CASE("power: too short a past is refused") {
  const Town town{.periods = 12, .start = 7};
  outturn::base::Progress silent;
  CHECK(refusal(gain::power(study_of(town, question_of(town)), 0, silent)) == "--from: gain.power_too_short");
}

TEST_CASE("power: where several places take part, as many at a time are tried, and a smaller change can be seen") {
  const Town town{.loading = 0.5, .ordinary = true};
  auto question = question_of(town);
  const auto one = power_of(town, question);
  const auto says_together = [](const gain::Power& power) { return std::ranges::any_of(power.notes, [](const auto& note) { return note.key == "gain.power.together"; }); };
  CHECK(!says_together(one));
  question.treated = {"P00", "P01", "P02", "P03", "P04"};
  const auto five = power_of(town, question);
  CHECK(five.fake_starts == one.fake_starts);
  CHECK(five.smallest_visible < 0.8 * one.smallest_visible);
  CHECK(says_together(five));
  CHECK(power_of(town, question).smallest_visible == five.smallest_visible);
}

TEST_CASE("power: where too few places are left to compare with, it says before anybody signs that nothing can be told") {
  const Town ten{.places = 10};
  auto question = question_of(ten);
  question.worthwhile = 50;
  const auto enough = power_of(ten, question);
  CHECK(enough.can_be_told);
  CHECK(enough.notes.front().key == "gain.power.enough");

  question.treated = {"P00", "P01"};
  const auto two = power_of(ten, question);
  CHECK(!two.can_be_told);
  CHECK(two.notes.front().key == "gain.power.few_others");
  for (const auto& note : two.notes) CHECK(note.key != "gain.power.enough");
  outturn::base::JsonWriter json;
  gain::write_json(json, study_of(ten, question), two, outturn::language::Words("en"));
  CHECK(std::move(json).str().find("\"can_be_told\":false,\"worthwhile\":50,\"worthwhile_visible\":false") != std::string::npos);

  question.method = gain::Method::did;  // judged by errors that rest on the places taking part, not by placebos
  CHECK(power_of(ten, question).can_be_told);
  const Town nine{.places = 9};
  CHECK(!power_of(nine, question_of(nine)).can_be_told);
  const Town alone{.places = 3};
  CHECK(power_of(alone, question_of(alone)).can_be_told);
}

namespace {

/// The first three places begin in these years, the others never; the figures end with `town`.
gain::Power with_starts(const Town& town, std::vector<double> years, gain::Method method = gain::Method::automatic, bool planned = true) {
  gain::Question question{.value = "rate", .method = method, .has_cohort = true, .direction = gain::Direction::up, .planned = planned};
  auto rows = rows_of(town);
  for (auto& row : rows) {
    const auto place = static_cast<std::size_t>((row.number - 2) / static_cast<std::int64_t>(town.periods));
    row.numbers.push_back(place < years.size() ? years[place] : 0);
  }
  const auto columns = gain::columns_of(question, "", "start");
  outturn::base::Progress silent;
  return gain::power(gain::study(std::move(question), columns, rows).value(), 6, silent).value();
}

bool notes(const gain::Power& power, std::string_view key) {
  return std::ranges::any_of(power.notes, [&](const auto& note) { return note.key == key; });
}

}  // namespace

TEST_CASE("power: different starts, all still to come, are tried with the estimator for different starts") {
  const Town town;  // 1990 to 2019
  const auto apart = with_starts(town, {2021, 2022, 2024});
  CHECK(apart.method == gain::Method::staggered);
  CHECK(apart.before == town.periods);
  CHECK(apart.after == 6);
  CHECK(notes(apart, "gain.power.together"));
  CHECK(!notes(apart, "gain.power.nearer_starts"));
  CHECK(!notes(apart, "gain.power.other_method"));
  CHECK(with_starts(town, {2021, 2021, 2021}, gain::Method::staggered).spread != apart.spread);  // how far apart they lie counts

  // The distances count, not the years: planned for later, the same is seen.
  CHECK(with_starts(town, {2031, 2032, 2034}).spread == apart.spread);
  CHECK(notes(with_starts(town, {2021, 2022, 2034}), "gain.power.nearer_starts"));
}

TEST_CASE("power: starts of which some have come are judged by what lies before the first") {
  const Town town{.effect = 50};
  const auto some = with_starts(town, {2010, 2012, 2024});
  CHECK(some.before == town.start);
  CHECK(some.method == gain::Method::staggered);
  CHECK(some.smallest_visible == with_starts(Town{}, {2010, 2012, 2024}).smallest_visible);  // not by what came after
}

TEST_CASE("power: the method that was asked for is the one that is tried") {
  const Town town{.places = 12};
  for (const auto method : {gain::Method::did, gain::Method::synthetic_control, gain::Method::augmented, gain::Method::its, gain::Method::structural}) {
    auto question = question_of(town);
    question.method = method;
    const auto power = power_of(town, question);
    CAPTURE(std::string(gain::text_of(method)));
    CHECK(power.method == method);
    CHECK(!notes(power, "gain.power.other_method"));
  }
  Town alone{.places = 3};
  auto question = question_of(alone);
  question.method = gain::Method::did;
  const auto told = power_of(alone, question);
  CHECK(told.method == gain::Method::its);
  CHECK(notes(told, "gain.power.other_method"));
}
