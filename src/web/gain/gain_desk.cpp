#include "web/gain/gain_desk.h"

#include <atomic>
#include <exception>

namespace outturn::web {

/// One piece of work. Its progress is told by the thread that computes and read by those who ask.
struct GainDesk::Job final : base::Progress {
  std::string key;
  Work work;
  std::atomic<bool> stop{false};
  bool finished{false};  ///< under the desk's lock, like failed and result
  bool failed{false};
  Result result;

  void at(std::string_view now, std::int64_t so_far, std::int64_t of) override {
    const std::lock_guard lock(told_);
    stage_ = now;
    done_ = so_far;
    total_ = of;
  }
  bool cancelled() const override { return stop; }
  void tell(State& state) const {
    const std::lock_guard lock(told_);
    state.stage = stage_;
    state.done = done_;
    state.total = total_;
  }

 private:
  mutable std::mutex told_;
  std::string stage_;
  std::int64_t done_{0};
  std::int64_t total_{0};
};

GainDesk::GainDesk(std::function<void(std::string_view)> log_line) : log_line_(std::move(log_line)) {}

GainDesk::~GainDesk() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (auto& [key, job] : jobs_) job->stop = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

GainDesk::State GainDesk::state_of(const Job& job) const {
  State state{.known = true, .finished = job.finished, .cancelled = job.stop, .failed = job.failed};
  if (job.finished) state.result = job.result;
  job.tell(state);
  return state;
}

base::Checked<GainDesk::State> GainDesk::begin(const std::string& key, Work work, std::chrono::milliseconds patience) {
  {
    const std::lock_guard lock(mutex_);
    auto found = jobs_.find(key);
    if (found != jobs_.end() && found->second->finished && (found->second->stop || found->second->failed)) {
      jobs_.erase(found);  // stopped or broken: asked for again, it is begun again
      std::erase(finished_, key);
      found = jobs_.end();
    }
    if (found == jobs_.end()) {
      if (queue_.size() >= most_waiting) return base::refuse("", "gain.desk_full", {{"most", static_cast<std::int64_t>(most_waiting)}});
      auto job = std::make_shared<Job>();
      job->key = key;
      job->work = std::move(work);
      jobs_.emplace(key, job);
      queue_.push_back(std::move(job));
      if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
    }
  }
  changed_.notify_all();
  return look(key, patience);
}

GainDesk::State GainDesk::look(const std::string& key, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  const auto found = jobs_.find(key);
  if (found == jobs_.end()) return {};
  const auto job = found->second;
  changed_.wait_for(lock, patience, [&] { return job->finished || stopping_; });
  return state_of(*job);
}

void GainDesk::cancel(const std::string& key) {
  const std::lock_guard lock(mutex_);
  if (const auto found = jobs_.find(key); found != jobs_.end()) found->second->stop = true;
}

void GainDesk::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
    if (stopping_) return;
    const auto job = queue_.front();
    queue_.pop_front();
    lock.unlock();
    Result result;
    bool failed = false;
    try {
      if (!job->stop) result = job->work(*job);
    } catch (const std::exception& error) {
      log_line_(std::string("gain: ") + error.what());
      failed = true;
    }
    lock.lock();
    job->result = std::move(result);
    job->failed = failed;
    job->finished = true;
    job->work = nullptr;  // it may hold a whole state of the register
    finished_.push_back(job->key);
    while (finished_.size() > most_remembered) {
      jobs_.erase(finished_.front());
      finished_.pop_front();
    }
    changed_.notify_all();
  }
}

}  // namespace outturn::web
