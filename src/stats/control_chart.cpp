#include "stats/control_chart.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/checked.h"
#include "stats/control_rules.h"
#include "stats/count_limits.h"

namespace outturn::stats {
namespace {

constexpr double expected_range_of_two = 1.128;  // d2 for n = 2, as tabulated
constexpr double outlying_range = 3.267;         // D4 for n = 2
constexpr double few_events = 10;
constexpr double beyond_three_sigma = 0.0013498980316301;

bool counts_events(ChartKind kind) { return kind != ChartKind::xmr; }
bool needs_denominator(ChartKind kind) { return kind == ChartKind::p || kind == ChartKind::u; }

using base::whole;

void examine(const Reading& reading, std::size_t position, std::size_t count, ChartKind kind, base::Issues& issues) {
  const auto refuse = [&](const char* field, const char* code, base::Arguments values = {}) {
    values.insert(values.begin(), {"position", whole(position)});
    issues.push_back({field, code, std::move(values)});
  };
  if (!reading.value) return;
  const double value = *reading.value;
  if (!std::isfinite(value)) {
    issues.push_back({"value", "stats.not_a_number", {{"position", whole(position)}, {"count", whole(count)}}});
    return;
  }
  if (counts_events(kind)) {
    if (value < 0) refuse("value", "stats.count_below_zero", {{"value", value}});
    if (value != std::floor(value)) refuse("value", "stats.not_whole", {{"value", value}});
  }
  if (!reading.denominator) {
    if (needs_denominator(kind)) refuse("denominator", "stats.no_denominator");
    return;
  }
  const double denominator = *reading.denominator;
  if (!std::isfinite(denominator) || denominator <= 0) {
    refuse("denominator", "stats.denominator_not_positive", {{"value", denominator}});
  } else if (kind == ChartKind::p) {
    if (denominator != std::floor(denominator)) refuse("denominator", "stats.not_whole", {{"value", denominator}});
    if (value > denominator) refuse("value", "stats.more_than_all", {{"value", value}, {"denominator", denominator}});
  }
}

/// Every position at which limits begin, 0 first.
std::vector<std::size_t> beginnings(std::size_t n, const ChartOptions& options) {
  std::vector<std::size_t> firsts{0};
  for (const auto first : options.new_limits) {
    if (first > 0 && first < n) firsts.push_back(first);
  }
  std::sort(firsts.begin(), firsts.end());
  firsts.erase(std::unique(firsts.begin(), firsts.end()), firsts.end());
  return firsts;
}

/// How many of the segment's points the limits rest on.
std::size_t baseline(const ChartSegment& segment, const ChartOptions& options) {
  const std::size_t all = segment.last - segment.first + 1;
  return options.fix_after ? std::min(*options.fix_after, all) : all;
}

/// How many values say something of the limits: of figures only those beside another one.
std::size_t usable(std::span<const ChartPoint> points, ChartKind kind) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!points[i].value) continue;
    const bool beside = (i > 0 && points[i - 1].value) || (i + 1 < points.size() && points[i + 1].value);
    if (beside || counts_events(kind)) ++count;
  }
  return count;
}

void limit_by_moving_range(ChartSegment& segment, std::span<ChartPoint> points, const ChartOptions& options) {
  double sum = 0;
  std::vector<double> ranges;
  const std::size_t rests_on = baseline(segment, options);
  for (std::size_t i = 0; i < rests_on; ++i) {
    if (!points[i].value) continue;
    sum += *points[i].value;
    ++segment.values;
    if (i > 0 && points[i - 1].value) ranges.push_back(std::abs(*points[i].value - *points[i - 1].value));
  }
  const auto first_known = std::find_if(points.begin(), points.end(), [](const auto& point) { return point.value.has_value(); });
  const bool all_alike = std::all_of(ranges.begin(), ranges.end(), [](double range) { return range == 0; });
  segment.centre = all_alike && ranges.size() + 1 == segment.values ? *first_known->value  // a sum may be off by a last digit
                                                                    : sum / static_cast<double>(segment.values);
  const auto mean = [](const std::vector<double>& of) {
    double total = 0;
    for (const double one : of) total += one;
    return of.empty() ? 0.0 : total / static_cast<double>(of.size());
  };
  segment.mean_moving_range = mean(ranges);
  if (options.screen_outliers && segment.mean_moving_range > 0) {
    const double widest = outlying_range * segment.mean_moving_range;
    segment.screened = std::erase_if(ranges, [&](double range) { return range >= widest; });
    segment.mean_moving_range = mean(ranges);
  }
  const double sigma = segment.mean_moving_range / expected_range_of_two;
  for (auto& point : points) {
    point.lower = segment.centre - 3 * sigma;
    point.upper = segment.centre + 3 * sigma;
    point.near_lower = segment.centre - 2 * sigma;
    point.near_upper = segment.centre + 2 * sigma;
  }
}

