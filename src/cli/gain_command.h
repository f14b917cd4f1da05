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
  int after{0};          ///< gain power: periods that will be watched after the start
};

/// The options of `outturn gain`, and of `outturn gain power` where they are the same.
void describe_gain(CLI::App& command, GainOptions& options);

int gain(World&, const Common&, const GainOptions&);

}  // namespace outturn::cli
