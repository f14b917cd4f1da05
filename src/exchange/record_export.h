#pragma once

#include <functional>
#include <string>

#include "record/kind.h"
#include "workspace/workspace.h"

namespace outturn::exchange {

struct RecordFilter {
  std::function<bool(const workspace::Record&)> record{};  ///< which records; empty = all in force
  std::function<bool(const workspace::Record&, const record::Field&)> field{};  ///< which of their fields; others are left empty
};

/// Records of one kind as CSV, one column a field, in the order in which they were made; read_records() reads it back.
std::string exported_records(const workspace::Workspace& workspace, const record::Kind& kind, const RecordFilter& filter = {});

}  // namespace outturn::exchange
