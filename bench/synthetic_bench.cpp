// Times the synthetic comparisons in CPU seconds of one thread and fails when an answer is wrong or a bar is missed.
// On Proposition 99 where the published panels lie beside the project, else on a made panel of the same shape.
// With the word "large": also a made panel of 2,000 places × 200 periods.
//   nice build/release/bench/synthetic_bench [large]
#include <cmath>
#include <cstdio>
#include <ctime>
#include <string>

#include "stats/augmented_synthetic_control.h"
#include "stats/conformal.h"
#include "stats/example_panels.h"
#include "stats/synthetic_control.h"
#include "stats/synthetic_did.h"

using namespace outturn;

namespace {

int faults = 0;

class Clock {
 public:
  double seconds() const { return static_cast<double>(std::clock() - began_) / CLOCKS_PER_SEC; }

 private:
  std::clock_t began_{std::clock()};
};

void expect(bool right, const char* what) {
  if (right) return;
  std::printf("WRONG: %s\n", what);
  ++faults;
}

void timed(const char* what, double seconds, double bar) {
  if (bar > 0) std::printf("%-78s %8.4f s   (bar %.2f s)\n", what, seconds, bar);
  else std::printf("%-78s %8.4f s\n", what, seconds);
  if (bar > 0) expect(seconds <= bar, "slower than its bar");
}

void proposition_99() {
  auto source = testing::prop99();
  const bool real = source.panel.unit_count() == 39;
  stats::SyntheticControlOptions options;
  if (real) {
    const auto window = [&](const char* name, const char* from, const char* to) {
      return stats::Predictor{{name, source.series.at(name)}, {source.time(from), source.time(to) + 1}};
    };
    options.predictors = {window("lnincome", "1980", "1988"), window("retprice", "1980", "1988"), window("age15to24", "1980", "1988"),
                          window("beer", "1984", "1988"), window("cigsale", "1975", "1975"), window("cigsale", "1980", "1980"),
                          window("cigsale", "1988", "1988")};
  } else {
    std::printf("published panels are not beside this project: a made panel of the same shape is timed\n");
    source.panel = testing::made({.units = 39, .periods = 31, .start = 19, .effect = -15});
    for (std::size_t k = 0; k < 7; ++k) options.predictors.push_back({{std::to_string(k), source.panel.values}, {2 * k, 2 * k + 3}});
  }

  const Clock control;
  const auto fit = stats::synthetic_control(source.panel, options).value();
  const double one = control.seconds();
  const auto placebos = stats::synthetic_control_placebos(source.panel, options, fit).value();
  const auto left_out = stats::synthetic_control_without_donors(source.panel, options, fit).value();
  timed("synthetic control, nested, 7 predictors", one, 0);
  timed("  with all placebos and leaving each donor out", control.seconds(), 2);
  std::printf("  loss %.6f  effect %.4f  p %.5f  placebos %zu  left out %zu  inner solves of the fit %d  gap %.1e\n", fit.fit_loss, fit.effect,
              placebos.p_value, placebos.placebos.size(), left_out.size(), fit.solves, fit.duality_gap);

  const Clock did;
  const auto study = stats::synthetic_did(source.panel).value();
  const auto spread = stats::synthetic_did_placebos(source.panel).value();
  timed("synthetic difference-in-differences with exhaustive placebos", did.seconds(), 0.05);
  std::printf("  effect %.6f  error %.4f  p %.5f\n", study.effect, spread.standard_error, spread.p_value);

  const Clock augmented;
  const auto ridge = stats::augmented_synthetic_control(source.panel).value();
  timed("ridge-augmented synthetic control with cross-validation", augmented.seconds(), 0);
  std::printf("  effect %.4f  lambda %.4f\n", ridge.effect, ridge.lambda);

  const Clock permuted;
  const auto conformal = stats::conformal(source.panel).value();
  timed("conformal p-value, joint interval and one for each period", permuted.seconds(), 0);
  std::printf("  p %.5f  90%% interval of a constant effect %.3f to %.3f  fits %d\n", conformal.p_value, conformal.interval.lower,
              conformal.interval.upper, conformal.fits);
  if (!real) return;
  expect(fit.fit_loss <= 3.1382, "loss of the nested problem");
  expect(std::abs(study.effect + 15.605398) < 1e-5, "estimate of synthetic difference-in-differences");
  expect(std::abs(conformal.p_value - 3.0 / 31) < 1e-9, "conformal p-value");
  expect(std::abs(ridge.effect + 15.9526) < 0.05, "augmented effect");
}

/// How the cost of one fit grows with the places, periods kept at 200.
void growth() {
  double before = 0;
  for (const std::size_t units : {250, 500, 1000, 2000}) {
    const auto panel = testing::made({.units = units, .periods = 200, .start = 150, .effect = 3});
    const Clock did;
    const auto study = stats::synthetic_did(panel).value();
    const double seconds = did.seconds();
    expect(std::abs(study.effect - 3) < 1, "effect of a growing panel");
    std::printf("%5zu × 200: synthetic difference-in-differences, one fit %34.4f s", units, seconds);
    if (before > 0) std::printf("   power %.1f of the places", std::log2(seconds / before));
    std::puts("");
    before = seconds;
  }
}

void large() {
  growth();
  const auto panel = testing::made({.units = 2000, .periods = 200, .start = 150, .effect = 3});
  const Clock did;
  const auto study = stats::synthetic_did(panel).value();
  timed("2,000 × 200: synthetic difference-in-differences, one fit", did.seconds(), 0);
  const auto& block = study.blocks.front();
  expect(block.unit_gap <= 1e-9 && block.time_gap <= 1e-9, "certificates of the large fit");
  expect(std::abs(study.effect - 3) < 1, "effect of the large fit");

  const Clock control;
  const auto fit = stats::synthetic_control(panel).value();
  timed("2,000 × 200: synthetic control on outcomes, one fit", control.seconds(), 0);
  expect(fit.duality_gap <= 1e-9, "certificate of the large synthetic control");

  const auto hundred = testing::made({.units = 200, .periods = 200, .start = 150, .effect = 3});
  const Clock placebos;
  const auto spread = stats::synthetic_did_placebos(hundred).value();
  timed("200 × 200: synthetic difference-in-differences, 199 placebos", placebos.seconds(), 0);
  expect(spread.placebos.size() == 199, "number of placebos");
}

}  // namespace

int main(int count, char** words) {
  proposition_99();
  if (count > 1 && std::string(words[1]) == "large") large();
  return faults == 0 ? 0 : 1;
}
