#include "quality/freshness.h"

#include "testing.h"
#include "testing_workspace.h"

namespace quality = outturn::quality;
namespace record = outturn::record;
using outturn::testing::day;
using outturn::testing::period;
using Figures = std::vector<outturn::workspace::Figure>;
using outturn::workspace::Status;

namespace {

Figures figures(std::initializer_list<const char*> periods) {
  Figures all;
  for (const auto* text : periods) all.push_back({.period = period(text), .value = 1});
  return all;
}

}  // namespace

TEST_CASE("the next period ends as far away as periods usually lie apart") {
  CHECK(quality::next_period_ends(figures({"2018", "2019", "2020"})) == day("2021-12-31"));
  CHECK(quality::next_period_ends(figures({"2018", "2020", "2022"})) == day("2024-12-31"));
  CHECK(quality::next_period_ends(figures({"2022/23", "2023/24"})) == day("2025-03-31"));
  CHECK(quality::next_period_ends(figures({"2018-2020", "2019-2021"})) == day("2022-12-31"));
  CHECK(quality::next_period_ends(figures({"2023-11", "2023-12", "2024-01"})) == day("2024-02-29"));
  CHECK(quality::next_period_ends(figures({"2023-Q3", "2023-Q4"})) == day("2024-03-31"));
  CHECK(quality::next_period_ends(figures({"2024-01-08", "2024-01-15"})) == day("2024-01-22"));
  CHECK(quality::next_period_ends(figures({"2016", "2017", "2018", "2021"})) == day("2022-12-31"));  // one gap is no rhythm
  CHECK(!quality::next_period_ends(figures({"2018"})));
  CHECK(!quality::next_period_ends({}));
}

TEST_CASE("a figure is late from the day after it was due") {
  const record::Indicator indicator{.publication_delay = 120};
  const auto all = figures({"2022", "2023"});
  auto fresh = quality::freshness(indicator, all, day("2025-04-30")).value();
  CHECK(fresh.next_due == day("2025-04-30"));
  CHECK(fresh.days_late == 0);
  CHECK(fresh.days_old == 486);
  fresh = quality::freshness(indicator, all, day("2025-05-01")).value();
  CHECK(fresh.days_late == 1);
  CHECK(say(outturn::language::Words("en"), quality::freshness_sentence(fresh)) ==
        "The newest figure is for 2023. The next was due by 30 April 2025 and is 1 day late.");
}

TEST_CASE("without a stated delay nothing is called late") {
  const auto fresh = quality::freshness({}, figures({"2022", "2023"}), day("2040-01-01")).value();
  CHECK(!fresh.next_due);
  CHECK(fresh.days_late == 0);
}

TEST_CASE("a period reported as suppressed was reported; a missing one was not") {
  const record::Indicator indicator{.publication_delay = 0};
  auto all = figures({"2021", "2022", "2023"});
  all.back().status = Status::suppressed;
  CHECK(quality::freshness(indicator, all, day("2024-06-01"))->days_late == 0);
  CHECK(quality::freshness(indicator, all, day("2024-06-01"))->period == period("2022"));
  all.back().status = Status::missing;
  CHECK(quality::freshness(indicator, all, day("2024-06-01"))->days_late > 0);
  CHECK(!quality::freshness(indicator, {}, day("2024-06-01")));
}
