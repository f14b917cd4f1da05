#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace outturn::web {

/// A fixed number of threads and a queue with a limit: what does not fit is refused at once instead of waiting
/// for ever.
class Workers {
 public:
  /// throws std::system_error when the system gives no thread
  Workers(unsigned threads, std::size_t queue_limit);
  ~Workers();  ///< as stop()
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Runs the task soon; it must not throw. Refuses (false) when the queue is full or stop() was called.
  bool submit(std::function<void()> task);
  /// Ends what was accepted, then returns.
  void stop();

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  std::size_t queue_limit_;
  bool stopping_{false};
  std::vector<std::thread> threads_;
};

}  // namespace outturn::web
