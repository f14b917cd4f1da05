#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "store/loading.h"
#include "store/sqlite.h"

namespace outturn::store {

/// What a piece of work may read and change while the write lock is held. What it changes counts only when the
/// transaction is committed.
struct Transaction {
  Connection& connection;
  std::shared_ptr<const workspace::Workspace>& state;
  Head& head;
};

/// The one thread that writes. Work that waits together is committed together: one sync of the disk for all.
class Writer {
 public:
  using Work = std::function<void(Transaction&)>;

  /// The connection is the writer's alone from now on.
  Writer(std::unique_ptr<Connection> connection, Loaded loaded);
  ~Writer();  ///< finishes what is waiting

  /// Runs the work under the write lock, with the latest state of all processes, and returns when it is durable. Work
  /// that throws leaves nothing behind and does not disturb other work.
  /// afterwards  runs once the work is durable, outside of any transaction
  /// throws      what the work throws, and StoreError
  void run(const Work& work, const std::function<void(Connection&)>& afterwards = {});
  /// Only takes in what other processes have written.
  void tail();

  std::shared_ptr<const workspace::Workspace> published() const;

 private:
  struct Job {
    const Work* work{};
    const std::function<void(Connection&)>* afterwards{};
    bool only_reads{false};
    bool done{false};
    std::exception_ptr error{};
  };
  void wait_for(Job& job);
  void serve();
  void commit_together(const std::deque<Job*>& jobs);
  void run_one(Job& job, Transaction& transaction);
  void answer(const std::deque<Job*>& jobs);

  std::unique_ptr<Connection> connection_;
  Loaded published_;
  mutable std::mutex mutex_;
  std::condition_variable work_waits_;
  std::condition_variable work_done_;
  std::deque<Job*> queue_;
  bool stopping_{false};
  std::thread thread_;
};

}  // namespace outturn::store
