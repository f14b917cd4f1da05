// Chooses the constants of stats/spread.h from held-back ends of the fit parts of half the series (odd rows of the file),
// and says how they do on the other half. The test parts are not read.
//
//   build/…/bench/forecast_tune m3.csv.gz

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "m3_series.h"
#include "stats/forecast_parts.h"
#include "stats/predictive.h"
#include "stats/spread.h"

namespace {

using namespace outturn::stats;

/// One forecast of one held-back value.
struct Event {
  SpreadClues clues;
  double error{};  ///< value − centre
  double centre{};
  double scale{};  ///< mean absolute seasonal difference, as MSIS divides by
  int group{};     ///< type of period
  bool short_cut{};
  double weight{1};
};

/// Every end of the fit part is held back once whole, and again after shorter histories, so that short series count.
void add_events(std::vector<Event>& events, const M3Series& series, int group) {
  const int n = static_cast<int>(series.fit.size());
  const auto add = [&](int from, int length, bool short_cut) {
    const int horizon = std::min(series.horizon, n - from - length);
    if (from < 0 || horizon < 1) return;
    const std::span<const double> history(series.fit.data() + from, static_cast<std::size_t>(length));
    const auto parts = forecast_parts({.values = history, .season = series.frequency, .horizon = horizon});
    double scale = 0;
    const int m = length > series.frequency ? series.frequency : 1;
    for (int t = m; t < length; ++t) scale += std::abs(history[t] - history[t - m]) / (length - m);
    if (!(scale > 0)) return;
    for (int step = 0; step < horizon; ++step) {
      events.push_back({parts.clues[step], series.fit[from + length + step] - parts.centres[step], parts.centres[step], scale, group, short_cut, (short_cut ? 1.0 : 3.0) / horizon});
    }
  };
  add(0, n - series.horizon, false);
  add(0, n - series.horizon - series.horizon / 2, false);
  for (const int length : {5, 6, 8, 10, 12, 15, 20, 28, 40, 60}) {
    if (length + series.horizon <= n) add(n - length - series.horizon, length, true);
  }
}

/// What an error is on the scale of (value / centre) to a power: 1 the values, 0 their logarithms.
double bent(const Event& event, double power) {
  const double ratio = (event.centre + event.error) / event.centre;
  if (power == 1 || !(event.centre > 0) || !(ratio > 0)) return event.error;
  return event.centre * (power == 0 ? std::log(ratio) : (std::pow(ratio, power) - 1) / power);
}

struct Row {
  SpreadTerms terms;
  double typical, error, weight, log_ratio, usable;
};

/// Weighted mean negative log likelihood, in the unit of each series' scale, and where asked its slope and curvature.
double surprise(const std::vector<Row>& rows, const SpreadRule& rule, double power, std::vector<double>* slope = nullptr, std::vector<double>* curve = nullptr) {
  constexpr std::size_t d = std::tuple_size_v<SpreadTerms>;
  if (slope) slope->assign(d, 0), curve->assign(d * d, 0);
  std::map<double, std::pair<double, double>> known;
  double sum = 0, weights = 0;
  for (const auto& row : rows) {
    auto [at, fresh] = known.try_emplace(row.usable);
    if (fresh) {
      const double f = spread_freedom({.usable = static_cast<int>(row.usable)}, rule);
      at->second = {f, std::lgamma(f / 2) - std::lgamma((f + 1) / 2) + 0.5 * std::log(f)};
    }
    const auto [f, constant] = at->second;
    double log_scale = 0;
    for (std::size_t i = 0; i < d; ++i) log_scale += rule.weights[i] * row.terms[i];
    const double z = row.error / (row.typical * std::exp(log_scale));
    const double q = z * z / f;
    sum += row.weight * (log_scale + std::log(row.typical) + constant + (f + 1) / 2 * std::log1p(q) - (power - 1) * row.log_ratio);
    weights += row.weight;
    if (!slope) continue;
    const double g = row.weight * (1 - (f + 1) * q / (1 + q));
    const double h = row.weight * 2 * (f + 1) * q / ((1 + q) * (1 + q));
    for (std::size_t i = 0; i < d; ++i) {
      (*slope)[i] += g * row.terms[i];
      for (std::size_t k = 0; k < d; ++k) (*curve)[i * d + k] += h * row.terms[i] * row.terms[k];
    }
  }
  return sum / weights;
}

/// Newton's steps, with a small ridge; the problem is smooth and nearly convex.
SpreadRule fitted(const std::vector<Row>& rows, SpreadRule rule, double power) {
  constexpr std::size_t d = std::tuple_size_v<SpreadTerms>;
  std::vector<double> slope, curve;
  double reached = surprise(rows, rule, power, &slope, &curve);
  for (int turn = 0; turn < 40; ++turn) {
    for (std::size_t i = 0; i < d; ++i) curve[i * d + i] += 1e-3 * static_cast<double>(rows.size()) * 0.01 + 1e-9;
    // Gauss elimination.
    auto a = curve;
    auto b = slope;
    for (std::size_t i = 0; i < d; ++i)
      for (std::size_t r = i + 1; r < d; ++r) {
        const double m = a[r * d + i] / a[i * d + i];
        for (std::size_t k = i; k < d; ++k) a[r * d + k] -= m * a[i * d + k];
        b[r] -= m * b[i];
      }
    for (std::size_t i = d; i-- > 0;) {
      for (std::size_t k = i + 1; k < d; ++k) b[i] -= a[i * d + k] * b[k];
      b[i] /= a[i * d + i];
    }
    double stride = 1;
    SpreadRule next = rule;
    double there = reached;
    for (; stride > 1e-3; stride /= 2) {
      for (std::size_t i = 0; i < d; ++i) next.weights[i] = rule.weights[i] - stride * b[i];
      if ((there = surprise(rows, next, power)) < reached) break;
    }
    if (!(there < reached - 1e-7)) break;
    rule = next;
    reached = surprise(rows, rule, power, &slope, &curve);
  }
  return rule;
}

std::vector<Row> rows_of(const std::vector<Event>& events, double power) {
  std::vector<Row> rows;
  for (const auto& event : events) {
    const double typical = typical_length(event.clues);
    if (!(typical > 0)) continue;
    const double ratio = (event.centre + event.error) / event.centre;
    rows.push_back({spread_terms(event.clues), typical / event.scale, bent(event, power) / event.scale, event.weight,
                    event.centre > 0 && ratio > 0 ? std::log(ratio) : 0, static_cast<double>(event.clues.usable)});
  }
  return rows;
}

void report(const char* title, const std::vector<Event>& events, const SpreadRule& rule, double power, auto&& chosen) {
  double covered = 0, width = 0, count = 0, below = 0, above = 0;
  std::array<double, 10> deciles{};
  for (const auto& event : events) {
    if (!chosen(event)) continue;
    const double scale = spread(event.clues, rule);
    const double freedom = spread_freedom(event.clues, rule);
    static std::map<double, double> known;
    double& factor = known[freedom];
    if (factor == 0) factor = student_quantile(0.975, freedom);
    const double half = factor * scale;
    // The interval on the scale of the values.
    const auto straight = [&](double z) {
      if (power == 1 || !(event.centre > 0)) return z;
      if (power == 0) return event.centre * std::expm1(z / event.centre);
      return event.centre * (std::pow(std::max(0.0, 1 + power * z / event.centre), 1 / power) - 1);
    };
    const double low = straight(-half);
    const double high = straight(half);
    const double outside = std::max({0.0, low - event.error, event.error - high});
    (event.error < low ? below : above) += outside > 0;
    covered += outside == 0;
    width += (high - low + 40 * outside) / event.scale;
    ++deciles[static_cast<std::size_t>(std::min(9.0, 10 * student_probability(bent(event, power) / scale, freedom)))];
    ++count;
  }
  if (count == 0) return;
  std::printf("%-28s %8.0f events  coverage %.2f (below %.2f above %.2f)  interval score %.2f  deciles", title, count, 100 * covered / count,
              100 * below / count, 100 * above / count, width / count);
  for (const double one : deciles) std::printf(" %.1f", 100 * one / count);
  std::printf("\n");
}

}  // namespace

