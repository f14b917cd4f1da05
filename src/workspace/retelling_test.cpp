#include "workspace/retelling.h"

#include "record/measure.h"
#include "record/organisation.h"
#include "record/outcome.h"
#include "store/testing_store.h"
#include "testing.h"

using namespace outturn;
using testing::day;
using testing::put;

namespace {

struct Retold : testing::Registry {
  void on(const char* iso) { clock.set(base::FixedClock(day(iso)).now()); }
  /// "2026-01-02: Poverty, 1 row; …" for each day on which something was entered.
  std::string story() {
    workspace::Retelling retelling(store, store.now());
    std::string all;
    while (retelling.next_day()) {
      const auto* indicator = retelling.state()->find<record::Indicator>("I1");
      all += retelling.day().iso() + ": " + (indicator ? indicator->title("en") : "nothing") + ", " + std::to_string(retelling.state()->panel().row_count()) + "; ";
    }
    return all;
  }
};

}  // namespace

TEST_CASE("a register is told again day by day, with the figures and names as they were") {
  Retold register_;
  register_.on("2026-01-02");
  put(register_.store, "CA", record::Place{.name = {{"en", "Canada"}}});
  put(register_.store, "I1", record::Indicator{.name = {{"en", "Poverty"}}});
  testing::import_batch(register_.store, "B1", {{.indicator = "I1", .place = "CA", .period = "2023", .value = 5.2}, {.indicator = "I1", .place = "CA", .period = "2024", .value = 5.0}});
  register_.on("2026-02-03");
  put(register_.store, "I1", record::Indicator{.name = {{"en", "Poverty rate"}}});
  register_.on("2026-03-04");
  testing::import_batch(register_.store, "B2", {{.indicator = "I1", .place = "CA", .period = "2025", .value = 4.9, .extras = {.numerator = 49.0, .denominator = 1000.0}}});
  CHECK(register_.story() == "2026-01-02: Poverty, 2; 2026-02-03: Poverty rate, 2; 2026-03-04: Poverty rate, 3; ");

  workspace::Retelling retelling(register_.store, register_.store.now());
  while (retelling.next_day()) {
    const auto known = register_.store.as_entered(base::end_of(retelling.day()));
    const auto& state = *retelling.state();
    CHECK(state.position() == known->position());
    const auto* indicator = state.find<record::Indicator>("I1");
    const auto figures = [&](const std::shared_ptr<const workspace::Workspace>& space) {
      const workspace::View view(space, retelling.day());
      std::string all;
      for (const auto& one : view.figures(*view.series(*space->find<record::Indicator>("I1"), *space->find<record::Place>("CA")))) {
        all += one.period.text() + "=" + std::to_string(one.value) + (one.extras ? "/" + std::to_string(one.extras->denominator.value_or(0)) : "") + " ";
      }
      return all;
    };
    REQUIRE(indicator);
    CHECK(figures(retelling.state()) == figures(known));
  }
}

TEST_CASE("a register is told again up to the state asked for, and one without entries has no day") {
  Retold register_;
  CHECK(register_.story().empty());
  register_.on("2026-01-02");
  put(register_.store, "I1", record::Indicator{.name = {{"en", "Poverty"}}});
  const auto then = register_.store.now();
  register_.on("2026-02-03");
  put(register_.store, "I1", record::Indicator{.name = {{"en", "Poverty rate"}}});
  workspace::Retelling retelling(register_.store, then);
  CHECK(retelling.next_day());
  CHECK_FALSE(retelling.next_day());
  CHECK(retelling.state()->find<record::Indicator>("I1")->title("en") == "Poverty");
}

TEST_CASE("a register of more entries than are read at once is told whole, one state a day") {
  Retold register_;
  register_.on("2026-01-02");
  put(register_.store, "I1", record::Indicator{.name = {{"en", "0"}}});
  for (int n = 1; n <= 2100; ++n) put(register_.store, "I1", record::Indicator{.name = {{"en", std::to_string(n)}}});
  CHECK(register_.story() == "2026-01-02: 2100, 0; ");
}
