// CPU seconds of whole questions, with the bars that the product promises on one core, and how the cost grows. Exits 1
// where a bar is missed. The estimators alone: synthetic_bench and regression_bench.
//
//   build/…/bench/gain_bench [large]      large: also all checks of up to 800 places

#define DOCTEST_CONFIG_IMPLEMENT
#include <cmath>
#include <cstdio>
#include <ctime>
#include <string>

#include "gain/gain_testing.h"
#include "gain/power.h"

namespace {

using namespace outturn;

template <class Work>
double seconds_of(Work work) {
  const auto start = std::clock();
  work();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

bool told(const std::string& what, double seconds, double bar = 0) {
  std::printf("%-70s %9.4f s", what.c_str(), seconds);
  if (bar > 0) std::printf("   bar %.2f s%s", bar, seconds <= bar ? "" : "   MISSED");
  std::puts("");
  return bar <= 0 || seconds <= bar;
}

}  // namespace

int main(int count, char** words) {
  base::Progress silent;
  const testing::Town forty{.places = 40, .periods = 40, .start = 40, .seed = 3};
  auto question = testing::question_of(forty);
  question.planned = true;
  question.from.clear();
  const auto planned = testing::study_of(forty, question);
  bool kept = told("power, 40 places × 40 periods", seconds_of([&] { (void)gain::power(planned, 8, silent).value(); }), 5);

  const testing::Town ordinary{.effect = 3, .seed = 3};
  const auto study = testing::study_of(ordinary, testing::question_of(ordinary));
  told("estimate, placebos, all checks and estimators beside: 25 × 30", seconds_of([&] { (void)testing::answer_of(study); }));

  const bool large = count > 1 && std::string(words[1]) == "large";
  double before = 0;
  for (const std::size_t places : {50, 100, 200, 400, 800}) {
    if (!large && places > 200) break;
    const testing::Town town{.places = places, .periods = 50, .start = 35, .effect = 3, .seed = 3};
    const auto grown = testing::study_of(town, testing::question_of(town));
    const double seconds = seconds_of([&] { (void)testing::answer_of(grown); });
    told("the same: " + std::to_string(places) + " × 50", seconds);
    if (before > 0) std::printf("%70s grows with the power %.1f of the places\n", "", std::log2(seconds / before));
    before = seconds;
  }
  return kept ? 0 : 1;
}
