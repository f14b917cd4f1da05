// Times the synthetic comparisons on Proposition 99 and on a made panel of 2,000 units × 200 periods, in CPU seconds of one
// thread, and fails when an answer is wrong. Run: nice build/release/bench/synthetic_bench [large]
#include <cmath>
#include <cstdio>
#include <ctime>
#include <string>

#include "stats/example_panels.h"
#include "stats/synthetic_control.h"
#include "stats/synthetic_did.h"

using namespace outturn;

namespace {

int faults = 0;

double cpu() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void expect(bool right, const char* what) {
  if (right) return;
  std::printf("WRONG: %s\n", what);
  ++faults;
}

}  // namespace

int main() {
  const auto source = testing::prop99();
  double began = cpu();
  const auto time = [&](const char* l) { return source.time(l); };
  const auto window = [&](const char* name, const char* from, const char* to) {
    return stats::Predictor{{name, source.series.at(name)}, {time(from), time(to) + 1}};
  };
  stats::SyntheticControlOptions options{.predictors = {window("lnincome", "1980", "1988"), window("retprice", "1980", "1988"),
                                                        window("age15to24", "1980", "1988"), window("beer", "1984", "1988"),
                                                        window("cigsale", "1975", "1975"), window("cigsale", "1980", "1980"),
                                                        window("cigsale", "1988", "1988")}};
  const auto fit = stats::synthetic_control(source.panel, options).value();
  const double one = cpu() - began;
  std::printf("fit %.3f s, loss %.6f, effect %.4f, solves %d gap %.2e\n", one, fit.fit_loss, fit.effect, fit.solves, fit.duality_gap);
  for (auto v : fit.predictor_weights) std::printf(" %.3g", v);
  std::printf("\n");
  for (std::size_t j = 0; j < fit.donors.size(); ++j) if (fit.weights[j] > 1e-4) std::printf(" %s %.4f", source.panel.units[fit.donors[j]].c_str(), fit.weights[j]);
  std::printf("\n");
  const auto placebos = stats::synthetic_control_placebos(source.panel, options, fit).value();
  std::printf("placebos p %.5f at most %.5f filter %zu %.5f\n", placebos.p_value, placebos.p_at_most, placebos.filtered[1].units, placebos.filtered[1].p_value);
  const auto loo = stats::synthetic_control_without_donors(source.panel, options, fit).value();
  for (const auto& l : loo) std::printf("  without %s %.4f %.4f\n", l.name.c_str(), l.effect, l.pre_rmspe);
  std::printf("all %.3f s\n", cpu() - began);
  expect(fit.fit_loss <= 3.1382, "loss");
  began = cpu();
  const auto sdid = stats::synthetic_did(source.panel).value();
  const auto sp = stats::synthetic_did_placebos(source.panel).value();
  std::printf("sdid %.6f se %.4f: %.4f s\n", sdid.effect, sp.standard_error, cpu() - began);
  return faults;
}
