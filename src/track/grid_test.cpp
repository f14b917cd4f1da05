#include "track/grid.h"

#include <cmath>

#include "testing.h"
#include "testing_workspace.h"

namespace track = outturn::track;
using outturn::testing::day;
using outturn::testing::period;
using Figures = std::vector<outturn::workspace::Figure>;

namespace {

Figures figures(std::initializer_list<const char*> periods) {
  Figures all;
  double value = 0;
  for (const auto* text : periods) all.push_back({.period = period(text), .value = ++value});
  return all;
}

/// "1 . 2": a point for each gap.
std::string shape(const track::Grid& grid) {
  std::string text;
  for (const double value : grid.values) text += (text.empty() ? "" : " ") + (std::isnan(value) ? std::string(".") : std::to_string(static_cast<int>(value)));
  return text;
}

}  // namespace

TEST_CASE("a period without a figure is a gap in its place") {
  const auto grid = track::grid_of(figures({"2015", "2016", "2018", "2021"})).value();
  CHECK(shape(grid) == "1 2 . 3 . . 4");
  CHECK(grid.figures == 4);
  CHECK(grid.gaps() == 3);
  CHECK(grid.first == period("2015"));
  CHECK(grid.season == 1);
}

TEST_CASE("figures every second year have no gaps, and no year between them is forecast") {
  const auto grid = track::grid_of(figures({"2014", "2016", "2018", "2020", "2022"})).value();
  CHECK(shape(grid) == "1 2 3 4 5");
  CHECK(grid.ahead(1) == period("2024"));
  CHECK(grid.steps_until(day("2030-12-31")) == 4);
  CHECK(grid.steps_until(day("2029-12-31")) == 3);
  CHECK(grid.steps_until(day("2023-12-31")) == 0);
  CHECK(grid.steps_until(day("2010-12-31")) == 0);
}

TEST_CASE("the coming periods are of the series' own kind") {
  const auto ahead = [](std::initializer_list<const char*> periods, int steps) { return track::grid_of(figures(periods)).value().ahead(steps).text(); };
  CHECK(ahead({"2023-11", "2023-12"}, 1) == "2024-01");
  CHECK(ahead({"2023-Q3", "2023-Q4"}, 2) == "2024-Q2");
  CHECK(ahead({"2023-H1", "2023-H2"}, 3) == "2025-H1");
  CHECK(ahead({"2022/23", "2023/24"}, 1) == "2024/25");
  CHECK(ahead({"1998/99@07", "1999/00@07"}, 1) == "2000/01@07");
  CHECK(ahead({"2022/23S", "2023/24S"}, 1) == "2024/25S");
  CHECK(ahead({"2023/24T2", "2023/24T3"}, 2) == "2024/25T2");
  CHECK(ahead({"2018-2020", "2019-2021"}, 9) == "2028-2030");
  CHECK(ahead({"2024-02-27", "2024-02-28"}, 2) == "2024-03-01");
  CHECK(ahead({"2024-01-08", "2024-01-15"}, 1) == "2024-01-22");
}

TEST_CASE("a target's year counts the last period that ends with it") {
  const auto fiscal = track::grid_of(figures({"2021/22", "2022/23", "2023/24"})).value();
  CHECK(fiscal.steps_until(day("2025-12-31")) == 1);  // 2024/25, not 2025/26
  const auto months = track::grid_of(figures({"2023-10", "2023-11", "2023-12"})).value();
  CHECK(months.season == 12);
  CHECK(months.steps_until(day("2024-03-30")) == 2);
  CHECK(months.steps_until(day("2024-03-31")) == 3);
}

TEST_CASE("one odd distance does not shatter a series into gaps") {
  // Five-yearly counts with one taken a month late: no common step but the month.
  const auto grid = track::grid_of(figures({"1996-05", "2001-05", "2006-05", "2011-06", "2016-05", "2021-05"})).value();
  CHECK(grid.values.size() == 6);
  CHECK(grid.ahead(1).text() == "2026-05");
}

TEST_CASE("one figure is no series") {
  CHECK(!track::grid_of(figures({"2020"})));
  CHECK(!track::grid_of({}));
}