void limit_by_chance(ChartSegment& segment, std::span<ChartPoint> points, const ChartOptions& options) {
  double events = 0;
  double size = 0;
  const auto size_of = [&](const ChartPoint& point) { return options.kind == ChartKind::c ? 1.0 : point.denominator.value_or(0); };
  const std::size_t rests_on = baseline(segment, options);
  for (std::size_t i = 0; i < rests_on; ++i) {
    if (!points[i].value) continue;
    events += *points[i].numerator;
    size += size_of(points[i]);
    ++segment.values;
  }
  segment.centre = events / size;
  const bool binomial = options.kind == ChartKind::p;
  double usual_size = size / static_cast<double>(segment.values);
  for (auto& point : points) {
    if (point.value) usual_size = size_of(point);
    const double variance = segment.centre * (binomial ? 1 - segment.centre : 1) / usual_size;
    const double sigma = std::sqrt(std::max(variance, 0.0));
    const double expected = usual_size * segment.centre;
    const bool few = expected < few_events || (binomial && usual_size - expected < few_events);
    const CountByChance by_chance{binomial ? CountModel::binomial : CountModel::poisson, usual_size, segment.centre};
    const auto band = few ? exact_limits(by_chance, beyond_three_sigma)
                          : RateBand{std::max(0.0, segment.centre - 3 * sigma),
                                     binomial ? std::min(1.0, segment.centre + 3 * sigma) : segment.centre + 3 * sigma};
    segment.exact = segment.exact || few;
    point.lower = band.lower;
    point.upper = band.upper;
    point.near_lower = few ? segment.centre - (segment.centre - band.lower) * 2 / 3 : segment.centre - 2 * sigma;
    point.near_upper = few ? segment.centre + (band.upper - segment.centre) * 2 / 3 : segment.centre + 2 * sigma;
  }
}

Assurance assurance_of(const ChartSegment& now, const ChartOptions& options) {
  if (!options.target || options.improvement == Improvement::neutral) return Assurance::not_judged;
  const bool up = options.improvement == Improvement::up;
  if (*options.target > now.upper) return up ? Assurance::fail : Assurance::pass;
  if (*options.target < now.lower) return up ? Assurance::pass : Assurance::fail;
  return Assurance::inconsistent;
}

}  // namespace

std::string_view text_of(ChartKind kind) {
  constexpr std::array<std::string_view, 4> texts{"xmr", "p", "u", "c"};
  return texts[static_cast<std::size_t>(kind)];
}

std::string_view text_of(Signal signal) {
  constexpr std::array<std::string_view, 8> texts{"above_limit", "below_limit", "trend_up", "trend_down",
                                                  "two_of_three_above", "two_of_three_below", "shift_above", "shift_below"};
  return texts[static_cast<std::size_t>(signal)];
}

std::string_view text_of(Variation variation) {
  constexpr std::array<std::string_view, 5> texts{"common_cause", "improvement", "concern", "neutral_high", "neutral_low"};
  return texts[static_cast<std::size_t>(variation)];
}

std::string_view text_of(Assurance assurance) {
  constexpr std::array<std::string_view, 4> texts{"not_judged", "pass", "fail", "inconsistent"};
  return texts[static_cast<std::size_t>(assurance)];
}

base::Checked<ControlChart> control_chart(std::span<const Reading> readings, const ChartOptions& options) {
  base::Issues issues;
  ControlChart chart;
  chart.kind = options.kind;
  chart.points.resize(readings.size());
  std::size_t values = 0;
  bool needless = false;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    examine(readings[i], i + 1, readings.size(), options.kind, issues);
    needless = needless || (options.kind == ChartKind::c && readings[i].denominator);
    if (!readings[i].value) continue;
    ++values;
    auto& point = chart.points[i];
    point.numerator = counts_events(options.kind) || readings[i].denominator ? readings[i].value : std::nullopt;
    point.denominator = readings[i].denominator;
    point.value = *readings[i].value / readings[i].denominator.value_or(1);
  }
  if (needless) issues.push_back({"denominator", "stats.needless_denominator"});
  if (options.target && !std::isfinite(*options.target)) issues.push_back({"target", "stats.target_not_a_number"});
  if (values < 2) issues.push_back({"value", "stats.too_few_values", {{"least", 2}, {"count", whole(values)}}});
  if (!issues.empty()) return base::refuse(std::move(issues));

  const auto firsts = beginnings(readings.size(), options);
  for (std::size_t s = 0; s < firsts.size(); ++s) {
    ChartSegment segment{.first = firsts[s], .last = (s + 1 < firsts.size() ? firsts[s + 1] : readings.size()) - 1};
    const std::span points(chart.points.data() + segment.first, segment.last - segment.first + 1);
    if (const auto known = usable(points.first(baseline(segment, options)), options.kind); known < 2) {
      issues.push_back({"new_limits", "stats.segment_too_short", {{"position", whole(segment.first + 1)}, {"least", 2}, {"count", whole(known)}}});
      continue;
    }
    if (options.kind == ChartKind::xmr) {
      limit_by_moving_range(segment, points, options);
    } else {
      limit_by_chance(segment, points, options);
    }
    rules::mark(points, segment.centre, options.improvement);
    for (auto& point : points) point.segment = s;
    segment.lower = points.back().lower;
    segment.upper = points.back().upper;
    chart.segments.push_back(segment);
  }
  if (!issues.empty()) return base::refuse(std::move(issues));

  std::optional<double> first_value;
  chart.constant = true;
  for (const auto& point : chart.points) {
    if (!point.value) continue;
    if (!first_value) first_value = point.value;
    chart.constant = chart.constant && *point.value == *first_value;
    chart.variation = point.variation;
    chart.last_signals = point.signals;
  }
  chart.assurance = assurance_of(chart.now(), options);
  return chart;
}

}  // namespace outturn::stats
