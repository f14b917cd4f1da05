#include "track/outlook.h"

#include "testing.h"
#include "testing_workspace.h"

namespace track = outturn::track;
namespace record = outturn::record;
using outturn::testing::day;
using outturn::testing::near;
using outturn::testing::period;
using Figures = std::vector<outturn::workspace::Figure>;

namespace {

std::string number(double probability, const char* language = "en") { return say(outturn::language::Words(language), track::chance_number(probability)); }
std::string phrase(double probability) { return say(outturn::language::Words("en"), track::chance_phrase(probability)); }

Figures counts() {
  Figures all;
  int year = 2012;
  for (const double value : {105.0, 93.0, 88.0, 71.0, 60.0, 52.0, 41.0, 33.0}) all.push_back({.period = period(std::to_string(year++)), .value = value});
  return all;
}

}  // namespace

TEST_CASE("a chance is said in whole per cent and never rounded across a word's limit") {
  CHECK(number(0) == "<1%");
  CHECK(number(0.0099) == "<1%");
  CHECK(number(0.01) == "1%");
  CHECK(number(0.646) == "64%");
  CHECK(number(0.6499) == "64%");
  CHECK(number(0.65) == "65%");
  CHECK(number(0.346) == "34%");
  CHECK(number(0.896) == "89%");
  CHECK(number(0.99) == "99%");
  CHECK(number(0.9901) == ">99%");
  CHECK(number(0.72, "fr") == "72\u00A0%");
  CHECK(phrase(0.95) == "95% (very likely)");
  CHECK(phrase(0.70) == "70% (likely)");
  CHECK(phrase(0.50) == "50% (about even)");
  CHECK(phrase(0.20) == "20% (unlikely)");
  CHECK(phrase(0.05) == "5% (very unlikely)");
}

TEST_CASE("every form of target has its chance, and a range no more than either of its ends") {
  const record::Indicator indicator{.value_kind = record::ValueKind::count, .direction = record::Direction::none};
  const auto outlook = track::outlook(indicator, counts(), day("2021-12-31"));
  REQUIRE(outlook);
  const auto chance = [&](record::TargetForm form, double value, std::optional<double> upper = {}, record::Direction desired = record::Direction::none) {
    return outlook->chance({.form = form, .value = value, .upper = upper}, desired, 2);
  };
  using Form = record::TargetForm;
  const double below = chance(Form::at_most, 30);
  const double above = chance(Form::at_least, 10);
  const double between = chance(Form::range, 10, 30);
  CHECK(below > 0);
  CHECK(between <= below);
  CHECK(between <= above);
  CHECK(between == near(below + above - 1, 1e-12));
  CHECK(chance(Form::range, 10, 30, record::Direction::down) == below);
  CHECK(chance(Form::range, 10, 30, record::Direction::up) == above);
  CHECK(chance(Form::eliminate, 0) == chance(Form::at_most, 0));
  CHECK(chance(Form::eliminate, 0) > 0);  // a count that would be rounded to none is none
  CHECK(outlook->floor == 0);
  CHECK(!outlook->ceiling);
  CHECK(outlook->half_digit == 0.5);
}

TEST_CASE("a bound that a figure has broken is no bound") {
  auto figures = counts();
  figures.front().value = -3;
  const auto outlook = track::outlook({.value_kind = record::ValueKind::count}, figures, std::nullopt);
  REQUIRE(outlook);
  CHECK(!outlook->floor);
}

TEST_CASE("four figures give no forecast, nor does a target hundreds of periods away") {
  const auto figures = counts();
  CHECK(!track::outlook({}, std::span(figures).first(4), day("2030-12-31")));
  CHECK(track::outlook({}, std::span(figures).first(5), day("2030-12-31")));
  CHECK(!track::outlook({}, figures, day("2600-12-31")));
}
