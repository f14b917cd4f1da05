#include "chart/series.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace outturn::chart {
namespace {

using Kind = base::Period::Kind;

double start_of_month(int year, int month) {
  year += (month - 1) / 12;
  month = (month - 1) % 12 + 1;
  const auto day = base::Day::of(std::clamp(year, 1, 9999), month, 1);
  return day ? day->number : 0;
}

base::Day day_at(double number) {
  static const auto first = base::Day::of(1, 1, 1)->number;
  static const auto last = base::Day::of(9999, 12, 31)->number;
  return base::Day{static_cast<std::int32_t>(std::clamp(std::floor(number), double(first), double(last)))};
}

int step_for(double span, int most, std::initializer_list<int> steps) {
  for (const int step : steps) {
    if (span / step + 1 <= most) return step;
  }
  return std::max(1, static_cast<int>(std::ceil(span / std::max(1, most - 1))));
}

}  // namespace

bool Point::present() const { return value && std::isfinite(*value); }

std::string written(const language::Words& words, const Unit& unit, double value, int decimals) {
  constexpr std::string_view slot = "{value}";
  const auto number = words.number(value, decimals == -2 ? unit.decimals : decimals);
  const auto at = unit.pattern.find(slot);
  if (at == std::string::npos) return number;
  return unit.pattern.substr(0, at) + number + unit.pattern.substr(at + slot.size());
}

std::string short_period(const language::Words& words, base::Period period) {
  const auto first = period.first_day().date();
  if (period.kind() == Kind::quarter) {
    return words.say("chart.quarter", {{"quarter", fmt::to_string((first.month + 2) / 3)},
                                       {"year", fmt::to_string(first.year)}});
  }
  return words.period(period);
}

double target_low(const Target& target) { return target.kind == Target::Kind::eliminate ? 0 : target.value; }

double target_high(const Target& target) {
  return target.kind == Target::Kind::range ? std::max(target.value, target.upper) : target_low(target);
}

double target_near(const Target& target, double start) {
  return std::clamp(start, std::min(target_low(target), target_high(target)), target_high(target));
}

namespace {

// A target is written exactly where one digit more than its figures have, or fewer, will do: 20%, 7.25%.
int target_decimals(const Unit& unit, double value) {
  if (unit.decimals < 0) return -1;
  for (int decimals = 0; decimals <= unit.decimals + 1; ++decimals) {
    const double scaled = value * std::pow(10, decimals);
    if (std::abs(scaled - std::round(scaled)) < 1e-6 * std::max(1.0, std::abs(scaled))) return decimals;
  }
  return unit.decimals;
}

}  // namespace

std::string target_label(const language::Words& words, const Unit& unit, const Target& target) {
  if (!target.label.empty()) return target.label;
  const auto value = written(words, unit, target_low(target), target_decimals(unit, target_low(target)));
  switch (target.kind) {
    case Target::Kind::at_most: return words.say("chart.target.at_most", {{"value", value}});
    case Target::Kind::at_least: return words.say("chart.target.at_least", {{"value", value}});
    case Target::Kind::eliminate: return words.say("chart.target.eliminate");
    case Target::Kind::range:
      return words.say("chart.target.range", {{"low", words.number(target.value, target_decimals(unit, target.value))},
                                              {"high", written(words, unit, target.upper, target_decimals(unit, target.upper))}});
    case Target::Kind::point: break;
  }
  return words.say("chart.target.point", {{"value", value}});
}

double middle(base::Period period) {
  return (double(period.first_day().number) + double(period.last_day().number) + 1) / 2;
}

std::vector<Point> in_order(std::vector<Point> points) {
  std::stable_sort(points.begin(), points.end(),
                   [](const Point& a, const Point& b) { return middle(a.period) < middle(b.period); });
  return points;
}

std::vector<TimeTick> time_ticks(double first, double last, base::Period typical, int most) {
  std::vector<TimeTick> ticks;
  most = std::max(most, 2);
  const auto from = day_at(first).date();
  const auto to = day_at(last).date();
  const auto keep = [&](double day, std::string text) {
    if (day >= first - 0.6 && day <= last + 0.6) ticks.push_back({day, std::move(text)});
  };
  const auto kind = typical.kind();
  const bool long_periods = kind == Kind::year || kind == Kind::years || kind == Kind::fiscal_year ||
                            kind == Kind::school_year;
  const double years = (last - first) / 365.25;
  if (long_periods || years > 2.5) {
    const bool two_names = kind == Kind::fiscal_year || kind == Kind::school_year;
    if (two_names) most = std::max(2, most * 2 / 3);
    const int step = step_for(years, most, {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000});
    const int starts = two_names ? typical.first_day().date().month : 1;
    for (int year = (from.year - 1) / step * step; year <= to.year + 1; year += step) {
      if (year < 1 || year > 9997) continue;
      const double start = start_of_month(year, starts);
      const double end = start_of_month(year + 1, starts);
      keep(long_periods ? (start + end) / 2 : start,
           two_names ? fmt::format("{}/{:02}", year, (year + 1) % 100) : fmt::to_string(year));
    }
  } else if (kind != Kind::day || years > 0.25) {
    const int step = step_for(years * 12, std::max(2, most * 2 / 3), {1, 2, 3, 6, 12, 24});
    const bool at_middle = kind == Kind::month;
    for (int month = 0; month <= (to.year - from.year + 1) * 12; month += step) {
      const double start = start_of_month(from.year, 1 + month);
      const double day = at_middle ? (start + start_of_month(from.year, 2 + month)) / 2 : start;
      keep(day, fmt::format("{}-{:02}", from.year + month / 12, month % 12 + 1));
    }
  } else {
    const int step = step_for(last - first, std::max(2, most / 2), {1, 2, 7, 14, 28});
    for (double day = std::floor(first); day <= last + 1; day += step) keep(day + 0.5, day_at(day).iso());
  }
  return ticks;
}

std::string described(const language::Words& words, const Unit& unit, const std::vector<Point>& points,
                      const std::vector<Target>& targets) {
  std::vector<const Point*> present;
  std::vector<const Point*> absent;
  for (const auto& point : points) (point.present() ? present : absent).push_back(&point);
  std::string text;
  if (present.empty()) {
    text = words.say("chart.empty");
  } else if (present.size() == 1) {
    text = words.say("chart.described.one", {{"value", written(words, unit, *present[0]->value)},
                                             {"period", words.period(present[0]->period)}});
  } else {
    text = words.say("chart.described.from_to",
                     {{"first", written(words, unit, *present.front()->value)},
                      {"first_period", words.period(present.front()->period)},
                      {"last", written(words, unit, *present.back()->value)},
                      {"last_period", words.period(present.back()->period)}});
  }
  if (!absent.empty()) {
    constexpr std::size_t named = 4;
    std::string list;
    for (std::size_t i = 0; i < absent.size() && i < named; ++i) {
      if (i > 0) list += ", ";
      list += words.say("chart.described.absent_one",
                        {{"period", words.period(absent[i]->period)},
                         {"why", words.say(std::string("chart.absence.") + absent[i]->absence)}});
    }
    text += " " + (absent.size() <= named
                       ? words.say("chart.described.absent", {{"periods", list}})
                       : words.say("chart.described.absent_more",
                                   {{"periods", list}, {"count", std::int64_t(absent.size() - named)}}));
  }
  for (const auto& target : targets) {
    text += " " + words.say("chart.described.target", {{"target", target_label(words, unit, target)},
                                                       {"period", words.period(target.due)}});
    if (target.alone) text += " " + words.say("chart.described.alone");
  }
  return text;
}

}  // namespace outturn::chart
