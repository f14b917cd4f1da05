#pragma once

#include <string>
#include <vector>

#include "cli/commands.h"

namespace CLI {
class App;
}

namespace outturn::cli {

/// What a person typed after `outturn gain`, unread.
struct GainOptions {
  std::string file;
  std::string unit;
  std::string time;
  std::string value;
  std::vector<std::string> treated;
  std::string from;
  std::string method{"auto"};
  std::vector<std::string> predictors;
  std::string fit;
  std::vector<std::string> exclude;
  std::vector<std::string> neighbours;
  std::string negative_control;
  std::string offset;
  std::string cohort;
  std::vector<std::string> covariates;
  std::string controls;
  int season{0};
  std::string direction;
  std::string worthwhile;
  std::string level{"0.9"};
  std::uint64_t seed{1};
  int threads{1};
  std::vector<std::string> fail_on;
  int after{0};  ///< gain power: periods that will be watched after the start
};

/// What a person typed after `outturn gain net`, unread.
struct NetOptions {
  std::string result;  ///< what `outturn gain … --json` wrote
  std::string values;
  std::string costs;
  std::string deflators;
  double people{1};
  int periods{0};      ///< 0 = as many as the result has after the start
  double periods_a_year{1};
  double discount{0.035};
  int price_year{0};
  int draws{10'000};
  std::uint64_t seed{1};
};

/// The options of `outturn gain`, and of `outturn gain power` where they are the same.
void describe_gain(CLI::App& command, GainOptions& options);

void describe_net(CLI::App& command, NetOptions& options);

int gain(World&, const Common&, const GainOptions&);
int gain_power(World&, const Common&, const GainOptions&);
int gain_net(World&, const Common&, const NetOptions&);

}  // namespace outturn::cli
