#include "store/copies.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "store/schema.h"
#include "store/sqlite_store.h"
#include "store/verifying.h"

namespace outturn::store {
namespace {

constexpr int pages_at_a_time = 2048;

workspace::StoreError told(std::string code, const std::string& file, const std::string& detail) {
  return {base::Issue{.field = {}, .code = code, .values = {{"file", file}, {"detail", detail}}}, fmt::format("{}: {} ({})", file, code, detail)};
}

workspace::StoreError of_errno(const std::string& file) {
  const int error = errno;
  const std::string code = error == EEXIST ? "store.file_exists"
                           : error == ENOSPC || error == EDQUOT ? "store.disk_full"
                           : error == EIO ? "store.disk_failed"
                                          : "store.not_allowed";
  return told(code, file, std::strerror(error));
}

/// Opens a path only to hand it to the disk.
void sync_to_disk(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) throw of_errno(path);
  const int result = ::fsync(file);
  if (result != 0) {
    const auto error = of_errno(path);
    ::close(file);
    throw error;
  }
  ::close(file);
}

std::string folder_of(const std::string& file) {
  const auto parent = std::filesystem::path(file).parent_path().string();
  return parent.empty() ? std::string(".") : parent;
}

void remove_quietly(const std::string& file) {
  std::error_code ignored;
  for (const auto* suffix : {"", "-journal", "-wal", "-shm"}) std::filesystem::remove(file + suffix, ignored);
}

/// A file that is removed again unless it is kept.
class Partial {
 public:
  explicit Partial(std::string file) : file_(std::move(file)) {
    remove_quietly(file_);  // left by a copy that was killed
    make_private_file(file_);
  }
  ~Partial() {
    if (!file_.empty()) remove_quietly(file_);
  }
  Partial(const Partial&) = delete;
  Partial& operator=(const Partial&) = delete;
  const std::string& file() const { return file_; }
  void keep_as(const std::string& name) {
    sync_to_disk(file_);
    if (::rename(file_.c_str(), name.c_str()) != 0) throw of_errno(name);
    file_.clear();
    sync_to_disk(folder_of(name));
  }

 private:
  std::string file_;
};

void copy_pages(Connection& source, Connection& target, base::Progress& progress) {
  source.run("BEGIN");
  source.number("SELECT COUNT(*) FROM sqlite_schema");  // from here on the source stands still for this reader
  auto* backup = sqlite3_backup_init(target.handle(), "main", source.handle(), "main");
  if (!backup) {
    const int code = sqlite3_errcode(target.handle());
    source.run("ROLLBACK");
    throw error_of(code, target.file(), "the copy cannot begin");
  }
  int code = SQLITE_OK;
  bool is_stopped = false;
  while (code == SQLITE_OK && !is_stopped) {
    code = sqlite3_backup_step(backup, pages_at_a_time);
    const auto total = sqlite3_backup_pagecount(backup);
    progress.at("backup", total - sqlite3_backup_remaining(backup), total);
    is_stopped = progress.cancelled();
  }
  sqlite3_backup_finish(backup);
  source.run("ROLLBACK");
  if (is_stopped) throw told("store.stopped", target.file(), "backup");
  if (code != SQLITE_DONE) throw error_of(code, target.file(), "the copy cannot be written");
}

void copy_verified(Connection& source, const std::string& to, const std::string& named, base::Progress& progress) {
  Connection target(to, Access::write);
  copy_pages(source, target, progress);
  target.run("PRAGMA journal_mode = DELETE");  // one plain file, nothing beside it
  check_is_workspace(target);
  if (const auto found = target.word("PRAGMA integrity_check(1)"); found != "ok") throw told("store.backup_damaged", named, found);
  const auto verification = verify_database(target, progress);
  if (!verification.faults.empty()) {
    const auto& first = verification.faults.front();
    throw told("store.backup_damaged", named, fmt::format("{} {} {}", first.code, first.sequence, first.detail));
  }
}

/// Closes the books of the workspace that is to be replaced, so that no write-ahead log of it is left beside.
void retire_workspace(const std::string& file) {
  try {
    Connection old(file, Access::write);
    old.wait_at_most(1000);
    if (old.word("PRAGMA journal_mode = DELETE") == "delete") return;
  } catch (const workspace::StoreError& error) {
    if (error.issue().code == "store.busy") throw told("store.in_use", file, {});
    if (error.issue().code != "store.damaged" && error.issue().code != "store.not_ours") throw;
    for (const auto* suffix : {"-journal", "-wal", "-shm"}) {
      if (std::filesystem::exists(file + suffix)) std::filesystem::rename(file + suffix, file + ".before-restore" + suffix);
    }
    std::filesystem::rename(file, file + ".before-restore");
    return;
  }
  throw told("store.in_use", file, {});
}

}  // namespace

void make_private_file(const std::string& file) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) throw of_errno(file);
  ::close(descriptor);
}

void copy_and_check(Connection& source, const std::string& file, base::Progress& progress) {
  if (std::filesystem::exists(file)) throw told("store.file_exists", file, {});
  Partial partial(file + ".partial");
  copy_verified(source, partial.file(), file, progress);
  if (std::filesystem::exists(file)) throw told("store.file_exists", file, {});
  partial.keep_as(file);
}

void restore(const std::string& backup, const std::string& file, bool replace, base::Progress& progress) {
  const bool is_there = std::filesystem::exists(file);
  if (is_there && !replace) throw told("store.file_exists", file, {});
  Connection source(backup, Access::read);
  check_is_workspace(source);
  Partial partial(file + ".restoring");
  copy_verified(source, partial.file(), backup, progress);
  if (is_there) retire_workspace(file);
  partial.keep_as(file);
}

}  // namespace outturn::store
