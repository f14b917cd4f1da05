#pragma once

#include <cmath>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "gain/answer.h"
#include "testing.h"

/// Panels with known answers, for the tests of this room and the simulations of bench/.
namespace outturn::testing {

/// Places that follow one common path with their own loadings, and what the first of them did differently.
struct Town {
  std::size_t places{25};
  std::size_t periods{30};
  std::size_t start{20};
  double effect{0};       ///< added to the first place from the start
  double drift{0};        ///< added to the first place each period, from the first on
  double loading{0.5};    ///< of the first place on the common paths; the others lie between 0 and 1
  bool ordinary{false};   ///< the first place's loadings are drawn as if it were one of the others; `loading` is not read
  bool parallel{false};   ///< all others have loadings of a half, so that all move in step
  double noise{1};
  std::uint64_t seed{1};
};

inline std::string place_name(std::size_t n) { return (n < 10 ? "P0" : "P") + std::to_string(n); }

inline std::vector<gain::Row> rows_of(const Town& town) {
  std::mt19937_64 random(town.seed);
  // Sums of twelve uniform numbers: the same on every machine, which a library's normal distribution is not.
  const auto normal = [&] {
    double sum = -6;
    for (int k = 0; k < 12; ++k) sum += static_cast<double>(random() >> 11) * 0x1p-53;
    return sum;
  };
  std::vector<double> first(town.periods);
  std::vector<double> second(town.periods);
  for (std::size_t t = 0; t < town.periods; ++t) {
    first[t] = (t == 0 ? 0 : first[t - 1]) + 1.5 * normal();
    second[t] = (t == 0 ? 0 : 0.7 * second[t - 1]) + 2 * normal();
  }
  std::mt19937_64 of_its_own(town.seed ^ 0x9e3779b97f4a7c15);
  const auto drawn = [&] { return static_cast<double>(of_its_own() >> 11) * 0x1p-53; };
  const std::pair<double, double> first_place = town.ordinary ? std::pair{drawn(), drawn()} : std::pair{town.loading, town.loading};
  std::vector<gain::Row> rows;
  for (std::size_t p = 0; p < town.places; ++p) {
    double of_first = (static_cast<double>(p) - 0.5) / static_cast<double>(town.places - 1);
    double of_second = static_cast<double>((p * 7) % (town.places - 1)) / static_cast<double>(town.places - 2);
    if (town.parallel) of_first = of_second = 0.5;
    if (p == 0) std::tie(of_first, of_second) = first_place;
    for (std::size_t t = 0; t < town.periods; ++t) {
      double value = 50 + 10 * of_second + of_first * first[t] + of_second * second[t] + town.noise * normal();
      if (p == 0) value += town.drift * static_cast<double>(t) + (t >= town.start ? town.effect : 0);
      rows.push_back({place_name(p), std::to_string(1990 + t), {value}, static_cast<std::int64_t>(rows.size() + 2)});
    }
  }
  return rows;
}

inline gain::Question question_of(const Town& town) {
  return {.value = "rate", .treated = {"P00"}, .from = std::to_string(1990 + town.start), .direction = gain::Direction::up};
}

inline gain::Study study_of(const Town& town, gain::Question question) {
  const auto columns = gain::columns_of(question, "", "");
  return gain::study(std::move(question), columns, rows_of(town)).value();
}

inline gain::Answer answer_of(const gain::Study& study) {
  base::Progress silent;
  return gain::answer(study, silent).value();
}

inline const gain::Check* check_named(const gain::Answer& answer, std::string_view id) {
  for (const auto& check : answer.main.checks) {
    if (check.id == id) return &check;
  }
  return nullptr;
}

}  // namespace outturn::testing
