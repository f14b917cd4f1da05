#include "web/serving/rate.h"

#include <algorithm>
#include <cmath>

namespace outturn::web {

double RateLimit::tries_at(const Bucket& bucket, base::Instant now) const {
  const auto seconds = static_cast<double>(std::max<std::int64_t>(0, now.microseconds - bucket.at.microseconds)) / 1e6;
  return std::min(burst_, bucket.tries + seconds / seconds_each_);
}

std::optional<int> RateLimit::take(std::string_view key, base::Instant now) {
  const std::lock_guard lock{mutex_};
  auto found = buckets_.find(std::string{key});
  if (found == buckets_.end()) {
    if (buckets_.size() >= most_keys_) make_room(now);
    found = buckets_.emplace(std::string{key}, Bucket{burst_, now}).first;
  }
  auto& bucket = found->second;
  bucket.tries = tries_at(bucket, now);
  bucket.at = std::max(bucket.at, now);
  constexpr double almost_one = 1 - 1e-9;  // sums of fractions of a try
  if (bucket.tries >= almost_one) {
    bucket.tries -= 1;
    return std::nullopt;
  }
  return std::max(1, static_cast<int>(std::ceil((1 - bucket.tries) * seconds_each_ - 1e-6)));
}

void RateLimit::forget(std::string_view key) {
  const std::lock_guard lock{mutex_};
  buckets_.erase(std::string{key});
}

std::size_t RateLimit::size() const {
  const std::lock_guard lock{mutex_};
  return buckets_.size();
}

void RateLimit::make_room(base::Instant now) {
  std::erase_if(buckets_, [&](const auto& entry) { return tries_at(entry.second, now) >= burst_; });
  if (buckets_.size() < most_keys_) return;
  buckets_.erase(std::ranges::min_element(buckets_, {}, [](const auto& entry) { return entry.second.at; }));
}

}  // namespace outturn::web
