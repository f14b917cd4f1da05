#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/day.h"

namespace outturn::access {

/// Slows down guessing: after five failures of an account in a quarter of an hour each further one doubles the wait,
/// up to a quarter of an hour; an address may try twenty times a minute. Nobody is shut out for good. Safe to use from
/// any thread; forgets what is an hour old.
class Limiter {
 public:
  static constexpr int failures_free = 5;
  static constexpr int tries_a_minute = 20;

  explicit Limiter(const base::Clock& clock) : clock_(clock) {}

  /// Notes a try, taken for failed until `succeeded` says otherwise, so that many tries at once count as many.
  /// returns  0, or the seconds to wait; then the try must not be made
  std::int64_t begin(std::string_view account, std::string_view address);
  void succeeded(std::string_view account);

 private:
  struct Failures {
    std::deque<std::int64_t> at;  ///< microseconds, within the window
    std::int64_t blocked_until{0};
    int in_a_row{0};
  };
  void forget(std::int64_t now);

  const base::Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Failures, std::less<>> accounts_;
  std::map<std::string, std::deque<std::int64_t>, std::less<>> addresses_;
  std::int64_t swept_{0};
};

}  // namespace outturn::access
