#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/day.h"
#include "base/progress.h"
#include "workspace/keeper.h"

/// A workspace in one SQLite file. One program may serve it while others read and write it: each sees the others' writes.
namespace outturn::store {

struct Options {
  /// How long now() may go without looking for other processes' writes.
  std::chrono::milliseconds tail_every{10};
};

/// Opens a workspace. The clock must outlive it.
/// throws  StoreError: store.no_file, store.not_ours, store.newer, store.damaged, store.not_allowed, store.busy, …
std::unique_ptr<workspace::Keeper> open(const std::string& file, const base::Clock& clock, const Options& options = {});

/// Makes an empty workspace that only its owner may read, and opens it.
/// throws  StoreError: store.file_exists, store.not_allowed, store.disk_full, …
std::unique_ptr<workspace::Keeper> create(const std::string& file, const base::Clock& clock, const Options& options = {});

/// Puts a checked copy of a backup in the place of a workspace that no program has open, in one step.
/// replace  a workspace that stands there goes; it is kept beside, as FILE.before-restore, only where it is damaged
/// throws   StoreError: store.no_file, store.not_ours, store.newer, store.backup_damaged (with the first fault),
///          store.file_exists, store.in_use, …
void restore(const std::string& backup, const std::string& file, bool replace, base::Progress& progress);

}  // namespace outturn::store
