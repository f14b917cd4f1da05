#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/day.h"

namespace outturn::web {

/// Token buckets, one a key (an account, an address): `burst` tries at once, then one every `seconds_each`.
/// Safe to use from many threads.
class RateLimit {
 public:
  /// most_keys  how many keys are remembered; beyond that, those that are full again are forgotten first, then the
  ///            one untouched for longest
  RateLimit(double burst, double seconds_each, std::size_t most_keys = 100'000)
      : burst_(burst), seconds_each_(seconds_each), most_keys_(most_keys) {}

  /// Takes one try.
  /// returns  nothing where it was free, else the whole seconds to wait (at least 1); a refused try costs nothing
  std::optional<int> take(std::string_view key, base::Instant now);
  /// Gives the key all its tries back (signed in well).
  void forget(std::string_view key);
  std::size_t size() const;

 private:
  struct Bucket {
    double tries{};
    base::Instant at{};
  };
  double tries_at(const Bucket& bucket, base::Instant now) const;
  void make_room(base::Instant now);

  double burst_;
  double seconds_each_;
  std::size_t most_keys_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace outturn::web
