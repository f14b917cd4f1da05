#pragma once

#include <string>

#include "cli/commands.h"

namespace outturn::cli {

struct FunnelOptions {
  std::string file;
  std::string unit;  ///< headers of columns
  std::string numerator;
  std::string denominator;
  std::string kind{"proportion"};  ///< or rate
};

/// `outturn funnel`: which places of a plain file differ by more than chance, and by more than places usually do.
int funnel(World&, const Common&, const FunnelOptions&);

}  // namespace outturn::cli
