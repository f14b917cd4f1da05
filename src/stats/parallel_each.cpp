#include "stats/parallel_each.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace outturn::stats {

bool parallel_each(std::size_t count, int threads, base::Progress& progress, std::string_view stage,
                   const std::function<void(std::size_t)>& piece) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> stopped{false};
  std::size_t done = 0;
  std::exception_ptr failure;
  std::mutex telling;

  const auto work = [&] {
    while (!stopped.load(std::memory_order_relaxed)) {
      const std::size_t mine = next.fetch_add(1);
      if (mine >= count) return;
      try {
        {
          const std::lock_guard lock(telling);
          if (progress.cancelled()) {
            stopped = true;
            return;
          }
        }
        piece(mine);
        const std::lock_guard lock(telling);
        progress.at(stage, static_cast<std::int64_t>(++done), static_cast<std::int64_t>(count));
      } catch (...) {
        const std::lock_guard lock(telling);
        if (!failure) failure = std::current_exception();
        stopped = true;
      }
    }
  };

  const std::size_t wanted = std::min(count, static_cast<std::size_t>(std::max(threads, 1)));
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < wanted; ++i) others.emplace_back(work);
  work();
  others.clear();  // joins
  if (failure) std::rethrow_exception(failure);
  return !stopped;
}

}  // namespace outturn::stats
