#pragma once

#include <string>

#include "workspace/register.h"
#include "workspace/vault.h"

namespace outturn::workspace {

/// All that keeps one installation: register, vault, and copies of the whole.
class Keeper : public Register, public Vault {
 public:
  /// Writes a complete copy of the workspace to a new file while others read and write, and checks it.
  /// throws StoreError: the file exists, the disk is full, …
  virtual void backup(const std::string& file, base::Progress& progress) = 0;
};

}  // namespace outturn::workspace
