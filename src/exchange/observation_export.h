#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.h"
#include "base/progress.h"
#include "workspace/view.h"

namespace outturn::exchange {

struct ExportOptions {
  bool vintages{false};                   ///< every publication with its known_from, instead of what holds
  /// Ids; empty = all that were reported. What is calculated or judged from others is written only where it is named:
  /// it was never imported, and would come back as if it had been.
  std::vector<std::string> indicators{};
  std::vector<std::string> places{};
  /// Since when the formula of a calculated indicator is in force; "" where that cannot be told. None = not written.
  std::function<std::string(const workspace::Record&)> formula_from{};
};

/// Writes observations as canonical CSV (docs/formats/observations.md): sorted by what is printed, numbers as short as
/// they can be read back, absences by code. Reading the file into an empty workspace and writing it again gives the
/// same bytes. Piece by piece to `write`, so that memory does not grow with the file.
void export_observations(const workspace::View& view, const ExportOptions& options,
                         const std::function<void(std::string_view)>& write, base::Progress& progress);

/// The same as one text.
std::string exported_observations(const workspace::View& view, const ExportOptions& options = {});

}  // namespace outturn::exchange
