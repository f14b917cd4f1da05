#include "store/memory_store.h"

#include "record/measure.h"
#include "record/outcome.h"
#include "store/testing_store.h"
#include "testing.h"

using namespace outturn;
using namespace outturn::testing;

TEST_CASE("a register in memory keeps records, observations and their history") {
  Registry r;
  put(r.store, "I1", record::Indicator{.name = {{"en", "Poverty"}}});
  put(r.store, "CA", record::Place{.name = {{"en", "Canada"}}});
  put(r.store, "I1", record::Indicator{.name = {{"en", "Poverty rate"}}}, "clearer");
  import_batch(r.store, "b1", {{.indicator = "I1", .place = "CA", .period = "2023", .value = 5.2}});

  const auto view = r.view();
  const auto* indicator = view.workspace().find<record::Indicator>("I1");
  REQUIRE(indicator);
  CHECK(indicator->title("en") == "Poverty rate");
  const auto* series = view.series(*indicator, *view.workspace().find<record::Place>("CA"));
  REQUIRE(series);
  CHECK(view.figures(*series).front().value == 5.2);
  const auto history = r.store.history(record::kind_of<record::Indicator>(), "I1");
  REQUIRE(history.size() == 2);
  CHECK(history[1].payload.json == R"({"before":{"name":{"en":"Poverty"}},"after":{"name":{"en":"Poverty rate"}},"reason":"clearer"})");
  base::Progress quiet;
  const auto verified = r.store.verify(quiet);
  CHECK(verified.faults.empty());
  CHECK(verified.entries == 4);
  CHECK(verified.records == 3);
  CHECK(verified.observations == 1);
}
