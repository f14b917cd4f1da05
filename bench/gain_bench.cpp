// CPU seconds of whole questions, with the bars that the product promises on one core, and how the cost grows. Exits 1
// where a bar is missed. The estimators alone: synthetic_bench and regression_bench.
//
//   build/…/bench/gain_bench [large|largest]      large: also all checks of up to 800 places; largest: 2,000 places × 200 periods too

#define DOCTEST_CONFIG_IMPLEMENT
#include <cmath>
#include <cstdio>
#include <ctime>
#include <optional>
#include <string>
#include <vector>

#include "gain/gain_testing.h"
#include "gain/power.h"
#include "stats/synthetic_did.h"

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

  const std::string wanted = count > 1 ? words[1] : "";
  const bool largest = wanted == "largest";
  const bool large = wanted == "large" || largest;
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
  before = 0;
  for (const std::size_t by : {4, 2, 1}) {  // the same shape at a quarter, a half and the whole of 2,000 × 200
    if (!largest) break;
    const testing::Town town{.places = 2000 / by, .periods = 200 / by, .start = 140 / by, .effect = 3, .seed = 3};
    const auto shape = std::to_string(town.places) + " places × " + std::to_string(town.periods) + " periods";
    std::vector<gain::Row> rows;
    told(shape + ": the rows", seconds_of([&] { rows = testing::rows_of(town); }));
    std::optional<gain::Study> vast;
    auto asked = testing::question_of(town);
    const auto columns = gain::columns_of(asked, "", "");
    told(shape + ": read, checked and put in order", seconds_of([&] { vast = gain::study(asked, columns, rows).value(); }));
    stats::SyntheticDidOptions options{.donors = vast->untreated()};
    told(shape + ": the estimate alone", seconds_of([&] { (void)stats::synthetic_did(vast->panel, options).value(); }));
    base::Progress quiet;
    const double seconds = seconds_of([&] { (void)gain::answer(*vast, quiet, gain::Beside::left_out).value(); });
    told(shape + ": with at most 1,000 placebos and all checks", seconds);
    if (before > 0) std::printf("%70s %.1f times as long for four times the figures\n", "", seconds / before);
    before = seconds;
    std::fflush(stdout);
  }
  return kept ? 0 : 1;
}
