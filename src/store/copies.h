#pragma once

#include <string>

#include "base/progress.h"
#include "store/sqlite.h"

namespace outturn::store {

/// Makes an empty file that only its owner may read.  throws  StoreError: store.file_exists, store.not_allowed, store.disk_full
void make_private_file(const std::string& file);

/// Copies a database, as one reader sees it, to a new file, and verifies the copy. The file appears only when it is
/// whole and safe on disk.
/// throws  StoreError: store.file_exists, store.backup_damaged, store.stopped, …
void copy_and_check(Connection& source, const std::string& file, base::Progress& progress);

}  // namespace outturn::store
