#include "track/promise.h"

#include <algorithm>
#include <compare>
#include <limits>
#include <tuple>

#include "quality/amount.h"

namespace outturn::track {
namespace {

using record::Direction;
using record::Target;
using record::TargetForm;
using workspace::Record;

/// The limit that binds, of a range its far end.
double binding_limit(const Target& target, Direction desired) {
  return target.form == TargetForm::range && desired == Direction::down ? target.upper.value_or(*target.value) : *target.value;
}

/// less = the first asks for less than the second.
std::partial_ordering by_limit(const Target& first, const Target& second, Direction desired) {
  const bool both_ends = desired == Direction::none;
  if (both_ends && first.form == TargetForm::range && second.form == TargetForm::range) {
    const auto lower = *first.value <=> *second.value;
    const auto upper = second.upper.value_or(*second.value) <=> first.upper.value_or(*first.value);
    if (lower == upper || upper == 0) return lower;
    return lower == 0 ? upper : std::partial_ordering::unordered;
  }
  if (binds_from_above(first, desired) != binds_from_above(second, desired)) return std::partial_ordering::unordered;
  const double a = binding_limit(first, desired);
  const double b = binding_limit(second, desired);
  return binds_from_above(first, desired) ? b <=> a : a <=> b;
}

std::int32_t end_of(const Target& target) {
  return target.period ? target.period->last_day().number : std::numeric_limits<std::int32_t>::max();
}

}  // namespace

bool binds_from_above(const Target& target, Direction desired) {
  return target.form == TargetForm::range ? desired == Direction::down : target.form != TargetForm::at_least;
}

language::Sentence target_phrase(const record::Indicator& indicator, const Target& target) {
  if (!target.value) return {"track.target.without_value"};
  std::vector<language::NamedValue> values{{"value", quality::without_unit(quality::limit_of(indicator, *target.value))}};
  std::string form = "at_most";
  if (target.form == TargetForm::at_least) form = "at_least";
  if (target.form == TargetForm::eliminate) form = "eliminate";
  if (target.form == TargetForm::range) {
    form = "range";
    values.push_back({"upper", quality::without_unit(quality::limit_of(indicator, target.upper.value_or(*target.value)))});
  }
  if (!target.period) return {"track.target." + form, values};
  values.push_back({"period", *target.period});
  return {"track.target." + form + "_by", values};
}

double distance_to(const Target& target, Direction desired, double value) {
  if (!target.value || workspace::meets(target, desired, value)) return 0;
  const double upper = target.form == TargetForm::range ? target.upper.value_or(*target.value) : *target.value;
  return value > upper ? value - upper : *target.value - value;
}

bool is_weaker(const Target& now, const Target& before, Direction desired) {
  if (!now.value || !before.value) return false;
  const auto limit = by_limit(now, before, desired);
  const bool is_later = end_of(now) > end_of(before);
  const bool is_earlier = end_of(now) < end_of(before);
  return (limit < 0 && !is_earlier) || (limit == 0 && is_later);
}

std::optional<double> starting_value(const Target& target, std::span<const workspace::Figure> figures) {
  if (target.base_value || !target.base_period) return target.base_value;
  const auto found = std::lower_bound(figures.begin(), figures.end(), *target.base_period,
                                      [](const workspace::Figure& figure, base::Period period) { return figure.period < period; });
  if (found == figures.end() || found->period != *target.base_period || !found->is_figure()) return std::nullopt;
  return found->value;
}

const Record* deciding_target(std::span<const Record* const> targets, base::Day day) {
  base::ensure(!targets.empty(), "there is a target to choose");
  const auto rank = [&](const Record* record) {
    const auto& target = record->as<Target>();
    const int kind = target.kind == record::TargetKind::joint ? 0 : target.kind == record::TargetKind::alone ? 1 : 2;
    const std::int64_t end = end_of(target);
    const bool is_over = end < day.number;
    return std::tuple{kind, is_over, is_over ? -end : end, record->slot};
  };
  return *std::min_element(targets.begin(), targets.end(), [&](const auto* a, const auto* b) { return rank(a) < rank(b); });
}

}  // namespace outturn::track
