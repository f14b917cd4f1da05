#include "quality/freshness.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace outturn::quality {
namespace {

constexpr std::size_t periods_looked_at = 9;

base::Day months_later(base::Day last_day, int months) {
  const auto after = last_day.plus(1).date();  // periods of months end where a month does
  const int index = after.year * 12 + (after.month - 1) + months;
  const auto first = base::Day::of(index / 12, index % 12 + 1, 1);
  return first ? first->plus(after.day - 2) : last_day;
}

bool is_reported(const workspace::Figure& figure) {
  return figure.status != workspace::Status::missing && figure.status != workspace::Status::not_yet_due;
}

}  // namespace

std::optional<base::Day> next_period_ends(std::span<const workspace::Figure> figures) {
  std::vector<int> distances;
  for (auto i = figures.size(); i-- > 1 && distances.size() + 1 < periods_looked_at;) {
    const int distance = base::days_between(figures[i - 1].period.last_day(), figures[i].period.last_day());
    if (distance > 0) distances.push_back(distance);
  }
  if (distances.empty()) return std::nullopt;
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
  std::nth_element(distances.begin(), middle, distances.end());
  const auto last = figures.back().period.last_day();
  const int months = static_cast<int>(std::lround(*middle / days_in_a_month));
  const bool ends_with_a_month = last.plus(1).date().day == 1;
  return months > 0 && ends_with_a_month ? months_later(last, months) : last.plus(*middle);
}

std::optional<Freshness> freshness(const record::Indicator& indicator, std::span<const workspace::Figure> figures, base::Day day) {
  const auto newest = std::find_if(figures.rbegin(), figures.rend(), [](const auto& f) { return f.is_figure(); });
  if (newest == figures.rend()) return std::nullopt;
  const auto reported = std::find_if(figures.rbegin(), figures.rend(), is_reported);
  const auto reported_count = static_cast<std::size_t>(figures.rend() - reported);
  Freshness fresh{.period = newest->period, .days_old = base::days_between(newest->period.last_day(), day),
                  .next_ends = next_period_ends(figures.first(reported_count)), .next_due = std::nullopt};
  if (fresh.next_ends && indicator.publication_delay) {
    fresh.next_due = fresh.next_ends->plus(static_cast<int>(*indicator.publication_delay));
    fresh.days_late = std::max(0, base::days_between(*fresh.next_due, day));
  }
  return fresh;
}

language::Sentence freshness_sentence(const Freshness& fresh) {
  const language::NamedValue period{"period", fresh.period};
  const language::NamedValue days{"days", std::int64_t{fresh.days_old}};
  if (!fresh.next_due) return {"quality.freshness.no_due_day", {period, days}};
  if (fresh.days_late > 0) return {"quality.freshness.late", {period, {"due", *fresh.next_due}, {"late", std::int64_t{fresh.days_late}}}};
  return {"quality.freshness.in_date", {period, {"due", *fresh.next_due}}};
}

}  // namespace outturn::quality
