#pragma once

#include <functional>
#include <string>
#include <vector>

#include "gain/gain_testing.h"

/// Made-up worlds with known answers, one kind for each shape of figures that an estimator is meant for.
namespace outturn::bench {

/// What is true of the panels of a row of the table.
enum class Truth { nothing, effect, large_effect, bad_fit, slow_drift, drift };

class Random {
 public:
  explicit Random(std::uint64_t seed) : bits_(seed) {}
  double normal() {  // sums of twelve uniform numbers: the same on every machine
    double sum = -6;
    for (int k = 0; k < 12; ++k) sum += static_cast<double>(bits_() >> 11) * 0x1p-53;
    return sum;
  }

 private:
  std::mt19937_64 bits_;
};

constexpr double effect_of(Truth truth) { return truth == Truth::effect ? 2 : truth == Truth::large_effect ? 3.5 : 0; }
constexpr double drift_of(Truth truth) { return truth == Truth::slow_drift ? 0.2 : truth == Truth::drift ? 0.3 : 0; }

/// One place of 25 over 30 periods, the start after 20. For plain differences all others move in step, as that method
/// assumes; for the others two common paths reach each place with loadings of its own.
inline gain::Study one_place(gain::Method method, Truth truth, std::uint64_t seed) {
  testing::Town town{.effect = effect_of(truth), .drift = drift_of(truth), .seed = seed};
  if (truth == Truth::bad_fit) town.loading = 3;
  town.parallel = method == gain::Method::did;
  town.ordinary = truth != Truth::bad_fit && !town.parallel;
  auto question = testing::question_of(town);
  question.method = method;
  return testing::study_of(town, std::move(question));
}

/// Many places: levels of their own, one common path, errors that follow themselves (0.5) with standard deviation 1.
/// Starts: one, or three of `taking_part` / 3 places each.
inline gain::Study many_places(gain::Method method, Truth truth, std::uint64_t seed, std::size_t taking_part, std::size_t places, bool staggered) {
  Random random(seed);
  const std::size_t periods = 16;
  std::vector<double> path(periods);
  for (std::size_t t = 0; t < periods; ++t) path[t] = (t == 0 ? 0 : path[t - 1]) + random.normal();
  gain::Question question{.value = "rate", .method = method, .has_cohort = true, .direction = gain::Direction::up};
  std::vector<gain::Row> rows;
  for (std::size_t p = 0; p < places; ++p) {
    const std::size_t start = p >= taking_part ? 0 : staggered ? 7 + 2 * (p / (taking_part / 3)) : 10;
    const bool takes_part = start > 0;
    const double level = 50 + 5 * random.normal();
    const double loading = takes_part && truth == Truth::bad_fit ? 3 : 1;
    double error = random.normal();
    for (std::size_t t = 0; t < periods; ++t) {
      error = 0.5 * error + std::sqrt(0.75) * random.normal();
      double value = level + loading * path[t] + error;
      if (takes_part) value += drift_of(truth) * static_cast<double>(t) + (t >= start ? effect_of(truth) : 0);
      rows.push_back({testing::place_name(p), std::to_string(2000 + t), {value, takes_part ? static_cast<double>(2000 + start) : 0.0},
                      static_cast<std::int64_t>(rows.size() + 2)});
    }
  }
  const auto columns = gain::columns_of(question, "", "start");
  return gain::study(std::move(question), columns, rows).value();
}

inline gain::Study ten_together(gain::Method method, Truth truth, std::uint64_t seed) { return many_places(method, truth, seed, 10, 30, false); }
inline gain::Study three_starts(gain::Method method, Truth truth, std::uint64_t seed) { return many_places(method, truth, seed, 45, 65, true); }
inline gain::Study few_starts(gain::Method method, Truth truth, std::uint64_t seed) { return many_places(method, truth, seed, 3, 30, true); }

/// One monthly series of 72, the start after 48: a line, a season, errors that follow themselves (0.3), sd 1.
/// Bad fit: it wanders with steps of 2. Drift: its line bends upwards halfway to the start, by so much a period.
inline gain::Study one_series(gain::Method, Truth truth, std::uint64_t seed) {
  Random random(seed);
  gain::Question question{.value = "rate", .from = "2014-01", .method = gain::Method::its, .direction = gain::Direction::up};
  std::vector<gain::Row> rows;
  double error = random.normal();
  double wander = 0;
  for (std::size_t t = 0; t < 72; ++t) {
    error = 0.3 * error + std::sqrt(1 - 0.09) * random.normal();
    wander += 2 * random.normal();
    double value = 50 + 0.05 * static_cast<double>(t) + 3 * std::sin(2 * 3.14159265358979323846 * static_cast<double>(t) / 12) + error;
    if (truth == Truth::bad_fit) value += wander;
    if (t > 24) value += drift_of(truth) * static_cast<double>(t - 24);
    if (t >= 48) value += effect_of(truth);
    const auto month = std::to_string(1 + t % 12);
    rows.push_back({"rate", std::to_string(2010 + t / 12) + (month.size() == 1 ? "-0" : "-") + month, {value}, static_cast<std::int64_t>(rows.size() + 2)});
  }
  const auto columns = gain::columns_of(question, "", "");
  return gain::study(std::move(question), columns, rows).value();
}

/// One series of 90 and a related one, the start after 60: a line, or a level that wanders with steps of 0.2. Bad fit: it
/// wanders with steps of 2. Drift: it bends upwards halfway to the start, by so much a period.
inline gain::Study related_series(Truth truth, std::uint64_t seed, double steps) {
  Random random(seed);
  gain::Question question{.value = "rate", .from = "61", .method = gain::Method::structural, .covariates = {"related"}, .direction = gain::Direction::up};
  std::vector<gain::Row> rows;
  double related = 0;
  double wander = 0;
  for (std::size_t t = 0; t < 90; ++t) {
    related = 0.8 * related + random.normal();
    wander += (truth == Truth::bad_fit ? 2 : steps) * random.normal();
    double value = 50 + 1.2 * related + wander + random.normal() + (steps == 0 ? 0.1 * static_cast<double>(t) : 0);
    if (t > 30) value += drift_of(truth) * static_cast<double>(t - 30);
    if (t >= 60) value += effect_of(truth);
    rows.push_back({"rate", std::to_string(t + 1), {value, 20 + related}, static_cast<std::int64_t>(rows.size() + 2)});
  }
  const auto columns = gain::columns_of(question, "", "");
  return gain::study(std::move(question), columns, rows).value();
}

inline gain::Study on_a_line(gain::Method, Truth truth, std::uint64_t seed) { return related_series(truth, seed, 0); }
inline gain::Study wandering(gain::Method, Truth truth, std::uint64_t seed) { return related_series(truth, seed, 0.2); }

struct World {
  gain::Method method;
  const char* name;
  std::function<gain::Study(gain::Method, Truth, std::uint64_t)> panel;
  bool promised{true};  ///< docs/methods/gain.md promises something of it; otherwise it is shown as it is
};

inline const std::vector<World>& worlds() {
  static const std::vector<World> all{
      {gain::Method::synthetic_did, "synthetic-did", one_place},
      {gain::Method::synthetic_control, "synthetic-control", one_place},
      {gain::Method::augmented, "augmented", one_place},
      {gain::Method::did, "did, one place", one_place},
      {gain::Method::did, "did, ten places", ten_together},
      {gain::Method::staggered, "staggered", three_starts},
      {gain::Method::staggered, "staggered, three places", few_starts},
      {gain::Method::its, "its", one_series},
      {gain::Method::structural, "structural", on_a_line},
      {gain::Method::structural, "structural, level wanders", wandering},
  };
  return all;
}

}  // namespace outturn::bench
