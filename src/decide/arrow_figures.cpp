#include "decide/arrow_figures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "record/measure.h"
#include "workspace/targets.h"

namespace outturn::decide {
namespace {

using language::Sentence;
using record::Direction;
using workspace::Record;
using workspace::View;

language::Texts indicator_name(const Record& indicator) { return indicator.as<record::Indicator>().name.texts; }

/// Months from the beginning of the first year to the period's first.
std::int64_t first_month(const base::Period& period) {
  const auto date = period.first_day().date();
  return std::int64_t{date.year} * 12 + date.month - 1;
}

/// How many whole months a period has; 0 = it is not made of months.
std::int64_t months_in(const base::Period& period) {
  const auto after = period.last_day().plus(1).date();
  if (period.first_day().date().day != 1 || after.day != 1) return 0;
  return std::int64_t{after.year} * 12 + after.month - 1 - first_month(period);
}

/// Usable figures by number of their period: months since year 0, divided by the rhythm.
struct Rhythm {
  std::int64_t months{};  ///< 0 = no figures, or none made of months
  std::map<std::int64_t, double> figures;
};

Rhythm rhythm_of(const View& view, const workspace::Series* series) {
  Rhythm all;
  if (!series) return all;
  const auto figures = view.figures(*series);
  for (auto one = figures.rbegin(); one != figures.rend() && all.months == 0; ++one) {
    if (one->is_figure()) all.months = months_in(one->period);
  }
  if (all.months == 0) return all;
  for (const auto& one : figures) {
    if (one.is_figure() && months_in(one.period) == all.months) all.figures[first_month(one.period) / all.months] = one.value;
  }
  return all;
}

/// Averaged to a rhythm that is a whole multiple; periods of which a part is missing are left out.
Rhythm slowed(const Rhythm& rhythm, std::int64_t months) {
  const auto parts = months / rhythm.months;
  if (parts == 1) return rhythm;
  std::map<std::int64_t, std::pair<std::int64_t, double>> sums;
  for (const auto& [period, value] : rhythm.figures) {
    auto& [count, sum] = sums[period / parts];
    ++count;
    sum += value;
  }
  Rhythm slow{.months = months};
  for (const auto& [period, found] : sums) {
    if (found.first == parts) slow.figures[period] = found.second / static_cast<double>(parts);
  }
  return slow;
}

const Record* place_of_both(const View& view, const Record& from, const Record& to) {
  const auto has_both = [&](const Record& place) { return view.series(from, place) && view.series(to, place); };
  if (const auto* country = workspace::country(view); country && has_both(*country)) return country;
  const Record* found = nullptr;
  view.workspace().each(record::kind_of<record::Place>(), [&](const Record& place) {
    if (!found && has_both(place)) found = &place;
  });
  return found;
}

int sign_of(const Record& indicator) {
  const auto direction = indicator.as<record::Indicator>().direction;
  return direction == Direction::up ? 1 : direction == Direction::down ? -1 : 0;
}

stats::MovesTogether turned(stats::MovesTogether found) {
  found.correlation = -found.correlation;
  std::swap(found.lower, found.upper);
  found.lower = -found.lower;
  found.upper = -found.upper;
  return found;
}

ArrowTest test_of(const View& view, const record::LogicLink& link, const Record& from, const Record& to) {
  ArrowTest test{.from = &from, .to = &to, .place = place_of_both(view, from, to)};
  std::vector<language::NamedValue> names{{"from", indicator_name(from)}, {"to", indicator_name(to)}};
  const auto cannot = [&](std::string_view why) {
    test.sentence = {"decide.arrow." + std::string(why), std::move(names)};
    return test;
  };
  if (!test.place) return cannot("no_place");
  auto cause = rhythm_of(view, view.series(from, *test.place));
  auto effect = rhythm_of(view, view.series(to, *test.place));
  if (cause.months == 0 || effect.months == 0) return cannot("no_figures");
  const auto months = std::max(cause.months, effect.months);
  if (months % cause.months != 0 || months % effect.months != 0) return cannot("rhythm");
  cause = slowed(cause, months);
  effect = slowed(effect, months);
  const auto lag = std::llround(static_cast<double>(link.lag_months.value_or(0)) / static_cast<double>(months));
  test.lag_months = lag * months;

  std::vector<std::optional<double>> first;
  std::vector<std::optional<double>> second;
  if (!effect.figures.empty()) {
    for (auto period = effect.figures.begin()->first; period <= effect.figures.rbegin()->first; ++period) {
      const auto before = cause.figures.find(period - lag);
      const auto after = effect.figures.find(period);
      first.push_back(before == cause.figures.end() ? std::nullopt : std::optional(before->second));
      second.push_back(after == effect.figures.end() ? std::nullopt : std::optional(after->second));
    }
  }
  const auto found = stats::moves_together(first, second);
  if (!found) {
    if (found.error().front().code == "stats.never_changes") return cannot("never_changes");
    for (const auto& value : found.error().front().values) {
      if (value.name == "count") names.push_back({"count", std::get<std::int64_t>(value.value)});
    }
    names.push_back({"least", static_cast<std::int64_t>(stats::fewest_compared)});
    return cannot("too_short");
  }
  const int sign = sign_of(from) * sign_of(to);
  test.figures = sign < 0 ? turned(*found) : *found;
  test.result = test.figures->lower > 0 ? ArrowTest::Result::together : test.figures->upper < 0 ? ArrowTest::Result::against : ArrowTest::Result::no_sign;
  names.push_back({"count", static_cast<std::int64_t>(found->pairs)});
  names.push_back({"months", test.lag_months});
  names.push_back({"correlation", language::Amount{.value = test.figures->correlation, .decimals = 2}});
  names.push_back({"lower", language::Amount{.value = test.figures->lower, .decimals = 2}});
  names.push_back({"upper", language::Amount{.value = test.figures->upper, .decimals = 2}});
  std::string key(text_of(test.result));
  if (sign == 0 && test.result != ArrowTest::Result::no_sign) key += "_undirected";
  return cannot(key);
}

}  // namespace

std::string_view text_of(ArrowTest::Result result) {
  constexpr std::array codes{"cannot_tell", "together", "against", "no_sign"};
  return codes.at(static_cast<std::size_t>(result));
}

std::vector<ArrowTest> tests_of(const View& view, const record::LogicLink& link, const record::LogicBox& from, const record::LogicBox& to) {
  std::vector<ArrowTest> all;
  for (const auto& one : from.indicators) {
    const auto* first = view.workspace().find<record::Indicator>(one.id);
    for (const auto& other : to.indicators) {
      const auto* second = view.workspace().find<record::Indicator>(other.id);
      if (!first || !second || first == second || first->retired || second->retired) continue;
      all.push_back(test_of(view, link, *first, *second));
    }
  }
  return all;
}

}  // namespace outturn::decide
