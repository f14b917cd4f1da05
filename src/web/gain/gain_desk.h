#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "base/checked.h"
#include "base/progress.h"
#include "gain/power.h"

namespace outturn::web {

/// Where estimates are computed: one at a time, on a thread of its own, so that no request waits for one. What was
/// computed is remembered for a while; what is asked for again under the same key is not computed twice.
class GainDesk {
 public:
  static constexpr std::size_t most_waiting = 50;
  static constexpr std::size_t most_remembered = 100;

  /// What a piece of work gives: a study that was kept, or what could be seen at all, or why not.
  struct Result {
    std::string study{};
    std::shared_ptr<const gain::Power> power{};
    base::Issues refused{};
  };
  using Work = std::function<Result(base::Progress& progress)>;

  /// How far it has come.
  struct State {
    bool known{};      ///< there is work under this key
    bool finished{};
    bool cancelled{};
    bool failed{};     ///< something broke that no person can mend
    std::string stage{};  ///< message key "progress.<stage>"
    std::int64_t done{};
    std::int64_t total{};
    Result result{};
  };

  /// log_line  gets what went wrong in the background
  explicit GainDesk(std::function<void(std::string_view)> log_line = [](std::string_view) {});
  ~GainDesk();  ///< cancels what runs
  GainDesk(const GainDesk&) = delete;
  GainDesk& operator=(const GainDesk&) = delete;

  /// Begins the work where there is none under this key yet, or it was cancelled or broke, and returns when it is finished,
  /// or after `patience`.
  /// refuses  gain.desk_full
  base::Checked<State> begin(const std::string& key, Work work, std::chrono::milliseconds patience);
  /// The state of work that was begun; not `known` where there is none.
  State look(const std::string& key, std::chrono::milliseconds patience);
  void cancel(const std::string& key);

 private:
  struct Job;
  State state_of(const Job& job) const;
  void run();

  const std::function<void(std::string_view)> log_line_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::shared_ptr<Job>, std::less<>> jobs_;
  std::deque<std::shared_ptr<Job>> queue_;
  std::deque<std::string> finished_;  ///< keys, oldest first
  std::thread thread_;
  bool stopping_{false};
};

}  // namespace outturn::web
