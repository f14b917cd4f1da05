#include "track/change.h"

#include "testing.h"
#include "testing_workspace.h"

namespace track = outturn::track;
namespace record = outturn::record;
namespace workspace = outturn::workspace;
using outturn::testing::MadeWorkspace;
using outturn::testing::near;
using outturn::testing::period;

namespace {

const record::Indicator percentage{.value_kind = record::ValueKind::percentage, .decimals = 1};
const record::Indicator count{.value_kind = record::ValueKind::count, .decimals = 0};

workspace::Figure figure(const char* when, double value) { return {.period = period(when), .value = value}; }

std::string change(const record::Indicator& indicator, double before, double after) {
  return say(outturn::language::Words("en"), track::change_sentence(indicator, track::change_between(indicator, figure("2022", before), figure("2023", after))));
}

}  // namespace

TEST_CASE("a change of percentages is in percentage points, of anything else in per cent") {
  CHECK(change(percentage, 10.3, 11.3) == "11.3% for 2023, up 1 percentage point from 10.3% for 2022.");
  CHECK(change(count, 36, 27) == "27 for 2023, down 25% from 36 for 2022.");
  CHECK(change(count, 1000, 1016) == "1,016 for 2023, up 1.6% from 1,000 for 2022.");
  CHECK(change(percentage, 10.3, 10.3) == "10.3% for 2023, the same as for 2022 (10.3%).");
}

TEST_CASE("from zero or below there is no per cent, only the difference") {
  CHECK(change(count, 0, 5) == "5 for 2023, up 5 from 0 for 2022.");
  CHECK(change(count, -4, 5) == "5 for 2023, up 9 from \u22124 for 2022.");
  CHECK(!track::change_between(count, figure("2022", 0), figure("2023", 5)).per_cent);
}

TEST_CASE("the last publication is told by what it added, revised and took back") {
  MadeWorkspace made;
  made.add("I", record::Indicator{.name = {{"en", "Share"}}, .value_kind = record::ValueKind::percentage, .precision = 0.05, .decimals = 1});
  made.figures("I", {{"2020", 6.4}, {"2021", 7.4}, {"2022", 9.9}, {"2019", 10}}, "2024-05-01");
  const auto view = [&] { return made.on("2026-11-22"); };
  const auto last = [&] {
    const auto now = view();
    const auto& indicator = made.record<record::Indicator>("I");
    return track::last_publication(now, indicator.as<record::Indicator>(), *now.series(indicator, made.record<record::Place>("CA"))).value();
  };
  CHECK(last().is_first);
  CHECK(last().added == 4);
  CHECK(!last().newest);

  made.figures("I", {{"2019", 0, "t"}, {"2020", 6.44}, {"2021", 7.6}, {"2022", 10.3}, {"2023", 10.4}}, "2025-05-01");
  const auto second = last();
  CHECK(!second.is_first);
  CHECK(second.added == 1);
  CHECK(second.revised == 2);  // 6.40 to 6.44 is below the stated precision
  CHECK(second.removed == 1);
  REQUIRE(second.newest);
  CHECK(second.newest->from == period("2022"));
  CHECK(second.newest->difference == near(0.5, 1e-9));
  CHECK(say(outturn::language::Words("en"), track::publication_sentence(second)) ==
        "Published on 1 May 2025: 1 new figure, 2 revised, 1 taken back.");

  made.figures("I", {{"2023", 0, "c"}}, "2025-06-01");
  CHECK(last().removed == 1);
  CHECK(last().newest->to == period("2022"));
}
