#include "store/writer.h"

#ifdef OUTTURN_UNTRUTHFUL_STORE
#include <chrono>
#endif

#include "store/ledger_table.h"

namespace outturn::store {
namespace {

constexpr std::size_t most_together = 256;

constexpr Query begin_reading{"begin.read", "BEGIN"};
constexpr Query begin_writing{"begin.write", "BEGIN IMMEDIATE"};
constexpr Query commit{"commit", "COMMIT"};
constexpr Query rollback{"rollback", "ROLLBACK"};
constexpr Query savepoint{"savepoint", "SAVEPOINT one"};
constexpr Query release{"savepoint.release", "RELEASE one"};
constexpr Query undo{"savepoint.undo", "ROLLBACK TO one"};

}  // namespace

Writer::Writer(std::unique_ptr<Connection> connection, Loaded loaded)
    : connection_(std::move(connection)), published_(std::move(loaded)), thread_([this] { serve(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_waits_.notify_all();
  thread_.join();
}

std::shared_ptr<const workspace::Workspace> Writer::published() const {
  const std::lock_guard lock(mutex_);
  return published_.state;
}

void Writer::run(const Work& work, const std::function<void(Connection&)>& afterwards) {
  Job job{.work = &work, .afterwards = afterwards ? &afterwards : nullptr};
  wait_for(job);
}

void Writer::tail() {
  const Work nothing = [](Transaction&) {};
  Job job{.work = &nothing, .only_reads = true};
  wait_for(job);
}

void Writer::wait_for(Job& job) {
  std::unique_lock lock(mutex_);
  queue_.push_back(&job);
  work_waits_.notify_one();
  work_done_.wait(lock, [&] { return job.done; });
  if (job.error) std::rethrow_exception(job.error);
}

void Writer::serve() {
  for (;;) {
    std::deque<Job*> jobs;
    {
      std::unique_lock lock(mutex_);
      work_waits_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      while (!queue_.empty() && jobs.size() < most_together) {
        jobs.push_back(queue_.front());
        queue_.pop_front();
      }
    }
    commit_together(jobs);
#ifndef OUTTURN_UNTRUTHFUL_STORE
    answer(jobs);
#endif
  }
}

void Writer::answer(const std::deque<Job*>& jobs) {
  {
    const std::lock_guard lock(mutex_);
    for (auto* job : jobs) job->done = true;
  }
  work_done_.notify_all();
}

void Writer::run_one(Job& job, Transaction& transaction) {
  const auto state = transaction.state;
  const auto head = transaction.head;
  connection_->of(savepoint).run();
  try {
    (*job.work)(transaction);
    connection_->of(release).run();
  } catch (...) {
    job.error = std::current_exception();
    transaction.state = state;
    transaction.head = head;
    if (connection_->is_idle()) throw;  // the database gave up the whole transaction: nobody's work is kept
    connection_->of(undo).run();
    connection_->of(release).run();
  }
}

void Writer::commit_together(const std::deque<Job*>& jobs) {
  auto next = published_;  // only this thread changes it
  bool only_reads = true;
  for (const auto* job : jobs) only_reads = only_reads && job->only_reads;
  try {
    connection_->of(only_reads ? begin_reading : begin_writing).run();
    if (!next.is_cut_off) catch_up(*connection_, next.state, next.head);
    const auto start = next.head.sequence;
    Transaction transaction{.connection = *connection_, .state = next.state, .head = next.head};
    for (auto* job : jobs) run_one(*job, transaction);
    if (next.head.sequence != start) set_watermark(*connection_, next.head);
#ifdef OUTTURN_UNTRUTHFUL_STORE
    answer(jobs);  // a lie that the kill test must find: "saved" before it is durable
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
#endif
    connection_->of(commit).run();
  } catch (...) {
#ifndef OUTTURN_UNTRUTHFUL_STORE
    const auto error = std::current_exception();
    for (auto* job : jobs) job->error = error;
#endif
    if (!connection_->is_idle()) {
      try {
        connection_->of(rollback).run();
      } catch (const workspace::StoreError&) {  // the transaction ends with the next begin or the connection
      }
    }
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    published_ = std::move(next);
  }
#ifndef OUTTURN_UNTRUTHFUL_STORE
  for (auto* job : jobs) {
    if (!job->afterwards || job->error) continue;
    try {
      (*job->afterwards)(*connection_);
    } catch (...) {
      job->error = std::current_exception();
    }
  }
#endif
}

}  // namespace outturn::store
