#include "web/measures/outlook.h"

#include <algorithm>

#include "web/outcomes/judgement.h"
#include "web/parts.h"

namespace outturn::web {
namespace {

constexpr std::size_t most_fan_points = 16;
constexpr int steps_without_target = 4;

chart::FanPoint fan_point(const track::Outlook& outlook, int step) {
  const auto& one = outlook.forecast.steps[static_cast<std::size_t>(step) - 1];
  return {.period = outlook.grid.ahead(step), .median = one.centre(),
          .low50 = one.quantile(0.25), .high50 = one.quantile(0.75),
          .low80 = one.quantile(0.1), .high80 = one.quantile(0.9),
          .low95 = one.quantile(0.025), .high95 = one.quantile(0.975)};
}

}  // namespace

Coming coming(const Visit& visit, const track::Outlook* outlook, std::optional<base::Day> until) {
  Coming answer;
  if (!outlook) return answer;
  const int reach = static_cast<int>(outlook->forecast.steps.size());
  const int asked = until ? outlook->grid.steps_until(*until) : 0;
  const int steps = std::min(reach, asked > 0 ? asked : steps_without_target);
  const int stride = (steps + static_cast<int>(most_fan_points) - 1) / static_cast<int>(most_fan_points);
  for (int step = 1; step <= steps; ++step) {
    if (step == 1 || step == steps || (steps - step) % stride == 0) answer.fan.push_back(fan_point(*outlook, step));
  }
  if (!answer.fan.empty()) answer.key = visit.say("outlook.key");
  return answer;
}

std::vector<Row> forecast_rows(const Visit& visit, const record::Indicator& indicator, const Coming& coming, std::size_t columns) {
  std::vector<Row> rows;
  for (auto one = coming.fan.rbegin(); one != coming.fan.rend(); ++one) {
    Row row{{{.text = visit.words.period(one->period)},
             {.text = figure_text(visit, indicator, one->median),
              .sub = visit.say("outlook.range", {{"low", figure_text(visit, indicator, one->low80)}, {"high", figure_text(visit, indicator, one->high80)}})}}};
    while (row.cells.size() + 1 < columns) row.cells.emplace_back();
    row.cells.push_back({.text = visit.say("outlook.forecast")});
    rows.push_back(std::move(row));
  }
  return rows;
}

Details why_panel(const Visit& visit, const track::Status& status) {
  Bullets steps;
  for (const auto& step : status.why) steps.items.push_back({.text = visit.say(step.sentence), .address = {}});
  Details panel{visit.say("outlook.why"), {}};
  panel.content += html::rendered(steps, visit.words);
  return panel;
}

std::optional<base::Day> furthest_target(const track::Status& status) {
  std::optional<base::Day> furthest;
  const auto take = [&](const workspace::Record* record) {
    if (!record) return;
    const auto& period = record->as<record::Target>().period;
    if (period) furthest = std::max(furthest.value_or(period->last_day()), period->last_day());
  };
  take(status.target);
  for (const auto& other : status.other_targets) take(other.target);
  return furthest;
}

}  // namespace outturn::web
