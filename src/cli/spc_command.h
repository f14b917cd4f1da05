#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/commands.h"

namespace outturn::cli {

struct SpcOptions {
  std::string file;
  std::string time;         ///< headers of columns
  std::string value;
  std::string denominator;  ///< empty = none
  std::string chart{"xmr"};
  std::optional<double> target;
  std::string direction;             ///< up, down or empty
  std::vector<std::string> rebase;   ///< times from which a person begins new limits
  std::optional<std::size_t> fix_after;
  bool keep_outliers{false};
};

/// `outturn spc`: noise or change in one series of a plain file.
int spc(World&, const Common&, const SpcOptions&);

}  // namespace outturn::cli