int main(int argc, char** argv) {
  const auto all = m3_series(argc > 1 ? argv[1] : "");
  if (all.empty()) {
    std::fprintf(stderr, "Give the file of series: forecast_tune m3.csv.gz\n");
    return 2;
  }
  std::vector<Event> choosing, confirming;
  const std::vector<std::string> types{"YEARLY", "QUARTERLY", "MONTHLY", "OTHER"};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const int group = static_cast<int>(std::find(types.begin(), types.end(), all[i].type) - types.begin());
    add_events(i % 2 ? confirming : choosing, all[i], group);
  }
  const double only = argc > 2 ? std::atof(argv[2]) : Predictive::power;
  SpreadRule rule{.weights = {0.5, 0.7, 0.1, 0.2}, .freedom = 4};
  for (const double power : argc > 2 ? std::vector<double>{only} : std::vector<double>{1, 0.75, 2.0 / 3, 0.5, 0.25, 0}) {
    const auto rows = rows_of(choosing, power);
    const auto others = rows_of(confirming, power);
    double best = 1e300;
    SpreadRule start = rule;
    for (const double freedom : {3.0, 3.5, 4.0, 5.0, 6.5}) {
      for (const double grows : {0.0, 0.1, 0.2}) {
        start.freedom = freedom;
        start.freedom_usable = grows;
        const SpreadRule found = fitted(rows, start, power);
        const double there = surprise(rows, found, power);
        start = found;
        if (there < best) best = there, rule = found;
      }
    }
    std::printf("power %.2f: surprise %.4f, on the other half %.4f; freedom %.2f, growing %.2f; weights", power, best, surprise(others, rule, power), rule.freedom, rule.freedom_usable);
    for (const double weight : rule.weights) std::printf(" %.3f,", weight);
    std::printf("\n");
    report("choosing", choosing, rule, power, [](const Event& e) { return !e.short_cut; });
    report("confirming", confirming, rule, power, [](const Event& e) { return !e.short_cut; });
  }
  for (const auto* events : {&choosing, &confirming}) {
    report(events == &choosing ? "choosing" : "confirming", *events, rule, only, [](const Event&) { return true; });
    report("  whole history", *events, rule, only, [](const Event& e) { return !e.short_cut; });
    for (std::size_t g = 0; g < types.size(); ++g)
      report(("  whole " + types[g]).c_str(), *events, rule, only, [&](const Event& e) { return !e.short_cut && e.group == static_cast<int>(g); });
    for (const auto& [low, high] : {std::pair{5, 6}, {7, 10}, {11, 15}, {16, 30}, {31, 70}, {71, 200}})
      report(("  " + std::to_string(low) + " to " + std::to_string(high) + " values").c_str(), *events, rule, only,
             [&](const Event& e) { return e.clues.usable >= low && e.clues.usable <= high; });
    for (const int step : {1, 2, 4, 6, 8, 12, 18})
      report(("  step " + std::to_string(step)).c_str(), *events, rule, only, [&](const Event& e) { return e.clues.step == step; });
    for (const auto& [low, high] : {std::pair{0., .03}, {.03, .06}, {.06, .12}, {.12, .25}, {.25, .5}, {.5, 1e9}})
      report(("  relative " + std::to_string(low)).c_str(), *events, rule, only,
             [&](const Event& e) { const double r = spread(e.clues, rule) / std::abs(e.centre); return r >= low && r < high; });
  }
  return 0;
}
