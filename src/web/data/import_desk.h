#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "access/reader.h"
#include "base/day.h"
#include "exchange/observation_import.h"
#include "workspace/register.h"

namespace outturn::web {

/// A file that somebody sent and what they chose about it, until it is saved, dropped or a day old. Kept in the spool
/// as `choices.json` beside the file, so that a restart of the server loses nothing.
struct PendingImport {
  std::string id;      ///< 128 random bits: part of the address, and no use to anybody else
  std::string person;
  std::string file_name;
  std::int64_t size{};
  base::Instant sent{};
  std::int64_t revision{1};  ///< grows with every change of the choices

  exchange::ColumnChoices columns{};
  std::vector<std::pair<std::string, std::string>> markers{};
  std::optional<base::Day> known_from{};
  std::string source{};
  bool create_missing{};
  std::vector<exchange::Mend> mends{};
  std::string reason{};

  bool saved{};
  std::string batch{};  ///< once saved; empty = nothing of the file was new
};

std::string json_of(const PendingImport& import);
/// refuses  json.*, import.spool (not what json_of wrote)
base::Checked<PendingImport> pending_import_of(std::string_view json);

/// Where files wait and are checked: keeps them in the spool, checks and saves them on threads of its own, so that
/// no request waits longer than it wants to.
class ImportDesk {
 public:
  static constexpr std::size_t most_a_person = 20;

  /// store, clock  borrowed; both outlive the desk
  /// log_line      gets what went wrong in the background
  ImportDesk(workspace::Register& store, const base::Clock& clock, std::filesystem::path spool,
             std::function<void(std::string_view)> log_line = [](std::string_view) {});
  ~ImportDesk();  ///< stops what runs; what waits stays in the spool
  ImportDesk(const ImportDesk&) = delete;
  ImportDesk& operator=(const ImportDesk&) = delete;

  /// Moves an uploaded file into the spool.  refuses  import.too_many   throws std::system_error
  base::Checked<PendingImport> take(std::string_view person, std::string_view file_name, const std::filesystem::path& uploaded);
  /// The import with this id, if it is that person's.
  std::optional<PendingImport> find(std::string_view id, std::string_view person) const;
  /// All of a person that are not saved yet, newest first.
  std::vector<PendingImport> of(std::string_view person) const;
  /// Keeps changed choices, as the next revision.
  void keep(PendingImport& import);
  void drop(const PendingImport& import);
  std::filesystem::path file(const PendingImport& import) const { return folder(import.id) / "file"; }

  /// How far the work on an import has come.
  struct Progress {
    bool finished{};
    bool saving{};
    std::string stage{};  ///< message key "progress.<stage>"
    std::int64_t done{};
    std::int64_t total{};
    std::shared_ptr<const exchange::Staged> staged{};  ///< once it is checked
    base::Issues refused{};                            ///< why it was not saved
    bool failed{};                                     ///< the disk or the database failed
    bool saved{};
  };
  /// The check of these choices; begun where it has not been. Returns when it is finished, or after `patience`.
  Progress checked(const PendingImport& import, std::chrono::milliseconds patience);
  /// Checks where need be, and saves. sound_rows_only  leaves rows with errors out; without it they stand in the way
  Progress saved(const PendingImport& import, const access::Reader& reader, bool sound_rows_only, std::chrono::milliseconds patience);
  /// Whether a save of this import is under way.
  bool is_saving(std::string_view id) const;

 private:
  struct Work;
  std::filesystem::path folder(std::string_view id) const;
  void write(const PendingImport& import) const;
  void sweep() const;
  Progress wait(const std::shared_ptr<Work>& work, std::chrono::milliseconds patience);
  void begin(const std::shared_ptr<Work>& work);
  void run();
  void perform(Work& work);
  void forget_oldest();

  workspace::Register& store_;
  const base::Clock& clock_;
  const std::function<void(std::string_view)> log_line_;
  std::filesystem::path spool_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::shared_ptr<Work>, std::less<>> works_;  ///< by import; shared with the thread that performs it
  std::deque<std::shared_ptr<Work>> queue_;
  std::vector<std::thread> threads_;
  bool stopping_{false};
  std::uint64_t asked_{0};
};

}  // namespace outturn::web
