#include "track/grid.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/core.h>

namespace outturn::track {
namespace {

using base::Day;
using base::Period;
using Kind = Period::Kind;

constexpr int months_a_year = 12;
constexpr std::size_t most_cells = 400;
constexpr std::size_t most_gaps_a_figure = 3;

/// Months from year 0 to the month after a period's last day.
int end_month(Period period) {
  const auto after = period.last_day().plus(1).date();
  return after.year * months_a_year + after.month - 1;
}

bool ends_with_a_month(const workspace::Figure& figure) { return figure.period.last_day().plus(1).date().day == 1; }

int position_of(Period period, bool in_days) { return in_days ? period.last_day().number : end_month(period); }

std::size_t season_of(int step, bool in_days) {
  if (in_days) return step == 1 ? 7 : step == 7 ? 52 : 1;
  return step < months_a_year && months_a_year % step == 0 ? static_cast<std::size_t>(months_a_year / step) : 1;
}

std::string written(Kind kind, int year, int month, int fiscal_start, int years) {
  switch (kind) {
    case Kind::month: return fmt::format("{:04}-{:02}", year, month);
    case Kind::quarter: return fmt::format("{:04}-Q{}", year, (month - 1) / 3 + 1);
    case Kind::half_year: return fmt::format("{:04}-H{}", year, month > 6 ? 2 : 1);
    case Kind::fiscal_year: return fmt::format("{:04}/{:02}@{:02}", year, (year + 1) % 100, fiscal_start);
    case Kind::school_year: return fmt::format("{:04}/{:02}S", year, (year + 1) % 100);
    case Kind::school_term: {
      const int start = month >= 9 ? year : year - 1;
      return fmt::format("{:04}/{:02}T{}", start, (start + 1) % 100, month >= 9 ? 1 : month < 5 ? 2 : 3);
    }
    case Kind::years: return fmt::format("{:04}-{:04}", year, year + years - 1);
    case Kind::day:
    case Kind::year: break;
  }
  return fmt::format("{:04}", year);
}

}  // namespace

Period later(Period period, int distance) {
  if (period.kind() == Kind::day) return Period::parse(period.first_day().plus(distance).iso()).value_or(period);
  const auto first = period.first_day().date();
  const int index = first.year * months_a_year + first.month - 1 + distance;
  const int years = (end_month(period) - (first.year * months_a_year + first.month - 1)) / months_a_year;
  return Period::parse(written(period.kind(), index / months_a_year, index % months_a_year + 1, period.fiscal_start(), years)).value_or(period);
}

Period Grid::ahead(int steps) const {
  const int from_first = static_cast<int>(values.size()) - 1 + steps;
  return later(first, from_first * step);
}

int Grid::steps_until(Day day) const {
  const auto last = ahead(0);
  if (day < last.last_day()) return 0;
  if (in_days) return (day.number - last.last_day().number) / step;
  const auto after = day.plus(1).date();  // the month that holds `day` is over only on its last day
  return std::max(0, (after.year * months_a_year + after.month - 1 - end_month(last)) / step);
}

std::optional<Grid> grid_of(std::span<const workspace::Figure> figures) {
  if (figures.size() < 2) return std::nullopt;
  const bool in_days = figures.front().period.kind() == Kind::day || !std::all_of(figures.begin(), figures.end(), ends_with_a_month);
  std::vector<int> positions;
  for (const auto& figure : figures) positions.push_back(position_of(figure.period, in_days));
  std::vector<int> distances;
  int step = 0;
  for (std::size_t i = 1; i < positions.size(); ++i) {
    if (positions[i] <= positions[i - 1]) continue;  // periods of two kinds that end on one day: the later one stays
    distances.push_back(positions[i] - positions[i - 1]);
    step = std::gcd(step, distances.back());
  }
  if (distances.empty()) return std::nullopt;
  const auto span = static_cast<std::size_t>(positions.back() - positions.front());
  if (span / static_cast<std::size_t>(step) + 1 > figures.size() * (1 + most_gaps_a_figure)) {
    const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
    std::nth_element(distances.begin(), middle, distances.end());
    step = *middle;
  }
  // Cells count back from the newest figure, whose place is never rounded.
  const auto cell_back = [&](int position) {
    return static_cast<std::size_t>(std::lround(static_cast<double>(positions.back() - position) / step));
  };
  const auto cells = std::min(most_cells, cell_back(positions.front()) + 1);
  Grid grid{.first = later(figures.back().period, -step * static_cast<int>(cells - 1)),
            .step = step,
            .in_days = in_days,
            .season = season_of(step, in_days),
            .values = std::vector<double>(cells, std::numeric_limits<double>::quiet_NaN())};
  for (std::size_t i = 0; i < figures.size(); ++i) {
    const auto back = cell_back(positions[i]);
    if (back < cells) grid.values[cells - 1 - back] = figures[i].value;
  }
  grid.figures = static_cast<std::size_t>(std::count_if(grid.values.begin(), grid.values.end(), [](double v) { return !std::isnan(v); }));
  return grid;
}

}  // namespace outturn::track
