#include "track/promise.h"

#include "testing.h"
#include "testing_workspace.h"

namespace record = outturn::record;
namespace track = outturn::track;
using outturn::testing::near;
using outturn::testing::period;
using record::Direction;
using record::TargetForm;

namespace {

record::Target target(TargetForm form, double value, const char* by, std::optional<double> upper = {}) {
  return {.form = form, .value = value, .upper = upper, .period = period(by)};
}

}  // namespace

TEST_CASE("weaker is an easier limit or more time, and nothing harder") {
  const auto before = target(TargetForm::at_most, 8, "2025");
  const auto is_weaker = [&](double value, const char* by) {
    return track::is_weaker(target(TargetForm::at_most, value, by), before, Direction::down);
  };
  CHECK(is_weaker(9, "2025"));
  CHECK(is_weaker(9, "2026"));
  CHECK(is_weaker(8, "2026"));
  CHECK(!is_weaker(8, "2025"));
  CHECK(!is_weaker(9, "2024"));  // easier but sooner
  CHECK(!is_weaker(7, "2026"));  // later but harder
  CHECK(!is_weaker(7, "2025"));
  CHECK(!is_weaker(8, "2024"));
}

TEST_CASE("for a target from below a lower limit is weaker") {
  CHECK(track::is_weaker(target(TargetForm::at_least, 80, "2030"), target(TargetForm::at_least, 90, "2030"), Direction::up));
  CHECK(!track::is_weaker(target(TargetForm::at_least, 95, "2030"), target(TargetForm::at_least, 90, "2030"), Direction::up));
}

TEST_CASE("giving up elimination for a limit is weaker; a target from above cannot be compared with one from below") {
  CHECK(track::is_weaker(target(TargetForm::at_most, 5, "2030"), target(TargetForm::eliminate, 0, "2030"), Direction::down));
  CHECK(!track::is_weaker(target(TargetForm::at_least, 5, "2030"), target(TargetForm::at_most, 5, "2030"), Direction::down));
}

TEST_CASE("a range is compared by the end that binds; without a direction by both") {
  const auto before = target(TargetForm::range, 40, "2030", 45);
  CHECK(track::is_weaker(target(TargetForm::range, 35, "2030", 50), before, Direction::up));
  CHECK(!track::is_weaker(target(TargetForm::range, 40, "2030", 60), before, Direction::up));
  CHECK(track::is_weaker(target(TargetForm::range, 40, "2030", 46), before, Direction::down));
  CHECK(track::is_weaker(target(TargetForm::range, 39, "2030", 46), before, Direction::none));
  CHECK(!track::is_weaker(target(TargetForm::range, 39, "2030", 44), before, Direction::none));  // easier below, harder above
  CHECK(track::is_weaker(target(TargetForm::range, 40, "2030", 46), before, Direction::none));
}

TEST_CASE("the distance is to the nearest end that is not met") {
  CHECK(track::distance_to(target(TargetForm::at_most, 7.25, "2030"), Direction::down, 10.4) == near(3.15, 1e-9));
  CHECK(track::distance_to(target(TargetForm::at_least, 85, "2030"), Direction::up, 74) == near(11, 1e-9));
  CHECK(track::distance_to(target(TargetForm::range, 40, "2030", 45), Direction::none, 50) == near(5, 1e-9));
  CHECK(track::distance_to(target(TargetForm::range, 40, "2030", 45), Direction::none, 38) == near(2, 1e-9));
  CHECK(track::distance_to(target(TargetForm::range, 40, "2030", 45), Direction::up, 50) == 0);
}
